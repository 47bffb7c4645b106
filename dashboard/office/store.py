"""Open the office store: SQLite in WAL mode by default, PostgreSQL in a city."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from dashboard.office.trouble import told

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 10_000
_ONE_WRITER = 0x70616E746175
_AWAY_S = 10
"""How long a server may not answer at all."""


class OfficeStore:
    """Transactions on the office store, those that write one after another: what one has read before it
    writes stays true. Safe to carry over a fork: no connection is kept.

    Both raise StoreError where the machine or the server refuses.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with told(self._engine.url), self._engine.connect() as connection:
            yield connection.execution_options(pantau_writes=False)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or nothing if the block raises."""
        with told(self._engine.url), self._engine.connect() as connection:
            connection.execution_options(pantau_writes=True)
            with connection.begin():
                yield connection


def open_office(url: str) -> OfficeStore:
    """The store, brought to the newest revision. Two processes that start at once wait for each other.

    Raises StoreError.
    """
    database = make_url(url)
    with told(database):
        if database.get_backend_name() == "sqlite" and database.database:
            path = Path(database.database)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Made here, so that nobody else can read it; what SQLite puts beside it gets the same rights.
            path.touch(mode=0o600)
        store = OfficeStore(_engine(url))
        upgrade(store, "head")
    return store


def exists(url: str) -> bool:
    """Whether there is one to open; a database server says so itself. Raises StoreError."""
    database = make_url(url)
    if database.get_backend_name() != "sqlite" or not database.database:
        return True
    with told(database):
        return Path(database.database).is_file()


def upgrade(store: OfficeStore, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, poolclass=NullPool)
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
    else:
        # Whatever the server's own default: a writer that has waited must see what the one before it wrote.
        engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args={"connect_timeout": _AWAY_S},
            isolation_level="READ COMMITTED",
        )
        event.listen(engine, "begin", _queue)
    return engine


def _configure(connection: Any, _record: object) -> None:
    # Without this the driver begins only before the first INSERT: reads and DDL would stand outside.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: two that first read and then write would otherwise both fail.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _queue(connection: Connection) -> None:
    """One writer at a time here too: else guesses that come together would all be counted as the first."""
    if _writes(connection):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_BUSY_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("pantau_writes", True))
