"""Waktu penyelesaian: UU 25/2009 Ps. 21 and PermenPANRB 15/2014 (jangka waktu), by the calendar."""

from datetime import date, timedelta
from fractions import Fraction

from etl.metric import Options
from etl.metrics import metrics
from tests.build import Warehouse, value_of
from tests.drawn import of_rows, requests, utc

HOUR = 3600


def test_nights_and_weekends_count() -> None:
    """A citizen waits for them, too: from Friday 15:00 to Monday 09:00 are 66 hours."""
    facts = requests("""
        id  submitted         completed         status
        r1  2025-06-20T15:00  2025-06-23T09:00  completed
        r2  2025-06-20T15:00  2025-06-20T15:30  completed
    """)
    turnaround = value_of("turnaround", facts)
    assert turnaround is not None
    assert turnaround.n == 2
    assert turnaround.mean_seconds == Fraction(66 * HOUR + HOUR // 2, 2)


def test_only_what_was_completed_took_time_to_complete() -> None:
    """A refusal, a withdrawal, a request that is still open: none of them is a finished service."""
    facts = requests("""
        id  submitted         completed         status
        r1  2025-06-16T08:00  2025-06-18T08:00  completed
        r2  2025-06-16T08:00  2025-06-16T08:05  refused
        r3  2025-06-16T08:00  2025-06-16T08:05  withdrawn
        r4  2025-06-16T08:00  .                 open
    """)
    turnaround = value_of("turnaround", facts)
    assert turnaround is not None
    assert (turnaround.n, turnaround.mean_seconds) == (1, 48 * HOUR)


def test_it_is_counted_on_the_day_on_which_it_was_completed(warehouse: Warehouse) -> None:
    """A month's turnaround is of what was handed over in it, whenever it was asked for."""
    warehouse.load(
        requests("""
        id  submitted         completed         status
        r1  2025-06-30T08:00  2025-07-01T00:30  completed
        r2  2025-06-30T08:00  2025-06-30T23:59  completed
    """)
    )
    warehouse.roll_up("turnaround")
    found = warehouse.counts("turnaround", by=("month",))
    assert {month: tallied.n for (month,), tallied in found.items()} == {
        date(2025, 6, 1): 1,
        date(2025, 7, 1): 1,
    }


def test_from_ninety_one_days_on_there_is_one_bin() -> None:
    """The last edge is stated: what lies beyond is shown as that edge, and its length only in the mean."""
    last = metrics()["turnaround"].edges[-1]
    assert last // 86_400 == 91
    begun = utc("08:00")
    rows = [
        {
            "id": f"r{n}",
            "submitted_at": begun,
            "completed_at": begun + timedelta(seconds=seconds),
            "status": "completed",
        }
        for n, seconds in enumerate((last - 1, last, 4 * last))
    ]
    turnaround = value_of("turnaround", of_rows("request", rows))
    assert turnaround is not None
    assert turnaround.counts.buckets[f"s{last}"] == 2
    assert turnaround.p90_seconds == last
    assert turnaround.mean_seconds == Fraction(6 * last - 1, 3)


def test_a_limit_may_be_set_at_an_edge() -> None:
    facts = requests("""
        id  submitted         completed         status
        r1  2025-06-16T08:00  2025-06-16T09:03:59  completed
        r2  2025-06-16T08:00  2025-06-16T09:04:00  completed
    """)
    turnaround = value_of("turnaround", facts, options=Options(limits={"turnaround": 3840}))
    assert turnaround is not None
    assert turnaround.share_over == Fraction(1, 2)


def test_nothing_completed_is_no_data() -> None:
    assert value_of("turnaround", requests("id status\nr1 open")) is None
