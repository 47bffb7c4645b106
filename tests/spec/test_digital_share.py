"""Bagian daring: Perpres 95/2018 (SPBE), which part of the requests came through an online channel."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from etl.derive import Deriver
from etl.rederive import rederive
from tests.build import Warehouse, reference, value_of
from tests.drawn import TIMEZONE, requests


def test_the_channel_decides_and_nothing_else() -> None:
    """Whatever became of the request, and wherever it was for."""
    facts = requests("""
        id  channel  status     completed
        r1  elok     completed  09:00
        r2  elok     withdrawn  09:00
        r3  elok     open       .
        r4  loket    completed  09:00
        r5  loket    refused    09:00
    """)
    share = value_of("digital_share", facts)
    assert share is not None
    assert (share.n, share.online, share.counter) == (5, 3, 2)
    assert share.value == Fraction(3, 5)


def test_which_channel_is_online_stands_in_the_reference_tables(warehouse: Warehouse) -> None:
    """A flag that is put right there reaches the requests that were loaded before."""
    warehouse.load(requests("id channel\nr1 elok\nr2 loket\nr3 loket"))
    warehouse.roll_up("digital_share")
    assert warehouse.counts("digital_share")[()].buckets == {"online": 1, "counter": 2}
    warehouse.forget_touched()
    swapped = tuple(replace(channel, online=not channel.online) for channel in reference().channels)
    assert rederive(warehouse.connection, Deriver(replace(reference(), channels=swapped), TIMEZONE))
    warehouse.roll_up("digital_share")
    assert warehouse.counts("digital_share")[()].buckets == {"online": 2, "counter": 1}


def test_a_month_is_that_of_the_submission(warehouse: Warehouse) -> None:
    warehouse.load(
        requests("""
        id  channel  submitted
        r1  elok     2025-06-30T23:59
        r2  loket    2025-07-01T00:00
    """)
    )
    warehouse.roll_up("digital_share")
    found = warehouse.counts("digital_share", by=("month",))
    assert {month: tallied.buckets["online"] for (month,), tallied in found.items()} == {
        date(2025, 6, 1): 1,
        date(2025, 7, 1): 0,
    }


def test_nobody_asked_is_no_data() -> None:
    assert value_of("digital_share", requests("id")) is None
