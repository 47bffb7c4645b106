"""What each source told of each day, and what it was expected to tell. Pure: days in, days out.

A day is the office's own. It is expected of a source when the office opens (`working_days`), always
(`daily`), or never (`none`): what comes by week or by month is not missing in between. A day that was over
before the source was read for the first time came with all before it, so it was neither in time nor late.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from etl.period import Period, local

DAY = timedelta(days=1)

COLLAPSE = 0.3
"""A day with less than this part of what its weekday usually brings is worth a look."""

HISTORY = 8
"""Weeks of the same weekday that "usually" means."""

LONGEST_CLOSED = 45
"""Days by which closed days may put off a limit."""


@dataclass(frozen=True)
class Habit:
    """What may be expected of a source. `active`: the settings still name it."""

    source: str
    fact: str
    expected: str
    max_age: int | None
    active: bool = True


@dataclass(frozen=True)
class Arrived:
    """What is there of one day: current rows, and when the first and last file that brought one was read
    (naive UTC)."""

    rows: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Read:
    """What was read on one day, of whatever day it told."""

    read: int = 0
    rejected: int = 0
    headers: int = 0
    """How often the header was another one than before."""


@dataclass(frozen=True)
class History:
    """All that is known of one source. `begun_at`, `read_at`: its first and last reading (naive UTC)."""

    habit: Habit
    arrived: Mapping[date, Arrived]
    read: Mapping[date, Read]
    begun_at: datetime
    read_at: datetime

    @cached_property
    def first(self) -> date | None:
        return min(self.arrived, default=None)

    @cached_property
    def last(self) -> date | None:
        return max(self.arrived, default=None)


@dataclass(frozen=True)
class Office:
    """Its clock, and the days on which it opens."""

    timezone: str
    open_days: Collection[date]

    def day(self, instant: datetime) -> date:
        return local(instant, self.timezone).date()

    def end(self, day: date) -> datetime:
        """The midnight after it, naive UTC."""
        midnight = datetime.combine(day + DAY, time(), ZoneInfo(self.timezone))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def closed(self, day: date) -> bool:
        return day not in self.open_days


def is_expected(history: History, day: date, office: Office) -> bool:
    """From its first day on; of a source that is no longer read up to its last one."""
    habit = history.habit
    if history.first is None or history.last is None or day < history.first:
        return False
    if not habit.active and day > history.last:
        return False
    return habit.expected == "daily" or (habit.expected == "working_days" and not office.closed(day))


def source_days(history: History, within: Period, office: Office) -> list[dict[str, Any]]:
    """One row per day of a source on which something was expected, came, or was read; see `source_day`."""
    days = (within.start + n * DAY for n in range((within.end - within.start).days))
    rows = [_day(history, day, office) for day in days]
    return [row for row in rows if row["expected"] or row["rows"] or row["read"] or row["headers"]]


def _day(history: History, day: date, office: Office) -> dict[str, Any]:
    arrived, read = history.arrived.get(day), history.read.get(day, Read())
    late_seconds, late = _lateness(history, day, arrived, office)
    return {
        "source": history.habit.source,
        "day": day,
        "expected": is_expected(history, day, office),
        "rows": arrived.rows if arrived else 0,
        "first_at": arrived.first_at if arrived else None,
        "last_at": arrived.last_at if arrived else None,
        "late_seconds": late_seconds,
        "late": late,
        "sparse": arrived is not None
        and office.end(day) <= history.read_at
        and collapsed(arrived.rows, _weekdays_before(history, day)),
        "read": read.read,
        "rejected": read.rejected,
        "headers": read.headers,
    }


def _lateness(
    history: History, day: date, arrived: Arrived | None, office: Office
) -> tuple[int | None, bool]:
    """Seconds from the end of the day to its first row, at least 0; None of what came with the first load."""
    end = office.end(day)
    if arrived is None or day < office.day(history.begun_at):
        return None, False
    seconds = max(int((arrived.first_at - end).total_seconds()), 0)
    limit = history.habit.max_age
    return seconds, limit is not None and arrived.first_at > deadline(day, limit, office)


def late_at(since: datetime, max_age: int, office: Office) -> datetime:
    """`max_age` seconds after `since`, put off by the closed days in between. Naive UTC."""
    limit = since + timedelta(seconds=max_age)
    last = limit + timedelta(days=LONGEST_CLOSED)
    day = office.day(since)
    while day < office.day(limit) and limit < last:
        day += DAY
        if office.closed(day):
            limit += DAY
    return limit


def deadline(day: date, max_age: int, office: Office) -> datetime:
    """Until when the rows of a day are in time. Naive UTC."""
    # Its last second belongs to it; the midnight after is a closed day's, if that day is closed.
    last = timedelta(seconds=1)
    return late_at(office.end(day) - last, max_age, office) + last


def collapsed(rows: int, before: Sequence[int]) -> bool:
    """Whether so few rows are odd beside those of the same weekday in the weeks before (at most HISTORY)."""
    return len(before) >= HISTORY // 2 and rows < COLLAPSE * median(before)


def _weekdays_before(history: History, day: date) -> list[int]:
    past = (history.arrived.get(day - timedelta(weeks=week)) for week in range(1, HISTORY + 1))
    return [arrived.rows for arrived in past if arrived is not None]


def whole_until(history: History, office: Office) -> date | None:
    """The last day that the source holds wholly; None while it holds none.

    A day that was not over when the source was read is not whole. Days on which nothing is expected follow
    the day before them.
    """
    if history.last is None:
        return None
    last, read = history.last, office.day(history.read_at)
    day = last if read > last else last - DAY
    if history.habit.expected != "none":
        while day + DAY < read and not is_expected(history, day + DAY, office):
            day += DAY
            if day - last > timedelta(days=LONGEST_CLOSED):
                break
    return day


def next_expected(history: History, office: Office) -> date | None:
    """The first day after its last one on which something is expected; None where nothing ever is."""
    if history.last is None:
        return None
    days = (history.last + n * DAY for n in range(1, LONGEST_CLOSED))
    return next((day for day in days if is_expected(history, day, office)), None)
