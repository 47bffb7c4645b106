"""What a version holds: the staff store, the public store, and what the version says of itself."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, MetaData, func, insert, select

import etl.metric
import etl.metrics
from etl import account, arrivals, cases, edition, freshness, held, skm, thresholds, told
from etl.arrivals import header_changes, offices_of
from etl.disclosure import editions
from etl.disclosure.live import live
from etl.disclosure.slot import Slot
from etl.edition import disclosure_of, lacking
from etl.facts import SHAPES
from etl.held import State, source_states
from etl.horizon import told_once
from etl.maturity import mature_day
from etl.metrics import metrics
from etl.period import local
from etl.provisional import open_from
from etl.reference import Reference
from etl.settings import Settings
from etl.skm_table import written
from etl.told import Told, by_fact, tell
from etl.warehouse import bulk, counts, published
from etl.warehouse.engine import Manifest
from etl.warehouse.published import PUBLIC, REFERENCE, STAFF
from etl.warehouse.schema import FACT_TABLES, ledger
from etl.warehouse.tally import definition, tally
from etl.warehouse.tally import shape as shape_of


@dataclass(frozen=True)
class Publication:
    """A version in the making, over committed facts."""

    settings: Settings
    reference: Reference
    manifest: Manifest
    states: list[State]
    told: Told

    def staff(self, connection: Connection, schema: str) -> None:
        for metric in metrics().values():
            for level in metric.levels:
                table = tally(metric, level)
                copy = table.to_metadata(MetaData(schema=schema))
                copy.create(connection)
                connection.execute(insert(copy).from_select(table.c.keys(), select(*table.c)))
        self.beside(connection, schema)

    def beside(self, connection: Connection, schema: str) -> None:
        """What the staff store holds beside the tallies."""
        self._reference(connection, schema)
        self._told(connection, schema, STAFF, self.told)
        _fill(connection, schema, STAFF, "source_office", offices_of(connection))
        _fill(connection, schema, STAFF, "header_change", header_changes(connection))
        known = self.manifest["data_time"] is not None
        late = account.late_cases(connection, self._data_day()) if known else []
        _fill(connection, schema, STAFF, "late_case", late)
        _fill(connection, schema, STAFF, "run", account.runs(connection))
        _fill(connection, schema, STAFF, "reading", account.readings(connection))
        _fill(connection, schema, STAFF, "source_file", account.source_files(connection))
        _fill(connection, schema, STAFF, "ledger_total", account.ledger_totals(connection))
        _fill(connection, schema, STAFF, "reject_total", account.reject_totals(connection))
        _fill(connection, schema, STAFF, "correction", account.corrections(connection))

    def _data_day(self) -> date:
        return local(datetime.fromisoformat(self.manifest["data_time"]), self.settings.timezone).date()

    def public(self, connection: Connection, schema: str) -> None:
        self._reference(connection, schema)
        _fill(connection, schema, PUBLIC, "figure", [*editions.shown(connection), *self._live(connection)])
        _fill(connection, schema, PUBLIC, "edition", list(editions.told(connection)))
        self._told(connection, schema, PUBLIC, by_fact(self.told))

    def lacking(self, connection: Connection) -> list[Slot]:
        """Public tables whose day has come, that are not out and wait for no source."""
        disclosure = disclosure_of(connection, self.settings, self.reference, self.states)
        return lacking(connection, self.settings, disclosure)

    def _told(self, connection: Connection, schema: str, tables: MetaData, told: Told) -> None:
        _fill(connection, schema, tables, "source_state", told.states)
        _fill(connection, schema, tables, "source_day", told.days)

    def _live(self, connection: Connection) -> Iterator[dict[str, Any]]:
        """Known up to the queue that was heard of least recently: another log says nothing about it."""
        heard = [
            state["data_time"]
            for state in self.states
            if state["fact"] == "visit" and state["source"] in self.settings.sources
        ]
        if heard:
            yield live(connection, min(heard), self.settings.disclosure)

    def _reference(self, connection: Connection, schema: str) -> None:
        for name, rows in reference_rows(self.reference).items():
            _fill(connection, schema, REFERENCE, name, rows)


def prepare(
    connection: Connection,
    settings: Settings,
    reference: Reference,
    made_of: Mapping[str, Any],
    states: list[State] | None = None,
) -> Publication:
    """What the next version will be made of; its manifest holds all that decides what the pages show.

    `made_of` says of which facts (generation) and by which definitions (made_by); `states` are those of the
    sources where they are known already.
    """
    states = source_states(connection, settings, reference) if states is None else states
    manifest = {**made_of, **described(connection, states, settings, reference)}
    return Publication(settings, reference, manifest, states, tell(connection, states, settings, reference))


def described(
    connection: Connection, states: list[State], settings: Settings, reference: Reference
) -> Manifest:
    """What the data say of themselves."""
    data_time = max((row["data_time"] for row in states), default=None)
    sample = connection.scalar(select(func.coalesce(func.bool_or(ledger.c.sample), False)))
    provisional = open_from(connection, settings, reference)
    return {
        "shape": shape_of(metrics().values()),
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "timezone": settings.timezone,
        "office": settings.office,
        "data_time": data_time.isoformat() if data_time else None,
        "first_day": _first_day(connection),
        "mature_day": mature_day(data_time, settings.timezone, reference).isoformat() if data_time else None,
        "provisional_from": provisional.isoformat() if provisional else None,
        "sample": sample,
        "options": {
            "weight": settings.weight,
            "limits": dict(settings.limits),
            "surveys": [written(each) for each in settings.surveys],
        },
    }


_CODE = (
    __file__,
    account.__file__,
    arrivals.__file__,
    cases.__file__,
    edition.__file__,
    freshness.__file__,
    held.__file__,
    told.__file__,
    thresholds.__file__,
    published.__file__,
    counts.__file__,
    etl.metric.__file__,
    skm.__file__,
)
"""A public figure is worked out when it is published, so by this code and by that of its metric."""


def made_by(settings: Settings, reference: Reference) -> str:
    """A hash of what decides a version beside the facts: reference, options, definitions, and this code."""
    parts = [reference.digest, settings.weight, settings.office, settings.timezone]
    parts += [f"{name}={limit}" for name, limit in sorted(settings.limits.items())]
    parts += [str(settings.disclosure), *(str(written(each)) for each in settings.surveys)]
    parts += [
        f"{name} {block.fact} {block.max_age} {block.expectation} {block.final_after}"
        for name, block in sorted(settings.sources.items())
    ]
    parts += [definition(metric) for metric in metrics().values()]
    folders = (Path(etl.metrics.__file__).parent, Path(editions.__file__).parent)
    code = [*map(Path, _CODE), *(path for folder in folders for path in sorted(folder.glob("*.py")))]
    parts += [path.read_text(encoding="utf-8") for path in code]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def reference_rows(reference: Reference) -> dict[str, list[dict[str, Any]]]:
    """The reference tables as the dashboard needs them, in the order of their files."""
    named: dict[str, Sequence[Any]] = {
        "office": reference.offices,
        "area": reference.areas,
        "service": reference.services,
        "channel": reference.channels,
        "category": reference.categories,
    }
    rows = {
        name: [{**asdict(item), "position": i} for i, item in enumerate(items)]
        for name, items in named.items()
    }
    rows["standard"] = [asdict(standard) for standard in reference.standards]
    rows["complaint_standard"] = [asdict(standard) for standard in reference.complaint_standards]
    ordered = sorted(reference.unsur, key=lambda unsur: unsur.number)
    rows["unsur"] = [{"position": u.number, "code": u.key, "name": u.name} for u in ordered]
    rows["opening"] = list(_opening(reference))
    return rows


def _opening(reference: Reference) -> list[dict[str, int]]:
    """The hours of an ordinary week: of the rows without an end."""
    rows = [row for row in reference.hours if row.sampai is None]
    return [
        {"weekday": row.weekday, "hour": hour}
        for row in rows
        for hour in range(row.open.hour, row.close.hour + (row.close.minute > 0))
    ]


def _first_day(connection: Connection) -> str | None:
    days = [
        connection.scalar(select(func.min(FACT_TABLES[name].c[shape.day]))) for name, shape in SHAPES.items()
    ]
    purged = [first for first, _ in told_once(connection).values()]
    first = min((day for day in (*days, *purged) if day is not None), default=None)
    return first.isoformat() if first else None


def _fill(
    connection: Connection, schema: str, tables: MetaData, name: str, rows: list[dict[str, Any]]
) -> None:
    table = tables.tables[name].to_metadata(MetaData(schema=schema))
    table.create(connection)
    if not rows:
        return
    shape = pa.schema([(column.name, bulk.arrow_type(column.type)) for column in table.c])
    whole = ({name: _plain(row.get(name)) for name in shape.names} for row in rows)
    given = pa.Table.from_pylist(list(whole), schema=shape)
    with bulk.given(
        connection, "filling", given, {column.name: column.type for column in table.c}
    ) as filling:
        connection.execute(insert(table).from_select(shape.names, select(*filling.c)))


def _plain(value: Any) -> Any:
    """PostgreSQL adds whole numbers up to decimal ones."""
    return int(value) if isinstance(value, Decimal) else value
