"""Pengaduan ditanggapi tepat waktu: Perpres 76/2013 and PermenPANRB 62/2018, the first answer.

In these tables a complaint about `lainnya` is promised a first answer within three working days, one about
`sarana` within two calendar days; one about `informasi` is promised an end and no first answer.
"""

from datetime import date
from fractions import Fraction

import pytest

from tests.build import Value, Warehouse, value_of
from tests.drawn import Facts, complaints


def judged(value: Value | None) -> tuple[int, int, int, int]:
    assert value is not None
    return (value.met, value.missed, value.overdue, value.pending)


def answered(responded: str, closed: str = ".", status: str = "open", category: str = "lainnya") -> Facts:
    row = f"c1 {category} 2025-06-16T09:00 {responded} {closed} {status}"
    return complaints(f"id category received responded closed status\n{row}")


@pytest.mark.parametrize(
    ("at", "met"),
    [
        ("2025-06-16T09:00", 1),
        ("2025-06-19T15:59:59", 1),
        ("2025-06-19T16:00:00", 1),
        ("2025-06-19T16:00:01", 0),
        ("2025-06-23T08:00", 0),
    ],
)
def test_the_last_second_of_the_promise_still_keeps_it(at: str, met: int) -> None:
    """Three working days after Monday: Thursday, 16:00. Whether it is closed by then is another promise."""
    assert judged(value_of("responses_on_time", answered(at))) == (met, 1 - met, 0, 0)


@pytest.mark.parametrize(("at", "met"), [("2025-06-18T23:59:59", 1), ("2025-06-19T00:00:00", 0)])
def test_calendar_days_end_with_their_last_second(at: str, met: int) -> None:
    value = value_of("responses_on_time", answered(at, category="sarana"))
    assert judged(value) == (met, 1 - met, 0, 0)


@pytest.mark.parametrize(("at", "met"), [("2025-06-19T16:00", 1), ("2025-06-19T16:00:01", 0)])
def test_who_closed_it_has_answered_it(at: str, met: int) -> None:
    """Closed without a noted first answer: the closing is the answer."""
    value = value_of("responses_on_time", answered(".", at, "resolved"))
    assert judged(value) == (met, 1 - met, 0, 0)


def test_the_first_answer_counts_although_the_end_came_late() -> None:
    value = value_of("responses_on_time", answered("2025-06-17T09:00", "2025-12-01T09:00", "resolved"))
    assert judged(value) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("data_day", "overdue"),
    [(date(2025, 6, 16), 0), (date(2025, 6, 19), 0), (date(2025, 6, 20), 1), (date(2026, 1, 1), 1)],
)
def test_unanswered_is_overdue_only_once_its_day_is_past(data_day: date, overdue: int) -> None:
    value = value_of("responses_on_time", answered("."), data_day=data_day)
    assert judged(value) == (0, 0, overdue, 1 - overdue)


def test_resolved_at_an_unknown_time_proves_nothing() -> None:
    assert value_of("responses_on_time", answered(".", ".", "resolved")) is None


@pytest.mark.parametrize("category", ["informasi", "biaya"])
def test_a_category_without_a_promise_is_not_judged(category: str) -> None:
    assert value_of("responses_on_time", answered(".", category=category)) is None


def test_it_is_counted_on_the_day_on_which_the_answer_is_due(warehouse: Warehouse) -> None:
    """And not on the day on which the end is due."""
    warehouse.load(complaints("id received\nc1 2025-06-27T09:00\nc2 2025-06-30T09:00"))
    warehouse.roll_up("responses_on_time")
    found = warehouse.counts("responses_on_time", by=("month",))
    assert {month: tallied.n for (month,), tallied in found.items()} == {date(2025, 7, 1): 2}


def test_overdue_counts_against_us_and_pending_not_at_all() -> None:
    facts = complaints("""
        id  received          responded         closed            status
        c1  2025-06-16T08:00  2025-06-17T09:00  .                 open
        c2  2025-06-16T08:00  .                 2025-06-18T09:00  resolved
        c3  2025-06-16T08:00  2025-06-20T09:00  2025-06-20T09:00  resolved
        c4  2025-06-16T08:00  .                 .                 open
        c5  2025-06-24T08:00  .                 .                 open
    """)
    value = value_of("responses_on_time", facts, data_day=date(2025, 6, 25))
    assert judged(value) == (2, 1, 1, 1)
    assert value is not None
    assert (value.n, value.judged, value.value) == (5, 4, Fraction(1, 2))
