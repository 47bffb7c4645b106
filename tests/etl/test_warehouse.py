"""The two doors: a version becomes visible at once or not at all, and a reader can do nothing but read."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from etl.errors import ConfigProblem, RunActive
from etl.warehouse.engine import (
    AUDIENCES,
    KEPT_DAYS,
    KEPT_NEWEST,
    Publisher,
    current_version,
    publishing,
    reading,
)


def writer(value: int) -> Callable[[Connection, str], None]:
    def write(connection: Connection, schema: str) -> None:
        connection.exec_driver_sql(f"CREATE TABLE {schema}.answer AS SELECT {value} AS value")

    return write


def publish(publisher: Publisher, value: int, steps: list[str] | None = None) -> str:
    writers = dict.fromkeys(AUDIENCES, writer(value))
    return publisher.publish({"generation": value}, writers, (steps if steps is not None else []).append)


def value(url: Path, audience: str = "staff") -> int | None:
    with reading(str(url), audience) as version:
        if version is None:
            return None
        with version.connect() as connection:
            found: int | None = connection.exec_driver_sql("SELECT value FROM answer").scalar()
            return found


@pytest.fixture
def url(tmp_path: Path) -> Path:
    return tmp_path / "gudang"


@pytest.fixture
def publisher(url: Path) -> Iterator[Publisher]:
    with publishing(str(url)) as opened:
        yield opened


def versions(url: Path) -> list[str]:
    return sorted(path.name for path in (url / "versions").iterdir())


def test_before_the_first_version_there_is_nothing_to_read(url: Path, publisher: Publisher) -> None:
    assert value(url) is None
    assert current_version(str(url)) is None
    assert publisher.manifest() is None


def test_a_folder_that_is_not_there_is_not_made_by_looking(url: Path) -> None:
    assert value(url) is None
    assert not url.exists()


def test_both_audiences_read_what_was_published(url: Path, publisher: Publisher) -> None:
    name = publish(publisher, 1)
    assert [value(url, audience) for audience in AUDIENCES] == [1, 1]
    assert current_version(str(url)) == name
    with reading(str(url)) as version:
        assert version is not None
        assert (version.name, version.manifest) == (name, {"generation": 1, "version": name})
    assert publisher.manifest() == {"generation": 1, "version": name}


def test_a_version_that_was_deleted_is_published_anew(url: Path, publisher: Publisher) -> None:
    """By someone who made room: the facts are still there, and the next run writes another."""
    shutil.rmtree(url / "versions" / publish(publisher, 1))
    assert publisher.manifest() is None
    publish(publisher, 2)
    assert value(url) == 2


def test_a_version_is_two_stores_and_a_manifest_and_nothing_else(url: Path, publisher: Publisher) -> None:
    name = publish(publisher, 1)
    files = sorted(path.name for path in (url / "versions" / name).iterdir())
    assert files == ["manifest.json", "public.duckdb", "staff.duckdb"]


def test_each_version_has_a_name_of_its_own(publisher: Publisher) -> None:
    names = [publish(publisher, n) for n in range(3)]
    assert names == sorted(set(names))


def test_the_facts_are_not_in_the_version(url: Path, publisher: Publisher) -> None:
    with publisher.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE rahasia AS SELECT 1 AS x")
    publish(publisher, 1)
    with reading(str(url)) as version:
        assert version is not None
        with version.connect() as connection, pytest.raises(DBAPIError, match="rahasia"):
            connection.exec_driver_sql("SELECT * FROM rahasia")


@pytest.mark.parametrize("broken", ["draft staff", "draft public", "drafted", "renamed"])
def test_a_run_that_dies_before_the_pointer_moves_changes_nothing(
    url: Path, publisher: Publisher, broken: str
) -> None:
    publish(publisher, 1)

    def die(step: str) -> None:
        if step == broken:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publisher.publish({}, dict.fromkeys(AUDIENCES, writer(2)), die)
    assert value(url) == 1
    publish(publisher, 3)
    assert value(url) == 3
    assert not [name for name in versions(url) if name.startswith(".")]


def test_a_writer_that_fails_changes_nothing(url: Path, publisher: Publisher) -> None:
    publish(publisher, 1)

    def fail(connection: Connection, schema: str) -> None:
        connection.exec_driver_sql(f"CREATE TABLE {schema}.half AS SELECT 1 AS x")
        connection.exec_driver_sql("SELECT * FROM nothing_of_the_kind")

    with pytest.raises(DBAPIError):
        publisher.publish({}, {"staff": fail}, [].append)
    assert value(url) == 1
    assert publish(publisher, 2) == current_version(str(url))


def test_the_pointer_moves_in_one_step(url: Path, publisher: Publisher) -> None:
    """At every step of publishing a reader finds a whole version: the old one, and then the new one."""
    publish(publisher, 1)
    seen: list[tuple[str, int | None]] = []
    publisher.publish({}, dict.fromkeys(AUDIENCES, writer(2)), lambda step: seen.append((step, value(url))))
    assert seen == [
        ("draft staff", 1),
        ("draft public", 1),
        ("drafted", 1),
        ("renamed", 1),
        ("pointed", 2),
        ("swept", 2),
    ]
    assert not list(url.glob("*.new"))


def test_readers_in_other_threads_never_see_a_gap(url: Path, publisher: Publisher) -> None:
    publish(publisher, 0)
    seen: list[int | None] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                seen.append(value(url))
        except BaseException as failure:  # noqa: BLE001 (told by the main thread)
            failures.append(failure)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(1, 12):
        publish(publisher, n)
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert None not in seen
    assert value(url) == 11


def test_a_reader_of_an_old_version_is_not_disturbed_when_it_is_swept(
    url: Path, publisher: Publisher
) -> None:
    name = publish(publisher, 1)
    with reading(str(url)) as version:
        assert version is not None
        for n in range(2, 2 + KEPT_NEWEST + 1):
            publish(publisher, n)
        assert name not in versions(url)
        with version.connect() as connection:
            assert connection.exec_driver_sql("SELECT value FROM answer").scalar() == 1
        assert value(url) == 2 + KEPT_NEWEST
        with version.connect() as connection:
            assert connection.exec_driver_sql("SELECT value FROM answer").scalar() == 1


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_last_version_of_fourteen_days_and_the_three_newest_are_kept(
    url: Path, publisher: Publisher
) -> None:
    names = []
    with time_machine.travel(NOON, tick=True) as clock:
        for day in range(17):
            for hour in range(3):
                clock.move_to(NOON + timedelta(days=day, hours=hour))
                names.append(publish(publisher, day))
    last_of_days = [name for name in names if names.index(name) % 3 == 2][-KEPT_DAYS:]
    assert versions(url) == sorted({*last_of_days, *names[-KEPT_NEWEST:]})
    assert len(versions(url)) == KEPT_DAYS + KEPT_NEWEST - 1


def test_the_current_version_is_kept_whatever_the_clock_says(url: Path, publisher: Publisher) -> None:
    """After the machine's clock was set back the newest version has the oldest name."""
    with time_machine.travel(NOON, tick=True) as clock:
        for day in range(KEPT_DAYS + 2):
            clock.move_to(NOON + timedelta(days=day))
            publish(publisher, day)
        clock.move_to(NOON - timedelta(days=400))
        name = publish(publisher, 99)
    assert current_version(str(url)) == name
    assert value(url) == 99
    assert name in versions(url)


def test_drafts_of_broken_runs_are_swept(url: Path, publisher: Publisher) -> None:
    (url / "versions" / ".draft-lama").mkdir(parents=True)
    (url / "versions" / ".draft-lama" / "staff.duckdb").write_bytes(b"half")
    publish(publisher, 1)
    assert versions(url) == [current_version(str(url))]


def test_one_run_at_a_time(url: Path, publisher: Publisher) -> None:
    with pytest.raises(RunActive, match="sedang berjalan"), publishing(str(url)):
        pass
    publish(publisher, 1)
    assert value(url) == 1


def test_another_process_is_kept_out_too(url: Path, publisher: Publisher) -> None:
    code = "import sys; from etl.warehouse.engine import publishing\nwith publishing(sys.argv[1]): pass"
    ended = subprocess.run(
        [sys.executable, "-c", code, str(url)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert ended.returncode != 0
    assert "RunActive" in ended.stderr


def test_the_lock_goes_with_the_run(url: Path) -> None:
    for n in range(2):
        with publishing(str(url)) as publisher:
            publish(publisher, n)
    with pytest.raises(KeyboardInterrupt), publishing(str(url)):
        raise KeyboardInterrupt
    with publishing(str(url)):
        pass


def test_a_transaction_that_fails_leaves_the_facts_alone(url: Path) -> None:
    with publishing(str(url)) as publisher:
        with publisher.transaction() as connection:
            connection.exec_driver_sql("CREATE TABLE t AS SELECT 1 AS x")
        with pytest.raises(ZeroDivisionError):
            _insert_and_fail(publisher)
        with publisher.transaction() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 1


def _insert_and_fail(publisher: Publisher) -> None:
    with publisher.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (2)")
        raise ZeroDivisionError


FORBIDDEN = {
    "write a row": "INSERT INTO answer VALUES (2)",
    "change a row": "UPDATE answer SET value = 2",
    "make a table": "CREATE TABLE t AS SELECT 1 AS x",
    "drop a table": "DROP TABLE answer",
    "read a text file": "SELECT * FROM read_text('{file}')",
    "read a csv file": "SELECT * FROM read_csv('{file}')",
    "read a file by its name": "SELECT * FROM '{file}'",
    "list a folder": "SELECT * FROM glob('{folder}/*')",
    "attach another database": "ATTACH '{folder}/lain.duckdb' AS lain",
    "attach the facts": "ATTACH '{facts}' AS fakta (READ_ONLY)",
    "write a file": "COPY answer TO '{folder}/keluar.csv'",
    "export the database": "EXPORT DATABASE '{folder}/keluar'",
    "allow external access": "SET enable_external_access = true",
    "unlock the configuration": "SET lock_configuration = false",
    "take more memory": "SET memory_limit = '64GB'",
    "take more threads": "SET threads = 64",
    "install an extension": "INSTALL httpfs",
    "load an extension": "LOAD httpfs",
}


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_reader_cannot(
    url: Path, publisher: Publisher, tmp_path: Path, statement: str, audience: str
) -> None:
    publish(publisher, 1)
    file = tmp_path / "kunci.csv"
    file.write_text("a\nb\n")
    facts = url / "facts.duckdb"
    written = statement.format(file=file, folder=tmp_path, facts=facts)
    with reading(str(url), audience) as version:
        assert version is not None
        with version.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql(written).fetchall()
    assert value(url, audience) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gudang", "kunci.csv"]


def test_nobody_reads_through_the_environment(url: Path, publisher: Publisher) -> None:
    publish(publisher, 1)
    with reading(str(url)) as version:
        assert version is not None
        with version.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql("SELECT getenv('HOME')").scalar()


def test_several_connections_and_threads_share_one_open_version(url: Path, publisher: Publisher) -> None:
    publish(publisher, 1)
    with reading(str(url)) as version, ExitStack() as stack:
        assert version is not None
        connections = [stack.enter_context(version.connect()) for _ in range(5)]
        found = [
            connection.exec_driver_sql("SELECT value FROM answer").scalar() for connection in connections
        ]
        assert found == [1] * 5


@pytest.mark.parametrize("name", ["Kantor Jum'at", "50% & #1", "dua kata", "a@b:c", "data[1]"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    url = tmp_path / name
    with publishing(str(url)) as publisher:
        with publisher.transaction() as connection:
            connection.exec_driver_sql("CREATE TABLE t AS SELECT 1 AS x")
        publish(publisher, 7)
    assert value(url) == 7
    assert (url / "facts.duckdb").exists()


@pytest.mark.parametrize("url", ["mysql://pantau:rahasia@gudang/pantau", "postgresql://a:rahasia@b/c"])
def test_another_kind_of_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigProblem, match="tidak didukung") as told:
        current_version(url)
    assert "rahasia" not in str(told.value)


def test_a_question_mark_in_a_folder_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigProblem, match="tanda tanya"):
        current_version("gudang?")


def test_the_pointer_to_a_version_that_is_gone_is_no_empty_answer(url: Path, publisher: Publisher) -> None:
    """A damaged warehouse must not look like an office without data."""
    publish(publisher, 1)
    (url / "current").write_text("20990101T000000000000")
    with pytest.raises(ConfigProblem, match="Hapus folder"), reading(str(url)):
        pass
