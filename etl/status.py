"""What an operator asks of the warehouse: is it fresh, what ran, what was refused and why."""

import csv
import io
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from etl.office import reference_of
from etl.period import local
from etl.publication import source_states
from etl.settings import Settings
from etl.spool import spooled
from etl.validate import Reason
from etl.warehouse.engine import publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.schema import reject
from etl.warehouse.schema import run as run_table

RUNS = 5


@dataclass(frozen=True)
class Status:
    version: str | None
    sample: bool
    sources: list[dict[str, Any]]
    runs: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Refused:
    """One fault of one line. `value` is filled only on demand, from the operator's own file."""

    source: str
    name: str
    file: str
    line: int
    column: str
    reason: str
    shape: str
    value: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value is not None}

    def sentence(self) -> str:
        reason = next(known for known in Reason if known == self.reason)
        found = self.shape if self.value is None else self.value
        return (
            f'{self.name}, baris {self.line}, kolom "{self.column}": "{found}". {reason.label}. {reason.hint}'
        )


def status(settings: Settings) -> Status:
    """Freshness and the last runs. Raises RunActive while a run holds the warehouse."""
    reference = reference_of(settings)
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        manifest = publisher.manifest() or {}
        with publisher.engine.connect() as connection:
            sources = [_fresh(row, settings) for row in source_states(connection, settings, reference)]
            return Status(
                manifest.get("version"), bool(manifest.get("sample")), sources, _runs(connection, settings)
            )


def refused_rows(
    settings: Settings, *, source: str | None = None, reason: str | None = None, limit: int = 50
) -> list[Refused]:
    """The refused rows, newest files first."""
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        query = select(reject).order_by(reject.c.source, reject.c.name.desc(), reject.c.line).limit(limit)
        if source is not None:
            query = query.where(reject.c.source == source)
        if reason is not None:
            query = query.where(reject.c.reason == reason)
        with publisher.engine.connect() as connection:
            return [Refused(**row._mapping) for row in connection.execute(query)]


def show_value(settings: Settings, row: Refused) -> Refused:
    """With the text of the cell, if the file still stands where the source looks and is still the same."""
    gone = replace(row, value="(berkas asli sudah tidak ada atau sudah berubah)")
    block = settings.sources.get(row.source)
    if block is None:
        return gone
    for path in settings.config.parent.glob(block.path):
        if path.name == row.name:
            with spooled(path) as spool:
                if spool.file == row.file:
                    text = io.TextIOWrapper(spool.stream, encoding=block.encoding, newline="")
                    return replace(row, value=_cell(text, block.delimiter, row))
    return gone


def _cell(text: io.TextIOWrapper, delimiter: str, row: Refused) -> str:
    rows = csv.reader(text, delimiter=delimiter)
    header = [name.removeprefix("\ufeff").strip() for name in next(rows)]
    for cells in rows:
        if rows.line_num >= row.line:
            named = dict(zip(header, cells, strict=False))
            return " | ".join(named.get(name, "") for name in row.column.split(", "))
    return ""


def _fresh(row: dict[str, Any], settings: Settings) -> dict[str, Any]:
    now = datetime.now(UTC).replace(tzinfo=None)
    late_at = row.pop("late_at")
    late = late_at is not None and now > late_at
    times = {key: _written(row[key], settings) for key in ("data_time", "loaded_at")}
    return {**row, **times, "late": late}


def _runs(connection: Connection, settings: Settings) -> list[dict[str, Any]]:
    query = select(run_table).order_by(run_table.c.started_at.desc()).limit(RUNS)
    return [
        {
            "run": row.run,
            "started_at": _written(row.started_at, settings),
            "status": row.status,
            "findings": json.loads(row.findings),
        }
        for row in connection.execute(query)
    ]


def _written(instant: datetime, settings: Settings) -> str:
    return f"{local(instant, settings.timezone):%d/%m/%Y %H:%M}"
