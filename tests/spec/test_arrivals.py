"""Kunjungan: UU 25/2009 Ps. 21, every number that was taken, and what became of it."""

from datetime import date
from fractions import Fraction

import pytest

from etl.derive import Deriver
from etl.metric import Counts, Options
from etl.metrics import metrics
from etl.period import Period
from etl.warehouse.counts import NotKept
from tests.build import Warehouse, reference, value_of
from tests.drawn import visits

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


@pytest.mark.parametrize(
    ("taken", "half_hour"),
    [
        ("00:00:00", 0),
        ("07:59:59", 15),
        ("08:00:00", 16),
        ("08:29:59", 16),
        ("08:30:00", 17),
        ("12:15:00", 24),
        ("23:59:59", 47),
    ],
)
def test_a_half_hour_begins_at_the_hour_and_at_half_past(
    warehouse: Warehouse, taken: str, half_hour: int
) -> None:
    """48 half hours of the office's own day; 16 begins at eight."""
    warehouse.load(visits(f"ticket taken\nA01 {taken}"))
    warehouse.roll_up("arrivals")
    assert set(warehouse.counts("arrivals", by=("half_hour",))) == {(half_hour,)}


@pytest.mark.parametrize(
    ("timezone", "half_hour"),
    [("Asia/Jakarta", 15), ("Asia/Makassar", 17), ("Asia/Jayapura", 19), ("Asia/Kathmandu", 13)],
)
def test_the_half_hour_is_that_of_the_offices_own_clock(
    warehouse: Warehouse, timezone: str, half_hour: int
) -> None:
    """One instant, 00:45 UTC, is 07:45 in Jakarta, 08:45 here, 09:45 in Jayapura, and 06:30 in Kathmandu."""
    warehouse.deriver = Deriver(reference(), timezone)
    warehouse.load(visits("ticket taken\nA01 08:45"))
    warehouse.roll_up("arrivals")
    assert set(warehouse.counts("arrivals", by=("half_hour",))) == {(half_hour,)}


def test_half_hours_are_kept_by_day_and_add_up_to_all(warehouse: Warehouse) -> None:
    """When people come, over any days; by office and by service, not by where they live."""
    warehouse.load(
        visits("""
        ticket  taken             service
        A01     2025-06-16T08:00  domisili
        A02     2025-06-16T08:29  kk
        A03     2025-06-16T08:30  kk
        A04     2025-06-17T08:10  kk
    """)
    )
    warehouse.roll_up("arrivals")
    part = Period(date(2025, 6, 16), date(2025, 6, 17))
    found = warehouse.counts("arrivals", part, by=("half_hour",))
    assert {keys: tallied.n for keys, tallied in found.items()} == {(16,): 2, (17,): 1}
    by_service = warehouse.counts("arrivals", by=("half_hour", "weekday"), where={"service": ["kk"]})
    assert {keys: tallied.n for keys, tallied in by_service.items()} == {(16, 1): 1, (16, 2): 1, (17, 1): 1}
    assert sum(tallied.n for tallied in warehouse.counts("arrivals", by=("half_hour",)).values()) == 4
    for refused in ({"area": ["63.71.04.1001"]}, {"channel": ["loket"]}):
        with pytest.raises(NotKept):
            warehouse.counts("arrivals", by=("half_hour",), where=refused)
