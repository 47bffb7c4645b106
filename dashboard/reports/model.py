"""A report as data: its parts in reading order, and the sheets on which its figures are computed again.

A report is made by one pure `build(reader, term, office)`; pdf.py, docx.py and xlsx.py write any of them.
Every text is told as it stands: no writer reads markup in it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from dashboard.office.follow_up import Register
from dashboard.reader import Reader
from dashboard.reports.term import Term
from dashboard.rights import Right
from dashboard.section import Column, Figure, Table, shown
from etl.period import Kind as Step

TABLES = "Tabel"
"""The sheet of a workbook on which tables stand that have none of their own."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_SHORT, _WRITTEN, _LEAST = 7, 20, 3
"""Letters: of a head over a narrow column to be filled in, of what is written in a wide one, and of any."""

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def readable(words: str) -> str:
    """Without what no file of text may hold."""
    return _NOT_TEXT.sub("\ufffd", words)


@dataclass(frozen=True)
class Heading:
    """`level` 1 begins a chapter and a page."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    words: str
    small: bool = False
    """A note on what stands above."""


@dataclass(frozen=True)
class Points:
    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with its caption; `open`: keys of the columns whose empty cells the office fills in.

    `sheet`: where it stands in a workbook, below those that name the same; None: nowhere, because the report
    itself has a sheet with its numbers.
    """

    caption: str
    table: Table
    open: frozenset[str] = frozenset()
    sheet: str | None = TABLES

    @property
    def room(self) -> list[int]:
        """What each column needs beside the others, in letters: its words, or what will be written there."""
        return [self._room(column) for column in self.table.columns]

    def _room(self, column: Column) -> int:
        longest_word = max(len(word) for word in column.head.split(" "))
        if column.key in self.open:
            return max(longest_word, len(column.head) if len(column.head) < _SHORT else _WRITTEN)
        return max(longest_word, *(len(shown(column, row)) for row in self.table.rows), _LEAST)


@dataclass(frozen=True)
class Chart:
    """`alt` says in words what it shows."""

    caption: str
    figure: Figure
    alt: str


@dataclass(frozen=True)
class Blank:
    """What the office writes itself: `label` says what, `lines` how much room it has on paper."""

    label: str
    lines: int = 1


@dataclass(frozen=True)
class Signature:
    """Where the one who is responsible signs: what is written above and below the room for it."""

    above: Sequence[str]
    below: Sequence[str]


Part = Heading | Text | Points | Grid | Chart | Blank | Signature


@dataclass(frozen=True)
class Cell:
    """Of a sheet: a number with `formula` is the cached result of it, shown with so many `decimals`."""

    value: str | int | Fraction | None
    formula: str | None = None
    decimals: int = 0
    strong: bool = False


@dataclass(frozen=True)
class Sheet:
    """`widths` in characters; the first `frozen` rows stay when the others are scrolled."""

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    frozen: int = 0


@dataclass(frozen=True)
class Report:
    """`period` in words; `stamp`: up to when the data reach, and their version; `file`: without an ending.

    `brief`: without a cover and a list of contents; its first chapter is its first page, and the others
    follow one another.
    """

    title: str
    office: str
    period: str
    stamp: str
    until: datetime
    file: str
    parts: Sequence[Part]
    sheets: Sequence[Sheet] = field(default_factory=tuple)
    notes: Sequence[tuple[str, str]] = ()
    """Label and words on how its sheets are to be read."""
    sample: bool = False
    brief: bool = False
    n: int = 0
    """How many answers, cases or visits it rests on."""


@dataclass(frozen=True)
class Kind:
    """A report that can be asked for: its name in an address, its name for people, and whose it is.

    `about` says what each of its files is for; of each of `steps` the last whole period is offered.
    """

    name: str
    label: str
    right: Right
    build: Callable[[Reader, Term, str | None], Report]
    about: str
    steps: Sequence[Step]
    with_plans: Callable[[Reader, Term, str | None, Register], Report] | None = None
    """The same, where the report tells of the office's plans too."""

    def of(self, reader: Reader, term: Term, office: str | None, register: Register) -> Report:
        """`register` as far as it is the reader's to see. Raises NotYoursError."""
        if self.with_plans is None:
            return self.build(reader, term, office)
        return self.with_plans(reader, term, office, register)


def whose(reader: Reader, office: str | None) -> str:
    """Of what a report tells: an office, or all that the reader may see."""
    if office is not None:
        return reader.name("office", office)
    return reader.place if len(reader.choices("office")) == 1 else f"{reader.place} (semua kantor)"


def file_name(*parts: str | None) -> str:
    """In letters that every system and every header takes."""
    return "_".join(_NOT_IN_NAMES.sub("-", part) for part in parts if part)


def numbered(parts: Sequence[Part]) -> Iterator[tuple[Part, str]]:
    """Each part with its caption: «Tabel 3. …», «Gambar 1. …»; empty for what has none."""
    counts = {"Tabel": 0, "Gambar": 0}
    for part in parts:
        if isinstance(part, Grid | Chart):
            kind = "Tabel" if isinstance(part, Grid) else "Gambar"
            counts[kind] += 1
            yield part, f"{kind} {counts[kind]}. {part.caption}"
        else:
            yield part, ""
