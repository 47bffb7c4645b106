"""Permohonan yang selesai: UU 25/2009 Ps. 21, what became of requests that had time enough.

From which day on they had not is worked out in tests/etl/test_maturity.py.
"""

from datetime import date
from fractions import Fraction

import pytest

from etl.metric import Options
from etl.metrics import metrics
from etl.period import Period
from tests.build import Warehouse, value_of
from tests.drawn import requests

COHORT = """
    id  submitted         completed         status
    r1  2025-06-16T08:00  2025-06-17T09:00  completed
    r2  2025-06-16T09:00  2025-06-18T09:00  completed
    r3  2025-06-16T10:00  2025-06-18T09:00  refused
    r4  2025-06-16T11:00  2025-06-18T09:00  withdrawn
    r5  2025-06-16T12:00  .                 open
"""


def test_every_request_of_the_cohort_counts_whatever_became_of_it() -> None:
    completion = value_of("completion", requests(COHORT))
    assert completion is not None
    assert (completion.n, completion.value, completion.immature) == (5, Fraction(2, 5), 0)
    ends = (completion.completed, completion.refused, completion.withdrawn, completion.open)
    assert ends == (2, 1, 1, 1)


@pytest.mark.parametrize(("mature_day", "n"), [("2025-06-15", 0), ("2025-06-16", 0), ("2025-06-17", 5)])
def test_on_the_day_of_maturity_itself_a_request_is_too_new(mature_day: str, n: int) -> None:
    """Belum matang: said, and in no sum."""
    completion = value_of("completion", requests(COHORT), mature_day=date.fromisoformat(mature_day))
    assert completion is not None
    assert (completion.n, completion.immature) == (n, 5 - n)
    assert completion.value == (Fraction(2, 5) if n else None)
    assert completion.completed == (2 if n else 0)


def test_a_request_that_is_already_completed_may_be_too_new_all_the_same() -> None:
    """Else the new ones would show the quick ones only, and every last month would be the best."""
    facts = requests("id completed status\nr1 09:00 completed\nr2 . open")
    completion = value_of("completion", facts, mature_day=date(2025, 6, 16))
    assert completion is not None
    assert (completion.n, completion.immature, completion.value) == (0, 2, None)


@pytest.mark.parametrize(
    "period", [Period(date(2025, 6, 1), date(2025, 7, 1)), Period(date(2025, 5, 20), date(2025, 7, 10))]
)
def test_the_month_that_holds_the_day_of_maturity_is_cut_by_it(warehouse: Warehouse, period: Period) -> None:
    """Of June the old part is judged and the new part named, whether it is read by month or by day."""
    warehouse.load(
        requests("""
        id  submitted         completed         status
        r1  2025-06-10T08:00  2025-06-11T08:00  completed
        r2  2025-06-15T23:59  .                 open
        r3  2025-06-16T00:00  2025-06-17T08:00  completed
        r4  2025-06-30T08:00  2025-06-30T09:00  completed
    """)
    )
    warehouse.roll_up("completion")
    value = metrics()["completion"].value
    for by in ((), ("month",)):
        (tallied,) = warehouse.counts("completion", period, by=by, mature_day=date(2025, 6, 16)).values()
        assert (tallied.n, tallied.young) == (2, 2)
        assert value(tallied, Options())["value"] == Fraction(1, 2)
    daily = warehouse.counts("completion", period, by=("day",), mature_day=date(2025, 6, 16))
    assert {day.day: (tallied.n, tallied.young) for (day,), tallied in daily.items()} == {
        10: (1, 0),
        15: (1, 0),
        16: (0, 1),
        30: (0, 1),
    }


def test_nobody_asked_is_no_data() -> None:
    assert value_of("completion", requests("id")) is None
