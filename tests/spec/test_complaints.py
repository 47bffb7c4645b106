"""Pengaduan: UU 25/2009 Ps. 36 and Perpres 76/2013, every complaint by the day it was received."""

from datetime import date
from fractions import Fraction

from tests.build import Warehouse, value_of
from tests.drawn import complaints


def test_every_complaint_counts_and_the_resolved_ones_are_a_share() -> None:
    facts = complaints("""
        id  received  closed            status
        c1  08:00     2025-06-17T09:00  resolved
        c2  08:10     .                 resolved
        c3  08:20     .                 open
    """)
    found = value_of("complaints", facts)
    assert found is not None
    assert (found.n, found.value, found.resolved, found.open) == (3, 3, 2, 1)
    assert found.resolved_share == Fraction(2, 3)


def test_they_are_told_apart_by_office_channel_and_category(warehouse: Warehouse) -> None:
    """A complaint has no service and no place of residence: nobody is asked for them."""
    warehouse.load(
        complaints("""
        id  received          channel  category
        c1  2025-06-30T23:59  loket    lainnya
        c2  2025-07-01T00:00  elok     sarana
        c3  2025-07-01T08:00  elok     lainnya
    """)
    )
    warehouse.roll_up("complaints")

    def numbers(*by: str) -> dict[tuple[object, ...], int]:
        return {keys: tallied.n for keys, tallied in warehouse.counts("complaints", by=by).items()}

    assert numbers("channel") == {("elok",): 2, ("loket",): 1}
    assert numbers("category") == {("lainnya",): 2, ("sarana",): 1}
    assert numbers("month") == {(date(2025, 6, 1),): 1, (date(2025, 7, 1),): 2}
    assert numbers("category", "channel") == {
        ("lainnya", "elok"): 1,
        ("lainnya", "loket"): 1,
        ("sarana", "elok"): 1,
    }


def test_no_complaint_is_no_data() -> None:
    assert value_of("complaints", complaints("id")) is None
