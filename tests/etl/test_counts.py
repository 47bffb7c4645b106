"""Tallies → counts: one query, right for every period, breakdown and filter."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.metric import Counts
from etl.period import Period
from tests.build import Warehouse, scratch
from tests.drawn import of_rows, requests, utc

pytestmark = pytest.mark.usefixtures("engine")

FIRST = date(2025, 1, 20)
LENGTH = 100
OFFICES = ("63.71.04", "63.71.04.1001")
AREAS = ("63.71.04.1001", "63.71.04.1002", "tidak-diketahui")
CHANNELS = ("loket", "elok")
STATUS = ("completed", "refused", "withdrawn", "open")


def request_rows() -> list[dict[str, Any]]:
    """Up to three a day, of changing places, over three and a half months."""
    rows = []
    for n in range(LENGTH * 2):
        at = datetime.combine(FIRST + timedelta(n * n % LENGTH), datetime.min.time())
        status = STATUS[n % 4]
        rows.append(
            {
                "id": f"r{n}",
                "submitted_at": utc("09:00", at.date()),
                "completed_at": None if status == "open" else utc("15:00", at.date() + timedelta(n % 9)),
                "status": status,
                "office": OFFICES[n % 2],
                "area": AREAS[n % 3],
                "channel": CHANNELS[n % 5 == 0],
            }
        )
    return rows


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    with scratch() as warehouse:
        warehouse.load(of_rows("request", request_rows()))
        warehouse.load(
            of_rows(
                "visit",
                [
                    {
                        "id": f"v{n}",
                        "taken_at": utc(f"{8 + n % 7:02}:00", FIRST + timedelta(n % LENGTH)),
                        "called_at": utc(f"{8 + n % 7:02}:{n % 60:02}", FIRST + timedelta(n % LENGTH)),
                        "outcome": "served",
                        "office": OFFICES[n % 2],
                    }
                    for n in range(300)
                ],
            )
        )
        warehouse.roll_up()
        yield warehouse


periods = st.tuples(st.integers(-5, LENGTH), st.integers(1, LENGTH + 10)).map(
    lambda pair: Period(FIRST + timedelta(pair[0]), FIRST + timedelta(pair[0] + pair[1]))
)


@settings(max_examples=60)
@given(periods)
def test_whole_months_and_edge_days_are_all_days(filled: Warehouse, period: Period) -> None:
    """volume over any period: read by month and day as by day alone, and as counted from the facts."""
    total = filled.counts("volume", period)
    daily = filled.counts("volume", period, by=("day",))
    assert total.get(()) == added(daily.values())
    facts = [row for row in filled.rows("request") if period.start <= row["submitted_day"] < period.end]
    if facts:
        assert total[()].n == len(facts)
        words = Counter(row["status"] for row in facts)
        assert total[()].buckets == {status: words[status] for status in STATUS}
    else:
        assert total == {}


@settings(max_examples=60)
@given(periods, st.integers(-5, LENGTH + 5))
def test_overdue_is_right_whatever_the_data_day(filled: Warehouse, period: Period, offset: int) -> None:
    """Open and due before the day of the data; the month that holds that day is read by its days."""
    data_day = FIRST + timedelta(offset)
    total = filled.counts("on_time", period, data_day=data_day)
    daily = filled.counts("on_time", period, by=("day",), data_day=data_day)
    assert total.get(()) == added(daily.values())
    monthly = filled.counts("on_time", period, by=("month",), data_day=data_day)
    assert total.get(()) == added(monthly.values())
    due = [
        row
        for row in filled.rows("request")
        if row["due_day"] and period.start <= row["due_day"] < period.end
    ]
    late = [row for row in due if row["status"] == "open" and row["due_day"] < data_day]
    assert (total[()].overdue if total else 0) == len(late)


def added(parts: Any) -> Counts | None:
    parts = list(parts)
    if not parts:
        return None
    return Counts(
        sum(p.n for p in parts),
        sum(p.seconds for p in parts),
        {name: sum(p.buckets[name] for p in parts) for name in parts[0].buckets},
        sum(p.overdue for p in parts),
    )


JANUARY_TO_APRIL = Period(date(2025, 1, 1), date(2025, 5, 1))
READINGS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "office": lambda row: row["office"],
    "area": lambda row: row["area"],
    "service": lambda row: row["service"],
    "channel": lambda row: row["channel"],
    "month": lambda row: row["submitted_day"].replace(day=1),
    "day": lambda row: row["submitted_day"],
}


@pytest.mark.parametrize(
    "by",
    [
        ("office",),
        ("area", "channel"),
        ("month",),
        ("month", "area"),
        ("day",),
        ("channel", "month", "office"),
    ],
)
@pytest.mark.parametrize(
    "where",
    [
        {},
        {"office": ["63.71.04"]},
        {"area": ["63.71.04.1001", "tidak-diketahui"], "channel": ["loket"]},
        {"area": []},
        {"area": ["63.71.04.1009"]},
    ],
)
def test_breakdowns_and_filters(filled: Warehouse, by: tuple[str, ...], where: dict[str, list[str]]) -> None:
    """As a plain count of the facts says, in the order of the keys; nothing counted, no row."""
    period = Period(date(2025, 1, 25), date(2025, 4, 3))
    expected = Counter(
        tuple(READINGS[key](row) for key in by)
        for row in filled.rows("request")
        if period.start <= row["submitted_day"] < period.end
        and all(row[name] in codes for name, codes in where.items())
    )
    found = filled.counts("volume", period, by=by, where=where)
    assert {key: tallied.n for key, tallied in found.items()} == expected
    assert list(found) == sorted(expected)


def test_weekday_and_hour_are_read_from_their_own_level(filled: Warehouse) -> None:
    found = filled.counts("waiting", JANUARY_TO_APRIL, by=("weekday", "hour"), where={"office": ["63.71.04"]})
    expected = Counter(
        (row["taken_day"].isoweekday(), row["taken_hour"])
        for row in filled.rows("visit")
        if row["office"] == "63.71.04" and row["taken_day"] < JANUARY_TO_APRIL.end
    )
    assert {key: tallied.n for key, tallied in found.items()} == expected
    by_month = filled.counts("waiting", JANUARY_TO_APRIL, by=("month", "weekday"))
    assert sum(tallied.n for tallied in by_month.values()) == sum(
        tallied.n for tallied in filled.counts("waiting", JANUARY_TO_APRIL).values()
    )
    assert {key[0] for key in by_month} == {date(2025, month, 1) for month in (1, 2, 3, 4)}


def test_seconds_are_added_too(filled: Warehouse) -> None:
    found = filled.counts("waiting", JANUARY_TO_APRIL)[()]
    rows = [row for row in filled.rows("visit") if row["taken_day"] < JANUARY_TO_APRIL.end]
    assert found.seconds == sum((row["called_at"] - row["taken_at"]).total_seconds() for row in rows)
    assert isinstance(found.seconds, int)


@pytest.mark.parametrize(
    ("data_day", "overdue"),
    [("2025-06-18", 0), ("2025-06-19", 0), ("2025-06-20", 1), ("2025-07-01", 1), ("2025-08-09", 1)],
)
@pytest.mark.parametrize(
    "period", [Period(date(2025, 6, 1), date(2025, 7, 1)), Period(date(2025, 6, 10), date(2025, 6, 25))]
)
def test_overdue_before_on_and_after_the_data_day(
    warehouse: Warehouse, data_day: str, overdue: int, period: Period
) -> None:
    """A request that falls due on Thursday the 19th, read from its month or from its days."""
    warehouse.load(requests("id submitted\nr1 2025-06-16T08:00"))
    warehouse.roll_up("on_time")
    found = warehouse.counts("on_time", period, data_day=date.fromisoformat(data_day))
    assert (found[()].overdue, found[()].buckets["open"]) == (overdue, 1)
