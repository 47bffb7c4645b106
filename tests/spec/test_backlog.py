"""Permohonan yang belum selesai: UU 25/2009 Ps. 21, what is open at the end: opening + received - closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.metric import Options
from etl.metrics import metrics
from etl.period import Period
from etl.warehouse.counts import Keys, NotKept
from tests.build import ALWAYS, Warehouse, empty, value_of
from tests.drawn import of_rows, requests, utc

JUNE = Period(date(2025, 6, 1), date(2025, 7, 1))
AROUND_JUNE = """
    id  service  submitted         completed         status
    r1  kk       2025-05-20T08:00  .                 open
    r2  kk       2025-05-28T08:00  2025-06-03T09:00  completed
    r3  usaha    2025-05-20T08:00  2025-05-21T09:00  refused
    r4  usaha    2025-06-10T08:00  2025-06-20T09:00  withdrawn
    r5  kk       2025-06-12T08:00  2025-07-01T00:00  completed
    r6  kk       2025-06-30T23:59  .                 open
    r7  usaha    2025-07-01T00:00  .                 open
"""


def told(
    warehouse: Warehouse, period: Period = ALWAYS, *by: str, where: Mapping[str, Any] | None = None
) -> dict[Keys, tuple[int, int, int, int]]:
    """opening, received, closed, value"""
    value = metrics()["backlog"].value
    found = {}
    for keys, tallied in warehouse.counts("backlog", period, by=by, where=where).items():
        fields = value(tallied, Options())
        numbers = [fields[name] for name in ("opening", "received", "closed", "value")]
        assert tallied.n == tallied.opening + tallied.buckets["received"], "n is all that was open"
        found[keys] = tuple(int(str(number)) for number in numbers)
    return found  # type: ignore[return-value]


@pytest.fixture
def filled(warehouse: Warehouse) -> Warehouse:
    warehouse.load(requests(AROUND_JUNE))
    warehouse.roll_up("backlog")
    return warehouse


def test_whatever_ended_is_no_longer_open() -> None:
    """Completed, refused and withdrawn alike: the office has no more to do."""
    facts = requests("""
        id  submitted         completed         status
        r1  2025-06-16T08:00  2025-06-16T09:00  completed
        r2  2025-06-16T08:00  2025-06-17T09:00  refused
        r3  2025-06-16T08:00  2025-06-18T09:00  withdrawn
        r4  2025-06-16T08:00  .                 open
        r5  2025-06-17T08:00  .                 open
    """)
    backlog = value_of("backlog", facts)
    assert backlog is not None
    assert (backlog.opening, backlog.received, backlog.closed, backlog.value) == (0, 5, 3, 2)


def test_a_period_begins_with_what_was_left_before_it(filled: Warehouse) -> None:
    """r1 and r2 were open on 1 June; r5 ends in the first second of July, r7 is of July."""
    assert told(filled, JUNE) == {(): (2, 3, 2, 3)}


def test_any_day_may_begin_it(filled: Warehouse) -> None:
    """On 3 June itself r2 is still open in the morning."""
    third = Period(date(2025, 6, 3), date(2025, 6, 4))
    assert told(filled, third) == {(): (2, 0, 1, 1)}
    assert told(filled, Period(date(2025, 6, 4), date(2025, 6, 11))) == {(): (1, 1, 0, 2)}


def test_month_by_month_each_begins_where_the_one_before_it_ended(filled: Warehouse) -> None:
    assert told(filled, ALWAYS, "month") == {
        (date(2025, 5, 1),): (0, 3, 1, 2),
        (date(2025, 6, 1),): (2, 3, 2, 3),
        (date(2025, 7, 1),): (3, 1, 1, 3),
    }


def test_days_and_weeks_run_on_in_the_same_way(filled: Warehouse) -> None:
    """Only where something moved is there a row: in between the last value stays."""
    assert told(filled, JUNE, "day") == {
        (date(2025, 6, 3),): (2, 0, 1, 1),
        (date(2025, 6, 10),): (1, 1, 0, 2),
        (date(2025, 6, 12),): (2, 1, 0, 3),
        (date(2025, 6, 20),): (3, 0, 1, 2),
        (date(2025, 6, 30),): (2, 1, 0, 3),
    }
    assert told(filled, JUNE, "week") == {
        (date(2025, 6, 2),): (2, 0, 1, 1),
        (date(2025, 6, 9),): (1, 2, 0, 3),
        (date(2025, 6, 16),): (3, 0, 1, 2),
        (date(2025, 6, 30),): (2, 1, 0, 3),
    }


def test_each_service_has_a_stock_of_its_own(filled: Warehouse) -> None:
    assert told(filled, JUNE, "service") == {("kk",): (2, 2, 1, 3), ("usaha",): (0, 1, 1, 0)}
    assert told(filled, ALWAYS, "month", "service") == {
        (date(2025, 5, 1), "kk"): (0, 2, 0, 2),
        (date(2025, 5, 1), "usaha"): (0, 1, 1, 0),
        (date(2025, 6, 1), "kk"): (2, 2, 1, 3),
        (date(2025, 6, 1), "usaha"): (0, 1, 1, 0),
        (date(2025, 7, 1), "kk"): (3, 0, 1, 2),
        (date(2025, 7, 1), "usaha"): (0, 1, 0, 1),
    }
    assert told(filled, JUNE, where={"service": ["usaha"]}) == {(): (0, 1, 1, 0)}


def test_what_did_not_move_is_still_there(filled: Warehouse) -> None:
    """Of a week in which nothing happened: what is open is shown, what has no stock is not."""
    quiet = Period(date(2025, 6, 4), date(2025, 6, 10))
    assert told(filled, quiet) == {(): (1, 0, 0, 1)}
    assert told(filled, quiet, "service") == {("kk",): (1, 0, 0, 1)}
    assert told(filled, quiet, "day") == {}


def test_done_within_the_day_leaves_nothing(warehouse: Warehouse) -> None:
    warehouse.load(requests("id submitted completed status\nr1 08:00 08:20 completed"))
    warehouse.roll_up("backlog")
    assert told(warehouse, ALWAYS, "day") == {(date(2025, 6, 16),): (0, 1, 1, 0)}


def test_before_the_first_request_nothing_is_known(filled: Warehouse) -> None:
    assert told(filled, Period(date(2025, 1, 1), date(2025, 5, 1))) == {}


def test_nothing_ever_asked_is_no_data() -> None:
    assert value_of("backlog", requests("id")) is None


def test_the_weekday_is_no_time_that_runs_on(filled: Warehouse) -> None:
    """What came on Mondays less what went on Mondays would be no stock."""
    with pytest.raises(NotKept, match="weekday"):
        told(filled, JUNE, "weekday")


FIRST = date(2025, 5, 1)
days = st.integers(0, 90)
lives = st.lists(st.tuples(days, st.none() | days, st.sampled_from(["kk", "usaha"])), min_size=1, max_size=25)


@settings(max_examples=25)
@given(lives, days, days)
def test_it_is_what_a_look_at_every_request_says(
    known: list[tuple[int, int | None, str]], first: int, length: int
) -> None:
    """Open on a day: submitted by its end, and not ended by it. However the period is cut, the end is one."""
    rows = [
        {
            "id": f"r{n}",
            "service": service,
            "submitted_at": utc("08:00", FIRST + timedelta(days=came)),
            "completed_at": None if took is None else utc("15:00", FIRST + timedelta(days=came + took)),
            "status": "open" if took is None else "completed",
        }
        for n, (came, took, service) in enumerate(known)
    ]

    def open_after(day: int, service: str) -> int:
        return sum(
            came <= day and (took is None or came + took > day)
            for came, took, mine in known
            if mine == service
        )

    period = Period(FIRST + timedelta(days=first), FIRST + timedelta(days=first + length + 1))
    with empty().undone() as warehouse:
        warehouse.load(of_rows("request", rows))
        warehouse.roll_up("backlog")
        total = told(warehouse, period).get((), (0, 0, 0, 0))
        by_service = told(warehouse, period, "service")
        for service in ("kk", "usaha"):
            opening, _, _, left = by_service.get((service,), (0, 0, 0, 0))
            assert (opening, left) == (open_after(first - 1, service), open_after(first + length, service))
        assert total == tuple(map(sum, zip(*by_service.values(), strict=True))) or not by_service
        for time in ("month", "week", "day"):
            running = list(told(warehouse, period, time).values())
            if running:
                assert (running[0][0], running[-1][3]) == (total[0], total[3])
                assert all(
                    later[0] == earlier[3] for earlier, later in zip(running, running[1:], strict=False)
                )
            else:
                assert total[0] == total[3]
