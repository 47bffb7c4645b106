"""`etl backup`: all tables of the facts, as they stood at one moment, in one folder."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy import Connection

from etl.archive import FORMAT, Archive, Contents, Part, drafted, seal, write_part
from etl.errors import ConfigProblem, RunActive
from etl.office import reference_of
from etl.publication import made_by
from etl.rollup import outdated
from etl.settings import Settings
from etl.state import get_state
from etl.verify import content_hash
from etl.warehouse.engine import current_version, snapshot
from etl.warehouse.migrations import is_newest
from etl.warehouse.tables import pieces, revision, shape, tables

WAIT = 600.0
"""Seconds that a backup waits for a run on the same warehouse."""

_LOOK = 0.2
Given = TypeVar("Given")
Step = Callable[[str, str], None]


def folder_of(settings: Settings) -> Path:
    """Where backups go unless another folder is named: beside the configuration."""
    return settings.config.absolute().parent / "backups"


def backup(
    settings: Settings,
    folder: Path | None = None,
    *,
    wait: float = WAIT,
    step: Step = lambda stage, detail: None,
) -> Archive:
    """Save the facts. Waits so many seconds for a run (DuckDB); on PostgreSQL a run may go on meanwhile.

    Raises RunActive, ConfigProblem.
    """
    with ExitStack() as stack:
        connection = once_free(lambda: stack.enter_context(snapshot(settings.warehouse)), wait)
        return saved(connection, settings, folder or folder_of(settings), step)


def saved(connection: Connection, settings: Settings, folder: Path, step: Step) -> Archive:
    """The same from a connection that sees one state of the facts throughout."""
    found = revision(connection)
    if found is None:
        raise ConfigProblem("Gudang ini belum berisi apa-apa; jalankan etl run dahulu.")
    made_at, reference = datetime.now(UTC), reference_of(settings)
    with drafted(folder) as draft:
        parts: dict[str, Part] = {}
        for name, table in tables(connection).items():
            step("backup", name)
            parts[name] = write_part(draft, name, shape(table), pieces(connection, table))
        step("backup", "content")
        counted = is_newest(found) and not outdated(connection)
        contents = Contents(
            format=FORMAT,
            made_at=made_at,
            engine=connection.dialect.name,
            revision=found,
            generation=int(get_state(connection, "generation") or 0),
            content=content_hash(connection) if counted else None,
            version=current_version(settings.warehouse),
            made_by=made_by(settings, reference),
            parts=parts,
        )
        step("backup", "sealing")
        archive = seal(draft, contents)
        step("backup", "sealed")
        return archive


def once_free(action: Callable[[], Given], wait: float) -> Given:
    """Do what needs the warehouse as soon as no run holds it. Raises RunActive after so many seconds."""
    until = monotonic() + wait
    while True:
        try:
            return action()
        except RunActive as active:
            if monotonic() >= until:
                raise RunActive(
                    f"Proses etl lain masih berjalan setelah ditunggu {wait:.0f} detik; coba lagi nanti."
                ) from active
        sleep(_LOOK)
