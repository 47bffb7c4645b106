"""The office's reference tables, read from CSV files that are kept by hand and reviewed like code.

A wrong or dangling row stops the start and is named by file and line; all of them are told at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from etl.errors import ReferenceProblem
from etl.os_errors import why
from etl.reference.conflicts import conflicts
from etl.reference.rows import (
    PROMISES,
    UNITS,
    Area,
    Category,
    Channel,
    ComplaintStandard,
    Holiday,
    Hours,
    Named,
    Office,
    Service,
    Standard,
    Unsur,
    keys,
)
from etl.reference.sheet import (
    Cell,
    Numbered,
    Sheet,
    clock,
    day,
    degrees,
    one_of,
    optional,
    optional_text,
    parse,
    some_words,
    text,
    whole,
    words,
    yes_no,
)
from etl.skm import UNSUR


@dataclass(frozen=True)
class Reference:
    offices: tuple[Office, ...]
    areas: tuple[Area, ...]
    services: tuple[Service, ...]
    standards: tuple[Standard, ...]
    channels: tuple[Channel, ...]
    categories: tuple[Category, ...]
    hours: tuple[Hours, ...]
    holidays: tuple[Holiday, ...]
    unsur: tuple[Unsur, ...]
    complaint_standards: tuple[ComplaintStandard, ...]
    digest: str
    """sha256 over the files: what was derived with another digest must be derived again."""

    def codes(self, kind: str) -> Mapping[str, str]:
        """Code, name or synonym, normalised → code. Kinds: offices, areas, services, channels, categories."""
        named: Mapping[str, Sequence[Named]] = {
            "offices": self.offices,
            "areas": self.areas,
            "services": self.services,
            "channels": self.channels,
            "categories": self.categories,
        }
        return MappingProxyType({key: row.code for row in named[kind] for key in keys(row)})


# A column means the same in every table, so it is read the same way; `level` and `kind` are the exceptions.
_CELLS: Mapping[str, Cell] = {
    "code": text,
    "name": text,
    "synonyms": words,
    "lat": degrees(90),
    "lon": degrees(180),
    "opened": optional(day),
    "row": optional(whole(1, 100)),
    "col": optional(whole(1, 100)),
    "channels": some_words,
    "bukti": one_of("request", "visit"),
    "service": text,
    "category": text,
    "promise": one_of(*PROMISES),
    "value": whole(1, 100_000),
    "unit": one_of(*UNITS),
    "decree": text,
    "sejak": day,
    "sampai": optional(day),
    "note": optional_text,
    "online": yes_no,
    "weekday": whole(1, 7),
    "open": clock,
    "close": clock,
    "break_start": optional(clock),
    "break_end": optional(clock),
    "day": day,
    "key": one_of(*UNSUR),
    "number": whole(1, 9),
    "questionnaire": whole(1, 9),
    "question": text,
}


def _sheet(file: str, shape: type[Any], *, may_be_empty: bool = False, **own: Cell) -> Sheet[Any]:
    columns = {field.name: own.get(field.name) or _CELLS[field.name] for field in fields(shape)}
    return Sheet(file, shape, columns, may_be_empty)


_SHEETS: Mapping[str, Sheet[Any]] = {
    "offices": _sheet("offices.csv", Office, level=one_of("kecamatan", "kelurahan", "unit")),
    "areas": _sheet("areas.csv", Area, kind=one_of("kelurahan", "luar", "tidak_diketahui")),
    "services": _sheet("services.csv", Service, level=one_of("kelurahan", "kecamatan", "rujukan")),
    "standards": _sheet("standards.csv", Standard, may_be_empty=True),
    "channels": _sheet("channels.csv", Channel),
    "categories": _sheet("categories.csv", Category, may_be_empty=True),
    "hours": _sheet("hours.csv", Hours),
    "holidays": _sheet(
        "holidays.csv", Holiday, may_be_empty=True, kind=one_of("cuti_bersama", "libur", "kerja")
    ),
    "unsur": _sheet("unsur.csv", Unsur),
    "complaint_standards": _sheet("complaint_standards.csv", ComplaintStandard, may_be_empty=True),
}


_OPTIONAL = frozenset({"complaint_standards"})
"""An office that promises nothing about complaints needs no such file."""


def load_reference(path: Path) -> Reference:
    """Raises ReferenceProblem with every wrong row of every file in the folder."""
    contents = {
        kind: _read(path / sheet.file)
        for kind, sheet in _SHEETS.items()
        if kind not in _OPTIONAL or (path / sheet.file).exists()
    }
    digest = hashlib.sha256()
    tables: dict[str, list[Numbered[Any]]] = {kind: [] for kind in _SHEETS}
    problems: list[str] = []
    unreadable: list[str] = []
    for kind, content in contents.items():
        digest.update(f"{_SHEETS[kind].file} {len(content)}\n".encode() + content)
        tables[kind], found = parse(_SHEETS[kind], content)
        problems += found
        if found:
            unreadable.append(kind)
    problems += conflicts(tables, unreadable)
    if problems:
        raise ReferenceProblem("\n".join(["Tabel acuan perlu diperbaiki:", *problems]))
    rows = {kind: tuple(numbered.row for numbered in table) for kind, table in tables.items()}
    return Reference(**rows, digest=digest.hexdigest())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise ReferenceProblem(
            f"{file}: tabel acuan tidak dapat dibaca ({why(failure)}); periksa [reference] path"
        ) from None
