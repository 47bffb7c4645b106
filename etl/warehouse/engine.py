"""The two doors to the warehouse, `publishing()` and `reading()`, whichever engine stands behind them.

A warehouse is a folder (DuckDB) or a database on a server (`postgresql+psycopg://…`, PostgreSQL). On both the
facts are the writer's alone, and readers see finished versions, of which one is current.
"""

from contextlib import AbstractContextManager

from sqlalchemy import Connection

from etl.errors import ConfigProblem
from etl.warehouse import duck, postgres
from etl.warehouse.version import AUDIENCES, KEPT_DAYS, KEPT_NEWEST, Manifest, Published, Publisher, Writer

__all__ = [
    "AUDIENCES",
    "KEPT_DAYS",
    "KEPT_NEWEST",
    "ConfigProblem",
    "Manifest",
    "Published",
    "Publisher",
    "Writer",
    "current_version",
    "on_server",
    "publishing",
    "reading",
    "snapshot",
]


def on_server(url: str) -> bool:
    """Whether the warehouse is a database on a server; else it is a folder. Raises ConfigProblem."""
    if "://" not in url:
        return False
    if url.startswith("postgresql+psycopg://"):
        return True
    # Only the scheme is told: what follows may hold a password.
    raise ConfigProblem(
        f'WAREHOUSE_URL: "{url.split("://")[0]}://…" tidak didukung; tulis nama folder (DuckDB), atau '
        "postgresql+psycopg://peran:sandi@server/basisdata."
    )


def current_version(url: str) -> str | None:
    """The name of the published version, or None before the first."""
    return postgres.current_version(url) if on_server(url) else duck.current_version(url)


def reading(url: str, audience: str = "staff") -> AbstractContextManager[Published | None]:
    """The current version for one audience, or None when nothing is published yet."""
    return postgres.reading(url, audience) if on_server(url) else duck.reading(url, audience)


def publishing(url: str) -> AbstractContextManager[Publisher]:
    """The warehouse for one writing process.

    Raises RunActive when another process holds it, ConfigProblem when it cannot be reached or written.
    """
    return postgres.publishing(url) if on_server(url) else duck.publishing(url)


def snapshot(url: str) -> AbstractContextManager[Connection]:
    """The facts as they stand at one moment, to be read only. Raises RunActive, ConfigProblem."""
    return postgres.snapshot(url) if on_server(url) else duck.snapshot(url)
