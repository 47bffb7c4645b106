"""How a period is cut into steps for a picture over time: days, weeks, or months, as its length asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import format as fmt
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import Row
from etl.period import Kind, period_of

LONGEST = {Kind.DAY: 31, Kind.WEEK: 190}
"""Days up to which a period is shown by this step; longer ones by month."""


FEWEST = 3
"""With fewer whole steps than this, cut ones are drawn too."""


@dataclass(frozen=True)
class Step:
    """`start` and `end` are both inside; `tick` is the short name, `label` the whole one."""

    start: date
    end: date
    tick: str
    label: str
    whole: bool = True
    """False where the period or the data cut it: its figures are right, but not to be compared by eye."""


@dataclass(frozen=True)
class Timeline:
    kind: Kind
    steps: Sequence[Step]

    @property
    def noun(self) -> str:
        return _NOUNS[self.kind]


def timeline(filters: Filters, first: date, last: date) -> Timeline:
    """`first` and `last` are the days that the data know; outside them there is nothing to show."""
    start, end = max(filters.start, first), min(filters.end, last)
    length = (end - start).days + 1
    kind = next((kind for kind, most in LONGEST.items() if length <= most), Kind.MONTH)
    return cut(filters, first, last, kind)


def cut(filters: Filters, first: date, last: date, kind: Kind) -> Timeline:
    """The same in steps of this kind."""
    start, end = max(filters.start, first), min(filters.end, last)
    steps = []
    at = start
    while at <= end:
        until = min(period_of(at, kind).last, end)
        natural = period_of(at, kind)
        whole = (natural.start, natural.last) == (at, until)
        steps.append(Step(at, until, _tick(at, kind), _label(at, until, kind, whole=whole), whole))
        at = until + timedelta(days=1)
    return Timeline(kind, steps)


_NOUNS = {Kind.DAY: "hari", Kind.WEEK: "minggu", Kind.MONTH: "bulan", Kind.TRIWULAN: "triwulan"}
_ROMAN = ("I", "II", "III", "IV")


def _tick(day: date, kind: Kind) -> str:
    if kind is Kind.TRIWULAN:
        return f"TW {_ROMAN[(day.month - 1) // 3]}<br>{day.year}"
    return f"{fmt.MONTHS_SHORT[day.month - 1]}<br>{day.year}" if kind is Kind.MONTH else fmt.day_short(day)


def _label(start: date, end: date, kind: Kind, *, whole: bool) -> str:
    if kind is Kind.TRIWULAN and whole:
        return f"Triwulan {_ROMAN[(start.month - 1) // 3]} {start.year}"
    return fmt.period(start, end)


def values(reader: Reader, metric: str, filters: Filters, line: Timeline) -> list[Row]:
    """One row per step, n = 0 where nothing was counted."""
    key = line.kind.value
    rows = reader.values(metric, by=(key,), filters=filters)
    found = {max(row[key], line.steps[0].start): row for row in rows}
    return [{"n": 0, **found.get(step.start, {}), **words(step)} for step in line.steps]


def drawn(rows: Sequence[Row], line: Timeline) -> tuple[list[Row], str | None]:
    """What of the rows is drawn, and the sentence that says what is not."""
    if line.kind is Kind.DAY:
        return [row for row in rows if row["n"]], "Hari tanpa data tidak digambar."
    whole = [row for row in rows if row["whole"]]
    if len(whole) < FEWEST or len(whole) == len(rows):
        return list(rows), None
    return whole, f"{line.noun.capitalize()} yang terpotong batas periode hanya ada di tabel."


def words(step: Step) -> Row:
    return {"start": step.start, "tick": step.tick, "label": step.label, "whole": step.whole}
