"""The period of a report: a triwulan, a semester, a year, months, or any stretch of days. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import format as fmt
from dashboard.errors import UsageError
from etl.period import Kind, Period, add_months, period_of, whole_months

_NAMED = re.compile(r"(?P<year>\d{4})(?:-(?P<kind>[ST])(?P<number>\d)|-(?P<month>\d{2}))?", re.ASCII)
_ROMAN = ("I", "II", "III", "IV")
EARLIER = {Kind.YEAR: 4, Kind.SEMESTER: 5, Kind.TRIWULAN: 7, Kind.MONTH: 11}
"""So many periods before one of this kind make a trend; of any other length three."""
OTHERS = 3
YEARS = (1990, 2100)
"""What a year of a period lies between."""
_KINDS = (Kind.MONTH, Kind.TRIWULAN, Kind.SEMESTER, Kind.YEAR)


@dataclass(frozen=True)
class Term:
    """`start` and `end` are both inside."""

    start: date
    end: date

    @property
    def kind(self) -> Kind | None:
        """What of the calendar it is; None: something else."""
        whole = Period(self.start, self.end + timedelta(days=1))
        return next((kind for kind in _KINDS if period_of(self.start, kind) == whole), None)

    @property
    def words(self) -> str:
        """«Triwulan III Tahun 2025»"""
        year = self.start.year
        match self.kind:
            case Kind.YEAR:
                return f"Tahun {year}"
            case Kind.SEMESTER:
                return f"Semester {_ROMAN[self.start.month // 7]} Tahun {year}"
            case Kind.TRIWULAN:
                return f"Triwulan {_ROMAN[self.start.month // 3]} Tahun {year}"
            case _:
                return fmt.period(self.start, self.end)

    @property
    def tick(self) -> str:
        """The same in two short lines, for a chart."""
        year = self.start.year
        match self.kind:
            case Kind.YEAR:
                return str(year)
            case Kind.SEMESTER:
                return f"Sem {_ROMAN[self.start.month // 7]}<br>{year}"
            case Kind.TRIWULAN:
                return f"TW {_ROMAN[self.start.month // 3]}<br>{year}"
            case Kind.MONTH:
                return f"{fmt.MONTHS_SHORT[self.start.month - 1]}<br>{year}"
            case _:
                return f"{fmt.day_short(self.start)}<br>{year}"

    @property
    def code(self) -> str:
        """As the command line takes it, and as a file is named."""
        year = self.start.year
        match self.kind:
            case Kind.YEAR:
                return str(year)
            case Kind.SEMESTER:
                return f"{year}-S{self.start.month // 7 + 1}"
            case Kind.TRIWULAN:
                return f"{year}-T{self.start.month // 3 + 1}"
            case Kind.MONTH:
                return f"{self.start:%Y-%m}"
        if self._months:
            return f"{self.start:%Y-%m}..{self.end:%Y-%m}"
        return f"{self.start}..{self.end}"

    @property
    def _months(self) -> int:
        """How many, of one that consists of whole months; else 0."""
        period = Period(self.start, self.end + timedelta(days=1))
        if whole_months(period) != period:
            return 0
        return (period.end.year - self.start.year) * 12 + period.end.month - self.start.month

    def before(self, steps: int) -> "Term":
        """The period of the same length that ends so many lengths earlier."""
        if self._months:
            start = add_months(self.start, -steps * self._months)
            return Term(start, add_months(start, self._months) - timedelta(days=1))
        length = (self.end - self.start + timedelta(days=1)) * steps
        return Term(self.start - length, self.end - length)

    def after(self) -> "Term":
        """The period of the same length that follows."""
        return self.before(-1)

    def unfinished(self, last: date) -> str | None:
        """What is said of a period that goes on after the `last` day of the data."""
        if last >= self.end:
            return None
        return (
            f"Periode ini belum selesai dalam data: data sampai {fmt.day(last)}, sedangkan periode berakhir "
            f"{fmt.day(self.end)}. Angka dalam laporan ini masih dapat berubah."
        )

    def trend(self, first: date) -> list["Term"]:
        """Earlier periods, oldest first, and this one; none that ended before `first`."""
        many = EARLIER[self.kind] if self.kind else OTHERS
        known = [self.before(steps) for steps in range(many, 0, -1)]
        return [*(term for term in known if term.end >= first), self]


def parse_term(word: str) -> Term:
    """2025, 2025-S1, 2025-T3, 2025-08, 2025-01..2025-03, 2025-01-05..2025-02-03. Raises UsageError."""
    first, dots, last = word.partition("..")
    try:
        start, end = _span(first), _span(last) if dots else _span(first)
        if start[0] <= end[1] and YEARS[0] <= start[0].year and end[1].year <= YEARS[1]:
            return Term(start[0], end[1])
    except ValueError:
        pass
    raise UsageError(
        f'Periode "{word}" tidak dikenal; tulis misalnya 2025, 2025-S1, 2025-T3, 2025-08, '
        "2025-01..2025-03, atau 2025-01-05..2025-02-03."
    )


def _span(word: str) -> tuple[date, date]:
    """Raises ValueError."""
    named = _NAMED.fullmatch(word)
    if named is None:
        day = date.fromisoformat(word)
        return day, day
    year, kind = int(named["year"]), Kind.YEAR
    month = 1
    if named["month"]:
        kind, month = Kind.MONTH, int(named["month"])
    elif named["kind"]:
        kind = Kind.SEMESTER if named["kind"] == "S" else Kind.TRIWULAN
        length = 6 if kind is Kind.SEMESTER else 3
        month = (int(named["number"]) - 1) * length + 1
    period = period_of(date(year, month, 1), kind)
    return period.start, period.last
