"""Calendar periods as half-open ranges of days, and the office's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TRIWULAN = "triwulan"
    SEMESTER = "semester"
    YEAR = "year"


_MONTHS = {Kind.MONTH: 1, Kind.TRIWULAN: 3, Kind.SEMESTER: 6, Kind.YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """From `start` up to and without `end`."""

    start: date
    end: date

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The first of the month that lies `months` after the month of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def period_of(day: date, kind: Kind) -> Period:
    """The calendar period of this kind that holds `day`; weeks start on Monday."""
    if kind is Kind.DAY:
        return Period(day, day + timedelta(days=1))
    if kind is Kind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=7))
    months = _MONTHS[kind]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(start, add_months(start, months))


def periods(kind: Kind, within: Period) -> Iterator[Period]:
    """The periods of this kind that lie wholly within."""
    period = period_of(within.start, kind)
    while period.end <= within.end:
        if period.start >= within.start:
            yield period
        period = period_of(period.end, kind)


def whole_months(within: Period) -> Period | None:
    """The stretch of whole months inside, or None."""
    start = within.start if within.start.day == 1 else add_months(within.start, 1)
    end = within.end.replace(day=1)
    return Period(start, end) if start < end else None


def local(instant: datetime, timezone: str) -> datetime:
    """A naive UTC instant, as the warehouse keeps it, on the office's clock."""
    return instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(timezone))


def written(instant: datetime, timezone: str) -> str:
    """The same in words, with the name of the clock: 29/11/2026 12:16 WITA."""
    return f"{local(instant, timezone):%d/%m/%Y %H:%M %Z}"
