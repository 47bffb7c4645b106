"""What a version tells beside figures is what stands in the warehouse: late cases, runs, ledger, rejects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from dashboard import records
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING, scope_of
from dashboard.roles import Role
from dashboard.store import Store
from etl.account import late_cases
from etl.warehouse.published import late_case
from tests.build import Warehouse
from tests.conftest import Loaded
from tests.drawn import complaints

EVER = Filters(date(1990, 1, 1), date(2100, 1, 1))
FACTS = ("request", "visit", "complaint")
OVERDUE = {
    ("request", "selesai"): "on_time",
    ("visit", "selesai"): "on_time",
    ("complaint", "selesai"): "complaints_on_time",
    ("complaint", "tanggapan"): "responses_on_time",
}
WORDS = ("read", "new", "corrected", "unchanged", "repeated", "rejected", "excluded", "retracted", "skewed")


@pytest.fixture(scope="module")
def store(loaded: Loaded) -> Iterator[Store]:
    opened = Store(str(loaded.office.warehouse), "staff")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reader(store: Store) -> Reader:
    held = store.reader(EVERYTHING)
    assert held is not None
    return held


def late(reader: Reader, filters: Filters = EVER) -> list[dict[str, Any]]:
    return [row for fact in FACTS for row in reader.late(fact, filters=filters)]


def overdue(reader: Reader, metric: str, filters: Filters = EVER) -> int:
    return sum(int(str(row["overdue"])) for row in reader.values(metric, filters=filters))


def test_the_list_of_late_cases_is_as_long_as_the_figures_say(reader: Reader) -> None:
    """Who looks for the overdue of a promise finds just those cases, whatever the page is narrowed to."""
    assert late(reader)
    for metric in sorted(set(OVERDUE.values())):
        mine = [row for row in late(reader) if OVERDUE[row["fact"], row["promise"]] == metric]
        assert len(mine) == overdue(reader, metric), metric


@pytest.mark.parametrize("kind", ["office", "area", "service", "channel"])
def test_narrowed_they_are_still_the_same(reader: Reader, kind: str) -> None:
    found = 0
    for code, _ in reader.choices(kind):
        only = Filters(EVER.start, EVER.end, **{kind: code})
        mine = [row for row in late(reader, only) if row["fact"] != "complaint"]
        assert len(mine) == overdue(reader, "on_time", only)
        assert all(row[kind] == code for row in mine)
        found += len(mine)
    assert found == overdue(reader, "on_time")


def test_a_complaint_has_no_service_so_none_is_found_by_it(warehouse: Warehouse) -> None:
    warehouse.load(complaints("id channel received\nc1 loket 08:00\nc2 elok 09:00"))
    late_case.create(warehouse.connection)
    warehouse.connection.execute(insert(late_case), late_cases(warehouse.connection, date(2025, 8, 1)))

    def found(**where: str) -> list[tuple[str, str]]:
        chosen = {kind: {code} for kind, code in where.items()}
        rows = records.late_cases(warehouse.connection, "complaint", chosen, lambda instant: instant)
        return [(row["id"], row["promise"]) for row in rows]

    both = [("c1", "tanggapan"), ("c2", "tanggapan"), ("c1", "selesai"), ("c2", "selesai")]
    assert found() == both
    assert found(channel="elok") == [row for row in both if row[0] == "c2"]
    assert found(service="kk") == found(area="63.71.04.1001") == []


def test_a_late_case_says_when_it_began_and_when_it_was_due(reader: Reader, loaded: Loaded) -> None:
    """On the office's clock, oldest first; its number and no person. The period narrows nothing."""
    rows = reader.late("request", filters=EVER)
    assert rows == sorted(rows, key=lambda row: (row["due_at"], row["id"]))
    assert rows == reader.late("request", filters=Filters(date(2026, 4, 1), date(2026, 4, 1)))
    words = ("fact", "promise", "id", "office", "area", "service", "channel", "category")
    with loaded.office.facts() as connection:
        for row in rows:
            assert set(row) == {*words, "started_at", "due_at"}
            assert row["due_at"].utcoffset() == timedelta(hours=8)
            assert row["due_at"].date() < reader.data.last_day
            (status, submitted), *none = connection.exec_driver_sql(
                "SELECT status, submitted_at FROM request WHERE id = ?", (row["id"],)
            )
            assert (status, none) == ("open", [])
            assert row["started_at"].replace(tzinfo=None) == submitted + timedelta(hours=8)


def test_late_cases_are_counted_without_being_fetched(reader: Reader) -> None:
    for fact in FACTS:
        rows = reader.late(fact, filters=EVER)
        counted = {
            row["promise"]: (row["n"], row["oldest"]) for row in reader.late_counts(fact, filters=EVER)
        }
        assert counted == {
            promise: (len(mine), mine[0]["due_at"])
            for promise in {row["promise"] for row in rows}
            for mine in [[row for row in rows if row["promise"] == promise]]
        }
    assert reader.late("request", filters=EVER, limit=3) == reader.late("request", filters=EVER)[:3]


def test_an_office_of_ones_own_sees_its_own_cases(store: Store, reader: Reader) -> None:
    code = late(reader)[0]["office"]
    narrowed = store.reader(scope_of(Role.LURAH, code))
    assert narrowed is not None
    assert late(narrowed) == [row for row in late(reader) if row["office"] == code]
    elsewhere = next(row["office"] for row in late(reader) if row["office"] != code)
    assert late(narrowed, Filters(EVER.start, EVER.end, office=elsewhere)) == []
    counted = sum(row["n"] for fact in FACTS for row in narrowed.late_counts(fact, filters=EVER))
    assert counted == len(late(narrowed))


def test_the_ledger_is_added_up_by_source(reader: Reader, loaded: Loaded) -> None:
    sums = ", ".join(f"sum({word}) AS {word}" for word in WORDS)
    query = (
        f"SELECT source, fact, count(DISTINCT file) AS files, {sums} FROM ledger GROUP BY ALL ORDER BY ALL"
    )
    with loaded.office.facts() as connection:
        expected = [dict(row) for row in connection.exec_driver_sql(query).mappings()]
    found = reader.ledger()
    assert found == expected
    assert {row["source"] for row in found} == set(loaded.truth["sources"])
    for row in found:
        assert row["read"] == sum(row[word] for word in WORDS[1:7])
        assert row["read"] == loaded.truth["sources"][row["source"]]["total"]["read"]


def test_rejects_are_counted_by_source_column_and_reason(reader: Reader, loaded: Loaded) -> None:
    query = 'SELECT source, "column", reason, count(*) FROM reject GROUP BY ALL'
    places = 'SELECT count(*) FROM reject WHERE (source, name, line, "column", reason) = (?, ?, ?, ?, ?)'
    rows = reader.rejects()
    with loaded.office.facts() as connection:
        expected = {tuple(row[:3]): row[3] for row in connection.exec_driver_sql(query)}
        for row in rows:
            place = (row["source"], row["name"], row["line"], row["column"], row["reason"])
            assert connection.exec_driver_sql(places, place).scalar_one() == 1, "the place can be looked up"
    assert {(row["source"], row["column"], row["reason"]): row["rows"] for row in rows} == expected
    assert [row["rows"] for row in rows] == sorted(expected.values(), reverse=True)
    assert all(row["label"] and row["hint"].endswith(".") for row in rows)


def test_each_reading_of_a_file_is_named_with_what_became_of_its_rows(reader: Reader, loaded: Loaded) -> None:
    rows = reader.readings()
    told = {(source, name) for source, known in loaded.truth["sources"].items() for name in known["files"]}
    assert {(row["source"], row["name"]) for row in rows} == told
    assert [row["loaded_at"] for row in rows] == sorted((row["loaded_at"] for row in rows), reverse=True)
    for row in rows:
        known = loaded.truth["sources"][row["source"]]["files"][row["name"]]
        assert {word: row[word] for word in ("read", "new", "rejected", "excluded")} == {
            word: known[word] for word in ("read", "new", "rejected", "excluded")
        }


def test_the_run_that_made_a_version_is_told_in_it(reader: Reader) -> None:
    (run,) = reader.runs()
    assert (run["status"], run["findings"]) == ("loaded", [])
    assert isinstance(run["started_at"], datetime)
    assert run["started_at"] <= run["finished_at"]
    assert run["finished_at"].utcoffset() == timedelta(hours=8)
