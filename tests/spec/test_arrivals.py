"""Kunjungan: UU 25/2009 Ps. 21, every number that was taken, and what became of it."""

from datetime import date
from fractions import Fraction

from etl.metric import Counts, Options
from etl.metrics import metrics
from tests.build import Warehouse, value_of, visits

OUTCOMES = ("served", "no_show", "left", "transferred", "open")


def test_everyone_who_took_a_number_is_counted_once() -> None:
    """UU 25/2009 Ps. 21: nobody who came is left out, whatever became of the visit."""
    facts = visits("""
        ticket  taken  called  end    outcome
        A01     08:00  08:12   08:20  served
        A02     08:01  08:20   08:30  served
        A03     08:02  08:31   08:31  no_show
        A04     08:03  .       08:30  left
        A05     08:04  .       08:06  transferred
        A06     08:05  .       .      open
    """)
    arrivals = value_of("arrivals", facts)
    assert arrivals is not None
    assert (arrivals.n, arrivals.value) == (6, 6)
    assert [arrivals.fields[outcome] for outcome in OUTCOMES] == [2, 1, 1, 1, 1]
    assert arrivals.no_show_share == Fraction(1, 6)


def test_the_day_is_that_of_the_number_on_the_offices_clock(warehouse: Warehouse) -> None:
    """A number taken at 00:30 in Banjarmasin is of that day, though it is still yesterday in UTC."""
    warehouse.load(
        visits("""
        ticket  taken             end               outcome
        A01     2025-06-16T23:59  2025-06-17T00:10  served
        A02     2025-06-17T00:30  2025-06-17T00:40  served
    """)
    )
    warehouse.roll_up("arrivals")
    found = warehouse.counts("arrivals", by=("day", "hour")[:1])
    assert {day: tallied.n for (day,), tallied in found.items()} == {
        date(2025, 6, 16): 1,
        date(2025, 6, 17): 1,
    }
    hours = warehouse.counts("arrivals", by=("weekday", "hour"))
    assert {key: tallied.n for key, tallied in hours.items()} == {(1, 23): 1, (2, 0): 1}


def test_no_visits_is_no_data() -> None:
    assert value_of("arrivals", visits("ticket taken outcome")) is None
    empty = Counts(0, 0, dict.fromkeys(OUTCOMES, 0))
    assert metrics()["arrivals"].value(empty, Options())["no_show_share"] is None
