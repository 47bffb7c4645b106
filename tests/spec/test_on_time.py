"""Janji ditepati: UU 25/2009 Ps. 21 and PermenPANRB 15/2014, against the standard in force.

In these tables `kk` is promised in three working days, `domisili` in 30 minutes, shown by the visit itself.
The office closes at 16:00.
"""

from datetime import date
from fractions import Fraction

import pytest

from etl.period import Period
from etl.warehouse.counts import NotKept
from tests.build import Value, Warehouse, value_of
from tests.drawn import Facts, requests, visits

JUNE_19 = date(2025, 6, 19)
"""When a request of Monday the 16th falls due."""


def judged(value: Value | None) -> tuple[int, int, int, int]:
    assert value is not None
    return (value.met, value.missed, value.overdue, value.pending)


def request_done(completed: str, status: str = "completed") -> Facts:
    return requests(f"id submitted completed status\nr1 08:00 {completed} {status}")


@pytest.mark.parametrize(
    ("completed", "met"),
    [
        ("2025-06-16T09:00:00", 1),
        ("2025-06-19T15:59:59", 1),
        ("2025-06-19T16:00:00", 1),
        ("2025-06-19T16:00:01", 0),
        ("2025-06-23T09:00:00", 0),
    ],
)
def test_the_last_second_of_the_promise_still_keeps_it(completed: str, met: int) -> None:
    """PermenPANRB 15/2014: by the end of the third working day, not on the fourth."""
    assert judged(value_of("on_time", request_done(completed))) == (met, 1 - met, 0, 0)


@pytest.mark.parametrize(("end", "met"), [("08:29:59", 1), ("08:30:00", 1), ("08:30:01", 0)])
def test_a_promise_in_minutes_is_shown_by_the_visit(end: str, met: int) -> None:
    """The reference table says which fact proves a service (`bukti`), never both."""
    facts = visits(f"ticket taken called end outcome\nA01 08:00 08:10 {end} served")
    assert judged(value_of("on_time", facts)) == (met, 1 - met, 0, 0)


def test_a_refused_request_counts_by_its_end() -> None:
    """A refusal is an answer, and is due as an answer is."""
    assert judged(value_of("on_time", request_done("2025-06-18T09:00", "refused"))) == (1, 0, 0, 0)
    assert judged(value_of("on_time", request_done("2025-06-20T09:00", "refused"))) == (0, 1, 0, 0)


def test_what_the_office_did_not_end_proves_nothing() -> None:
    """Withdrawn by the applicant, left, absent, sent elsewhere: neither kept nor broken."""
    assert value_of("on_time", request_done("2025-06-18T09:00", "withdrawn")) is None
    facts = visits("""
        ticket  taken  called  end    outcome
        A01     08:00  .       08:10  left
        A02     08:00  08:10   08:10  no_show
        A03     08:00  .       08:10  transferred
        A04     08:00  08:10   .      served
    """)
    assert value_of("on_time", facts) is None


def test_a_service_without_a_promise_is_not_judged() -> None:
    assert value_of("on_time", requests("id service status\nr1 surat-tanah open")) is None


def test_one_fact_proves_a_service_never_both() -> None:
    """`kk` is proven by the request, `domisili` by the visit: the other one is not counted beside it."""
    visit_of_kk = visits("ticket taken called end outcome service\nA01 08:00 08:05 08:10 served kk")
    request_of_domisili = requests("id completed status service\nr1 08:10 completed domisili")
    assert value_of("on_time", visit_of_kk, request_of_domisili) is None


@pytest.mark.parametrize(
    ("data_day", "overdue"),
    [(date(2025, 6, 18), 0), (JUNE_19, 0), (date(2025, 6, 20), 1), (date(2025, 7, 1), 1)],
)
def test_open_is_overdue_only_once_its_day_is_past(data_day: date, overdue: int) -> None:
    """What time decides is decided when reading: on the due day itself it is not yet due."""
    facts = requests("id submitted status\nr1 08:00 open")
    value = value_of("on_time", facts, data_day=data_day)
    assert judged(value) == (0, 0, overdue, 1 - overdue)
    assert value is not None
    assert value.value == (Fraction(0) if overdue else None)


def test_overdue_counts_against_us_and_pending_not_at_all() -> None:
    """met / (met + missed + overdue)."""
    facts = requests("""
        id  submitted         completed         status
        r1  2025-06-16T08:00  2025-06-17T09:00  completed
        r2  2025-06-16T08:00  2025-06-18T09:00  refused
        r3  2025-06-16T08:00  2025-06-20T09:00  completed
        r4  2025-06-16T08:00  .                 open
        r5  2025-06-30T08:00  .                 open
    """)
    value = value_of("on_time", facts, data_day=date(2025, 6, 25))
    assert judged(value) == (2, 1, 1, 1)
    assert value is not None
    assert value.value == Fraction(2, 4)
    assert value.judged == 4
    assert value.n == 5


def test_requests_and_visits_are_added_up() -> None:
    """Two legs of one promise: counts add."""
    walk_in = visits("""
        ticket  taken  called  end    outcome
        A01     08:00  08:10   08:20  served
        A02     08:00  08:40   08:50  served
    """)
    value = value_of("on_time", request_done("2025-06-17T09:00"), walk_in)
    assert judged(value) == (2, 1, 0, 0)


def test_the_hour_of_the_week_is_that_of_the_coming(warehouse: Warehouse) -> None:
    """When there is too much to do shows at the door, not at the due time; the month is the due day's."""
    warehouse.load(requests("id submitted status\nr1 2025-06-26T14:30 open\nr2 2025-06-30T09:00 open"))
    warehouse.load(
        visits(
            "ticket taken called end outcome\nA01 2025-07-01T14:59 2025-07-01T15:00 2025-07-01T15:01 served"
        )
    )
    warehouse.roll_up("on_time")
    july = Period(date(2025, 7, 1), date(2025, 8, 1))
    found = warehouse.counts("on_time", july, by=("weekday", "hour"))
    assert {keys: tallied.n for keys, tallied in found.items()} == {(1, 9): 1, (2, 14): 1, (4, 14): 1}
    weekdays = warehouse.counts("on_time", july, by=("weekday",))
    assert {keys: tallied.n for keys, tallied in weekdays.items()} == {(1,): 1, (2,): 1, (4,): 1}
    with pytest.raises(NotKept, match="day"):
        warehouse.counts("on_time", july, by=("weekday", "day"))
