"""The doors of a warehouse on PostgreSQL: a version at once or not at all, roles that may only read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from etl.errors import ConfigProblem, RunActive
from etl.warehouse.engine import AUDIENCES, Publisher, current_version, publishing, reading
from etl.warehouse.migrations import upgrade
from etl.warehouse.roles import setup_sql
from etl.warehouse.version import KEPT_NEWEST
from tests.postgres import name_of, server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url() -> Iterator[str]:
    made = server().database()
    yield made
    server().drop(made)


@pytest.fixture
def publisher(url: str) -> Iterator[Publisher]:
    with publishing(url) as opened:
        upgrade(opened.engine)
        yield opened


def writer(value: int) -> Callable[[Connection, str], None]:
    def write(connection: Connection, schema: str) -> None:
        connection.exec_driver_sql(f'CREATE TABLE "{schema}".answer AS SELECT {value} AS value')

    return write


def publish(publisher: Publisher, value: int) -> str:
    return publisher.publish({"generation": value}, dict.fromkeys(AUDIENCES, writer(value)), [].append)


def value(url: str, audience: str = "staff") -> int | None:
    with reading(url, audience) as version:
        if version is None:
            return None
        with version.connect() as connection:
            found: int | None = connection.exec_driver_sql("SELECT value FROM answer").scalar()
            return found


def schemas(url: str) -> set[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^(staff|public)_'")
        )
        names = set(found.scalars())
    engine.dispose()
    return names


def test_before_the_first_version_there_is_nothing_to_read(url: str) -> None:
    assert value(url) is None
    assert current_version(url) is None


def test_both_audiences_read_what_was_published(url: str, publisher: Publisher) -> None:
    name = publish(publisher, 1)
    assert [value(url, audience) for audience in AUDIENCES] == [1, 1]
    assert current_version(url) == name
    assert publisher.manifest() == {"generation": 1, "version": name}


def test_a_version_becomes_visible_at_once_or_not_at_all(url: str, publisher: Publisher) -> None:
    publish(publisher, 1)
    seen: list[tuple[str, int | None]] = []
    writers = dict.fromkeys(AUDIENCES, writer(2))
    publisher.publish({}, writers, lambda step: seen.append((step, value(url))))
    assert seen == [("draft staff", 1), ("draft public", 1), ("drafted", 1), ("pointed", 2), ("swept", 2)]


@pytest.mark.parametrize("broken", ["draft staff", "draft public", "drafted"])
def test_a_run_that_dies_before_the_commit_leaves_nothing(
    url: str, publisher: Publisher, broken: str
) -> None:
    publish(publisher, 1)
    before = schemas(url)

    def die(step: str) -> None:
        if step == broken:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publisher.publish({}, dict.fromkeys(AUDIENCES, writer(2)), die)
    assert (value(url), schemas(url)) == (1, before)


def test_an_open_version_learns_of_the_next(url: str, publisher: Publisher) -> None:
    publish(publisher, 1)
    with reading(url) as version:
        assert version is not None
        assert version.newest() == version.name
        name = publish(publisher, 2)
        assert version.newest() == name


def test_a_version_that_is_read_is_not_swept(url: str, publisher: Publisher) -> None:
    name = publish(publisher, 1)
    with reading(url) as version:
        assert version is not None
        for n in range(2, 4 + KEPT_NEWEST):
            publish(publisher, n)
        with version.connect() as connection:
            assert connection.exec_driver_sql("SELECT value FROM answer").scalar() == 1
        held = {f"{audience}_{name.lower()}" for audience in AUDIENCES}
        assert held <= schemas(url)
    publish(publisher, 99)
    assert not held & schemas(url)


def test_one_run_at_a_time(url: str, publisher: Publisher) -> None:
    with pytest.raises(RunActive, match="sedang berjalan"), publishing(url):
        pass


HOLD = """
import os, signal, sys
from etl.warehouse.engine import publishing
with publishing(sys.argv[1]) as publisher, publisher.transaction() as connection:
    connection.exec_driver_sql("CREATE TABLE half AS SELECT 1 AS x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_run_leaves_neither_lock_nor_rows(url: str) -> None:
    with publishing(url):
        pass
    killed = subprocess.run([sys.executable, "-c", HOLD, url], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    for _ in range(50):
        try:
            with publishing(url) as publisher, publisher.transaction() as connection:
                found = connection.execute(text("SELECT to_regclass('pantau.half')")).scalar()
            break
        except RunActive:
            time.sleep(0.1)
    assert found is None


@pytest.fixture
def as_role(url: str) -> Callable[[str], str]:
    """The same database, entered by another role."""
    sql = setup_sql(name_of(url), "pantau_etl")
    known = server().run
    for role in ("pantau_etl", "pantau_staff", "pantau_public"):
        known(f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    known("\n".join(line for line in sql.splitlines() if not line.startswith("CREATE ROLE")), name_of(url))
    return lambda role: make_url(url).set(username=role).render_as_string(hide_password=False)


READ = {
    "pantau_public": ["pantau.visit", "pantau.ledger", "pantau.reject", "pantau.person", "{staff}.answer"],
    "pantau_staff": ["pantau.visit", "pantau.ledger", "pantau.reject", "pantau.person", "pantau.remark"],
}
WRITE = (
    "INSERT INTO {public}.answer VALUES (2)",
    "UPDATE pantau_versions.pointer SET name = name",
    "DROP TABLE {public}.answer",
    "CREATE TABLE {public}.t (x int)",
    "CREATE TABLE public.t (x int)",
    "CREATE TEMPORARY TABLE t (x int)",
    "CREATE SCHEMA t",
    "SELECT lo_create(0)",
    "SELECT pg_advisory_lock(7205201)",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY {public}.answer TO PROGRAM 'true'",
)


def test_roles_read_their_versions_and_nothing_else(url: str, as_role: Callable[[str], str]) -> None:
    with publishing(as_role("pantau_etl")) as publisher:
        upgrade(publisher.engine)
        name = publish(publisher, 1).lower()
    places = {"staff": f"staff_{name}", "public": f"public_{name}"}
    for role, hidden in READ.items():
        assert value(as_role(role), "public") == 1
        engine = create_engine(as_role(role), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("SET default_transaction_read_only = off"))
            for statement in (*(f"SELECT * FROM {table}" for table in hidden), *WRITE):
                with pytest.raises(DBAPIError, match="permission denied|must be|not allowed") as told:
                    connection.execute(text(statement.format(**places)))
                assert "does not exist" not in str(told.value)
        engine.dispose()
    assert value(as_role("pantau_staff"), "staff") == 1
    with pytest.raises(ConfigProblem, match="tidak berhak"):
        value(as_role("pantau_public"), "staff")
    with pytest.raises(ConfigProblem, match="tidak berhak"), publishing(as_role("pantau_staff")):
        pass


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql+psycopg://a:rahasia@127.0.0.1:1/b", "tidak menjawab"),
        ("postgresql+psycopg://a:rahasia@tidak-ada.invalid/b", "tidak dikenal"),
        ("postgresql+psycopg://a:rahasia@127.0.0.1", "lengkap"),
        ("postgresql+psycopg://a:rahasia@127.0.0.1:x/b", "lengkap"),
    ],
)
def test_a_server_that_is_not_there_is_told_without_the_password(address: str, said: str) -> None:
    for door in (lambda: current_version(address), lambda: publishing(address).__enter__()):
        with pytest.raises(ConfigProblem, match=said) as told:
            door()
        assert "rahasia" not in str(told.value)


def test_a_database_or_role_that_is_not_there_is_told(url: str) -> None:
    for wrong in (make_url(url).set(database="tidak_ada"), make_url(url).set(username="siapa")):
        with pytest.raises(ConfigProblem, match="belum ada"):
            current_version(wrong.render_as_string(hide_password=False))


SERVE = """
import os, signal
from tests.postgres import server
print(server().pid, server().folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_server_ends_with_the_tests_however_they_end() -> None:
    killed = subprocess.run(
        [sys.executable, "-c", SERVE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    written, folder = killed.stdout.split()
    pid = int(written)
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            if not Path(folder).exists():
                return
        time.sleep(0.1)
    pytest.fail(f"the server or its folder outlived its tests: {pid}, {folder}")
