"""Alembic's way from nothing to today's facts ends exactly where the schema says."""

import subprocess
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select

from etl.audit import audit
from etl.rederive import rederive
from etl.warehouse.engine import publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.schema import FACT_TABLES, FACTS, ledger, reject, reject_case, replaced
from tests.build import Warehouse, empty, opened, reference
from tests.drawn import DAY, answers, complaints, requests, utc, visits

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_index
    FROM duckdb_columns() WHERE NOT internal AND table_name NOT LIKE 'alembic%' ORDER BY ALL
"""
CONSTRAINTS = """
    SELECT table_name, constraint_type, constraint_text, constraint_column_names
    FROM duckdb_constraints() WHERE table_name NOT LIKE 'alembic%' ORDER BY ALL
"""

DIGESTED = [name for fact in FACT_TABLES for name in (fact, f"{fact}_version")]


def shape(connection: Connection) -> tuple[list[Any], list[Any]]:
    return (
        connection.exec_driver_sql(COLUMNS).fetchall(),
        connection.exec_driver_sql(CONSTRAINTS).fetchall(),
    )


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).parents[2] / "etl" / "warehouse" / "migrations")
    )
    return ScriptDirectory.from_config(config)


def test_upgrading_from_nothing_gives_the_facts_of_the_schema(tmp_path: Path) -> None:
    """Column by column: order, type, nullability, and every constraint."""
    with publishing(str(tmp_path / "migrated")) as publisher:
        upgrade(publisher.engine)
        with publisher.engine.connect() as connection:
            migrated = shape(connection)
    with publishing(str(tmp_path / "created")) as publisher, publisher.transaction() as connection:
        FACTS.create_all(connection)
        created = shape(connection)
    assert migrated == created
    assert {row[0] for row in created[0]} == set(FACTS.tables)


def test_there_is_one_head() -> None:
    assert len(scripts().get_heads()) == 1
    assert len(scripts().get_bases()) == 1


def test_upgrading_again_changes_nothing_and_keeps_the_rows(folder: Path) -> None:
    with opened(folder) as warehouse:
        fill(warehouse)
        before = contents(warehouse)
    assert all(before[name] for name in FACT_TABLES)
    with publishing(str(folder)) as publisher:
        upgrade(publisher.engine)
    with opened(folder) as warehouse:
        assert contents(warehouse) == before


def test_a_database_filled_at_each_earlier_revision_keeps_its_rows(tmp_path: Path) -> None:
    """Rows that were written when only the first revisions existed stand in today's tables."""
    revisions = [script.revision for script in scripts().walk_revisions()]
    for revision in revisions:
        place = tmp_path / revision
        with publishing(str(place)) as publisher:
            upgrade(publisher.engine, revision)
            with publisher.transaction() as connection:
                connection.execute(insert(ledger).values(entry()))
            upgrade(publisher.engine)
            with publisher.engine.connect() as connection:
                (row,) = connection.exec_driver_sql("SELECT * FROM ledger").mappings()
        assert dict(row) == entry()


def test_facts_of_the_first_revision_stay_and_get_what_they_lacked(tmp_path: Path) -> None:
    """A warehouse that was filled before complaints had promises: the next run derives what is new."""
    with empty().undone() as warehouse:
        fill(warehouse)
        today = contents(warehouse)
    with publishing(str(tmp_path)) as publisher:
        upgrade(publisher.engine, "0001")
        with publisher.transaction() as connection:
            written(connection, today)
        upgrade(publisher.engine)
    with opened(tmp_path) as warehouse:
        kept = contents(warehouse)
        assert kept["complaint"][0]["due_at"] is kept["request"][0]["online"] is None
        assert {name: len(rows) for name, rows in kept.items()} == {n: len(rows) for n, rows in today.items()}
        assert rederive(warehouse.connection, warehouse.deriver)
        assert contents(warehouse) == today
        warehouse.roll_up()
        assert audit(warehouse.connection, reference(), utc("2026-01-02T08:00"), whole=True) == []
        assert warehouse.counts("complaints_on_time")[()].n == 1


def test_digests_of_the_first_revisions_are_those_of_today(tmp_path: Path) -> None:
    """Else every row would be taken for another when its file comes again."""
    with empty().undone() as warehouse:
        fill(warehouse)
        today = contents(warehouse)
    with publishing(str(tmp_path)) as publisher:
        upgrade(publisher.engine, "0001")
        with publisher.transaction() as connection:
            before = {n: [{**row, "digest": "before"} for row in today[n]] for n in DIGESTED}
            written(connection, before)
        upgrade(publisher.engine)
    with opened(tmp_path) as warehouse:
        kept = contents(warehouse)
    assert all(today[name] for name in FACT_TABLES)
    for name in DIGESTED:
        assert [row["digest"] for row in kept[name]] == [row["digest"] for row in today[name]]


def written(connection: Connection, rows: dict[str, list[Any]]) -> None:
    """As far as the tables that there are have columns for it."""
    known: dict[str, list[str]] = defaultdict(list)
    for table, column, *_ in connection.exec_driver_sql(COLUMNS):
        known[table].append(column)
    for table, held in rows.items():
        names = ", ".join(f'"{column}"' for column in known[table])
        marks = ", ".join("?" for _ in known[table])
        for row in held:
            given = tuple(row[column] for column in known[table])
            connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", given)


def test_what_was_refused_before_there_were_cases_is_an_open_case(tmp_path: Path) -> None:
    refused = {"source": "x", "file": "x", "name": "x", "line": 7, "reason": "bukan_waktu", "shape": "A"}
    with publishing(str(tmp_path)) as publisher:
        upgrade(publisher.engine, "0004")
        with publisher.transaction() as connection:
            connection.execute(insert(ledger).values(entry()))
            for column in ("a", "b"):
                connection.execute(insert(reject).values({**refused, "column": column}))
        upgrade(publisher.engine)
        with publisher.engine.connect() as connection:
            (case,) = connection.execute(select(reject_case)).mappings()
    assert (case["source"], case["name"], case["line"], case["closed_at"]) == ("x", "x", 7, None)
    assert case["opened_at"] == entry()["loaded_at"]


def test_what_took_a_file_s_place_before_is_known_by_its_closed_cases(tmp_path: Path) -> None:
    at = entry()["loaded_at"]
    case = {"source": "x", "name": "x", "line": 7, "opened_at": at, "closed_at": at}
    with publishing(str(tmp_path)) as publisher:
        upgrade(publisher.engine, "0007")
        with publisher.transaction() as connection:
            for how in ("corrected", "replaced", "withdrawn", "definitions"):
                connection.execute(insert(reject_case).values({**case, "file": how, "closed_by": how}))
        upgrade(publisher.engine)
        with publisher.engine.connect() as connection:
            assert sorted(connection.scalars(select(replaced.c.file))) == ["corrected", "replaced"]


CRASH = """
import os, sys
from etl.audit import audit
from etl.rederive import rederive
from etl.warehouse.engine import publishing
from etl.warehouse.migrations import upgrade
with publishing(sys.argv[1]) as publisher:
    # While another connection is open, closing one does not yet write the log into the file.
    anchor = publisher.engine.connect()
    upgrade(publisher.engine)
    os._exit(9)
"""


def test_a_crash_right_after_the_commit_leaves_a_file_that_opens(tmp_path: Path) -> None:
    """What was committed stands in the log alone, and the next run must be able to replay it."""
    assert subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], check=False).returncode == 9
    assert (tmp_path / "facts.duckdb.wal").stat().st_size > 0
    with opened(tmp_path) as warehouse:
        assert contents(warehouse) == dict.fromkeys(FACTS.tables, [])


def fill(warehouse: Warehouse) -> None:
    for version in ("1", "2"):
        for facts in (
            requests(f"id version\nr1 {version}"),
            visits(f"id version\nv1 {version}"),
            complaints(f"id version\nc1 {version}"),
        ):
            warehouse.load(facts, file=version)
    warehouse.load(answers("444444444"))


def contents(warehouse: Warehouse) -> dict[str, list[Any]]:
    return {name: warehouse.rows(name) for name in FACTS.tables}


def entry() -> dict[str, Any]:
    words = ("new", "corrected", "unchanged", "repeated", "rejected", "excluded", "retracted", "skewed")
    texts = dict.fromkeys(("run", "source", "fact", "name", "file", "block"), "x")
    at = datetime(DAY.year, DAY.month, DAY.day)  # noqa: DTZ001 (naive UTC)
    return {**texts, "bytes": 9, "loaded_at": at, "sample": True, "read": 0, **dict.fromkeys(words, 0)}
