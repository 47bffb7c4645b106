"""A frozen period: every figure of it as it stood, with all that it came from, under one hash. Pure.

It is kept as one text, and whoever has the text and the hash can tell that neither was changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dashboard import format as fmt
from dashboard.errors import UsageError
from dashboard.filters import Filters
from dashboard.publications.frozen_shape import FORMAT, FrozenShape
from dashboard.reader import Reader
from dashboard.reports.term import Term, parse_term
from etl.metric import DIMENSIONS, Metric
from etl.metrics import metrics
from etl.skm_table import written

LEFT_OUT = frozenset({"area"})
"""Small numbers per kelurahan are no evidence, and the public has tables of its own."""

_FRACTION = re.compile(r"=-?\d{1,40}(/\d{1,40})?", re.ASCII)

_WRONG = (ValueError, LookupError, ArithmeticError, RecursionError, OSError)
"""What a text of another form leads to."""

Value = int | Fraction | str | None
Key = tuple[str, str, str]
"""Metric, dimension and code; both empty for the whole."""


@dataclass(frozen=True)
class Figure:
    n: int
    fields: Mapping[str, Value]


@dataclass(frozen=True)
class Origin:
    """What the figures came from. `files`: source → hashes of the contents that were read of it."""

    data_version: str
    data_time: datetime
    code: str
    options: Mapping[str, Any]
    definitions: Mapping[str, str]
    """Metric → hash of how it is counted."""
    files: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Frozen:
    term: Term
    office: str
    sample: bool
    frozen_at: datetime
    """On the office's clock, as all times here are."""
    provisional_from: date | None
    """From this day of it on some source could still change rows without a word."""
    completeness: Mapping[str, str]
    """Metric → whether all of it had come, in words."""
    names: Mapping[str, Mapping[str, str]]
    """Dimension → code → name, as they were."""
    origin: Origin
    figures: Mapping[Key, Figure]


def require_frozen(reader: Reader, term: Term, *, sample: bool) -> None:
    """Refuses what is not over, lies before the data, or is invented unsaid. Raises UsageError."""
    data = reader.data
    if data.last_day < term.end:
        raise UsageError(
            f"{term.words} belum selesai: data baru sampai {fmt.moment(data.data_time)}. Bekukan sesudahnya."
        )
    if term.end < data.first_day:
        raise UsageError(f"{term.words} ada sebelum data pertama ({fmt.day(data.first_day)}).")
    if data.sample and not sample:
        raise UsageError(
            "Data ini contoh, bukan kenyataan. Untuk mencoba, tambahkan --contoh; tandanya tercetak di tiap "
            "lembar."
        )
    if sample and not data.sample:
        raise UsageError("--contoh hanya untuk data contoh; data ini sungguhan. Jalankan tanpa --contoh.")


def freeze(reader: Reader, term: Term, now: datetime) -> Frozen:
    """Of a reader that sees every office: an evaluation is of the whole."""
    data, young = reader.data, reader.data.provisional_from
    return Frozen(
        term=term,
        office=reader.place,
        sample=data.sample,
        frozen_at=now,
        provisional_from=young if young is not None and young <= term.end else None,
        completeness={
            name: reader.completeness(metric.facts, term.start, term.end).words
            for name, metric in metrics().items()
        },
        names={dimension: dict(reader.choices(dimension)) for dimension in _named()},
        origin=origin(reader),
        figures=figures(reader, term),
    )


def origin(reader: Reader) -> Origin:
    data = reader.data
    files: dict[str, tuple[str, ...]] = {}
    for row in reader.source_files():
        files[row["source"]] = (*files.get(row["source"], ()), row["sha256"])
    return Origin(
        data_version=data.version,
        data_time=data.data_time,
        code=data.made_by,
        options={
            "weight": data.options.weight,
            "limits": dict(data.options.limits),
            **({"surveys": [written(each) for each in data.options.surveys]} if data.options.surveys else {}),
        },
        definitions=reader.definitions,
        files=files,
    )


def figures(reader: Reader, term: Term) -> dict[Key, Figure]:
    """Each metric of the whole, and by each of its dimensions but the one left out."""
    filters = Filters(term.start, term.end)
    found: dict[Key, Figure] = {}
    for name, metric in metrics().items():
        for by in breakdowns(metric):
            for row in reader.values(name, (by,) if by else (), filters=filters):
                fields = {key: value for key, value in row.items() if key not in (by, "n")}
                found[name, by, row[by] if by else ""] = Figure(row["n"], fields)
    return found


def breakdowns(metric: Metric) -> Iterator[str]:
    yield ""
    yield from (dimension for dimension in metric.dimensions if dimension not in LEFT_OUT)


def _named() -> list[str]:
    return [*(dimension for dimension in DIMENSIONS if dimension not in LEFT_OUT), "unsur"]


def to_text(frozen: Frozen) -> str:
    """The same frozen period gives the same text."""
    told = {
        "format": FORMAT,
        "period": frozen.term.code,
        "office": frozen.office,
        "sample": frozen.sample,
        "timezone": str(frozen.frozen_at.tzinfo),
        "frozen_at": frozen.frozen_at.isoformat(timespec="seconds"),
        "provisional_from": frozen.provisional_from.isoformat() if frozen.provisional_from else None,
        "completeness": frozen.completeness,
        "names": frozen.names,
        "data_version": frozen.origin.data_version,
        "data_time": frozen.origin.data_time.isoformat(timespec="seconds"),
        "code": frozen.origin.code,
        "options": frozen.origin.options,
        "definitions": frozen.origin.definitions,
        "files": frozen.origin.files,
        "figures": [
            {"metric": metric, "by": by, "code": code, "n": figure.n, "fields": _written(figure.fields)}
            for (metric, by, code), figure in sorted(frozen.figures.items())
        ],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)


def from_text(text: str) -> Frozen:
    """Raises ValueError for what is no frozen period."""
    try:
        return _read(msgspec.json.decode(text, type=FrozenShape))
    except (*_WRONG, UsageError) as fault:
        raise ValueError("bukan angka beku") from fault


def _read(told: FrozenShape) -> Frozen:
    zone = ZoneInfo(told.timezone)
    return Frozen(
        term=parse_term(told.period),
        office=told.office,
        sample=told.sample,
        frozen_at=told.frozen_at.astimezone(zone),
        provisional_from=told.provisional_from,
        completeness=told.completeness,
        names=told.names,
        origin=Origin(
            data_version=told.data_version,
            data_time=told.data_time.astimezone(zone),
            code=told.code,
            options=told.options,
            definitions=told.definitions,
            files=told.files,
        ),
        figures={
            (each.metric, each.by, each.code): Figure(
                each.n, {name: _value(value) for name, value in each.fields.items()}
            )
            for each in told.figures
        },
    )


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _written(fields: Mapping[str, Value]) -> dict[str, int | str | None]:
    """A fraction as «=7/9»: to the last digit."""
    return {key: f"={value}" if isinstance(value, Fraction) else value for key, value in fields.items()}


def _value(value: int | str | None) -> Value:
    """Raises ValueError: a number of a million digits would keep the machine for hours."""
    if not isinstance(value, str) or not value.startswith("="):
        return value
    if not _FRACTION.fullmatch(value):
        raise ValueError(value[:20])
    return Fraction(value[1:])
