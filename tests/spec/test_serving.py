"""Waktu layanan: UU 25/2009 Ps. 21 and PermenPANRB 15/2014 (jangka waktu), from begun to done."""

from datetime import date
from fractions import Fraction

from etl.metric import Options
from tests.build import Warehouse, minutes, value_of, within_a_bin
from tests.drawn import visits


def test_only_who_was_served_has_a_service_time() -> None:
    """PermenPANRB 15/2014: the time of the service itself, without the waiting before it."""
    facts = visits("""
        ticket  taken  called  started  end    outcome
        A01     08:00  08:10   08:11    08:21  served
        A02     08:00  08:20   08:22    08:52  served
        A03     08:00  08:30   08:31    08:40  transferred
        A04     08:00  08:40   .        08:45  no_show
        A05     08:00  .       .        08:50  left
        A06     08:00  08:50   08:51    .      open
    """)
    serving = value_of("serving", facts, options=Options(limits={"serving": 1800}))
    assert serving is not None
    assert serving.n == 2
    assert serving.p50_seconds == within_a_bin(minutes(10))
    assert serving.p90_seconds == within_a_bin(minutes(30))
    assert serving.mean_seconds == minutes(20)
    assert serving.share_over == Fraction(1, 2)


def test_it_begins_with_the_service_and_where_nobody_noted_that_with_the_call() -> None:
    facts = visits("""
        ticket  taken  called  started  end    outcome
        A01     08:00  08:10   08:25    08:30  served
        A02     08:00  08:10   .        08:30  served
    """)
    serving = value_of("serving", facts)
    assert serving is not None
    assert serving.mean_seconds * 2 == minutes(5) + minutes(20)


def test_a_service_without_a_beginning_or_an_end_has_no_length() -> None:
    """A time that nobody wrote down is not made up."""
    facts = visits("""
        ticket  taken  called  started  end    outcome
        A01     08:00  .       .        08:30  served
        A02     08:00  08:10   08:11    .      served
    """)
    assert value_of("serving", facts) is None


def test_it_is_counted_on_the_day_on_which_it_ended(warehouse: Warehouse) -> None:
    """Begun before midnight and done after it: work of the new day, by the office's clock."""
    warehouse.load(
        visits("""
        ticket  taken             called            end               outcome
        A01     2025-06-30T23:00  2025-06-30T23:50  2025-07-01T00:10  served
        A02     2025-06-30T23:00  2025-06-30T23:50  2025-06-30T23:59  served
    """)
    )
    warehouse.roll_up("serving")
    found = warehouse.counts("serving", by=("day",))
    assert {day: tallied.seconds for (day,), tallied in found.items()} == {
        date(2025, 6, 30): minutes(9),
        date(2025, 7, 1): minutes(20),
    }


def test_two_clocks_may_differ_a_little() -> None:
    """Where service began by another clock than it ended, the length is nothing rather than negative."""
    serving = value_of("serving", visits("ticket taken started end outcome\nA01 08:00 08:31 08:30:57 served"))
    assert serving is not None
    assert (serving.n, serving.mean_seconds) == (1, 0)


def test_nobody_served_is_no_data() -> None:
    assert (
        value_of("serving", visits("ticket taken called end outcome\nA01 08:00 08:05 08:06 no_show")) is None
    )
