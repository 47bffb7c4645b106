"""Permohonan: UU 25/2009 Ps. 21 and PermenPANRB 15/2014, every request by the day it was submitted."""

from datetime import date

from tests.build import Warehouse, value_of
from tests.drawn import requests


def test_every_request_counts_whatever_its_end() -> None:
    """UU 25/2009 Ps. 21: refused and withdrawn requests were work, too."""
    facts = requests("""
        id  submitted  completed  status
        r1  08:00      09:00      completed
        r2  08:10      09:00      completed
        r3  08:20      10:00      refused
        r4  08:30      11:00      withdrawn
        r5  08:40      .          open
    """)
    volume = value_of("volume", facts)
    assert volume is not None
    assert (volume.n, volume.value) == (5, 5)
    assert [volume.fields[word] for word in ("completed", "refused", "withdrawn", "open")] == [2, 1, 1, 1]


def test_the_day_of_submission_decides_not_that_of_completion(warehouse: Warehouse) -> None:
    warehouse.load(
        requests("""
        id  submitted         completed         status
        r1  2025-06-30T15:00  2025-07-02T09:00  completed
    """)
    )
    warehouse.roll_up("volume")
    assert set(warehouse.counts("volume", by=("month",))) == {(date(2025, 6, 1),)}


def test_counter_and_online_are_told_apart(warehouse: Warehouse) -> None:
    warehouse.load(
        requests("""
        id  channel  area
        r1  loket    63.71.04.1001
        r2  elok     63.71.04.1001
        r3  elok     tidak-diketahui
    """)
    )
    warehouse.roll_up("volume")
    by_channel = warehouse.counts("volume", by=("channel",))
    assert {key: tallied.n for key, tallied in by_channel.items()} == {("elok",): 2, ("loket",): 1}
    unknown = warehouse.counts("volume", where={"area": ["tidak-diketahui"]})
    assert unknown[()].n == 1


def test_no_requests_is_no_data() -> None:
    assert value_of("volume", requests("id status")) is None
