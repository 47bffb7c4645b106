"""The warehouse in a PostgreSQL database: schema `pantau` is the writer's alone, readers get versions.

A version is two schemas, `staff_<name>` and `public_<name>`, with the tables of the DuckDB files, and a row
in `pantau_versions.version`; `pantau_versions.pointer` names the current one. All of it comes into being in
one transaction. Each audience has a role that may read its schemas and nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import DropTable, MetaData, Table

from etl.errors import ConfigProblem, RunActive
from etl.warehouse import shelf
from etl.warehouse.dialects import engine_of
from etl.warehouse.trouble import NO_TABLE, failed, named, state_of
from etl.warehouse.version import Manifest, Published, Writer, fresh_name, superseded

_ALWAYS = {"timezone": "UTC", "datestyle": "ISO", "idle_in_transaction_session_timeout": "0"}
_WRITER = {
    **_ALWAYS,
    "search_path": shelf.FACTS_SCHEMA,
    "statement_timeout": "0",
    "work_mem": "64MB",
    # A run that was killed must not go on in the server.
    "client_connection_check_interval": "1000",
}
_READER = {**_ALWAYS, "default_transaction_read_only": "on", "statement_timeout": "30000", "jit": "off"}

_RUN, _WRITING = 7_205_201, 7_205_202
"""Advisory locks: of a run, and of a transaction that writes."""

_PATIENCE = "10s"
"""How long a transaction waits for that of a run that has just died."""


def current_version(url: str) -> str | None:
    """The name of the published version, or None before the first."""
    found = _look(_address(url))
    return found[0] if found else None


@contextmanager
def reading(url: str, audience: str) -> Iterator[Published | None]:
    """The current version for one audience, or None when nothing is published yet."""
    address, missed = _address(url), ""
    while (found := _look(address)) is not None:
        name, manifest = found
        path = {"search_path": f'"{shelf.schema_of(audience, name)}", {shelf.VERSIONS_SCHEMA}'}
        engine = _engine(address, {**_READER, **path}, pool_pre_ping=True, isolation_level="AUTOCOMMIT")
        try:
            with _anchored(engine, shelf.schema_of(audience, name)) as stands:
                if stands:
                    yield Published(name, manifest, engine, partial(_newest, engine, name))
                    return
        finally:
            engine.dispose()
        if missed == name:
            raise ConfigProblem(
                f"Gudang data {named(address)}: versi {name} ditunjuk tetapi sudah tidak ada. "
                "Jalankan `python -m etl run`; versi baru akan dibuat dari fakta."
            )
        # Swept between the look and the opening: several versions came out meanwhile.
        missed = name
    yield None


class PostgresPublisher:
    """The facts, held alone by this process, and the way to make a version of them visible."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            # The lock of the run may be free while the server still ends what a killed run had begun.
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
            try:
                connection.execute(select(func.pg_advisory_xact_lock(_WRITING)))
            except DBAPIError as error:
                raise _active() from error
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            yield connection

    def manifest(self) -> Manifest | None:
        """What the current version says of itself, or None before the first, or where it was deleted."""
        with self.engine.connect() as connection:
            found = shelf.current(connection)
            if found is None:
                return None
            name, manifest = found
            return manifest if shelf.whole(connection, name) else None

    def publish(self, manifest: Manifest, writers: Mapping[str, Writer], step: Callable[[str], None]) -> str:
        """Write a version under a fresh name, then let readers see it at once. Returns the version's name."""
        name = fresh_name()
        with self.transaction() as connection:
            for audience, write in writers.items():
                step(f"draft {audience}")
                shelf.shelve(connection, audience, name, write)
            shelf.point(connection, name, manifest)
            step("drafted")
        step("pointed")
        self._sweep(name)
        step("swept")
        return name

    @contextmanager
    def replacing(self, aside: str | None = None) -> Iterator[Connection]:
        """An empty schema to be filled, which takes the place of this one once the block has ended well.

        Nothing is kept aside: what cannot be read on a server is for its administrator.
        """
        with self.transaction() as connection:
            for name in inspect(connection).get_table_names(shelf.FACTS_SCHEMA):
                connection.execute(DropTable(Table(name, MetaData(schema=shelf.FACTS_SCHEMA))))
            yield connection

    def _sweep(self, current: str) -> None:
        """Drop the versions past their time, but for those that somebody still reads."""
        with self.engine.connect() as connection:
            names = shelf.names(connection)
        for name in superseded(names, current):
            with suppress(shelf.Held), self.transaction() as connection:
                shelf.drop(connection, name)

    def forget(self) -> tuple[int, int]:
        """Drop every version but the current one, and those that somebody still reads."""
        with self.engine.connect() as connection:
            now = shelf.current(connection)
            old = [name for name in shelf.names(connection) if now is None or name != now[0]]
        gone = 0
        for name in old:
            with suppress(shelf.Held), self.transaction() as connection:
                shelf.drop(connection, name)
                gone += 1
        return gone, len(old) - gone

    def rewrite(self, settle: Callable[[Connection], None], step: Callable[[str], None]) -> None:
        """Write the tables anew. The server's log keeps what it has until it is recycled or archived."""
        step("rewriting")
        with self.engine.connect() as connection:
            names = inspect(connection).get_table_names(shelf.FACTS_SCHEMA)
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in names:
                connection.execute(text(f'VACUUM (FULL, ANALYZE) {shelf.FACTS_SCHEMA}."{name}"'))
        with self.transaction() as connection:
            settle(connection)
        step("replaced")


@contextmanager
def publishing(url: str) -> Iterator[PostgresPublisher]:
    """The warehouse for one writing process. Raises RunActive when another process holds it."""
    address = _address(url)
    engine = _engine(address, _WRITER, poolclass=NullPool)
    try:
        with failed(address), engine.connect() as lock:
            # Without a transaction, which would stand idle as long as the run.
            lock = lock.execution_options(isolation_level="AUTOCOMMIT")
            if not lock.scalar(select(func.pg_try_advisory_lock(_RUN))):
                raise _active()
            try:
                with engine.begin() as connection:
                    shelf.prepare(connection)
                yield PostgresPublisher(engine)
            finally:
                # The server notices a closed session a moment later: the next run may ask before that.
                with suppress(DBAPIError):
                    lock.scalar(select(func.pg_advisory_unlock(_RUN)))
    finally:
        engine.dispose()


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """The facts as they stand at one moment, whatever a run does meanwhile."""
    address = _address(url)
    engine = _engine(address, {**_WRITER, "default_transaction_read_only": "on"}, poolclass=NullPool)
    try:
        with failed(address), engine.connect() as connection:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
            # What is not locked could be dropped before its turn comes.
            for name in inspect(connection).get_table_names(shelf.FACTS_SCHEMA):
                connection.execute(text(f'LOCK TABLE {shelf.FACTS_SCHEMA}."{name}" IN ACCESS SHARE MODE'))
            yield connection
    finally:
        engine.dispose()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is None or not address.database:
        # The text may hold a password: it is not shown, and neither is the error that holds it.
        raise ConfigProblem(
            "WAREHOUSE_URL bukan alamat basis data yang lengkap; bentuknya "
            "postgresql+psycopg://peran:sandi@server:5432/basisdata. Tanda seperti @ / : % dalam sandi "
            "ditulis sebagai %40 %2F %3A %25."
        ) from None
    return address


def _engine(address: URL, settings: Mapping[str, str], **options: Any) -> Engine:
    # Neither values nor passwords in messages.
    given = " ".join(f"-c {name}={_escaped(value)}" for name, value in settings.items())
    arguments = {"options": given, "application_name": "pantau", "connect_timeout": 10}
    return engine_of(address, hide_parameters=True, connect_args=arguments, **options)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _look(address: URL) -> tuple[str, Manifest] | None:
    engine = _engine(address, _READER, poolclass=NullPool)
    try:
        with failed(address, but=NO_TABLE), engine.connect() as connection:
            return shelf.current(connection)
    except DBAPIError as error:
        if state_of(error) not in NO_TABLE:
            raise
        # Before the first run.
        return None


def _newest(engine: Engine, name: str) -> str | None:
    try:
        with engine.connect() as connection:
            return connection.scalar(select(shelf.POINTER.c.name))
    except DBAPIError:
        # The server is away: what is known already may still be shown, and the next look asks again.
        return name


@contextmanager
def _anchored(engine: Engine, schema: str) -> Iterator[bool]:
    """Hold the version as long as the block lasts; False where it is not there."""
    with failed(engine.url):
        connection = engine.connect().execution_options(isolation_level="READ COMMITTED")
    with connection:
        try:
            with failed(engine.url, but=NO_TABLE):
                connection.execute(
                    select(func.count()).select_from(Table(shelf.ANCHOR, MetaData(schema=schema)))
                )
        except DBAPIError as error:
            if state_of(error) not in NO_TABLE:
                raise
            yield False
            return
        yield True


def _active() -> RunActive:
    return RunActive("Proses etl lain sedang berjalan pada gudang data ini; tunggu sampai selesai.")
