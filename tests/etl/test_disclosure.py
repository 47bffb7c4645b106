"""What the public store may hold: nothing that tells how few people of a kelurahan did something."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from etl.disclosure.figures import Disclosure
from etl.disclosure.slot import OFFERED
from etl.metric import Options
from etl.metrics import metrics
from etl.period import Period
from etl.thresholds import Thresholds
from tests.build import Warehouse, reference, scratch
from tests.drawn import answers, of_rows, utc

AREAS = tuple(area.code for area in reference().areas)
OFFICES = tuple(office.code for office in reference().offices)
RULES = Thresholds(publish_after_days=0)
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
FIRST, SECOND, THIRD = AREAS[:3]
Row = dict[str, Any]


def figures(
    warehouse: Warehouse, covered: Period = YEAR, *, day: date = date(2026, 1, 31), **chosen: Any
) -> list[Row]:
    options = Options(limits={"waiting": 1800}, **chosen)
    places = {"area": AREAS, "office": OFFICES}
    spans = dict.fromkeys(metrics(), covered)
    disclosure = Disclosure(warehouse.connection, options, spans, day, places, RULES)
    rows = [row.row() for _, of in disclosure.tables(disclosure.due(), {}) for row in of]
    for row in rows:
        row["fields"] = {name: exact(value) for name, value in json.loads(row["fields"]).items()}
    return rows


def exact(value: Any) -> Any:
    return Fraction(value[1:]) if isinstance(value, str) and value.startswith("=") else value


def of(rows: list[Row], metric: str, by: str, kind: str, start: date = date(2025, 6, 1)) -> dict[str, Row]:
    return {
        row["key"]: row
        for row in rows
        if (row["metric"], row["by"], row["kind"], row["start"]) == (metric, by, kind, start)
    }


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, None),
        (1, None),
        (9, None),
        (10, 10),
        (11, 10),
        (12, 10),
        (13, 15),
        (14, 15),
        (15, 15),
        (17, 15),
        (18, 20),
        (1_000_003, 1_000_005),
    ],
)
def test_counts_of_people_are_hidden_or_to_the_nearest_five(n: int, shown: int | None) -> None:
    """CMS hides 1 to 10, NHS Digital rounds to 5; here 1 to 9, and zero with them."""
    assert RULES.rounded(n) == shown


@given(st.integers(0, 10**7))
def test_a_shown_count_is_a_multiple_of_five_at_most_two_away(n: int) -> None:
    shown = RULES.rounded(n)
    if n < RULES.threshold:
        assert shown is None
    else:
        assert shown is not None
        assert shown % RULES.step == 0
        assert abs(shown - n) <= 2


def requested(area: str, count: int, day: str = "2025-06-16", **more: Any) -> list[Row]:
    at = utc(f"{day}T09:00")
    return [
        {"id": f"{area} {day} {n} {sorted(more.items())}", "area": area, "submitted_at": at, **more}
        for n in range(count)
    ]


def test_a_kelurahan_under_ten_is_hidden_and_zero_with_it(warehouse: Warehouse) -> None:
    """Who sees a zero would know that a hidden one is none."""
    rows = [*requested(FIRST, 9), *requested(SECOND, 10), *requested(THIRD, 13)]
    warehouse.load(of_rows("request", rows))
    warehouse.roll_up()
    for kind, start in (("month", date(2025, 6, 1)), ("year", date(2025, 1, 1))):
        found = of(figures(warehouse), "volume", "area", kind, start)
        assert set(found) == set(AREAS)
        shown = {key: (row["n"], row["fields"]) for key, row in found.items() if not row["hidden"]}
        assert shown == {SECOND: (10, {"value": 10}), THIRD: (15, {"value": 15})}
        hidden = [(row["n"], row["fields"]) for row in found.values() if row["hidden"]]
        assert hidden == [(None, {})] * (len(AREAS) - 2)


def test_the_store_is_asked_as_often_for_ten_years_as_for_one(warehouse: Warehouse) -> None:
    warehouse.roll_up()
    asked: list[str] = []

    def count(*given: Any) -> None:
        asked.append(given[2])

    event.listen(warehouse.connection, "before_cursor_execute", count)
    figures(warehouse)
    one = len(asked)
    figures(warehouse, Period(date(2016, 1, 1), date(2026, 1, 1)))
    event.remove(warehouse.connection, "before_cursor_execute", count)
    assert 0 < one < 20
    assert len(asked) <= 2 * one


def test_totals_are_rounded_on_their_own(warehouse: Warehouse) -> None:
    """Three times 12 are 36, which is shown as 35, though the parts that are shown add up to 30."""
    warehouse.load(of_rows("request", [row for area in AREAS[:3] for row in requested(area, 12)]))
    warehouse.roll_up()
    rows = figures(warehouse)
    assert of(rows, "volume", "", "month")[""]["n"] == 35
    assert sum(row["n"] or 0 for row in of(rows, "volume", "area", "month").values()) == 30


def test_a_year_is_counted_and_not_the_sum_of_rounded_months(warehouse: Warehouse) -> None:
    rows = [row for month in (1, 2, 3, 4) for row in requested(FIRST, 3, f"2025-{month:02}-10")]
    warehouse.load(of_rows("request", rows))
    warehouse.roll_up()
    found = figures(warehouse)
    assert of(found, "volume", "area", "month", date(2025, 1, 1))[FIRST]["hidden"]
    assert of(found, "volume", "area", "year", date(2025, 1, 1))[FIRST]["n"] == 10


def test_only_whole_periods_that_the_data_cover_are_shown(warehouse: Warehouse) -> None:
    warehouse.load(of_rows("request", requested(FIRST, 20, "2025-06-16")))
    warehouse.roll_up()
    covered = Period(date(2025, 6, 2), date(2025, 9, 1))
    found = figures(warehouse, covered)
    assert {row["start"] for row in found} == {date(2025, 7, 1), date(2025, 8, 1)}
    assert {row["kind"] for row in found} == {"month"}


def test_shares_are_rounded_down(warehouse: Warehouse) -> None:
    """Two of three kept are 66,6 percent: rounding is not in our favour, and of twelve it is coarse."""
    done = {"completed_at": utc("2025-06-17T09:00"), "status": "completed"}
    late = {"completed_at": utc("2025-06-27T09:00"), "status": "completed"}
    warehouse.load(of_rows("request", [*requested(FIRST, 8, **done), *requested(FIRST, 4, **late)]))
    warehouse.roll_up()
    row = of(figures(warehouse), "on_time", "", "month")[""]
    assert (row["n"], row["fields"]) == (10, {"value": Fraction(6, 10)})
    assert of(figures(warehouse), "on_time", "service", "month")["kk"]["fields"] == row["fields"]


def test_a_promise_of_fewer_than_ten_is_hidden(warehouse: Warehouse) -> None:
    """What is not yet due is not judged and does not count as a person here."""
    done = {"completed_at": utc("2025-06-17T09:00"), "status": "completed"}
    rows = [*requested(FIRST, 9, **done), *requested(FIRST, 5, "2025-12-30")]
    warehouse.load(of_rows("request", rows))
    warehouse.roll_up()
    row = of(figures(warehouse), "on_time", "", "month")[""]
    assert (row["hidden"], row["n"], row["fields"]) == (True, None, {})
    december = of(figures(warehouse, day=date(2025, 12, 31)), "on_time", "", "month", date(2025, 12, 1))
    assert not december, "not out before its day"


def waited(count: int, day: str, hour: int, minutes: int) -> list[Row]:
    taken = utc(f"{day}T{hour:02}:00")
    return [
        {
            "id": f"{day} {hour} {n}",
            "taken_at": taken,
            "called_at": taken + timedelta(minutes=minutes),
            "outcome": "served",
        }
        for n in range(count)
    ]


def test_typical_hours_are_of_three_whole_months_and_without_n(warehouse: Warehouse) -> None:
    """How many came on Mondays at nine is nobody's business; how long they waited is everybody's."""
    rows = [
        *waited(12, "2025-09-29", 9, 50),
        *waited(5, "2025-10-06", 9, 10),
        *waited(6, "2025-11-03", 9, 10),
        *waited(9, "2025-11-04", 10, 10),
        *waited(30, "2026-01-05", 9, 50),
    ]
    warehouse.load(of_rows("visit", rows))
    warehouse.roll_up()
    found = of(
        figures(warehouse, Period(YEAR.start, date(2026, 1, 20))),
        "waiting",
        "weekday,hour",
        "typical",
        date(2025, 10, 1),
    )
    assert {(key, row["hidden"], row["n"]) for key, row in found.items()} == {
        ("1,9", False, None),
        ("2,10", True, None),
    }
    assert found["1,9"]["fields"]["p50_seconds"] == 660, "the upper edge of its bin, in whole minutes"
    assert {row["end"] for row in found.values()} == {date(2026, 1, 1)}
    assert found["2,10"]["fields"] == {}


def test_without_a_whole_month_no_hour_is_typical(warehouse: Warehouse) -> None:
    warehouse.load(of_rows("visit", waited(30, "2025-11-03", 9, 10)))
    warehouse.roll_up()
    covered = Period(date(2025, 11, 2), date(2025, 12, 30))
    assert not [row for row in figures(warehouse, covered) if row["kind"] == "typical"]


@pytest.fixture(scope="module")
def busy() -> Iterator[list[Row]]:
    """A year of uneven kelurahan, hours and services."""
    requests, visits = [], []
    for n, area in enumerate(AREAS):
        for month in range(1, 13):
            ended = {"completed_at": utc(f"2025-{month:02}-12T09:00"), "status": "completed"}
            requests += requested(area, (n * 5 + month * 3) % 23, f"2025-{month:02}-10", **ended)
            requests += requested(
                area, (n + month) % 4, f"2025-{month:02}-20", service="usaha", channel="elok"
            )
            visits += waited((n * month) % 17, f"2025-{month:02}-{n + 1:02}", 8 + n % 6, 7 * n + month)
    with scratch() as warehouse:
        warehouse.load(of_rows("request", requests))
        warehouse.load(of_rows("visit", visits))
        warehouse.load(answers(*["4343.3434", "444444444", "222222222"] * 9))
        warehouse.roll_up()
        yield figures(warehouse)


def test_no_row_carries_a_count_that_is_not_a_multiple_of_five(busy: list[Row]) -> None:
    """Whatever is a number of people; satisfaction of the whole and of an office in a year is exact."""
    assert {row["metric"] for row in busy} == {"volume", "on_time", "waiting", "ikm"}
    for row in busy:
        if row["metric"] == "ikm" and (not row["by"] or (row["by"], row["kind"]) == ("office", "year")):
            continue
        assert row["n"] is None or (row["n"] % RULES.step == 0 and row["n"] >= RULES.threshold)
        counts = [
            value
            for name, value in row["fields"].items()
            if isinstance(value, int) and name != "limit_seconds"
        ]
        assert all(value % RULES.step == 0 for value in counts)
        # A fraction tells by its denominator how many stand behind it.
        shares = [value for value in row["fields"].values() if isinstance(value, Fraction)]
        assert all(1000 % value.denominator == 0 for value in shares)
        assert all(value % 60 == 0 for name, value in row["fields"].items() if name.endswith("0_seconds"))


def test_what_is_hidden_says_nothing_at_all(busy: list[Row]) -> None:
    hidden = [row for row in busy if row["hidden"]]
    assert {row["metric"] for row in hidden} >= {"volume", "waiting"}
    assert all(row["n"] is None and row["fields"] in ({}, {"withheld": "sibling"}) for row in hidden)
    shown = [row for row in busy if not row["hidden"]]
    assert all(row["fields"] for row in shown)
    assert all(row["n"] is not None for row in shown if row["kind"] != "typical")


def test_every_kelurahan_has_a_row_in_every_period(busy: list[Row]) -> None:
    found = [
        (row["kind"], row["start"], row["key"])
        for row in busy
        if (row["metric"], row["by"]) == ("volume", "area")
    ]
    assert len(found) == len(set(found)) == 13 * len(AREAS)


def test_people_are_never_shown_by_more_than_one_key(busy: list[Row]) -> None:
    """A kelurahan is never crossed with anything."""
    keys = {(row["metric"], row["by"]) for row in busy}
    assert keys == {(metric, ",".join(by)) for metric, offered in OFFERED.items() for by, _ in offered} | {
        ("waiting", "weekday,hour")
    }
    assert all("," not in by for _, by in keys - {("waiting", "weekday,hour")})


def test_an_empty_office_has_nothing_to_say(warehouse: Warehouse) -> None:
    """None is told like a few: of the whole as well, or no kelurahan could have any."""
    warehouse.roll_up()
    rows = figures(warehouse)
    assert {row["by"] for row in rows} == {"", "area", "office"}
    assert all(row["hidden"] and not row["fields"] for row in rows)
