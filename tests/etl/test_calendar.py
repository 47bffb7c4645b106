"""Working time and due times, checked by hand, against a slow second implementation and by their laws."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.calendar import NO_TIME, Calendar
from etl.errors import ConfigProblem
from etl.reference import Holiday, Hours, Reference, load_reference

REAL = Path(__file__).parents[2] / "data" / "reference"
WITA = ZoneInfo("Asia/Makassar")
FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)


def hours(weekday: int, written: str, sejak: date, sampai: date | None = None) -> Hours:
    opening, pause, resume, close = (time.fromisoformat(part) for part in written.split())
    return Hours(sejak, sampai, weekday, opening, close, pause, resume, "contoh")


# The hours are written out here, so that the office may change its own without touching what is proven.
HOURS = (
    *(hours(day, "08:00 12:00 13:00 16:00", date(2020, 1, 1)) for day in (1, 2, 3, 4)),
    hours(5, "08:00 11:30 14:00 16:30", date(2020, 1, 1)),
    *(hours(day, "08:00 12:00 12:30 15:00", date(2025, 3, 1), date(2025, 3, 30)) for day in (1, 2, 3, 4)),
    hours(5, "08:00 11:30 13:00 15:30", date(2025, 3, 1), date(2025, 3, 30)),
)
CUTI_BERSAMA = (
    date(2025, 3, 28),
    date(2025, 4, 2),
    date(2025, 4, 3),
    date(2025, 4, 4),
    date(2025, 4, 7),
    date(2025, 6, 9),
)
WORKED = date(2025, 5, 29)  # Kenaikan Yesus Kristus, on which this office works by order.
HOLIDAYS = (
    *(Holiday(day, "Cuti bersama", "cuti_bersama") for day in CUTI_BERSAMA),
    Holiday(WORKED, "Pelayanan khusus", "kerja"),
)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return replace(load_reference(REAL), hours=HOURS, holidays=HOLIDAYS)


@pytest.fixture(scope="module")
def calendar(reference: Reference) -> Calendar:
    return Calendar(reference, "Asia/Makassar", FIRST, LAST)


def utc(local: str | datetime, zone: ZoneInfo = WITA) -> np.datetime64:
    moment = datetime.fromisoformat(local) if isinstance(local, str) else local
    return np.datetime64(int(moment.replace(tzinfo=zone).timestamp()), "s")


def rows(drawn: str) -> list[list[str]]:
    return [line.split(maxsplit=5) for line in drawn.strip().splitlines()]


# Each day here: Monday to Thursday 7 working hours, Friday 6; in Ramadan 6½ and 6.
WORKING = """
2025-06-16 08:00  2025-06-16 16:00   7:00  a whole Monday
2025-06-16 00:00  2025-06-17 00:00   7:00  midnight to midnight
2025-06-16 08:00  2025-06-16 12:00   4:00  the morning
2025-06-16 12:00  2025-06-16 13:00   0:00  the break itself
2025-06-16 11:30  2025-06-16 13:30   1:00  over the break
2025-06-16 12:15  2025-06-16 12:45   0:00  inside the break
2025-06-16 07:00  2025-06-16 08:00   0:00  up to opening
2025-06-16 06:00  2025-06-16 09:15   1:15  submitted before opening
2025-06-16 15:30  2025-06-16 19:00   0:30  finished after closing
2025-06-16 20:00  2025-06-16 22:00   0:00  an evening
2025-06-16 23:59  2025-06-17 00:01   0:00  over midnight
2025-06-16 16:00  2025-06-17 08:00   0:00  a night
2025-06-16 15:30  2025-06-17 08:30   1:00  half an hour each side of a night
2025-06-16 10:00  2025-06-16 10:00   0:00  no time at all
2025-06-16 10:00  2025-06-16 09:00   0:00  the end before the start
2025-06-20 08:00  2025-06-20 16:30   6:00  a whole Friday
2025-06-20 11:30  2025-06-20 14:00   0:00  the Friday break
2025-06-20 11:00  2025-06-20 14:30   1:00  over the Friday break
2025-06-20 12:00  2025-06-20 13:00   0:00  the ordinary break on a Friday
2025-06-20 16:00  2025-06-23 08:30   1:00  over a weekend
2025-06-21 08:00  2025-06-22 16:00   0:00  a weekend
2025-06-16 08:00  2025-06-23 08:00  34:00  a whole week
2025-06-26 08:00  2025-06-30 08:00   7:00  a holiday on Friday: Tahun Baru Islam
2025-06-05 15:00  2025-06-10 09:00   2:00  Idul Adha, weekend, cuti bersama
2025-06-09 08:00  2025-06-09 16:00   0:00  cuti bersama
2025-05-29 08:00  2025-05-29 16:00   7:00  a holiday on which the office works
2025-03-03 08:00  2025-03-03 16:00   6:30  Ramadan: closes at three
2025-03-03 12:00  2025-03-03 13:00   0:30  Ramadan: the short break
2025-03-07 08:00  2025-03-07 16:30   6:00  Ramadan: a Friday
2025-02-28 16:00  2025-03-03 09:00   1:30  into Ramadan
2025-03-27 14:00  2025-04-08 09:00   2:00  out of it, over Idul Fitri and its cuti bersama
"""


@pytest.mark.parametrize("row", rows(WORKING), ids=lambda row: row[5])
def test_working_time(calendar: Calendar, row: list[str]) -> None:
    start_day, start, end_day, end, expected, _ = row
    found = calendar.working_seconds(
        np.array([utc(f"{start_day} {start}")]), np.array([utc(f"{end_day} {end}")])
    )
    hours, minutes = expected.split(":")
    assert found.tolist() == [int(hours) * 3600 + int(minutes) * 60]


DUE = """
2025-06-16 09:00  15 menit          2025-06-16 09:15
2025-06-16 15:55  15 menit          2025-06-16 16:10
2025-06-20 23:50  15 menit          2025-06-21 00:05
2025-06-16 09:00   4 jam_kerja      2025-06-16 14:00
2025-06-16 08:00   4 jam_kerja      2025-06-16 12:00
2025-06-16 08:00   7 jam_kerja      2025-06-16 16:00
2025-06-16 15:00   4 jam_kerja      2025-06-17 11:00
2025-06-16 06:00   1 jam_kerja      2025-06-16 09:00
2025-06-16 12:30   1 jam_kerja      2025-06-16 14:00
2025-06-16 18:00   1 jam_kerja      2025-06-17 09:00
2025-06-20 10:00   4 jam_kerja      2025-06-20 16:30
2025-06-20 11:00   4 jam_kerja      2025-06-23 09:00
2025-06-21 10:00   4 jam_kerja      2025-06-23 12:00
2025-06-05 15:00   2 jam_kerja      2025-06-10 09:00
2025-03-27 13:00   3 jam_kerja      2025-04-08 09:00
2025-06-16 09:00   1 hari_kerja     2025-06-17 16:00
2025-06-16 00:00   1 hari_kerja     2025-06-17 16:00
2025-06-16 23:59   1 hari_kerja     2025-06-17 16:00
2025-06-19 10:00   1 hari_kerja     2025-06-20 16:30
2025-06-20 10:00   1 hari_kerja     2025-06-23 16:00
2025-06-21 10:00   1 hari_kerja     2025-06-23 16:00
2025-06-05 10:00   1 hari_kerja     2025-06-10 16:00
2025-06-09 10:00   1 hari_kerja     2025-06-10 16:00
2025-06-05 10:00   3 hari_kerja     2025-06-12 16:00
2025-03-04 10:00   1 hari_kerja     2025-03-05 15:00
2025-03-26 10:00   2 hari_kerja     2025-04-08 16:00
2025-06-16 09:00   7 hari_kalender  2025-06-23 23:59:59
2025-06-22 23:59   1 hari_kalender  2025-06-23 23:59:59
2025-06-23 00:00   1 hari_kalender  2025-06-24 23:59:59
2025-12-31 10:00   1 hari_kalender  2026-01-01 23:59:59
"""


@pytest.mark.parametrize("row", [line.split() for line in DUE.strip().splitlines()], ids=" ".join)
def test_due(calendar: Calendar, row: list[str]) -> None:
    day, clock, value, unit, due_day, due_clock = row
    found = calendar.due(np.array([utc(f"{day} {clock}")]), int(value), unit)
    assert found.tolist() == [utc(f"{due_day} {due_clock}").item()]


def test_units_may_differ_by_row_and_a_row_without_a_standard_has_no_due_time(calendar: Calendar) -> None:
    start = np.array([utc("2025-06-16 09:00")] * 6 + [np.datetime64("NaT", "s")])
    units = np.array(["menit", "hari_kalender", "", None, float("nan"), "jam_kerja", "menit"], dtype=object)
    found = calendar.due(start, np.array([15, 7, 1, 1, 1, 4, 15]), units)
    nothing = np.datetime64("NaT", "s")
    expected = [
        utc("2025-06-16 09:15"),
        utc("2025-06-23 23:59:59"),
        *[nothing] * 3,
        utc("2025-06-16 14:00"),
        nothing,
    ]
    np.testing.assert_array_equal(found, np.array(expected))


def test_a_missing_instant_gives_no_working_time(calendar: Calendar) -> None:
    known, missing = utc("2025-06-16 09:00"), np.datetime64("NaT", "s")
    found = calendar.working_seconds(
        np.array([known, missing, missing, known]), np.array([missing, known, missing, known])
    )
    assert found.tolist() == [NO_TIME, NO_TIME, NO_TIME, 0]
    assert np.isnat(found[:3].astype("timedelta64[s]")).all()


def test_nothing_in_nothing_out(calendar: Calendar) -> None:
    none = np.array([], dtype="datetime64[s]")
    assert calendar.working_seconds(none, none).shape == (0,)
    assert calendar.due(none, 1, "menit").shape == (0,)


def test_which_days_the_office_works(calendar: Calendar) -> None:
    days = ["2025-06-16", "2025-06-21", "2025-06-09", "2025-06-27", "2025-05-29", "NaT"]
    assert calendar.is_working(np.array(days, dtype="datetime64[D]")).tolist() == [
        True,
        False,
        False,
        False,
        True,
        False,
    ]


def test_the_name_of_a_holiday(calendar: Calendar) -> None:
    assert calendar.holiday(date(2025, 6, 9)) == "Cuti bersama"
    assert calendar.holiday(date(2025, 6, 27)) == "Tahun Baru Islam"
    assert calendar.holiday(date(2025, 6, 21)) is None
    assert calendar.holiday(WORKED) is None


@pytest.mark.parametrize("day", ["2024-12-31", "2026-07-01"])
def test_a_day_beyond_the_calendar_is_refused_and_not_taken_for_closed(calendar: Calendar, day: str) -> None:
    inside, outside = np.array([utc("2025-06-16 09:00")]), np.array([utc(f"{day} 09:00")])
    with pytest.raises(ConfigProblem, match="2025-01-01 sampai 2026-06-30"):
        calendar.working_seconds(inside, outside)
    with pytest.raises(ConfigProblem, match="perluas kalender"):
        calendar.due(outside, 1, "hari_kerja")
    with pytest.raises(ConfigProblem, match="perluas kalender"):
        calendar.is_working(np.array([day], dtype="datetime64[D]"))
    with pytest.raises(ConfigProblem, match="perluas kalender"):
        calendar.holiday(date.fromisoformat(day))


@pytest.mark.parametrize("unit", ["jam_kerja", "hari_kerja", "hari_kalender"])
def test_a_due_time_beyond_the_calendar_is_refused(calendar: Calendar, unit: str) -> None:
    with pytest.raises(ConfigProblem, match="perluas kalender"):
        calendar.due(np.array([utc("2026-06-30 15:00")]), 9, unit)


def test_an_unknown_unit_zone_or_period_is_named(calendar: Calendar, reference: Reference) -> None:
    with pytest.raises(ConfigProblem, match='"minggu" tidak dikenal; tulis menit, jam_kerja'):
        calendar.due(np.array([utc("2025-06-16 09:00")]), 1, "minggu")
    with pytest.raises(ConfigProblem, match='Zona waktu "Asia/Banjarmasin" tidak dikenal'):
        Calendar(reference, "Asia/Banjarmasin", FIRST, LAST)
    with pytest.raises(ConfigProblem, match="awal harus sebelum akhir"):
        Calendar(reference, "Asia/Makassar", LAST, FIRST)


def test_an_office_that_never_opens_has_no_working_time(reference: Reference) -> None:
    closed = Calendar(replace(reference, hours=()), "Asia/Makassar", FIRST, LAST)
    day, next_day = np.array([utc("2025-06-16 09:00")]), np.array([utc("2025-06-17 09:00")])
    assert closed.working_seconds(day, next_day).tolist() == [0]
    with pytest.raises(ConfigProblem, match="perluas kalender"):
        closed.due(day, 1, "jam_kerja")


def test_hours_without_a_break(reference: Reference) -> None:
    straight = (Hours(date(2020, 1, 1), None, 1, time(8), time(14), None, None, ""),)
    calendar = Calendar(replace(reference, hours=straight), "Asia/Makassar", FIRST, LAST)
    monday, tuesday = np.array([utc("2025-06-16 00:00")]), np.array([utc("2025-06-17 00:00")])
    assert calendar.working_seconds(monday, tuesday).tolist() == [6 * 3600]


def test_where_clocks_change_a_day_ends_at_its_own_midnight(reference: Reference) -> None:
    """Berlin, 30 March 2025: the day has 23 hours, and opening time moves with the clock."""
    berlin = ZoneInfo("Europe/Berlin")
    calendar = Calendar(replace(reference, holidays=()), "Europe/Berlin", FIRST, LAST)
    due = calendar.due(np.array([utc("2025-03-29 10:00", berlin)]), 1, "hari_kalender")
    assert due.tolist() == [datetime(2025, 3, 30, 21, 59, 59)]  # noqa: DTZ001  numpy's datetimes are naive UTC
    due = calendar.due(np.array([utc("2025-04-07 20:00", berlin)]), 1, "hari_kerja")
    assert due.tolist() == [utc("2025-04-08 16:00", berlin).item()]
    assert utc("2025-04-08 16:00", berlin) == np.datetime64("2025-04-08T14:00:00")


# A second implementation: day by day, in local time, without numpy.

NATIONAL = set(holidays.country_holidays("ID", years=[2025, 2026])) - {WORKED}


def spans(day: date) -> list[tuple[datetime, datetime]]:
    if day.weekday() >= 5 or day in NATIONAL or day in CUTI_BERSAMA:
        return []
    friday, ramadan = day.weekday() == 4, date(2025, 3, 1) <= day <= date(2025, 3, 30)
    pause = time(11, 30) if friday else time(12)
    resume = (time(13) if ramadan else time(14)) if friday else (time(12, 30) if ramadan else time(13))
    close = (time(15, 30) if ramadan else time(16, 30)) if friday else (time(15) if ramadan else time(16))
    at = [datetime.combine(day, clock) for clock in (time(8), pause, resume, close)]
    return [(at[0], at[1]), (at[2], at[3])]


def days_from(day: date, count: int) -> list[date]:
    return [day + timedelta(n) for n in range(count)]


def slow_working_seconds(start: datetime, end: datetime) -> int:
    total = 0.0
    for day in days_from(start.date(), max((end.date() - start.date()).days + 1, 0)):
        for opening, closing in spans(day):
            total += max((min(end, closing) - max(start, opening)).total_seconds(), 0)
    return int(total)


def slow_due(start: datetime, value: int, unit: str) -> datetime:
    following = [day for day in days_from(start.date() + timedelta(1), 120) if spans(day)]
    if unit == "menit":
        return start + timedelta(minutes=value)
    if unit == "hari_kalender":
        return datetime.combine(start.date() + timedelta(value), time(23, 59, 59))
    if unit == "hari_kerja":
        return spans(following[value - 1])[-1][1]
    left = timedelta(hours=value)
    for opening, closing in (span for day in [start.date(), *following] for span in spans(day)):
        begin = max(start, opening)
        if begin + left <= closing:
            return begin + left
        left -= max(closing - begin, timedelta(0))
    raise AssertionError("no such day")


def random_moments(count: int, seed: int) -> list[datetime]:
    """Half on any second, half on the quarter hours where intervals begin and end."""
    draw = random.Random(seed)
    origin = datetime.combine(FIRST, time())
    seconds = [draw.randrange(400 * 86400) for _ in range(count)]
    return [origin + timedelta(seconds=s if n % 2 else s // 900 * 900) for n, s in enumerate(seconds)]


def test_equals_the_slow_implementation_on_500_random_pairs(calendar: Calendar) -> None:
    starts = random_moments(500, seed=2)
    draw = random.Random(3)
    ends = [start + timedelta(seconds=draw.randrange(-86400, 20 * 86400)) for start in starts]
    ends = [max(end, datetime.combine(FIRST, time())) for end in ends]
    found = calendar.working_seconds(
        np.array([utc(start) for start in starts]), np.array([utc(end) for end in ends])
    )
    assert found.tolist() == [
        slow_working_seconds(start, end) for start, end in zip(starts, ends, strict=True)
    ]


def test_due_equals_the_slow_implementation_on_500_random_promises(calendar: Calendar) -> None:
    starts = random_moments(500, seed=5)
    draw = random.Random(7)
    promises = [
        (draw.randrange(1, 30), draw.choice(["menit", "jam_kerja", "hari_kerja", "hari_kalender"]))
        for _ in starts
    ]
    found = calendar.due(
        np.array([utc(start) for start in starts]),
        np.array([value for value, _ in promises]),
        np.array([unit for _, unit in promises], dtype=object),
    )
    expected = [utc(slow_due(start, *promise)) for start, promise in zip(starts, promises, strict=True)]
    assert found.tolist() == np.array(expected).tolist()


# Laws

instants = st.integers(0, 400 * 86400 - 1).map(lambda s: utc("2025-01-01 00:00") + np.timedelta64(s, "s"))


@given(st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(calendar: Calendar, moments: list[np.datetime64]) -> None:
    """W(a, c) = W(a, b) + W(b, c)"""
    a, b, c = np.array(moments)
    whole, first, second = calendar.working_seconds(np.array([a, a, b]), np.array([c, b, c]))
    assert whole == first + second


@given(instants, st.integers(1, 100))
def test_a_promise_of_working_hours_leaves_exactly_those(
    calendar: Calendar, start: np.datetime64, value: int
) -> None:
    due = calendar.due(np.array([start]), value, "jam_kerja")
    assert calendar.working_seconds(np.array([start]), due).tolist() == [value * 3600]
    assert calendar.working_seconds(np.array([start]), due - np.timedelta64(1, "s"))[0] == value * 3600 - 1


@given(instants, st.integers(1, 30), st.sampled_from(["menit", "jam_kerja", "hari_kerja", "hari_kalender"]))
def test_a_longer_promise_is_never_due_earlier(
    calendar: Calendar, start: np.datetime64, value: int, unit: str
) -> None:
    shorter, longer = calendar.due(np.array([start, start]), np.array([value, value + 1]), unit)
    assert start < shorter < longer
