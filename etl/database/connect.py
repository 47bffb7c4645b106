"""A connection that can read and nothing else, where the engine knows such a thing, and gives up in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from etl.deadline import Deadline
from etl.errors import SourceRefused

CONNECT_SECONDS = 10


@contextmanager
def reading_only(secret: str, deadline: Deadline) -> Iterator[Connection]:
    """`secret` is an address with a password in it: no message tells any of it.

    Raises SourceRefused for an address that is none, and what SQLAlchemy raises.
    """
    url, arguments = _reached(_url(secret), deadline)
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _lenient)
    with engine.connect() as connection:
        _restrict(connection, deadline)
        yield connection


def _url(secret: str) -> URL:
    try:
        url = make_url(secret)
    except (ArgumentError, ValueError):
        raise SourceRefused(
            "isi variabel itu bukan alamat basis data; tulis seperti postgresql+psycopg://akun:sandi@server/nama"
        ) from None
    if url.get_backend_name() == "postgresql" and "+" not in url.drivername:
        return url.set(drivername="postgresql+psycopg")
    return url


def _reached(url: URL, deadline: Deadline) -> tuple[URL, dict[str, Any]]:
    """The address and arguments with which a dead server, or a file that is not there, is noticed."""
    seconds = max(2, min(CONNECT_SECONDS, int(deadline.left)))
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and not url.database.startswith("file:"):
        if not Path(url.database).is_file():
            raise SourceRefused("berkas SQLite itu tidak ada; periksa alamatnya")
        place = f"file:{quote(str(Path(url.database).absolute()))}"
        return url.set(database=place, query={"mode": "ro", "uri": "true"}), {"timeout": seconds}
    if backend == "duckdb":
        return url, {"read_only": True}
    if backend == "postgresql":
        alive = {"keepalives": 1, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}
        return url, {"connect_timeout": seconds, **alive}
    if backend in ("mysql", "mariadb"):
        return url, {"connect_timeout": seconds, "read_timeout": max(2, int(deadline.left))}
    return url, {}


def _lenient(connection: Any, _: object) -> None:
    """A text that is no UTF-8 spoils its row, not the reading; SQLite tells it in its message otherwise.

    And the file may be anybody's: what SQLite's makers advise for such (sqlite.org/security.html).
    """
    connection.text_factory = _decoded
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON"):
        connection.execute(f"PRAGMA {setting}")


def _decoded(content: bytes) -> str | bytes:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content


def _restrict(connection: Connection, deadline: Deadline) -> None:
    backend = connection.dialect.name
    if backend == "postgresql":
        connection.execute(text("SET TRANSACTION READ ONLY"))
        wait = max(1, int(deadline.left * 1000))
        connection.execute(text(f"SET LOCAL statement_timeout = {wait:d}"))
    elif backend in ("mysql", "mariadb"):
        connection.execute(text("SET SESSION TRANSACTION READ ONLY"))
        connection.commit()


def interrupt(connection: Connection) -> None:
    """From another thread: what runs on this connection ends with an error."""
    driver = connection.connection.driver_connection
    for name in ("cancel_safe", "interrupt", "cancel"):
        stop = getattr(driver, name, None)
        if stop is not None:
            stop()
            return
