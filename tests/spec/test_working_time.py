"""Working time and due times of one drawn office, every expected value worked out by hand beside its case.

The tables are drawn here in the shape of those in data/reference, so that the office may change its own. The
national holidays are those of the holidays library.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.calendar import Calendar
from etl.reference import UNITS, load_reference
from tests.drawn import TIMEZONE, utc

REAL = Path(__file__).parents[2] / "data" / "reference"
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)

# A day has 7:00 from Monday to Thursday and 6:00 on Friday; in Ramadan 6:30 and 6:00; the one Saturday 4:00.
HOURS = """
sejak,sampai,weekday,open,close,break_start,break_end,note
2020-01-01,,1,08:00,16:00,12:00,13:00,uji
2020-01-01,,2,08:00,16:00,12:00,13:00,uji
2020-01-01,,3,08:00,16:00,12:00,13:00,uji
2020-01-01,,4,08:00,16:00,12:00,13:00,uji
2020-01-01,,5,08:00,16:30,11:30,14:00,uji
2025-03-01,2025-03-30,1,08:00,15:00,12:00,12:30,uji: jam Ramadan
2025-03-01,2025-03-30,2,08:00,15:00,12:00,12:30,uji: jam Ramadan
2025-03-01,2025-03-30,3,08:00,15:00,12:00,12:30,uji: jam Ramadan
2025-03-01,2025-03-30,4,08:00,15:00,12:00,12:30,uji: jam Ramadan
2025-03-01,2025-03-30,5,08:00,15:30,11:30,13:00,uji: jam Ramadan
2025-11-15,2025-11-15,6,08:00,12:00,,,uji: Sabtu pengganti
2026-02-19,2026-03-20,1,08:00,15:00,12:00,12:30,uji: jam Ramadan
2026-02-19,2026-03-20,2,08:00,15:00,12:00,12:30,uji: jam Ramadan
2026-02-19,2026-03-20,3,08:00,15:00,12:00,12:30,uji: jam Ramadan
2026-02-19,2026-03-20,4,08:00,15:00,12:00,12:30,uji: jam Ramadan
2026-02-19,2026-03-20,5,08:00,15:30,11:30,13:00,uji: jam Ramadan
"""
HOLIDAYS = """
day,name,kind
2025-01-28,Cuti Bersama Tahun Baru Imlek,cuti_bersama
2025-03-28,Cuti Bersama Nyepi,cuti_bersama
2025-04-02,Cuti Bersama Idul Fitri,cuti_bersama
2025-04-03,Cuti Bersama Idul Fitri,cuti_bersama
2025-04-04,Cuti Bersama Idul Fitri,cuti_bersama
2025-04-07,Cuti Bersama Idul Fitri,cuti_bersama
2025-05-30,Cuti Bersama Kenaikan Yesus Kristus,cuti_bersama
2025-06-09,Cuti Bersama Idul Adha,cuti_bersama
2025-08-18,Cuti Bersama Hari Kemerdekaan Republik Indonesia,cuti_bersama
2025-09-05,Maulid Nabi: pelayanan dibuka,kerja
2025-12-26,Cuti Bersama Natal,cuti_bersama
2026-03-18,Cuti Bersama Nyepi,cuti_bersama
2026-03-20,Cuti Bersama Idul Fitri,cuti_bersama
2026-03-23,Cuti Bersama Idul Fitri,cuti_bersama
2026-03-24,Cuti Bersama Idul Fitri,cuti_bersama
"""


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Calendar:
    folder = tmp_path_factory.mktemp("acuan") / "reference"
    shutil.copytree(REAL, folder)
    (folder / "hours.csv").write_text(HOURS.lstrip(), encoding="utf-8")
    (folder / "holidays.csv").write_text(HOLIDAYS.lstrip(), encoding="utf-8")
    return Calendar(load_reference(folder), TIMEZONE, FIRST, LAST)


def at(day: str, clock: str) -> np.datetime64:
    return np.datetime64(utc(f"{day}T{clock}"), "s")


def cases(drawn: str, columns: int) -> list[list[str]]:
    """Lines of words, then how the expected value came about; headings have no digit first."""
    lines = [line for line in drawn.strip().splitlines() if line[:1].isdigit()]
    return [line.split(maxsplit=columns) for line in lines]


# start, end, expected, and the sum by hand
WORKED = cases(
    """
within one day
2025-06-16 08:00  2025-06-16 16:00    7:00  Mon 08:00–12:00 4:00 + 13:00–16:00 3:00
2025-06-17 08:00  2025-06-17 12:00    4:00  Tue 08:00–12:00, ends as the break begins
2025-06-17 11:59  2025-06-17 13:01    0:02  11:59–12:00 0:01 + 13:00–13:01 0:01
2025-06-17 12:00  2025-06-17 13:00    0:00  the break itself
2025-06-17 12:20  2025-06-17 14:15    1:15  break until 13:00, 13:00–14:15 1:15
2025-06-17 10:10  2025-06-17 12:50    1:50  10:10–12:00 1:50, then the break
2025-06-17 10:00  2025-06-17 10:00    0:00  no time at all
2025-06-17 10:00  2025-06-17 09:00    0:00  the end before the start
before opening, after closing
2025-06-17 05:30  2025-06-17 08:00    0:00  ends as the office opens
2025-06-17 05:30  2025-06-17 08:01    0:01  08:00–08:01 0:01
2025-06-17 07:15  2025-06-17 09:45    1:45  08:00–09:45 1:45
2025-06-17 16:00  2025-06-17 18:00    0:00  begins as the office closes
2025-06-17 15:59  2025-06-17 22:00    0:01  15:59–16:00 0:01
2025-06-17 14:20  2025-06-17 23:59    1:40  14:20–16:00 1:40
midnight
2025-06-17 00:00  2025-06-18 00:00    7:00  the whole Tue, midnight to midnight
2025-06-17 23:59  2025-06-18 00:01    0:00  two minutes of night
2025-06-17 16:00  2025-06-18 08:00    0:00  closing to opening
2025-06-17 15:45  2025-06-18 08:20    0:35  Tue 15:45–16:00 0:15 + Wed 08:00–08:20 0:20
2025-06-17 12:30  2025-06-18 12:30    7:00  Tue 13:00–16:00 3:00 + Wed 08:00–12:00 4:00
several days
2025-06-16 10:30  2025-06-19 14:40   24:10  Mon 1:30 + 3:00, Tue 7:00, Wed 7:00, Thu 4:00 + 1:40
2025-06-16 00:00  2025-06-23 00:00   34:00  Mon–Thu 4 × 7:00 + Fri 6:00
2025-06-16 08:00  2025-06-30 08:00   62:00  34:00 + Mon–Thu 28:00; Fri 27 Tahun Baru Islam
2025-07-01 00:00  2025-08-01 00:00  157:00  4 Mon + 5 Tue + 5 Wed + 5 Thu = 19 × 7:00 = 133:00, 4 Fri 24:00
the Friday break
2025-06-20 08:00  2025-06-20 16:30    6:00  Fri 08:00–11:30 3:30 + 14:00–16:30 2:30
2025-06-20 10:00  2025-06-20 15:00    2:30  10:00–11:30 1:30 + 14:00–15:00 1:00
2025-06-20 11:30  2025-06-20 14:00    0:00  the Friday break itself
2025-06-20 11:45  2025-06-20 14:05    0:05  14:00–14:05 0:05
2025-06-20 12:00  2025-06-20 13:00    0:00  the break of the other days lies within it
2025-06-20 11:29  2025-06-20 11:31    0:01  11:29–11:30 0:01
2025-06-20 15:45  2025-06-20 17:00    0:45  15:45–16:30 0:45: Friday closes later
2025-06-19 15:30  2025-06-20 09:15    1:45  Thu 15:30–16:00 0:30 + Fri 08:00–09:15 1:15
weekends
2025-06-20 16:00  2025-06-23 08:30    1:00  Fri 16:00–16:30 0:30 + Mon 08:00–08:30 0:30
2025-06-21 07:00  2025-06-22 20:00    0:00  Sat and Sun
2025-06-21 10:00  2025-06-23 10:00    2:00  Mon 08:00–10:00 2:00
2025-06-20 13:00  2025-06-21 13:00    2:30  in the Friday break; 14:00–16:30 2:30; Sat
national holidays
2025-06-27 08:00  2025-06-27 16:30    0:00  Fri Tahun Baru Islam
2025-06-26 15:00  2025-06-30 09:00    2:00  Thu 1:00; Fri holiday, Sat, Sun; Mon 1:00
2025-05-01 09:00  2025-05-02 09:00    1:00  Thu Hari Buruh; Fri 08:00–09:00 1:00
2025-04-17 13:30  2025-04-21 08:45    3:15  Thu 13:30–16:00 2:30; Fri Wafat Yesus Kristus; Mon 0:45
cuti bersama
2025-06-09 08:00  2025-06-09 16:00    0:00  Mon cuti bersama Idul Adha
2025-06-05 15:00  2025-06-10 09:00    2:00  Thu 1:00; Fri Idul Adha, Sat, Sun, Mon cuti; Tue 1:00
2025-08-15 16:00  2025-08-19 09:00    1:30  Fri 16:00–16:30 0:30; Sun 17 Aug, Mon cuti; Tue 1:00
2025-01-24 15:00  2025-01-30 10:00    3:30  Fri 1:30; Mon Isra Mikraj, Tue cuti, Wed Imlek; Thu 2:00
2025-05-28 11:00  2025-06-02 11:00    7:00  Wed 1:00 + 3:00; Thu Kenaikan, Fri cuti; Mon 08:00–11:00 3:00
Ramadan
2025-03-03 08:00  2025-03-03 17:00    6:30  Mon 08:00–12:00 4:00 + 12:30–15:00 2:30
2025-03-03 12:00  2025-03-03 13:00    0:30  short break until 12:30
2025-03-07 08:00  2025-03-07 16:30    6:00  Fri 08:00–11:30 3:30 + 13:00–15:30 2:30
2025-03-07 11:00  2025-03-07 13:30    1:00  11:00–11:30 0:30 + 13:00–13:30 0:30
2025-02-28 16:00  2025-03-03 09:00    1:30  ordinary Fri 16:00–16:30 0:30; Mon 1:00
2026-02-18 15:00  2026-02-19 16:00    7:30  ordinary Wed 15:00–16:00 1:00, Ramadan Thu 6:30
2025-03-27 14:00  2025-04-08 16:00    8:00  Ramadan Thu 1:00; closed 28 Mar–7 Apr; ordinary Tue 7:00
2026-03-17 14:30  2026-03-25 15:30    7:00  Ramadan Tue 0:30; closed 18–24 Mar; Wed 4:00 + 2:30
days worked by order
2025-09-05 08:00  2025-09-05 16:30    6:00  Fri Maulid, `kerja`: the hours of a Friday
2025-09-04 15:00  2025-09-08 09:00    8:00  Thu 1:00, Fri by order 6:00, Mon 1:00
2025-11-15 07:00  2025-11-15 13:00    4:00  the make-up Sat 08:00–12:00, no break
2025-11-14 16:00  2025-11-17 08:30    5:00  Fri 0:30, Sat 4:00, Mon 0:30
ends of years and of February
2024-12-31 15:00  2025-01-02 09:00    2:00  Tue 1:00; Wed Tahun Baru; Thu 1:00
2025-12-31 23:59  2026-01-01 00:01    0:00  the midnight of the year
2025-12-24 13:00  2026-01-05 08:30   30:30  Wed 3:00; Natal, cuti; 29–31 Dec 21:00; 1 Jan; Fri 6:00; Mon 0:30
2024-02-28 15:00  2024-03-01 09:00    9:00  Wed 1:00, Thu 29 Feb 7:00, Fri 1:00
""",
    5,
)


WEEKDAYS = (
    "Wed 28 Feb 2024, Tue 31 Dec 2024, Fri 24 Jan 2025, Fri 28 Feb 2025, Mon 03 Mar 2025, Thu 27 Mar 2025, "
    "Thu 17 Apr 2025, Thu 01 May 2025, Wed 28 May 2025, Thu 05 Jun 2025, Mon 16 Jun 2025, Tue 01 Jul 2025, "
    "Fri 15 Aug 2025, Thu 04 Sep 2025, Fri 14 Nov 2025, Wed 24 Dec 2025, Wed 18 Feb 2026, Tue 17 Mar 2026"
)


@pytest.mark.parametrize("day", WEEKDAYS.split(", "))
def test_the_hand_had_the_weekdays_right(day: str) -> None:
    assert f"{datetime.strptime(day, '%a %d %b %Y').date():%a %d %b %Y}" == day  # noqa: DTZ007 (a date alone)


def test_there_are_sixty_cases() -> None:
    assert len(WORKED) == len({tuple(case[:4]) for case in WORKED}) == 60


@pytest.mark.parametrize("case", WORKED, ids=lambda case: " ".join(case[:4]))
def test_working_time(calendar: Calendar, case: list[str]) -> None:
    start_day, start, end_day, end, expected, by_hand = case
    found = calendar.working_seconds(np.array([at(start_day, start)]), np.array([at(end_day, end)]))
    hours, minutes = map(int, expected.split(":"))
    assert found.tolist() == [hours * 3600 + minutes * 60], by_hand


# start, promise, due, and how by hand
DUE = cases(
    """
minutes are the clock's
2025-06-17 09:00  15 menit          2025-06-17 09:15     quarter of an hour on
2025-06-17 15:55  15 menit          2025-06-17 16:10     they do not stop at closing
2025-06-20 11:20  30 menit          2025-06-20 11:50     nor in the Friday break
2025-12-31 23:50  15 menit          2026-01-01 00:05     nor at the end of the year
working hours
2025-06-17 09:00   4 jam_kerja      2025-06-17 14:00     09:00–12:00 3:00, 13:00–14:00 1:00
2025-06-17 08:00   4 jam_kerja      2025-06-17 12:00     run out as the break begins, not after it
2025-06-17 08:00   7 jam_kerja      2025-06-17 16:00     run out at closing, not at the next opening
2025-06-17 16:00   1 jam_kerja      2025-06-18 09:00     begun at closing: Wed 08:00–09:00
2025-06-17 12:30   1 jam_kerja      2025-06-17 14:00     begun in the break: 13:00–14:00
2025-06-20 10:00   4 jam_kerja      2025-06-20 16:30     Fri 10:00–11:30 1:30, 14:00–16:30 2:30
2025-06-20 10:00   5 jam_kerja      2025-06-23 09:00     Fri 4:00, Mon 1:00
2025-06-21 10:00   8 jam_kerja      2025-06-24 09:00     begun on Sat: Mon 7:00, Tue 1:00
2025-06-26 14:00   4 jam_kerja      2025-06-30 10:00     Thu 2:00; Fri holiday; Mon 2:00
2025-03-03 11:00   4 jam_kerja      2025-03-04 08:30     Ramadan Mon 1:00 + 2:30, Tue 0:30
2026-02-18 14:00   8 jam_kerja      2026-02-19 14:30     ordinary Wed 2:00, Ramadan Thu 4:00 + 2:00
2025-03-27 13:00   3 jam_kerja      2025-04-08 09:00     Ramadan Thu 2:00; closed to 7 Apr; Tue 1:00
2025-11-14 15:30   5 jam_kerja      2025-11-15 12:00     Fri 1:00, make-up Sat 4:00
2025-09-04 15:00   8 jam_kerja      2025-09-08 09:00     Thu 1:00, Fri by order 6:00, Mon 1:00
working days, the day of the start not counted
2025-06-17 09:00   1 hari_kerja     2025-06-18 16:00     Wed at closing
2025-06-17 00:00   1 hari_kerja     2025-06-18 16:00     the first moment of Tue is Tue
2025-06-17 23:59   1 hari_kerja     2025-06-18 16:00     so is the last
2025-06-18 00:00   1 hari_kerja     2025-06-19 16:00     a minute later it is Wed
2025-06-19 10:00   1 hari_kerja     2025-06-20 16:30     Fri closes at 16:30
2025-06-20 10:00   3 hari_kerja     2025-06-25 16:00     Mon 1, Tue 2, Wed 3
2025-06-21 10:00   1 hari_kerja     2025-06-23 16:00     begun on Sat: Mon 1
2025-06-05 10:00   3 hari_kerja     2025-06-12 16:00     Idul Adha, weekend, cuti; Tue 1, Wed 2, Thu 3
2025-08-15 10:00   1 hari_kerja     2025-08-19 16:00     Sat, Sun, Mon cuti; Tue 1
2025-03-04 10:00   1 hari_kerja     2025-03-05 15:00     Ramadan: Wed closes at 15:00
2025-03-06 10:00   1 hari_kerja     2025-03-07 15:30     Ramadan: Fri closes at 15:30
2025-03-26 10:00   2 hari_kerja     2025-04-08 16:00     Thu 27 Mar 1, Tue 8 Apr 2
2025-09-04 10:00   1 hari_kerja     2025-09-05 16:30     Fri Maulid by order 1
2025-11-14 10:00   2 hari_kerja     2025-11-17 16:00     make-up Sat 1, Mon 2
2025-12-24 10:00   3 hari_kerja     2025-12-31 16:00     Natal, cuti, weekend; Mon 1, Tue 2, Wed 3
2025-12-30 10:00   2 hari_kerja     2026-01-02 16:30     Wed 31 Dec 1; 1 Jan; Fri 2 Jan 2
calendar days
2025-06-17 09:00   7 hari_kalender  2025-06-24 23:59:59  Tue a week later, to its last second
2025-06-20 23:59   1 hari_kalender  2025-06-21 23:59:59  Sat counts
2025-06-21 00:00   1 hari_kalender  2025-06-22 23:59:59  a minute later it is Sat, so Sun
2025-06-05 10:00   1 hari_kalender  2025-06-06 23:59:59  a holiday counts
2025-12-25 10:00  14 hari_kalender  2026-01-08 23:59:59  31 − 25 = 6 days of December, 8 of January
2024-02-28 10:00   2 hari_kalender  2024-03-01 23:59:59  29 Feb 1, 1 Mar 2
""",
    6,
)


def test_every_unit_has_its_cases() -> None:
    assert {case[3] for case in DUE} == set(UNITS)
    assert len(DUE) == 40


@pytest.mark.parametrize("case", DUE, ids=lambda case: " ".join(case[:4]))
def test_due(calendar: Calendar, case: list[str]) -> None:
    start_day, start, value, unit, due_day, due, by_hand = case
    found = calendar.due(np.array([at(start_day, start)]), int(value), unit)
    assert found.tolist() == [at(due_day, due).item()], by_hand


# Laws

DAYS = (LAST - FIRST).days
moments = st.integers(0, DAYS * 86400).map(lambda s: at("2024-01-01", "00:00") + np.timedelta64(s, "s"))
WEEK = np.timedelta64(7 * 86400, "s")


def worked(calendar: Calendar, start: np.datetime64, end: np.datetime64) -> int:
    return int(calendar.working_seconds(np.array([start]), np.array([end]))[0])


@given(st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_a_time_is_the_sum_of_its_parts(calendar: Calendar, drawn: list[np.datetime64]) -> None:
    a, b, c = drawn
    assert worked(calendar, a, c) == worked(calendar, a, b) + worked(calendar, b, c)


@given(st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_who_waits_longer_never_waits_less(calendar: Calendar, drawn: list[np.datetime64]) -> None:
    a, b, c = drawn
    assert 0 <= worked(calendar, b, c) <= worked(calendar, a, c) <= (c - a).astype(int)
    assert worked(calendar, c, a) == 0


CLOSED = [("16:30", 15.5), ("16:00", 16.0), ("12:00", 1.0), ("11:30", 2.5)]
"""Of a Friday and of the other days: closing and break, with the hours until the office opens again."""


@given(
    st.dates(date(2025, 7, 1), date(2025, 8, 10)),
    st.booleans(),
    st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted),
)
def test_closed_hours_are_no_working_time(
    calendar: Calendar, day: date, night: bool, between: list[float]
) -> None:
    friday, weekend = day.isoweekday() == 5, day.isoweekday() > 5
    if weekend:
        begin, hours = "00:00", 24.0
    elif night:
        begin, hours = CLOSED[0] if friday else CLOSED[1]
    else:
        begin, hours = CLOSED[3] if friday else CLOSED[2]
    origin = at(day.isoformat(), begin)
    start, end = (origin + np.timedelta64(int(share * hours * 3600), "s") for share in between)
    assert worked(calendar, start, end) == 0


@given(st.lists(st.integers(0, 5 * 7 * 86400), min_size=2, max_size=2).map(sorted))
def test_a_week_later_is_the_same_where_no_holiday_is_near(calendar: Calendar, drawn: list[int]) -> None:
    """1 July to 11 August 2025: six weeks without a holiday."""
    start, end = (at("2025-07-01", "00:00") + np.timedelta64(s, "s") for s in drawn)
    assert worked(calendar, start, end) == worked(calendar, start + WEEK, end + WEEK)


@given(st.integers(0, 24 * 86400), st.integers(1, 10), st.sampled_from(UNITS))
def test_a_promise_a_week_later_is_due_a_week_later(
    calendar: Calendar, second: int, value: int, unit: str
) -> None:
    """Begun on 1 August at the latest, even ten working days end before the holiday of 17 August."""
    start = at("2025-07-01", "00:00") + np.timedelta64(second, "s")
    due, later = calendar.due(np.array([start, start + WEEK]), value, unit)
    assert later - due == WEEK


# The tables that are shipped


def test_the_shipped_tables_open_the_office_on_every_ordinary_day() -> None:
    """Their hours may change; that they load, and that no weekday falls between two rows, may not."""
    shipped = load_reference(REAL)
    calendar = Calendar(shipped, TIMEZONE, date(2023, 1, 1), date(2027, 12, 31))
    days = [date(2023, 1, 1) + timedelta(n) for n in range(5 * 365)]
    midnights = np.array([np.datetime64(utc("00:00", day), "s") for day in days])
    seconds = calendar.working_seconds(midnights, midnights + np.timedelta64(1, "D"))
    opened = dict(zip(days, seconds.tolist(), strict=True))
    assert all(not opened[day] for day in days if calendar.holiday(day))
    assert all(opened[day] for day in days if day.isoweekday() <= 5 and not calendar.holiday(day))
    assert all(calendar.holiday(row.day) == row.name for row in shipped.holidays if row.kind != "kerja")
