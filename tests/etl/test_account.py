"""What a version tells about its own making, and which promises are past their day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from etl import account
from etl.account import READINGS, RUNS
from etl.cases import note_cases
from etl.validate import Reason
from etl.warehouse.schema import reject, run
from tests.build import Warehouse
from tests.drawn import complaints, requests, utc, visits

pytestmark = pytest.mark.usefixtures("engine")

# `kk` is promised within three working days, `domisili` within thirty minutes, a complaint about `lainnya`
# a first answer within three working days and an end within fourteen; 27 June 2025 is a holiday.


def ids(warehouse: Warehouse, data_day: date) -> list[tuple[str, str, str]]:
    rows = account.late_cases(warehouse.connection, data_day)
    return [(row["fact"], row["promise"], row["id"]) for row in rows]


@pytest.mark.parametrize(("data_day", "late"), [(date(2025, 6, 19), False), (date(2025, 6, 20), True)])
def test_a_case_is_late_once_its_due_day_is_past(warehouse: Warehouse, data_day: date, late: bool) -> None:
    warehouse.load(requests("id submitted\nr1 2025-06-16T08:00"))
    assert ids(warehouse, data_day) == [("request", "selesai", "r1")] * late


def test_only_what_is_still_open_is_late(warehouse: Warehouse) -> None:
    """What ended late is a missed promise of the figures, and no case that waits for somebody."""
    warehouse.load(
        requests("""
        id  service  submitted         completed         status
        r1  kk       2025-06-16T08:00  .                 open
        r2  kk       2025-06-16T08:00  2025-06-25T09:00  completed
        r3  kk       2025-06-16T08:00  2025-06-25T09:00  refused
        r4  kk       2025-06-16T08:00  2025-06-25T09:00  withdrawn
        r5  ktp-el   2025-06-16T08:00  .                 open
    """)
    )
    warehouse.load(
        visits("""
        id  taken             called            end               outcome
        v1  2025-06-16T08:00  .                 .                 open
        v2  2025-06-16T08:00  2025-06-16T09:00  2025-06-16T09:30  served
        v3  2025-06-16T08:00  .                 2025-06-16T09:30  left
    """)
    )
    assert ids(warehouse, date(2025, 7, 1)) == [("request", "selesai", "r1"), ("visit", "selesai", "v1")]


def test_a_complaint_may_be_late_with_its_answer_with_its_end_or_with_both(warehouse: Warehouse) -> None:
    warehouse.load(
        complaints("""
        id  received          responded         closed            status
        c1  2025-06-16T08:00  .                 .                 open
        c2  2025-06-16T08:00  2025-06-17T08:00  .                 open
        c3  2025-06-16T08:00  2025-06-17T08:00  2025-06-17T08:00  resolved
        c4  2025-06-16T08:00  .                 .                 resolved
        c5  2025-06-30T08:00  .                 .                 open
    """)
    )
    assert ids(warehouse, date(2025, 6, 19)) == []
    assert ids(warehouse, date(2025, 6, 20)) == [("complaint", "tanggapan", "c1")]
    assert ids(warehouse, date(2025, 7, 8)) == [
        ("complaint", "selesai", "c1"),
        ("complaint", "selesai", "c2"),
        ("complaint", "tanggapan", "c1"),
        ("complaint", "tanggapan", "c5"),
    ]


def test_a_late_case_names_its_place_and_no_person(warehouse: Warehouse) -> None:
    warehouse.load(complaints("id received channel\nc1 2025-06-16T08:00 elok"))
    (row,) = account.late_cases(warehouse.connection, date(2025, 7, 1))
    assert row == {
        "fact": "complaint",
        "promise": "tanggapan",
        "id": "c1",
        "office": "63.71.04",
        "area": None,
        "service": None,
        "channel": "elok",
        "category": "lainnya",
        "started_at": utc("2025-06-16T08:00"),
        "due_at": utc("2025-06-19T16:00"),
    }


COMPLAINT = (complaints, "received", "closed", "resolved")
EACH_PROMISE = {
    "on_time": (requests, "submitted", "completed", "completed"),
    "complaints_on_time": COMPLAINT,
    "responses_on_time": COMPLAINT,
}


@pytest.mark.parametrize("metric", EACH_PROMISE)
def test_there_are_as_many_as_the_figure_says_on_every_day(warehouse: Warehouse, metric: str) -> None:
    draw, start, end, state = EACH_PROMISE[metric]
    begun = [f"x{n} 2025-06-{2 + n % 27:02}T08:00" for n in range(40)]
    rows = [f"{row} . open" if n % 3 else f"{row} 2025-06-29T09:00 {state}" for n, row in enumerate(begun)]
    warehouse.load(draw("\n".join([f"id {start} {end} status", *rows])))
    warehouse.roll_up(metric)
    promise = "tanggapan" if metric == "responses_on_time" else "selesai"
    told = set()
    for day in (date(2025, 6, 1) + timedelta(days=n) for n in range(0, 70, 3)):
        late = [row for row in account.late_cases(warehouse.connection, day) if row["promise"] == promise]
        counted = warehouse.counts(metric, data_day=day)[()].overdue
        assert len(late) == counted
        told.add(counted)
    assert len(told) > 5


def test_the_newest_runs_are_told(warehouse: Warehouse) -> None:
    first = datetime(2025, 1, 1)  # noqa: DTZ001 (naive UTC)
    rows: list[dict[str, Any]] = [
        {
            "run": f"{n:03}",
            "started_at": first + timedelta(days=n),
            "finished_at": first + timedelta(days=n, minutes=1),
            "status": "loaded",
            "generation": n,
            "findings": "[]",
        }
        for n in range(RUNS + 3)
    ]
    warehouse.connection.execute(insert(run), rows)
    found = account.runs(warehouse.connection)
    assert [row["started_at"] for row in found] == [row["started_at"] for row in reversed(rows[3:])]


def test_the_newest_readings_are_told_and_all_are_added_up(warehouse: Warehouse) -> None:
    """The list is cut, the sums are not."""
    for n in range(READINGS + 2):
        warehouse.load(requests(f"id\nr{n}"), file=f"f{n:03}")
    warehouse.load(requests("id\nr0\nr0\nr1"), file="f000", block="lain")
    found = account.readings(warehouse.connection)
    assert len(found) == READINGS
    assert (found[0]["name"], found[0]["read"]) == ("f000.csv", 3)
    assert found[-1]["name"] == "f003.csv"
    (total,) = account.ledger_totals(warehouse.connection)
    assert (total["source"], total["fact"], total["files"]) == ("sumber", "request", READINGS + 2)
    assert total["read"] == READINGS + 2 + 3
    known = ("new", "corrected", "unchanged", "repeated", "rejected", "excluded")
    assert total["read"] == sum(total[word] for word in known)


def test_rejects_are_told_by_reason_with_a_place_where_they_can_be_seen(warehouse: Warehouse) -> None:
    """The last file by name, for it is the one that somebody still has, and its first such line."""
    rows = [
        ("antrean", "a", "antrean-01.csv", 7, "taken_at", "bukan_waktu"),
        ("antrean", "b", "antrean-02.csv", 9, "taken_at", "bukan_waktu"),
        ("antrean", "b", "antrean-02.csv", 5, "taken_at", "bukan_waktu"),
        ("antrean", "b", "antrean-02.csv", 5, "service", "kode_tak_dikenal"),
        ("skm", "c", "skm.csv", 2, "taken_at", "bukan_waktu"),
    ]
    for source, file, name, line, column, reason in rows:
        place = {"source": source, "file": file, "name": name, "line": line}
        warehouse.connection.execute(insert(reject).values(**place, column=column, reason=reason, shape="99"))
        note_cases(warehouse.connection, source, file=file)
    mended = {"source": "antrean", "file": "b", "name": "antrean-02.csv", "line": 3}
    warehouse.connection.execute(
        insert(reject).values(**mended, column="service", reason="kode_tak_dikenal", shape="99")
    )
    found = account.reject_totals(warehouse.connection)
    assert [
        (row["source"], row["column"], row["reason"], row["rows"], row["name"], row["line"]) for row in found
    ] == [
        ("antrean", "taken_at", "bukan_waktu", 3, "antrean-02.csv", 5),
        ("antrean", "service", "kode_tak_dikenal", 1, "antrean-02.csv", 5),
        ("skm", "taken_at", "bukan_waktu", 1, "skm.csv", 2),
    ]
    assert all((row["label"], row["hint"]) == (_reason(row).label, _reason(row).hint) for row in found)


def _reason(row: dict[str, Any]) -> Reason:
    return Reason(row["reason"])


def test_nothing_is_told_of_an_empty_warehouse(warehouse: Warehouse) -> None:
    connection = warehouse.connection
    assert account.late_cases(connection, date(2025, 7, 1)) == []
    assert account.runs(connection) == account.readings(connection) == []
    assert account.ledger_totals(connection) == account.reject_totals(connection) == []
