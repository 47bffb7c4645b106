"""Waktu penyelesaian dalam jam kerja: UU 25/2009 Ps. 21, PermenPANRB 15/2014, while the office is open.

In these tables the office is open Monday to Friday from 08:00 to 16:00 with an hour's break at noon. How
working time runs over holidays, Ramadan and half days is specified in test_working_time.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from etl.derive import Deriver
from etl.rederive import rederive
from etl.reference import Holiday
from tests.build import Warehouse, reference, value_of
from tests.drawn import TIMEZONE, requests

HOUR = 3600


@pytest.mark.parametrize(
    ("submitted", "completed", "hours"),
    [
        ("2025-06-16T09:00", "2025-06-16T10:30", Fraction(3, 2)),
        ("2025-06-16T11:00", "2025-06-16T14:00", 2),
        ("2025-06-16T15:00", "2025-06-17T09:00", 2),
        ("2025-06-20T15:00", "2025-06-23T09:00", 2),
        ("2025-06-16T17:00", "2025-06-17T08:00", 0),
        ("2025-06-21T09:00", "2025-06-22T15:00", 0),
        ("2025-06-16T00:00", "2025-06-23T00:00", 35),
    ],
    ids=["a morning", "over the break", "over a night", "over a weekend", "a night", "a weekend", "a week"],
)
def test_only_opening_time_counts(submitted: str, completed: str, hours: Fraction) -> None:
    turnaround = value_of(
        "turnaround_working",
        requests(f"id submitted completed status\nr1 {submitted} {completed} completed"),
    )
    assert turnaround is not None
    assert (turnaround.n, turnaround.mean_seconds) == (1, hours * HOUR)


def test_only_what_was_completed_took_time_to_complete() -> None:
    facts = requests("""
        id  submitted         completed         status
        r1  2025-06-16T08:00  2025-06-17T08:00  completed
        r2  2025-06-16T08:00  2025-06-16T09:00  refused
        r3  2025-06-16T08:00  2025-06-16T09:00  withdrawn
        r4  2025-06-16T08:00  .                 open
    """)
    turnaround = value_of("turnaround_working", facts)
    assert turnaround is not None
    assert (turnaround.n, turnaround.mean_seconds) == (1, 7 * HOUR)


def test_a_holiday_that_is_entered_later_takes_its_hours_away(warehouse: Warehouse) -> None:
    """Working time is derived from the tables: a changed calendar reaches what was loaded before."""
    warehouse.load(
        requests("id submitted completed status\nr1 2025-06-16T15:00 2025-06-18T09:00 completed"),
    )
    warehouse.roll_up("turnaround_working")
    assert warehouse.counts("turnaround_working")[()].seconds == 9 * HOUR
    warehouse.forget_touched()
    closed = replace(reference(), holidays=(Holiday(date(2025, 6, 17), "Libur", "libur"),))
    assert rederive(warehouse.connection, Deriver(closed, TIMEZONE))
    warehouse.roll_up("turnaround_working")
    assert warehouse.counts("turnaround_working")[()].seconds == 2 * HOUR


def test_nothing_completed_is_no_data() -> None:
    assert value_of("turnaround_working", requests("id status\nr1 open")) is None
