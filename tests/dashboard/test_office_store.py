"""The schema of the office store and its transactions, on both engines."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, func, inspect, select, text

from dashboard.errors import AccountError
from dashboard.office import accounts, follow_up_tables, pekppp_tables, publication_tables, sessions
from dashboard.office.schema import account, metadata
from dashboard.office.store import OfficeStore, _engine, open_office, upgrade
from dashboard.roles import Role
from tests.dashboard.site import on_both
from tests.postgres import server

kept_in = on_both
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
GOOD = "kuda laut minum teh"


@pytest.fixture
def url(kept_in: str, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if kept_in == "sqlite":
        yield f"sqlite:///{tmp_path}/office.db"
    else:
        made = server().database()
        yield made
        server().drop(made)


def add(connection: Connection, name: str = "camat") -> None:
    accounts.add(connection, name, role=Role.CAMAT, office=None, password=GOOD, now=NOW)


def test_the_store_is_for_its_owner_only(tmp_path: Path) -> None:
    open_office(f"sqlite:///{tmp_path}/new/office.db")
    for path in (tmp_path / "new").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_database_gets_the_schema(url: str) -> None:
    with open_office(url).reading() as connection:
        found = inspect(connection)
        # Registers declare tables of their own in the same metadata.
        registers = {pekppp_tables.score, follow_up_tables.step, publication_tables.frozen}
        assert registers <= set(metadata.sorted_tables)
        for table in metadata.sorted_tables:
            columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
            assert columns == {column.name: column.nullable for column in table.columns}
            unique = {tuple(each["column_names"]) for each in found.get_unique_constraints(table.name)}
            assert unique == {(column.name,) for column in table.columns if column.unique}


def test_a_filled_database_of_an_earlier_revision_keeps_its_rows(url: str) -> None:
    old = OfficeStore(_engine(url))
    upgrade(old, "0001")
    with old.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO account (name, role, password_hash, created_at) "
                "VALUES ('camat', 'camat', 'x', '2026-01-01 00:00:00')"
            )
        )
        number = connection.scalar(text("SELECT id FROM account"))
        token = "as a browser keeps it"
        kept = {
            "hash": sha256(token.encode()).hexdigest(),
            "account": number,
            "now": NOW.replace(tzinfo=None),
        }
        connection.execute(text("INSERT INTO session VALUES (:hash, :account, :now, :now)"), kept)
    with open_office(url).writing() as connection:
        assert [account.name for account in accounts.everyone(connection)] == ["camat"]
        assert sessions.account_name(connection, token, now=NOW) == ("camat", False)
        # The rows still belong together, and the next account gets a number of its own.
        add(connection, "lain")
        connection.execute(account.delete().where(account.c.name == "camat"))
        assert sessions.account_name(connection, token, now=NOW) is None


def test_several_processes_may_start_at_once(url: str) -> None:
    assert together(4, lambda: open_office(url)) == []


def test_one_writes_at_a_time_and_who_comes_next_sees_it(url: str) -> None:
    """What a writer has read is still so when it writes: else two would both find that there is room."""
    store = open_office(url)

    def grow() -> None:
        with store.writing() as connection:
            count = connection.scalar(select(func.count()).select_from(account))
            add(connection, f"nama-{count}")

    assert together(8, grow) == []
    with store.reading() as connection:
        assert len(accounts.everyone(connection)) == 8


def test_a_failed_transaction_leaves_nothing(url: str) -> None:
    store = open_office(url)

    def half() -> None:
        with store.writing() as connection:
            add(connection)
            accounts.get(connection, "tidak-ada")

    with pytest.raises(AccountError):
        half()
    plain = create_engine(url)
    with plain.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM account")) == 0
    plain.dispose()


def together(count: int, act: Any) -> list[BaseException]:
    """What fails when so many threads do it at once."""
    failed: list[BaseException] = []
    ready = threading.Barrier(count)

    def one() -> None:
        try:
            ready.wait()
            act()
        except BaseException as error:  # noqa: BLE001 (told by the test)
            failed.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_a_server_that_isolates_more_by_default_does_not_hide_what_was_just_written() -> None:
    url = server().database()
    try:
        with open_office(url).writing() as connection:
            name = connection.engine.url.database
            connection.execute(
                text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
            )
        with open_office(url).writing() as connection:
            assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"
    finally:
        server().drop(url)
