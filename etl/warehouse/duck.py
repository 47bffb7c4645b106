"""The warehouse in a folder: `facts.duckdb`, which only a run opens, and `versions/`, finished folders.

`current` names one of them. DuckDB takes one writing process or many readers, so readers get finished files.
"""

import errno
import fcntl
import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from etl.errors import ConfigProblem, RunActive
from etl.os_errors import why
from etl.warehouse.dialects import engine_of
from etl.warehouse.disk import quoted, sync
from etl.warehouse.rewrite import rewrite, sweep
from etl.warehouse.version import Manifest, Published, Writer, fresh_name, superseded

_NO_EXTENSIONS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
# Insertion order is kept: without it every small INSERT of a transaction holds a megabyte of its own until
# the commit, and a run of a thousand small files does not end.
_WRITER = {**_NO_EXTENSIONS, "memory_limit": "450MB"}
_READER = {
    **_NO_EXTENSIONS,
    "enable_external_access": "false",
    "lock_configuration": "true",
    "memory_limit": "512MB",
    "threads": "2",
}
RESTORE = ".restore-"
SPILL = "spill"
_LOG_UNWRITTEN = "Failed to commit: Could not write file"
"""What a TransactionException says where its log finds no room."""

_UNUSABLE = ("IOException", "FatalException", "InternalException", "OutOfMemoryException")
"""By name: a web server that imports duckdb before it forks ends its workers with SIGABRT."""

_NO_RIGHT = (errno.EACCES, errno.EPERM)


@dataclass(frozen=True)
class Place:
    root: Path

    @property
    def facts(self) -> Path:
        return self.root / "facts.duckdb"

    @property
    def versions(self) -> Path:
        return self.root / "versions"

    @property
    def pointer(self) -> Path:
        return self.root / "current"

    def current(self) -> Path | None:
        """The folder of the published version, or None before the first. Raises ConfigProblem."""
        try:
            return self.versions / self.pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except OSError as failed:
            raise _unread(self, failed) from failed


def place(url: str) -> Place:
    if "?" in url:
        # DuckDB takes what follows for options and looks for its log under another name.
        raise ConfigProblem(f'WAREHOUSE_URL: nama folder "{url}" memuat tanda tanya; pilih nama lain.')
    return Place(Path(url).absolute())


def _name_at(where: Place) -> str | None:
    folder = where.current()
    return folder.name if folder else None


def current_version(url: str) -> str | None:
    """The name of the published version, or None before the first."""
    return _name_at(place(url))


@contextmanager
def reading(url: str, audience: str) -> Iterator[Published | None]:
    """The current version for one audience, or None when nothing is published yet."""
    where = place(url)
    folder = where.current()
    while folder is not None:
        engine = engine_of(
            _url(folder / f"{audience}.duckdb"),
            poolclass=NullPool,
            connect_args={"read_only": True, "config": _READER},
        )
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            # DuckDB says only in English why it does not open a file.
            (folder / f"{audience}.duckdb").open("rb").close()
            anchor = engine.connect()
        except (OSError, DBAPIError) as failed:
            # Swept between the look and the opening: several versions came out meanwhile.
            if (later := where.current()) == folder:
                if isinstance(failed, OSError):
                    raise _unread(where, failed) from failed
                raise
            folder = later
            continue
        # An instance lives as long as one connection to it; without this each query would open the file anew.
        with anchor:
            yield Published(folder.name, manifest, engine, lambda: _name_at(where))
        return
    yield None


class DuckPublisher:
    """The facts, held alone by this process, and the way to make a version of them visible."""

    def __init__(self, where: Place) -> None:
        self._place = where

    @cached_property
    def engine(self) -> Engine:
        engine = engine_of(
            _url(self._place.facts),
            poolclass=NullPool,
            # No cell of a source in the message of an error.
            hide_parameters=True,
            connect_args={"config": _WRITER},
        )
        event.listen(engine, "connect", _spill_beside(self._place.root))
        return engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    def manifest(self) -> Manifest | None:
        """What the current version says of itself, or None before the first, or where it was deleted."""
        folder = self._place.current()
        if folder is None:
            return None
        try:
            manifest: Manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return manifest

    def publish(self, manifest: Manifest, writers: Mapping[str, Writer], step: Callable[[str], None]) -> str:
        """Write a version under a fresh name, then let readers see it at once. Returns the version's name."""
        # A name is never used twice: DuckDB keeps instances by path, and once wrote into a published file.
        draft = self._place.versions / f".draft-{uuid.uuid4().hex}"
        draft.mkdir(parents=True)
        for audience, write in writers.items():
            step(f"draft {audience}")
            self._write(draft / f"{audience}.duckdb", write)
        name = fresh_name()
        text = json.dumps({**manifest, "version": name}, ensure_ascii=False, indent=1)
        (draft / "manifest.json").write_text(text, encoding="utf-8")
        for path in (*draft.iterdir(), draft):
            sync(path)
        step("drafted")
        draft.rename(self._place.versions / name)
        sync(self._place.versions)
        step("renamed")
        self._point(name)
        step("pointed")
        self._sweep()
        step("swept")
        return name

    @contextmanager
    def replacing(self, aside: str | None = None) -> Iterator[Connection]:
        """Empty facts to be filled, which take the place of these once the block has ended well.

        Where `aside` is given, the old file is kept under that name.
        """
        draft = Place(self._place.root / f"{RESTORE}{uuid.uuid4().hex}")
        draft.root.mkdir()
        fresh = DuckPublisher(draft)
        try:
            with fresh.transaction() as connection:
                yield connection
            with fresh.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("CHECKPOINT")
            sync(draft.facts)
            self._keep(aside)
            draft.facts.replace(self._place.facts)
            sync(self._place.root)
        finally:
            shutil.rmtree(draft.root)

    def _keep(self, aside: str | None) -> None:
        """The old file under another name; its log goes too, or it would be read into the new one."""
        log = Path(f"{self._place.facts}.wal")
        if aside is not None and self._place.facts.exists():
            (self._place.root / aside).hardlink_to(self._place.facts)
        if log.exists():
            log.rename(self._place.root / f"{aside or self._place.facts.name}.{uuid.uuid4().hex}.wal")

    def _write(self, path: Path, write: Writer) -> None:
        alias = f"draft_{uuid.uuid4().hex}"
        with self.engine.connect() as connection:
            connection.exec_driver_sql(f"ATTACH {quoted(path)} AS {alias}")
            try:
                write(connection, alias)
                connection.commit()
            finally:
                connection.rollback()
                # Where the writing failed, the rollback has detached it already.
                connection.exec_driver_sql(f"DETACH DATABASE IF EXISTS {alias}")

    def _point(self, name: str) -> None:
        fresh = self._place.pointer.with_suffix(".new")
        fresh.write_text(name, encoding="ascii")
        sync(fresh)
        fresh.replace(self._place.pointer)
        sync(self._place.root)

    def _sweep(self) -> None:
        """Drop drafts of broken runs and versions past their time. A reader keeps what it has open."""
        names = [path.name for path in self._place.versions.iterdir()]
        drafts = [name for name in names if name.startswith(".")]
        for name in (*drafts, *superseded(set(names) - set(drafts), _name_at(self._place))):
            shutil.rmtree(self._place.versions / name)

    def forget(self) -> tuple[int, int]:
        """Drop every version but the current one; a reader keeps what it has open until it looks again."""
        current = _name_at(self._place)
        old = [path for path in self._place.versions.glob("*") if path.name != current]
        for path in old:
            shutil.rmtree(path)
        return len(old), 0

    def rewrite(self, settle: Callable[[Connection], None], step: Callable[[str], None]) -> None:
        """Write the facts anew, so that nothing of deleted rows is left in their file."""
        rewrite(self._place.facts, self.engine, settle, step)


@contextmanager
def publishing(url: str) -> Iterator[DuckPublisher]:
    """The warehouse for one writing process.

    Raises RunActive when another process holds it, ConfigProblem when its folder cannot be written.
    """
    where = place(url)
    with _lock(where.root) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise RunActive(
                "Proses etl lain sedang berjalan pada gudang data ini; tunggu sampai selesai."
            ) from held
        # What a killed run had written aside: rows that may be gone from the facts by now.
        sweep(where.root)
        for left in where.root.glob(f"{RESTORE}*"):
            shutil.rmtree(left)
        shutil.rmtree(where.root / SPILL, ignore_errors=True)
        publisher = DuckPublisher(where)
        try:
            yield publisher
        except DBAPIError as failed:
            kind = type(failed.orig).__name__
            if kind not in _UNUSABLE and _LOG_UNWRITTEN not in str(failed.orig):
                raise
            raise ConfigProblem(
                f"Gudang data {where.root} tidak bisa dibaca atau ditulis: disk penuh, memori kurang, atau "
                "berkasnya rusak. Yang terbit tetap utuh. Beri ruang, lalu jalankan lagi; bila tetap begini, "
                f"pulihkan facts.duckdb dari cadangan ({kind})."
            ) from failed
        finally:
            publisher.engine.dispose()


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """The facts as they stand at one moment: here only while no run holds them. Raises RunActive."""
    with publishing(url) as publisher, publisher.engine.connect() as connection:
        yield connection


def _lock(root: Path) -> TextIO:
    try:
        root.mkdir(parents=True, exist_ok=True)
        return (root / "lock").open("w")
    except OSError as failed:
        if failed.errno in _NO_RIGHT:
            # Another folder would be a second warehouse, and empty.
            raise ConfigProblem(
                f"Gudang data {root}: akun ini tidak berhak membaca dan menulisnya. Jalankan sebagai akun "
                "yang menjalankan etl, atau beri akun ini hak atas folder itu."
            ) from None
        raise ConfigProblem(
            f"WAREHOUSE_URL: {root} tidak bisa dibuat atau ditulis ({why(failed)}); sebut folder yang boleh "
            "ditulis akun ini."
        ) from None


def _unread(where: Place, failed: OSError) -> ConfigProblem:
    if failed.errno in _NO_RIGHT:
        advice = "Jalankan sebagai akun yang menjalankan etl, atau beri akun ini hak baca atas folder itu."
    elif failed.errno == errno.ENOENT:
        advice = (
            f"Hapus folder {where.current()}, lalu jalankan python -m etl run: versi dibuat lagi dari fakta."
        )
    else:
        advice = "Betulkan folder itu, atau WAREHOUSE_URL bila tempatnya salah."
    return ConfigProblem(f"Gudang data {where.root} tidak bisa dibaca ({why(failed)}). {advice}")


def _spill_beside(root: Path) -> Callable[..., None]:
    def configure(connection: Any, record: object) -> None:
        connection.cursor().execute(f"SET temp_directory = {quoted(root / SPILL)}")

    return configure


def _url(path: Path) -> URL:
    # Not from a text: a folder's name may hold what means something in a URL.
    return URL.create("duckdb", database=str(path))
