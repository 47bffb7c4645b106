"""From a file to its proposal: look, read, see, choose, build, show."""

import glob
import io
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import SourceRefused, VerifyFailed
from etl.facts import NUMBERED
from etl.header import holds_data
from etl.os_errors import why
from etl.proposal import show
from etl.proposal.books import look_at_book
from etl.proposal.build import Builder
from etl.proposal.catalogue import catalogue
from etl.proposal.choose import Fitting, fitting
from etl.proposal.coding import Setting, known_names
from etl.proposal.columns import look_at
from etl.proposal.draft import ASK, Draft
from etl.proposal.look import MAX_BYTES, Look, kind_of, look_at_text
from etl.proposal.points import points
from etl.proposal.questions import short_names
from etl.proposal.table import Table, read_table
from etl.proposal.text import listed
from etl.skm import UNSUR
from etl.spool import name_of

NO_FACT = VerifyFailed.exit_code
_PAGES = 2
"""A header may come again so often in any file, at the head of each printed page."""


@dataclass(frozen=True)
class Proposal:
    """`lines` are all that is shown; `block` is the part that may be appended to the configuration."""

    lines: tuple[str, ...]
    block: tuple[str, ...] = ()
    questions: int = 0
    exit_code: int = 0
    name: str = ""
    """Of the source that the block describes."""


def propose(
    path: Path, name: str, setting: Setting, base: Path, options: Mapping[str, Any] | None = None
) -> Proposal:
    """`base` is the folder of the configuration, `options` are keys of the block that are known beforehand.

    Raises SourceRefused with the file's name.
    """
    try:
        content = _content(path)
        look = _look(content, options or {})
        table = read_table(io.BytesIO(content), look.keys)
        _refuse_data(table)
    except SourceRefused as refused:
        raise SourceRefused(f"{name_of(path)}: {refused}") from None
    head = show.about(name_of(path), table, look)
    if not table.rows:
        return Proposal((*head, *show.no_fact(_no_rows(look, table))), exit_code=NO_FACT)
    return _proposed(path, name, setting, base, (table, look, head))


def _refuse_data(table: Table) -> None:
    """Without a header the first row's texts would be shown as names, and those may be of a person."""
    again = sum(1 for column in table.columns if column.name in map(str.strip, column.texts))
    usual = again > 1 and again * 2 >= len(table.columns)
    often = table.repeats > _PAGES and table.repeats * 4 > table.rows
    if holds_data(table.header) or usual or often:
        raise SourceRefused(
            "baris pertama tampaknya berisi data, bukan judul kolom; tambahkan baris judul: "
            "kolom dikenali dari namanya"
        )


def _no_rows(look: Look, table: Table) -> list[str]:
    reasons = ["apa pun: tidak ada baris data yang dapat membuktikannya"]
    if look.keys["read"] == "json" and table.broken and "rows" not in look.keys:
        reasons.append(
            f"satu objek per baris: sebut daftar barisnya dengan --rows, mungkin {listed(table.header)}"
        )
    return reasons


def _proposed(
    path: Path, name: str, setting: Setting, base: Path, seen: tuple[Table, Look, list[str]]
) -> Proposal:
    table, look, head = seen
    columns = look_at(table, known_names(setting.reference))
    times = points(columns, name_of(path))
    services = catalogue(columns, setting.reference)
    if services is not None:
        shown = show.samples(columns, None, setting.reference)
        return Proposal((*head, *shown, *show.tables(services)))
    fit = fitting(columns, times, setting.reference)
    if not isinstance(fit, Fitting):
        shown = show.samples(columns, None, setting.reference)
        return Proposal((*head, *shown, *show.no_fact(fit)), exit_code=NO_FACT)
    draft = Builder(fit, columns, times, setting).build()
    _keys(draft, look, table, _place(path, base))
    block = show.block(name, draft)
    shown = [*head, *show.samples(columns, draft, setting.reference), *block]
    end = show.summary(columns, draft)
    return Proposal((*shown, *end), tuple(block), show.questions(draft), name=name)


def _content(path: Path) -> bytes:
    try:
        found = path.stat()
        # A pipe or a device has no end.
        if not stat.S_ISREG(found.st_mode):
            kind = "ini folder" if path.is_dir() else "bukan berkas biasa"
            raise SourceRefused(f"{kind}; sebut satu berkas yang ada dan boleh dibaca")
        if found.st_size > MAX_BYTES:
            raise SourceRefused(
                f"lebih besar dari {MAX_BYTES >> 20} MiB; ambil sebagian barisnya untuk usulan"
            )
        return path.read_bytes()
    except OSError as failed:
        raise SourceRefused(f"{why(failed)}; sebut satu berkas yang ada dan boleh dibaca") from None


def _look(content: bytes, options: Mapping[str, Any]) -> Look:
    kind = kind_of(content)
    if kind == "xlsx":
        return look_at_book(content, options)
    look = look_at_text(content) if kind == "csv" else Look({"read": kind})
    look.keys.update(options)
    return look


def _place(path: Path, base: Path) -> str:
    """From the configuration's folder, as a pattern; what a pattern means specially stands for itself."""
    relative = os.path.relpath(path.resolve(), base.resolve())
    return glob.escape(Path(relative).as_posix())


def _keys(draft: Draft, look: Look, table: Table, place: str) -> None:
    draft.keys = {"fact": draft.fact, "path": place, **look.keys, **draft.keys}
    draft.why["path"] = "dari folder konfigurasi; * berarti nama apa saja" + (
        ". Berkas ini di luar folder itu" if place.startswith("..") else ""
    )
    for word, text in look.asks.items():
        draft.asks[word] = text
        draft.keys[word] = ASK
    _echoes(draft, table)
    keys = {
        line.rules[0]["from"]: line.name
        for line in draft.lines
        if line.name in (*UNSUR, *NUMBERED["regulation"])
    }
    draft.headers = short_names(keys, table.header)


def _echoes(draft: Draft, table: Table) -> None:
    """Sums and repeated headers are no rows."""
    for column, words in table.footers.items():
        draft.exclude.setdefault(column, {"like": [f"{word}*" for word in words]})
    if not table.repeats:
        return
    header = [column.name for column in table.columns if not set(column.name) & set("*?")]
    free = next((name for name in header if name not in draft.exclude), None)
    if free is not None:
        draft.exclude[free] = [free]
