"""Whatever a metric is broken down by adds up to the whole: for every level, period and day of the data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from etl.metric import DIMENSIONS, Counts, Metric
from etl.metrics import metrics
from etl.metrics.ikm import TRAITS
from etl.period import Period, add_months
from etl.skm import UNSUR
from etl.warehouse.counts import CALENDAR, NotKept, level_of
from tests.build import Warehouse, added, scratch
from tests.drawn import of_rows, utc

FIRST = date(2025, 4, 20)
LENGTH = 80
OFFICES = ("63.71.04", "63.71.04.1001")
MANY = 250


def _rows(chance: Random, fact: str) -> Iterator[dict[str, Any]]:
    """Anything that may happen within eighty days, some of it without an end, some at odd hours."""
    for n in range(MANY):
        began = utc(f"{chance.randrange(24):02}:{chance.choice((0, 29, 30, 59)):02}", _day(chance))
        yield {
            "id": f"x{n}",
            "office": chance.choice(OFFICES),
            "area": chance.choice(("63.71.04.1001", "63.71.04.1002", "tidak-diketahui")),
            "service": chance.choice(("kk", "usaha", "domisili", "ktp-el")),
            "channel": chance.choice(("loket", "loket", "elok")),
            **_of[fact](chance, began),
        }


def _day(chance: Random) -> date:
    return FIRST + timedelta(days=chance.randrange(LENGTH))


def _later(chance: Random, began: datetime, most: int) -> datetime | None:
    return None if chance.random() < 0.2 else began + timedelta(minutes=chance.randrange(most))


def _request(chance: Random, began: datetime) -> dict[str, Any]:
    ended = _later(chance, began, 20_000)
    state = "open" if ended is None else chance.choice(("completed", "completed", "refused", "withdrawn"))
    return {"submitted_at": began, "completed_at": ended, "status": state}


def _visit(chance: Random, began: datetime) -> dict[str, Any]:
    called = _later(chance, began, 90)
    return {
        "taken_at": began,
        "called_at": called,
        "finished_at": _later(chance, called or began, 60),
        "outcome": chance.choice(metrics()["arrivals"].buckets),
        "counter": chance.choice((None, "Loket 1", "Loket 2")),
    }


def _answer(chance: Random, began: datetime) -> dict[str, Any]:
    scores = {unsur: None if chance.random() < 0.03 else chance.randint(1, 4) for unsur in UNSUR}
    return {"answered_at": began, **scores, **{trait: chance.choice((None, "A", "B")) for trait in TRAITS}}


def _complaint(chance: Random, began: datetime) -> dict[str, Any]:
    closed = _later(chance, began, 40_000)
    return {
        "received_at": began,
        "responded_at": _later(chance, began, 9_000),
        "closed_at": closed,
        "status": "open" if closed is None else "resolved",
        "category": chance.choice(("lainnya", "informasi", "sarana", "biaya")),
    }


_of = {"request": _request, "visit": _visit, "answer": _answer, "complaint": _complaint}
EXTRA = tuple({key: None for metric in metrics().values() for level in metric.levels for key in level.extra})


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    chance = Random(7)
    with scratch() as warehouse:
        for fact in _of:
            warehouse.load(of_rows(fact, list(_rows(chance, fact))), file=fact)
        warehouse.roll_up()
        yield warehouse


def kept(metric: Metric) -> list[tuple[str, ...]]:
    """Every breakdown by one key or by two that some level holds."""
    keys = (*DIMENSIONS, *CALENDAR, *(key for key in EXTRA if key not in CALENDAR))
    return [by for many in (1, 2) for by in combinations(keys, many) if _holds(metric, by)]


def _holds(metric: Metric, by: tuple[str, ...]) -> bool:
    try:
        level_of(metric, by, {})
    except NotKept:
        return False
    return True


KEPT = {name: kept(metric) for name, metric in metrics().items()}
days = st.integers(-5, LENGTH + 30).map(lambda n: FIRST + timedelta(days=n))
periods = st.tuples(days, st.integers(1, 70)).map(
    lambda pair: Period(pair[0], pair[0] + timedelta(days=pair[1]))
)
months = st.tuples(st.integers(0, 3), st.integers(1, 4)).map(
    lambda pair: Period(add_months(FIRST, pair[0]), add_months(FIRST, pair[0] + pair[1]))
)


def test_there_is_something_to_break_down() -> None:
    assert all(("office",) in breakdowns and ("day",) in breakdowns for breakdowns in KEPT.values())
    assert {key for breakdowns in KEPT.values() for by in breakdowns for key in by} >= {*EXTRA, *CALENDAR}


@pytest.mark.parametrize("name", [name for name, metric in metrics().items() if metric.balance is None])
@settings(max_examples=25)
@given(data=st.data())
def test_the_parts_add_up_to_the_whole(filled: Warehouse, name: str, data: st.DataObject) -> None:
    metric = metrics()[name]
    by = data.draw(st.sampled_from(KEPT[name]))
    level = level_of(metric, by, {})
    period = data.draw(months if level.by_month else periods)
    where = {"office": [data.draw(st.sampled_from(OFFICES))]} if data.draw(st.booleans()) else {}
    # By whole months what is overdue is asked of months that are over.
    judged = {
        "data_day": date(2099, 1, 1) if level.by_month else data.draw(days),
        "mature_day": data.draw(days),
    }
    parts = filled.counts(name, period, by=by, where=where, **judged)
    whole = filled.counts(name, period, where=where, **judged)
    if "score_sum" in by:
        # The sum is known of those alone who answered all nine.
        assert sum(part.n for part in parts.values()) <= (whole[()].n if whole else 0)
        return
    if level.whole:
        assert sum(part.n for part in parts.values()) == (whole[()].n if whole else 0)
        return
    assert (added(metric, *parts.values()) if parts else None) == whole.get(())


def total(warehouse: Warehouse, name: str, period: Period, **asked: Any) -> Counts:
    return warehouse.counts(name, period, **asked).get(
        (), Counts(0, 0, dict.fromkeys(metrics()[name].buckets, 0))
    )


@settings(max_examples=40)
@given(period=periods, mature_day=days)
def test_the_judged_and_the_too_new_are_all_requests(
    filled: Warehouse, period: Period, mature_day: date
) -> None:
    completion = total(filled, "completion", period, mature_day=mature_day)
    assert completion.n + completion.young == total(filled, "volume", period).n
    assert sum(completion.buckets.values()) == completion.n
    old = Period(period.start, min(max(mature_day, period.start), period.end))
    assert completion.n == (total(filled, "volume", old).n if old.start < old.end else 0)


@settings(max_examples=40)
@given(period=periods)
def test_what_two_metrics_tell_of_the_same_facts_is_the_same(filled: Warehouse, period: Period) -> None:
    volume = total(filled, "volume", period)
    by_channel = filled.counts("volume", period, by=("channel",))
    share = total(filled, "digital_share", period)
    assert share.n == volume.n
    assert share.buckets["online"] == (by_channel[("elok",)].n if ("elok",) in by_channel else 0)
    assert total(filled, "turnaround_working", period).n == total(filled, "turnaround", period).n
    assert total(filled, "backlog", period).buckets["received"] == volume.n
    answers = total(filled, "ikm", period).n
    assert [
        sum(part.n for part in filled.counts("ikm", period, by=(trait,)).values()) for trait in TRAITS
    ] == [answers] * len(TRAITS)


@settings(max_examples=40)
@given(period=periods, times=st.sampled_from([("day",), ("week",), ("month",), ("week", "month")]))
def test_a_stock_that_runs_on_ends_where_the_whole_period_ends(
    filled: Warehouse, period: Period, times: tuple[str, ...]
) -> None:
    running = list(filled.counts("backlog", period, by=times).values())
    assume(running)

    def left(tallied: Counts) -> int:
        return tallied.opening + tallied.buckets["received"] - tallied.buckets["closed"]

    whole = filled.counts("backlog", period)[()]
    assert (running[0].opening, left(running[-1])) == (whole.opening, left(whole))
    assert [later.opening for later in running[1:]] == [left(earlier) for earlier in running[:-1]]
    by_place = filled.counts("backlog", period, by=("office", "service"))
    assert sum(left(part) for part in by_place.values()) == left(whole)
    assert all(left(part) >= 0 for part in (*running, *by_place.values()))
