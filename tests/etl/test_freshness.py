"""What was expected of a source on a day, what came, and how late: as drawn calendars.

2025-06-16 is a Monday. 27 June (Islamic New Year) is a holiday of the national list; the tests add Monday
9 June as a cuti bersama. A strip has one mark per day: o came, x expected and missing, . not expected,
+ came although not expected, l came too late, - came with the first load (in time or not is unknown).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from etl.arrivals import office_of
from etl.freshness import (
    DAY,
    HISTORY,
    Arrived,
    Habit,
    History,
    Office,
    Read,
    collapsed,
    deadline,
    next_expected,
    source_days,
    whole_until,
)
from etl.period import Period
from etl.reference import Holiday
from etl.settings import Settings
from tests.build import reference

MONDAY = date(2025, 6, 16)
WITA = "Asia/Makassar"


def office(timezone: str = WITA, *closed: date) -> Office:
    """Monday to Friday; the national holidays and these days it is closed."""
    cuti = tuple(Holiday(day, "cuti_bersama", "Cuti bersama") for day in closed)
    calendar = replace(reference(), holidays=cuti)
    return office_of(settings(timezone), calendar, Period(date(2025, 5, 1), date(2025, 9, 1)))


def settings(timezone: str) -> Settings:
    return Settings(  # type: ignore[call-arg]
        **{
            **dict.fromkeys(("config", "office", "reference", "boundaries", "weight", "warehouse"), None),
            "hmac_key": None,
            "timezone": timezone,
            "limits": {},
            "sources": {},
        }
    )


def at(day: date, hour: int, minute: int = 0, timezone: str = WITA) -> datetime:
    """The office's clock, as naive UTC."""
    local = datetime.combine(day, time(hour, minute), ZoneInfo(timezone))
    return local.astimezone(UTC).replace(tzinfo=None)


def history(
    came: Mapping[date, datetime],
    *,
    expected: str = "working_days",
    max_age: int | None = 86_400,
    active: bool = True,
    begun: datetime | None = None,
    rows: int = 10,
) -> History:
    """Rows that came on each day, and when their file was read."""
    habit = Habit("antrean", "visit", expected, max_age, active)
    arrived = {day: Arrived(rows, when, when) for day, when in came.items()}
    first, last = min(came.values(), default=at(MONDAY, 8)), max(came.values(), default=at(MONDAY, 8))
    return History(habit, arrived, {}, begun or first, last)


def drawn(found: History, first: date, marks: str, its_office: Office | None = None) -> str:
    """The strip of as many days as were drawn."""
    within = Period(first, first + len(marks) * DAY)
    rows = {row["day"]: row for row in source_days(found, within, its_office or office())}
    return "".join(_mark(rows.get(first + n * DAY)) for n in range(len(marks)))


def _mark(row: dict[str, object] | None) -> str:
    if row is None or not (row["expected"] or row["rows"]):
        return "."
    if not row["rows"]:
        return "x"
    if not row["expected"]:
        return "+"
    if row["late_seconds"] is None:
        return "-"
    return "l" if row["late"] else "o"


def evenings(first: date, marks: str, hour: int = 20) -> dict[date, datetime]:
    """Each marked day is read at this hour of itself."""
    days = ((first + n * DAY, mark) for n, mark in enumerate(marks))
    return {day: at(day, hour) for day, mark in days if mark not in ".x"}


@pytest.mark.parametrize(
    ("strip", "why"),
    [
        ("ooooo..ooooo", "a weekend is not expected"),
        ("ooxoo..oooxo", "a working day without a row is missing"),
        ("ooooo+.ooooo", "who works on a Saturday is heard"),
        ("ooooo..ooox.", "what is not over or not read yet still is expected"),
    ],
)
def test_working_days(strip: str, why: str) -> None:
    first = MONDAY
    found = history(evenings(first, strip))
    # 27 June, the twelfth day, is a holiday.
    seen = drawn(found, first, strip)
    expected = strip[:11] + ("+" if strip[11] == "o" else ".")
    assert seen == expected, why


def test_a_holiday_and_a_cuti_bersama_are_not_expected() -> None:
    """Monday 9 June is taken off; Friday 27 June is a holiday of the law."""
    first = date(2025, 6, 4)
    came = evenings(first, "ooo...ooo")
    cuti = office(WITA, date(2025, 6, 9))
    # 6 June is Eid al-Adha: read on that day, it came although nothing was expected.
    assert drawn(history(came), first, "oo+...ooo", cuti) == "oo+...ooo"
    assert drawn(history(came), first, "oo+..xooo") == "oo+..xooo"


@pytest.mark.parametrize(
    ("expected", "strip"),
    [("working_days", "oxxxx..o"), ("daily", "oxxxxxxo"), ("none", "+......+")],
)
def test_what_is_expected_is_what_the_source_says(expected: str, strip: str) -> None:
    """A source that comes by week or month never looks broken."""
    found = history(evenings(MONDAY, "oxxxxxxo"), expected=expected)
    assert drawn(found, MONDAY, strip) == strip


def test_nothing_is_expected_before_the_first_day_nor_of_a_source_that_never_told() -> None:
    found = history(evenings(MONDAY + 2 * DAY, "ooo"))
    assert drawn(found, MONDAY, "..ooo") == "..ooo"
    assert drawn(history({}), MONDAY, ".....") == "....."
    assert whole_until(history({}), office()) is next_expected(history({}), office()) is None


def test_of_a_source_that_was_switched_off_nothing_more_is_expected() -> None:
    """Its gaps before that stay gaps."""
    came = evenings(MONDAY, "oxo")
    assert drawn(history(came, active=False), MONDAY, "oxo......") == "oxo......"
    assert drawn(history(came), MONDAY, "oxoxx..xx") == "oxoxx..xx"
    assert next_expected(history(came, active=False), office()) is None


def test_what_came_with_the_first_load_was_neither_in_time_nor_late() -> None:
    came = dict.fromkeys((MONDAY, MONDAY + DAY, MONDAY + 2 * DAY), at(MONDAY + 2 * DAY, 20))
    assert drawn(history(came), MONDAY, "--o") == "--o"


@pytest.mark.parametrize(
    ("read", "mark"),
    [
        (at(MONDAY + DAY, 23, 59), "o"),
        (at(MONDAY + 2 * DAY, 0, 0), "o"),
        (at(MONDAY + 2 * DAY, 0, 1), "l"),
    ],
)
def test_late_is_what_came_more_than_max_age_after_the_end_of_its_day(read: datetime, mark: str) -> None:
    found = history({MONDAY: read}, begun=at(MONDAY - 7 * DAY, 8))
    assert drawn(found, MONDAY, mark) == mark


def test_closed_days_do_not_make_late() -> None:
    """Friday's rows may come on Monday evening: the weekend does not count."""
    friday = MONDAY + 4 * DAY
    begun = at(MONDAY, 8)
    assert drawn(history({friday: at(friday + 3 * DAY, 23)}, begun=begun), friday, "o") == "o"
    assert drawn(history({friday: at(friday + 4 * DAY, 1)}, begun=begun), friday, "l") == "l"
    # 27 June is a holiday and a Friday: Thursday's rows have until Monday evening.
    thursday = date(2025, 6, 26)
    assert deadline(thursday, 86_400, office()) == office().end(date(2025, 6, 30))


def test_how_late_is_counted_from_the_end_of_the_day() -> None:
    found = history({MONDAY: at(MONDAY + DAY, 2, 30)}, begun=at(MONDAY, 8))
    (row,) = source_days(found, Period(MONDAY, MONDAY + DAY), office())
    assert row["late_seconds"] == 9_000


@pytest.mark.parametrize(
    ("timezone", "day"),
    [("Asia/Jakarta", MONDAY), ("Asia/Makassar", MONDAY), ("Asia/Jayapura", MONDAY + DAY)],
)
def test_a_day_is_the_offices_own(timezone: str, day: date) -> None:
    """Half past midnight in Papua is still the day before in Jakarta and Banjarmasin."""
    moment = datetime(2025, 6, 16, 15, 30)  # noqa: DTZ001 (naive UTC)
    own = office(timezone)
    assert own.day(moment) == day
    assert own.end(day) > moment >= own.end(day - DAY)


def test_half_a_day_is_not_held_wholly_and_a_day_off_follows_the_one_before() -> None:
    friday = MONDAY + 4 * DAY
    read_on = {
        at(friday, 12): friday - DAY,
        at(friday, 20): friday - DAY,
        at(friday + DAY, 1): friday,
        at(friday + 2 * DAY, 9): friday + DAY,
        at(friday + 3 * DAY, 9): friday + 2 * DAY,
        # On Tuesday morning Monday's rows are missing: nothing after Sunday is held.
        at(friday + 4 * DAY, 9): friday + 2 * DAY,
    }
    for read, until in read_on.items():
        assert whole_until(history({friday: read}), office()) == until
    assert next_expected(history({friday: at(friday, 20)}), office()) == friday + 3 * DAY
    assert whole_until(history({friday: at(friday + 4 * DAY, 9)}, expected="none"), office()) == friday


def test_a_day_far_below_its_weekday_is_sparse_once_it_is_over() -> None:
    mondays = [MONDAY + timedelta(weeks=week) for week in range(5)]
    arrived = {day: Arrived(100, at(day, 20), at(day, 20)) for day in mondays[:4]}
    last = mondays[4]
    found = replace(
        history({last: at(last, 20)}), arrived={**arrived, last: Arrived(29, at(last, 9), at(last, 9))}
    )

    def sparse(read: datetime) -> bool:
        rows = source_days(replace(found, read_at=read), Period(last, last + DAY), office())
        return bool(rows[0]["sparse"])

    assert sparse(at(last + DAY, 1))
    assert not sparse(at(last, 9))


def test_few_is_few_beside_enough_weeks_only() -> None:
    assert not collapsed(0, [100] * (HISTORY // 2 - 1))
    assert collapsed(29, [100] * (HISTORY // 2))
    assert not collapsed(30, [100] * (HISTORY // 2))


def test_a_day_on_which_something_was_only_read_is_told_too() -> None:
    found = replace(history({}), read={MONDAY: Read(7, 2, 1)})
    (row,) = source_days(found, Period(MONDAY - DAY, MONDAY + 3 * DAY), office())
    assert (row["day"], row["read"], row["rejected"], row["headers"]) == (MONDAY, 7, 2, 1)
    assert (row["expected"], row["rows"]) == (False, 0)
