"""Which period stands before another, how open days are counted, and how a difference is said."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from dashboard import compare, days
from dashboard.change import Day, of_shares
from dashboard.filters import Filters

FIRST, LAST = date(2026, 1, 1), date(2026, 11, 20)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ((2026, 6, 1), (2026, 6, 30), ((2026, 5, 1), (2026, 5, 31))),
        ((2026, 3, 1), (2026, 3, 31), ((2026, 2, 1), (2026, 2, 28))),
        ((2026, 4, 1), (2026, 6, 30), ((2026, 1, 1), (2026, 3, 31))),
        ((2026, 6, 2), (2026, 6, 30), ((2026, 5, 4), (2026, 6, 1))),
        ((2026, 6, 1), (2026, 6, 7), ((2026, 5, 25), (2026, 5, 31))),
        ((2026, 11, 1), (2026, 11, 30), ((2026, 10, 12), (2026, 10, 31))),
    ],
    ids=["a month", "March has February", "a quarter", "29 days", "a week", "a month that has not ended"],
)
def test_the_period_before_is_as_long_and_ends_where_this_one_begins(
    start: Any, end: Any, before: Any
) -> None:
    pair = compare.pair_before(Filters(date(*start), date(*end), office="x"), FIRST, LAST)
    assert pair is not None
    assert (pair.before.start, pair.before.end) == (date(*before[0]), date(*before[1]))
    assert pair.before.end + timedelta(days=1) == pair.after.start
    assert pair.after.end == min(date(*end), LAST)
    assert pair.before.office == pair.after.office == pair.both.office == "x"
    assert (pair.both.start, pair.both.end) == (pair.before.start, pair.after.end)


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2026, 1, 2), date(2026, 1, 31)), (date(2026, 1, 1), date(2026, 1, 31)), (date(2025, 1, 1), LAST)],
)
def test_where_the_data_do_not_reach_back_nothing_is_compared(start: date, end: date) -> None:
    assert compare.pair_before(Filters(start, end), FIRST, LAST) is None


def test_outside_the_data_nothing_is_compared() -> None:
    assert compare.pair_before(Filters(date(2020, 1, 1), date(2020, 1, 31)), FIRST, LAST) is None


def rows(*counts: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"n": n, "counter": counter} for n, counter in counts]


def test_requests_of_closed_days_count_on_the_next_open_one() -> None:
    """Friday, Saturday and Sunday online, Monday, Tuesday, Saturday."""
    week = rows((30, 20), (3, 0), (2, 0), (40, 25), (31, 21), (4, 0))
    assert compare.per_open_day(week) == [30, 45, 35]
    assert sum(compare.per_open_day(week)) == sum(row["n"] for row in week)


def test_an_office_without_a_counter_is_open_when_someone_asks() -> None:
    assert compare.per_open_day(rows((3, 0), (2, 0))) == [3, 2]
    assert compare.per_open_day([]) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (compare.minutes_apart(Fraction(47), Fraction(34)), "13 menit"),
        (compare.minutes_apart(Fraction(34), Fraction(34)), "kurang dari 1 menit"),
        (compare.points_apart(Fraction(932, 1000), Fraction(814, 1000)), "11,8 poin"),
        (compare.points_apart(Fraction(93211, 100000), Fraction(93212, 100000)), "kurang dari 0,1 poin"),
        (compare.index_apart(Fraction(8556, 100), Fraction(8612, 100)), "0,56"),
        (compare.parts_apart(Fraction(200), Fraction(212)), "6,0 % per hari buka"),
        (compare.parts_apart(Fraction(0), Fraction(212)), "dari nol"),
    ],
)
def test_a_difference_is_that_of_what_is_shown(words: str, said: str) -> None:
    assert plain(words) == said


def series(n: int, total: int, length: int = 60) -> dict[date, Day]:
    return {FIRST + timedelta(days=i): Day(n, total + i % 3) for i in range(length)}


def test_the_others_are_all_offices_but_one_added_up() -> None:
    offices = {"a": series(10, 1), "b": series(20, 5), "c": series(30, 9, length=1)}
    others = days.others(offices, "a")
    assert others[FIRST] == Day(50, 14)
    assert others[FIRST + timedelta(days=1)] == Day(20, 6)


def test_only_days_of_the_period_are_taken_and_in_their_order() -> None:
    turned = dict(reversed(series(10, 1).items()))
    period = Filters(FIRST + timedelta(days=1), FIRST + timedelta(days=3))
    assert days.between(turned, period) == [Day(10, 2), Day(10, 3), Day(10, 1)]


def test_only_offices_that_differ_by_more_than_noise_are_above_or_below() -> None:
    offices = {"low": series(50, 5), "usual": series(50, 20), "same": series(50, 20), "high": series(50, 35)}
    offices |= {"few": series(1, 0, length=5)}
    apart = days.poles(offices, of_shares)
    assert (apart.above, apart.below, apart.judged) == (["high"], ["low"], 4)


def test_one_very_low_office_does_not_make_all_others_high() -> None:
    offices = {"low": series(50, 2), "a": series(50, 30), "b": series(50, 30), "c": series(50, 30)}
    apart = days.poles(offices, of_shares)
    assert (apart.above, apart.below) == ([], ["low"])


def test_alike_offices_have_no_poles() -> None:
    apart = days.poles({code: series(50, 20) for code in "abc"}, of_shares)
    assert (apart.above, apart.below, apart.judged) == ([], [], 3)
    alone = days.poles({"a": series(50, 20)}, of_shares)
    assert (alone.above, alone.below, alone.judged) == ([], [], 0)


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ((2026, 6, 1), (2026, 6, 30), ((2025, 6, 1), (2025, 6, 30))),
        ((2024, 2, 1), (2024, 2, 29), ((2023, 2, 1), (2023, 2, 28))),
        ((2025, 2, 1), (2025, 2, 28), ((2024, 2, 1), (2024, 2, 29))),
        ((2024, 2, 29), (2024, 3, 10), ((2023, 2, 28), (2023, 3, 10))),
        ((2026, 1, 1), (2026, 12, 31), ((2025, 1, 1), (2025, 11, 20))),
        ((2026, 11, 1), (2026, 11, 30), ((2025, 11, 1), (2025, 11, 20))),
    ],
    ids=["a month", "a leap day more", "one less", "from a leap day", "a year that goes on", "a month too"],
)
def test_the_year_before_has_the_same_days(start: Any, end: Any, before: Any) -> None:
    first = date(2023, 1, 1)
    pair = compare.pair_year_before(Filters(date(*start), date(*end), office="x"), first, LAST)
    assert pair is not None
    assert (pair.before.start, pair.before.end) == (date(*before[0]), date(*before[1]))
    assert (pair.after.start, pair.after.end) == (date(*start), min(date(*end), LAST))
    assert pair.before.office == pair.after.office == "x"


@pytest.mark.parametrize(
    ("start", "end"),
    [((2026, 12, 1), (2026, 12, 31)), ((2026, 6, 1), (2026, 6, 30)), ((2025, 6, 1), (2026, 6, 30))],
    ids=["after the data", "before them a year ago", "longer than a year"],
)
def test_without_a_year_before_there_is_none(start: Any, end: Any) -> None:
    first = date(2025, 6, 2) if start[0] == 2026 else date(2023, 1, 1)
    assert compare.pair_year_before(Filters(date(*start), date(*end)), first, LAST) is None
