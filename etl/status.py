"""What an operator asks of the warehouse: is it fresh, what ran, what was refused and why."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from etl import finding
from etl.cases import OPEN, is_open, last_cases, withdraw
from etl.errors import ConfigProblem, SourceRefused
from etl.held import source_states
from etl.office import reference_of
from etl.period import written
from etl.rejects import Refused, with_values
from etl.settings import Settings
from etl.spool import name_of, spooled
from etl.state import get_state, set_state
from etl.warehouse.engine import publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.schema import correction, ledger, reject, reject_case
from etl.warehouse.schema import run as run_table

RUNS = 5
NAMED = 5
"""Files that a refusal names."""


@dataclass(frozen=True)
class Status:
    version: str | None
    sample: bool
    sources: list[dict[str, Any]]
    runs: list[dict[str, Any]]
    changes: int
    """Entries of what the last run that loaded something changed on closed days."""
    waiting: int
    """Refused lines that nobody has mended yet."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def status(settings: Settings) -> Status:
    """Freshness and the last runs. Raises RunActive while a run holds the warehouse."""
    reference = reference_of(settings)
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        manifest = publisher.manifest() or {}
        with publisher.engine.connect() as connection:
            sources = [_fresh(row, settings) for row in source_states(connection, settings, reference)]
            return Status(
                manifest.get("version"),
                bool(manifest.get("sample")),
                sources,
                _runs(connection, settings),
                _changes(connection),
                connection.scalar(select(func.count()).select_from(reject_case).where(OPEN)) or 0,
            )


def _changes(connection: Connection) -> int:
    last = select(run_table.c.run).where(run_table.c.status == "loaded")
    last = last.order_by(run_table.c.started_at.desc(), run_table.c.finished_at.desc()).limit(1)
    made = select(func.count()).select_from(correction).where(correction.c.run == last.scalar_subquery())
    return connection.scalar(made) or 0


@dataclass(frozen=True)
class Asked:
    """Which refused rows are asked for; None and `settled` False: all that are open."""

    source: str | None = None
    reason: str | None = None
    name: str | None = None
    line: int | None = None
    settled: bool = False
    """Those that are closed too."""

    def rules(self) -> list[ColumnElement[bool]]:
        given = {"source": self.source, "reason": self.reason, "name": self.name, "line": self.line}
        rules = [reject.c[key] == value for key, value in given.items() if value is not None]
        return rules if self.settled else [*rules, is_open()]


def refused_rows(settings: Settings, asked: Asked = Asked(), *, limit: int | None = 50) -> list[Refused]:
    """The refused rows by source, and of each the last file by name first; never two files mixed.

    Raises ConfigProblem for a name that was never read.
    """
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        order = (reject.c.source, reject.c.name.desc(), reject.c.file, reject.c.line, reject.c.column)
        last = last_cases()
        same = and_(*(last.c[name] == reject.c[name] for name in ("source", "file", "line")))
        query = select(reject, last.c.closed_at, last.c.closed_by).select_from(reject.outerjoin(last, same))
        query = query.where(*asked.rules()).order_by(*order).limit(limit)
        with publisher.engine.connect() as connection:
            rows = [Refused(**_with_times(row._asdict(), settings)) for row in connection.execute(query)]
            if not rows and asked.name is not None:
                _refuse_unread(connection, asked.source, [asked.name])
            return rows


def withdrawn(settings: Settings, source: str, names: Sequence[str]) -> int:
    """Close the cases of these files: they are not to be loaded. Returns how many there were.

    Raises ConfigProblem for a name that was never read.
    """
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        with publisher.transaction() as connection:
            _refuse_unread(connection, source, names)
            closed = withdraw(connection, source, names)
            if closed:
                # What is refused is told by the version too: the next run publishes.
                generation = int(get_state(connection, "generation") or 0)
                set_state(connection, "generation", str(generation + 1))
            return closed


def _refuse_unread(connection: Connection, source: str | None, names: Sequence[str]) -> None:
    """Whoever names a file by a path, or with a slip, is not to be told that nothing of it was refused."""
    rules = () if source is None else (ledger.c.source == source,)
    newest = func.max(ledger.c.loaded_at).desc()
    query = select(ledger.c.name).where(*rules).group_by(ledger.c.name).order_by(newest, ledger.c.name)
    known = connection.scalars(query).all()
    wrong = next((name for name in names if name not in known), None)
    if wrong is None or not known:
        return
    name = name_of(Path(wrong))
    if name in known:
        raise ConfigProblem(f"--file: tulis nama berkasnya saja, seperti yang tercatat: {name}")
    near = get_close_matches(name, known, NAMED)
    told = f"Yang mirip: {', '.join(near)}." if near else f"Yang terakhir dibaca: {', '.join(known[:NAMED])}."
    of = "" if source is None else f" dari sumber {source}"
    raise ConfigProblem(f'--file: berkas bernama "{name}"{of} belum pernah dibaca. {told}')


def with_cells(settings: Settings, rows: Sequence[Refused]) -> list[Refused]:
    """With the text of the cells, if the file still stands where the source looks and is still the same.

    Each file is read once if its rows stand together, as `refused_rows` gives them.
    """
    shown: list[Refused] = []
    for (source, file), of_file in groupby(rows, lambda row: (row.source, row.file)):
        shown += _with_cells(settings, source, file, list(of_file))
    return shown


def _with_cells(settings: Settings, source: str, file: str, rows: list[Refused]) -> list[Refused]:
    block = settings.sources.get(source)
    if block is not None and block.fetched:
        again = f"(kiriman tidak disimpan; baca lagi: python -m etl check --source {source} --show)"
        return [replace(row, value=again) for row in rows]
    found = settings.config.parent.glob(block.path) if block else ()
    for path in found:
        if block is not None and name_of(path) == rows[0].name:
            with suppress(SourceRefused), spooled(path) as spool:
                if spool.is_of(file):
                    return with_values(spool.stream, block, rows)
    return [replace(row, value="(berkas asli sudah tidak ada atau sudah berubah)") for row in rows]


def _with_times(row: dict[str, Any], settings: Settings) -> dict[str, Any]:
    at = row["closed_at"]
    return {**row, "closed_at": None if at is None else written(at, settings.timezone)}


def _fresh(row: dict[str, Any], settings: Settings) -> dict[str, Any]:
    now = datetime.now(UTC).replace(tzinfo=None)
    late_at = row.pop("late_at")
    late = late_at is not None and now > late_at
    times = {key: written(row[key], settings.timezone) for key in ("data_time", "loaded_at")}
    return {**row, **times, "late": late}


def _runs(connection: Connection, settings: Settings) -> list[dict[str, Any]]:
    query = select(run_table).order_by(run_table.c.started_at.desc()).limit(RUNS)
    return [
        {
            "run": row.run,
            "started_at": written(row.started_at, settings.timezone),
            "status": row.status,
            "findings": [found["message"] for found in finding.read(row.findings)],
        }
        for row in connection.execute(query)
    ]
