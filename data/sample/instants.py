"""Office-local instants as whole seconds since 1970-01-01 00:00 local, and how people write them."""

from datetime import date, timedelta
from functools import cache

DAY = 86_400
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_EPOCH = date(1970, 1, 1)


@cache
def day_number(day: date) -> int:
    return (day - _EPOCH).days


@cache
def day_of(number: int) -> date:
    return _EPOCH + timedelta(days=number)


def date_of(instant: int) -> date:
    return day_of(instant // DAY)


@cache
def clock(second: int) -> str:
    """Seconds since midnight as 08:15:00."""
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def time_of(instant: int) -> str:
    return clock(instant % DAY)


@cache
def iso_day(number: int) -> str:
    return day_of(number).isoformat()


@cache
def slashed_day(number: int) -> str:
    """03/05/2025, day first."""
    return f"{day_of(number):%d/%m/%Y}"


def stamp(instant: int) -> str:
    """2025-05-03 08:15:00: sorts as text, so it can serve as a version."""
    return f"{iso_day(instant // DAY)} {clock(instant % DAY)}"


def spelled(instant: int) -> str:
    """3 Mei 2025 08:15"""
    day = date_of(instant)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} {clock(instant % DAY)[:5]}"


def month_first(instant: int) -> str:
    """05/03/2025 08:15 AM"""
    second = instant % DAY
    hour, half = second // 3600, "AM" if second < DAY // 2 else "PM"
    return f"{date_of(instant):%m/%d/%Y} {(hour + 11) % 12 + 1:02d}:{second // 60 % 60:02d} {half}"


def with_offset(instant: int, *, hours: int) -> str:
    """The same moment on a clock `hours` ahead of UTC; the office's own is 8 hours ahead."""
    moved = instant + (hours - 8) * 3600
    return f"{iso_day(moved // DAY)}T{clock(moved % DAY)}+{hours:02d}:00"
