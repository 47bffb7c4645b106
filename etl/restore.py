"""`etl restore`: the facts of a backup take the place of a warehouse's, on either engine.

Everything is filled beside what stands and takes its place at once; a crash before that leaves the old facts,
a crash after it the new ones, of which the next run makes a version. What was there is saved first. Public
tables that came out since the backup was made stay out: made once more, of other facts, they would tell of
the few by whom they differ.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from etl.archive import Archive, check, opened, read_part, shape_of
from etl.backup import WAIT, folder_of, once_free, saved
from etl.errors import ConfigProblem
from etl.finding import Finding
from etl.pipeline import run
from etl.rollup import outdated
from etl.settings import Settings
from etl.state import set_state
from etl.verify import content_hash, verify
from etl.warehouse.engine import Manifest, Publisher, publishing
from etl.warehouse.migrations import is_known, is_newest, upgrade_on
from etl.warehouse.published import SLOT
from etl.warehouse.schema import edition, edition_figure
from etl.warehouse.tables import PIECE, made, put, revision, tables

Step = Callable[[str, str], None]
_FORGOTTEN = (
    "Isi gudang yang diganti tidak terbaca, jadi tabel publik yang terbit setelah cadangan ini dibuat tidak "
    "ikut dan akan terbit sekali lagi, mungkin dengan angka lain; bila ada cadangan yang lebih baru, "
    "pulihkan yang itu."
)


@dataclass
class Restored:
    """What was restored; `saved` is the backup of what was there, `aside` its file if it was unreadable."""

    archive: Archive
    saved: Archive | None = None
    aside: str | None = None
    version: str | None = None
    findings: list[Finding] = field(default_factory=list)


def restore(
    settings: Settings,
    folder: Path,
    *,
    into: str | None = None,
    force: bool = False,
    step: Step = lambda stage, detail: None,
) -> Restored:
    """Put a backup in the place of the warehouse of the settings, or of another one (`into`), and publish it.

    Raises ConfigProblem (a damaged or newer backup; a warehouse that holds something, unless `force`),
    RunActive.
    """
    settings = settings if into is None else replace(settings, warehouse=into)
    archive = opened(folder)
    step("restore", "checking")
    check(archive)
    if not is_known(archive.contents.revision):
        raise ConfigProblem(
            f"{folder} dibuat oleh Pantau yang lebih baru (skema {archive.contents.revision}); "
            "perbarui Pantau, lalu pulihkan."
        )
    restored = Restored(archive)
    with ExitStack() as stack:
        publisher = once_free(lambda: stack.enter_context(publishing(settings.warehouse)), WAIT)
        if not _empty(publisher):
            if not force:
                raise ConfigProblem(
                    "Gudang tujuan sudah berisi. Tambahkan --force untuk menggantinya (isinya dicadangkan "
                    "lebih dulu), atau sebut gudang lain dengan --into."
                )
            _save(publisher, settings, restored, step)
        step("restore", "filling")
        published = publisher.manifest() or {}
        with publisher.replacing(restored.aside) as connection:
            _fill(connection, archive, published, step)
            if restored.saved and not published.get("sample"):
                _stay_out(connection, restored.saved)
            step("restore", "filled")
        step("restore", "replaced")
    # Between these another process may take its turn: then it is waited for.
    restored.version = once_free(lambda: run(settings, only=(), step=step), WAIT).version
    restored.findings = once_free(lambda: verify(settings, step), WAIT)
    if published and not restored.saved:
        restored.findings.append(Finding("terbitan", _FORGOTTEN, fatal=False))
    return restored


def _empty(publisher: Publisher) -> bool:
    if publisher.manifest() is not None:
        return False
    try:
        with publisher.engine.connect() as connection:
            known = tables(connection)
            held = (known[name] for name in ("ledger", "run") if name in known)
            return not any(connection.scalar(select(func.count()).select_from(table)) for table in held)
    except DBAPIError:
        if publisher.engine.dialect.name != "duckdb":
            raise
        # A file is there, and it is not one that can be read.
        return False


def _save(publisher: Publisher, settings: Settings, restored: Restored, step: Step) -> None:
    """What is there goes into a backup of its own; what cannot be read is kept as it lies."""
    try:
        with publisher.engine.connect() as connection:
            if revision(connection) is not None:
                restored.saved = saved(connection, settings, folder_of(settings), step)
    except DBAPIError:
        if publisher.engine.dialect.name != "duckdb":
            raise
        restored.aside = f"rusak-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.duckdb"


def _fill(connection: Connection, archive: Archive, published: Manifest, step: Step) -> None:
    contents = archive.contents
    upgrade_on(connection, contents.revision)
    known = tables(connection)
    for name, part in contents.parts.items():
        step("restore", name)
        table = known[name] if name in known else made(connection, name, shape_of(archive, name))
        for rows in read_part(archive, name, PIECE):
            put(connection, table, rows)
        found = connection.scalar(select(func.count()).select_from(table))
        if found != part.rows:
            raise _otherwise(archive, f"{name} berisi {found} baris, yang tersimpan {part.rows}")
    step("restore", "content")
    upgrade_on(connection)
    comparable = contents.content is not None and is_newest(contents.revision) and not outdated(connection)
    if comparable and contents.content != content_hash(connection):
        raise _otherwise(archive, "hash isinya berbeda")
    # Higher than that of any version which was made of other facts: the next run makes one of these.
    generation = max(contents.generation, published.get("generation", 0)) + 1
    set_state(connection, "generation", str(generation))


def _stay_out(connection: Connection, saved: Archive) -> None:
    """Add the editions of what was replaced that the backup lacks."""
    names = (*SLOT, "number")
    there = {tuple(row) for row in connection.execute(select(*(edition.c[name] for name in names)))}
    for table in (edition, edition_figure):
        for rows in read_part(saved, table.name, PIECE) if table.name in saved.contents.parts else ():
            found = zip(*(rows[name].to_pylist() for name in names), strict=True)
            lacking = rows.filter(pa.array([key not in there for key in found], pa.bool_()))
            if lacking.num_rows:
                put(connection, table, lacking)


def _otherwise(archive: Archive, why: str) -> ConfigProblem:
    return ConfigProblem(
        f"{archive.folder}: yang terpulihkan tidak sama dengan yang tersimpan ({why}). "
        "Tidak ada yang diubah; pakai cadangan lain (python -m etl backups)."
    )
