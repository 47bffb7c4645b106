"""One answered question: sentence, figure, the table behind both, and how many cases it rests on."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from io import StringIO
from typing import Any

from dashboard import format as fmt
from dashboard import text

Row = dict[str, Any]
"""Keys, `n`, and values: int, Fraction, str, or None for "no data"."""
Figure = dict[str, Any]


class Kind(Enum):
    """What a column holds; the second part is its unit in the head of a CSV of bare numbers."""

    TEXT = ("text", "")
    COUNT = ("count", "")
    SHARE = ("share", " (%)")
    DURATION = ("duration", " (menit)")
    ELAPSED = ("elapsed", " (menit)")
    """Calendar time that may be days."""
    SCORE = ("score", "")
    FINE = ("fine", "")
    """A score in thousandths."""
    MEAN = ("mean", "")
    """A count that is an average over days."""

    @property
    def unit(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class Column:
    """`missing` is what stands where there is no value: never 0."""

    key: str
    head: str
    kind: Kind = Kind.TEXT
    missing: str = fmt.NO_DATA
    whole: bool = False
    """Never broken over lines: a number to copy, a time."""


@dataclass(frozen=True)
class Table:
    columns: Sequence[Column] = ()
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Span:
    """The first and last day that an answer tells of; `said`: in other words than the usual ones."""

    start: date
    end: date
    said: str | None = None

    @property
    def words(self) -> str:
        return self.said or fmt.period(self.start, self.end)


@dataclass(frozen=True)
class Section:
    sentence: str
    figure: Figure | None
    table: Table
    n: int | None
    """None where a figure is disclosed without it; 0 where there is nothing to show."""
    note: str | None = None
    period: Span | None = None
    """The period of this answer where it is not the page's."""
    unheard: Sequence[str] = ()
    """Labels of the filters that this answer cannot follow; its note says so."""
    badge: str | None = None


EMPTY = Section("", None, Table(), 0)
"""No cases: the page says so and why."""


@dataclass(frozen=True)
class About:
    """What every file says of the table in it. `narrowed`: label and value, the period first; `file`: its
    name without the ending."""

    question: str
    answer: str
    narrowed: Sequence[tuple[str, str]]
    n: str
    until: datetime
    completeness: str
    version: str
    definition: str
    source: str
    note: str | None
    sample: bool
    file: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Label and value; a sample says so first."""
        return [
            *([(text.SAMPLE, "")] if self.sample else []),
            ("Pertanyaan", self.question),
            ("Jawaban", self.answer),
            *self.narrowed,
            ("n", self.n),
            ("Data sampai", fmt.moment(self.until)),
            ("Kelengkapan", self.completeness),
            ("Versi data", self.version),
            ("Definisi", self.definition),
            ("Dasar", self.source),
            *([("Catatan", self.note)] if self.note else []),
        ]


def shown(column: Column, row: Row) -> str:
    """The cell as a person reads it."""
    value = row.get(column.key)
    if value is None:
        return column.missing
    match column.kind:
        case Kind.COUNT:
            return fmt.number(value)
        case Kind.SHARE:
            return fmt.percent(value)
        case Kind.DURATION:
            return fmt.duration(value)
        case Kind.ELAPSED:
            return fmt.elapsed(value)
        case Kind.SCORE:
            return fmt.number(value, 2)
        case Kind.FINE:
            return fmt.number(value, 3)
        case Kind.MEAN:
            return fmt.mean(value)
        case _:
            return str(value)


def displayed(column: Column, row: Row) -> int | Fraction | str:
    """What the shown cell says, rounded as it is shown: minutes for a duration, a part of 1 for a share."""
    value = row.get(column.key)
    if value is None:
        return column.missing
    match column.kind:
        case Kind.COUNT:
            return fmt.half_up(value)
        case Kind.SHARE:
            return fmt.shown_share(value)
        case Kind.DURATION:
            return fmt.minutes(value)
        case Kind.ELAPSED:
            return fmt.elapsed_minutes(value)
        case Kind.SCORE:
            return fmt.half_up(value, 2)
        case Kind.FINE:
            return fmt.half_up(value, 3)
        case Kind.MEAN:
            return fmt.shown_mean(value)
        case _:
            return str(value)


def bare(column: Column, row: Row) -> str:
    """The cell in a file of text: the same digits, no unit, no thousands mark; text cannot be a formula."""
    value = displayed(column, row)
    if isinstance(value, str):
        return value if row.get(column.key) is None else harmless(value)
    match column.kind:
        case Kind.SHARE:
            return fmt.number(value * 100, 1, thousands="")
        case Kind.MEAN:
            return fmt.number(value, 1, thousands="")
        case Kind.SCORE:
            return fmt.number(value, 2, thousands="")
        case Kind.FINE:
            return fmt.number(value, 3, thousands="")
        case _:
            return fmt.number(value, thousands="")


FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
"""OWASP ASVS 1.2.10, with the wide forms that sheets take for the narrow ones."""


def harmless(text: str) -> str:
    """A sheet runs text that starts so as a formula: an apostrophe keeps it text."""
    return f"'{text}" if text.startswith(FORMULA) else text


def to_csv(about: Iterable[tuple[str, str]], table: Table) -> str:
    """What the figures are, a blank line, then the table; Excel in Indonesian wants `;` and the mark."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows((harmless(label), harmless(value)) for label, value in about)
    writer.writerow(())
    if table.columns:
        writer.writerow(harmless(column.head + column.kind.unit) for column in table.columns)
        writer.writerows([bare(column, row) for column in table.columns] for row in table.rows)
    else:
        writer.writerow((fmt.NO_DATA,))
    return out.getvalue()
