"""Waktu tunggu: UU 25/2009 Ps. 21 and PermenPANRB 15/2014 (jangka waktu), as drawn tables."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from math import ceil

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, insert, select

from etl.bins import duration_edges
from etl.metric import Counts, Options, durations, percentile
from etl.metrics import metrics
from etl.warehouse import bulk
from etl.warehouse.counts import NotKept
from tests.build import Value, Warehouse, added, minutes, value_of, within_a_bin
from tests.drawn import Facts, of_rows, requests, utc, visits

EDGES = metrics()["waiting"].edges
LAST = 8 * 3600


def waited(*seconds: int) -> Facts:
    """Visits that were called after so many seconds."""
    taken = utc("08:00")
    rows = [
        {"id": f"a{n}", "taken_at": taken, "called_at": taken + timedelta(seconds=wait), "outcome": "served"}
        for n, wait in enumerate(seconds)
    ]
    return of_rows("visit", rows)


def known(value: Value | None) -> Value:
    assert value is not None
    return value


def test_waiting_counts_only_those_who_were_called() -> None:
    """PermenPANRB 15/2014: the promise runs from registration to service."""
    facts = visits("""
        ticket  taken  called  end    outcome
        A01     08:00  08:12   08:20  served
        A02     08:05  .       08:30  left
        A03     08:10  08:40   08:55  served
        A04     08:11  .       .      open
        A05     08:15  .       08:40  transferred
    """)
    waiting = known(value_of("waiting", facts))
    assert waiting.n == 2
    assert waiting.p50_seconds == within_a_bin(minutes(12))
    assert waiting.p90_seconds == within_a_bin(minutes(30))
    assert waiting.mean_seconds == Fraction(minutes(12) + minutes(30), 2)


def test_who_was_called_and_did_not_show_has_waited_too() -> None:
    """UU 25/2009 Ps. 21: the office's part of the wait ends with the call, whoever comes."""
    facts = visits("""
        ticket  taken  called  end    outcome
        A01     08:00  08:20   08:25  no_show
        A02     08:00  08:20   .      open
    """)
    assert known(value_of("waiting", facts)).n == 2


def test_nobody_called_is_no_data_and_not_zero() -> None:
    """No figure is made of nothing."""
    assert value_of("waiting", visits("ticket taken end outcome\nA01 08:00 08:30 left")) is None
    assert value_of("waiting", requests("id status\nr1 open")) is None


def test_one_visit_is_its_own_median_and_p90() -> None:
    waiting = known(value_of("waiting", visits("ticket taken called outcome\nA01 08:00 08:12 served")))
    assert waiting.p50_seconds == waiting.p90_seconds == within_a_bin(minutes(12))
    assert waiting.mean_seconds == minutes(12)


@pytest.mark.parametrize("edge", [edge for edge in EDGES if edge])
def test_an_edge_belongs_to_the_bin_above(edge: int) -> None:
    """One second below an edge, on it, and one above: three known bins."""
    at = EDGES.index(edge)
    value = metrics()["waiting"].value
    for seconds, expected in ((edge - 1, at - 1), (edge, at), (edge + 1, at)):
        assert bisect_right(EDGES, seconds) - 1 == expected
        bins = {name: int(i == expected) for i, name in enumerate(metrics()["waiting"].buckets)}
        shown = value(Counts(1, seconds, bins), Options())["p50_seconds"]
        assert shown == within_a_bin(seconds)


def test_a_clock_a_little_early_waits_nothing() -> None:
    """A skew that the source allows: the value is kept as written, and counts in the first bin."""
    waiting = known(value_of("waiting", waited(-5, -1)))
    assert waiting.n == 2
    assert waiting.counts.buckets["s0"] == 2
    assert waiting.mean_seconds == 0


def test_from_eight_hours_on_there_is_one_bin() -> None:
    """The last edge is stated, so what lies beyond is shown as that edge and never made up."""
    waiting = known(value_of("waiting", waited(LAST - 1, LAST, LAST + 1, 5 * LAST)))
    assert waiting.counts.buckets[f"s{LAST}"] == 3
    assert waiting.p90_seconds == LAST


@pytest.mark.parametrize(("seconds", "over"), [(1799, 0), (1800, 1), (1801, 1), (0, 0), (1920, 1)])
def test_the_share_over_a_limit_is_exact_at_the_limit(seconds: int, over: int) -> None:
    """A limit is an edge: who waited the whole half hour is over it. Rounding is never in our favour."""
    limited = Options(limits={"waiting": 1800})
    waiting = known(value_of("waiting", waited(seconds, 60), options=limited))
    assert waiting.share_over == Fraction(over, 2)
    assert waiting.limit_seconds == 1800


def test_without_a_limit_nothing_is_over_it() -> None:
    waiting = known(value_of("waiting", waited(4000)))
    assert waiting.share_over is None
    assert waiting.limit_seconds is None


def test_an_empty_histogram_has_no_percentile() -> None:
    """No row at all: the value says so in every field."""
    empty = Counts(0, 0, dict.fromkeys(metrics()["waiting"].buckets, 0))
    shown = metrics()["waiting"].value(empty, Options(limits={"waiting": 1800}))
    assert {name for name, value in shown.items() if value is None} == {
        "p50_seconds",
        "p90_seconds",
        "mean_seconds",
        "share_over",
    }


def nearest_rank(values: Sequence[int], q: Fraction) -> int:
    """The ⌈q·n⌉-th smallest value."""
    return sorted(values)[ceil(q * len(values)) - 1]


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [
        ([60], 60, 60),
        ([60, 600], 60, 600),
        ([60, 600, 1200], 600, 1200),
        (list(range(60, 660, 60)), 300, 540),
        (list(range(60, 720, 60)), 360, 600),
    ],
)
def test_percentiles_are_by_nearest_rank(values: list[int], median: int, p90: int) -> None:
    """Of 1, 2, 3, 10 and 11 values: the 1st, 1st, 2nd, 5th, 6th and the 1st, 2nd, 3rd, 9th, 10th."""
    assert (nearest_rank(values, Fraction(1, 2)), nearest_rank(values, Fraction(9, 10))) == (median, p90)
    waiting = known(value_of("waiting", waited(*values)))
    assert waiting.p50_seconds == within_a_bin(median)
    assert waiting.p90_seconds == within_a_bin(p90)


waits = st.lists(st.integers(0, LAST + 4000), min_size=1, max_size=60)
ranks = st.sampled_from([Fraction(1, 100), Fraction(1, 2), Fraction(9, 10), Fraction(99, 100), Fraction(1)])


def histogram(values: Sequence[int]) -> tuple[int, ...]:
    bins = [0] * len(EDGES)
    for value in values:
        bins[bisect_right(EDGES, value) - 1] += 1
    return tuple(bins)


@given(waits, ranks)
def test_a_percentile_lies_in_the_bin_of_the_nearest_rank_value(values: list[int], q: Fraction) -> None:
    shown = percentile(histogram(values), EDGES, q)
    assert shown == within_a_bin(nearest_rank(values, q))


@given(waits)
def test_percentiles_never_fall_as_their_rank_grows(values: list[int]) -> None:
    bins = histogram(values)
    shown = [percentile(bins, EDGES, Fraction(i, 20)) for i in range(1, 21)]
    assert shown == sorted(shown)


@pytest.mark.parametrize("minute", [5, 10, 15, 20, 30, 60])
def test_the_usual_limits_are_edges(minute: int) -> None:
    assert minute * 60 in EDGES


def test_forty_five_minutes_is_no_edge() -> None:
    """A limit between two edges could not be counted."""
    assert 45 * 60 not in EDGES
    with pytest.raises(ValueError, match="2700 s is no edge"):
        duration_edges(45 * 60)


possible_lasts = st.sampled_from([240, *EDGES[17:], 16 * 3600, 122_880])


@given(possible_lasts)
def test_no_bin_is_wider_than_a_sixteenth_of_its_edge_or_a_quarter_minute(last: int) -> None:
    edges = duration_edges(last)
    assert edges[0] == 0
    assert edges[-1] == last
    assert list(edges) == sorted(set(edges))
    for lower, upper in zip(edges, edges[1:], strict=False):
        assert upper - lower <= max(15, Fraction(lower, 16))


@given(st.integers(1, 40_000))
def test_a_last_edge_is_an_edge_of_the_longer_bins_or_refused(last: int) -> None:
    longest = duration_edges(122_880)
    if last >= 240 and last in longest:
        assert duration_edges(last) == longest[: longest.index(last) + 1]
    else:
        with pytest.raises(ValueError, match="is no edge"):
            duration_edges(last)


@pytest.mark.parametrize("last", [240, 480, 1800, LAST])
def test_the_warehouse_finds_the_bin_that_python_finds(warehouse: Warehouse, last: int) -> None:
    """Every second from a minute below zero to past the last edge."""
    times = Table(
        "lama",
        MetaData(),
        Column("seconds", Integer),
        Column("start_at", DateTime),
        Column("end_at", DateTime),
        prefixes=["TEMPORARY"],
    )
    times.create(warehouse.connection)
    seconds, start = range(-60, 30001), utc("00:00")
    columns = {
        "seconds": pa.array(seconds, pa.int32()),
        "start_at": pa.array([start] * len(seconds), pa.timestamp("us")),
        "end_at": pa.array([start + timedelta(seconds=s) for s in seconds], pa.timestamp("us")),
    }
    types = {column.name: column.type for column in times.c}
    with bulk.given(warehouse.connection, "batch", pa.table(columns), types) as batch:
        warehouse.connection.execute(insert(times).from_select(list(types), select(*batch.c)))
    buckets = durations(times.c.start_at, times.c.end_at, last=last)
    edges = duration_edges(last)
    assert len(buckets.names) == len(edges)
    query = select(times.c.seconds, buckets.index[0].label("bin"), buckets.seconds.label("elapsed"))
    found = warehouse.connection.execute(query).all()
    assert len(found) == 30061
    wrong = [row for row in found if row.bin != max(bisect_right(edges, row.seconds) - 1, 0)]
    assert wrong == []
    assert all(row.elapsed == max(row.seconds, 0) for row in found)


def test_a_part_of_a_second_is_not_waited(warehouse: Warehouse) -> None:
    """14.9 s are 14 whole seconds: the bin is of the seconds that have passed."""
    table = Table("halus", MetaData(), Column("a", DateTime), Column("b", DateTime), prefixes=["TEMPORARY"])
    table.create(warehouse.connection)
    start = utc("08:00")
    rows = [{"a": start, "b": start + timedelta(seconds=s)} for s in (14.9, 15.0, 239.999, 240.0)]
    warehouse.connection.execute(insert(table), rows)
    buckets = durations(table.c.a, table.c.b, last=480)
    found = warehouse.connection.scalars(select(buckets.index[0]).order_by(table.c.b)).all()
    assert found == [0, 1, 15, 16]


def test_each_counter_by_itself_and_what_nobody_noted(warehouse: Warehouse) -> None:
    """PermenPANRB 15/2014: where the wait arises. A call without a counter is counted, under no name."""
    warehouse.load(
        visits("""
        ticket  taken  called  counter  outcome  service
        A01     08:00  08:10   Loket_1  served   kk
        A02     08:00  08:30   Loket_1  served   domisili
        A03     08:00  08:20   Loket_2  no_show  kk
        A04     08:00  08:40   .        open     kk
        A05     08:00  .       Loket_2  left     kk
    """)
    )
    warehouse.roll_up("waiting")
    counters = warehouse.counts("waiting", by=("counter",))
    assert {keys: (tallied.n, tallied.seconds) for keys, tallied in counters.items()} == {
        ("",): (1, minutes(40)),
        ("Loket_1",): (2, minutes(40)),
        ("Loket_2",): (1, minutes(20)),
    }
    (everyone,) = warehouse.counts("waiting").values()
    assert added(metrics()["waiting"], *counters.values()) == everyone
    of_cards = warehouse.counts("waiting", by=("counter",), where={"service": ["kk"]})
    assert {keys: tallied.n for keys, tallied in of_cards.items()} == {
        ("",): 1,
        ("Loket_1",): 1,
        ("Loket_2",): 1,
    }


@pytest.mark.parametrize("refused", [{"area": ["63.71.04.1001"]}, {"channel": ["loket"]}])
def test_a_counter_is_not_broken_down_by_who_waits(
    warehouse: Warehouse, refused: dict[str, list[str]]
) -> None:
    warehouse.roll_up("waiting")
    with pytest.raises(NotKept):
        warehouse.counts("waiting", by=("counter",), where=refused)
