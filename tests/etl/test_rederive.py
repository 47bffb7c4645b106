"""A changed holiday, standard or opening hour reaches the facts that rest on it, and no others."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from etl.derive import Deriver
from etl.rederive import rederive
from etl.reference import Holiday, Reference, Standard
from etl.touched import TOUCHED
from tests.build import Warehouse, opened, reference
from tests.drawn import TIMEZONE, complaints, requests, utc, visits

pytestmark = pytest.mark.usefixtures("engine")

HOLIDAY = replace(reference(), holidays=(Holiday(date(2025, 6, 18), "Libur", "libur"),))
SHORTER = replace(
    reference(),
    standards=(*reference().standards[:2], Standard("domisili", 20, "menit", "", date(2020, 1, 1), None, "")),
)


def loaded(warehouse: Warehouse) -> None:
    warehouse.load(
        requests("""
        id    version  submitted         completed         status
        over  1        2025-06-16T09:00  2025-06-20T09:00  completed
        far   1        2025-05-05T09:00  2025-05-06T09:00  completed
    """)
    )
    warehouse.load(visits("id taken end outcome\nv1 08:00 08:25 served"))


def again(warehouse: Warehouse, changed: Reference) -> bool:
    warehouse.forget_touched()
    return rederive(warehouse.connection, Deriver(changed, TIMEZONE))


@pytest.fixture
def filled(url: str) -> Any:
    """Facts of an earlier run, and a new one that begins."""
    with opened(url) as warehouse:
        loaded(warehouse)
    with opened(url) as warehouse:
        yield warehouse


def touched(warehouse: Warehouse, fact: str, column: str) -> list[str]:
    rule = (TOUCHED.c.fact == fact, TOUCHED.c.day_column == column)
    query = select(TOUCHED.c.day).where(*rule).distinct().order_by(TOUCHED.c.day)
    return [day.isoformat() for day in warehouse.connection.scalars(query)]


def test_nothing_changed_changes_nothing(filled: Warehouse) -> None:
    before = filled.rows("request"), filled.rows("visit")
    assert not again(filled, reference())
    assert (filled.rows("request"), filled.rows("visit")) == before
    assert filled.rows("touched") == []


def test_a_new_holiday_moves_the_due_time_and_takes_working_time_away(filled: Warehouse) -> None:
    assert again(filled, HOLIDAY)
    far, over = filled.rows("request")
    if far["id"] != "far":
        far, over = over, far
    assert (over["due_at"], over["due_day"]) == (utc("2025-06-20T16:00"), date(2025, 6, 20))
    assert over["working_seconds"] == 3 * 7 * 3600
    assert far["due_at"] == utc("2025-05-08T16:00")
    assert touched(filled, "request", "due_day") == ["2025-06-19", "2025-06-20"]
    assert touched(filled, "visit", "due_day") == []


def test_a_changed_standard_reaches_the_visits_that_it_promises(filled: Warehouse) -> None:
    assert again(filled, SHORTER)
    assert filled.rows("visit")[0]["due_at"] == utc("08:20")
    assert touched(filled, "visit", "due_day") == ["2025-06-16"]
    assert touched(filled, "request", "due_day") == []


def test_a_standard_that_is_gone_leaves_no_due_time(filled: Warehouse) -> None:
    assert again(filled, replace(reference(), standards=()))
    assert [row["due_at"] for row in (*filled.rows("request"), *filled.rows("visit"))] == [None] * 3
    assert touched(filled, "visit", "due_day") == ["2025-06-16"]
    assert again(filled, reference())
    assert filled.rows("visit")[0]["due_at"] == utc("08:30")


def test_a_changed_promise_about_complaints_reaches_them(url: str) -> None:
    with opened(url) as warehouse:
        warehouse.load(complaints("id received\nc1 2025-06-16T09:00\nc2 2025-07-16T09:00"))
    shorter = tuple(
        replace(row, value=2) if row.promise == "tanggapan" else row
        for row in reference().complaint_standards
    )
    with opened(url) as warehouse:
        assert again(warehouse, replace(reference(), complaint_standards=shorter))
        assert [row["response_due_at"] for row in warehouse.rows("complaint")] == [
            utc("2025-06-18T16:00"),
            utc("2025-07-18T16:00"),
        ]
        assert touched(warehouse, "complaint", "response_due_day") == [
            *("2025-06-18", "2025-06-19"),
            *("2025-07-18", "2025-07-21"),
        ]
        # Another promise of the same rows stays, and is counted anew all the same.
        assert warehouse.rows("complaint")[0]["due_at"] == utc("2025-07-07T16:00")


def test_the_tallies_follow(filled: Warehouse) -> None:
    filled.roll_up("on_time")
    assert filled.counts("on_time", by=("service",))[("domisili",)].buckets["met"] == 1
    again(filled, SHORTER)
    filled.roll_up("on_time")
    assert filled.counts("on_time", by=("service",))[("domisili",)].buckets == {
        "open": 0,
        "met": 0,
        "missed": 1,
    }


def test_superseded_versions_are_derived_again_too(url: str) -> None:
    """One of them may stand up again, and the content must be as if loaded today."""
    with opened(url) as warehouse:
        for version, status in (("1", "open"), ("2", "refused")):
            row = f"r1 {version} 2025-06-16T09:00 2025-06-17T09:00 {status}"
            warehouse.load(requests(f"id version submitted completed status\n{row}"), file=version)
    with opened(url) as warehouse:
        assert again(warehouse, HOLIDAY)
        (old,) = warehouse.rows("request_version")
        assert (old["version"], old["due_day"]) == ("1", date(2025, 6, 20))


def test_an_empty_warehouse_has_nothing_to_derive(warehouse: Warehouse) -> None:
    assert not rederive(warehouse.connection, warehouse.deriver)
