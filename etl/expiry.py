"""Which rows of which table are past their time, by the class of data that retention goes by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from sqlalchemy import Connection, Table, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from etl.horizon import is_old, over
from etl.metrics import metrics
from etl.warehouse.readings import last_readings
from etl.warehouse.schema import (
    FACT_TABLES,
    FACTS,
    correction,
    coverage,
    person,
    reject,
    reject_case,
    remark,
    retraction,
    spared,
)
from etl.warehouse.tally import tally


@dataclass(frozen=True)
class Gone:
    """So many rows of a table (or old versions, or backups) went, being older than `before`."""

    kind: str
    name: str
    rows: int
    before: date


@dataclass(frozen=True)
class Expiry:
    """Rows of one table that belong to a class of data: which of them are older than a day."""

    kind: str
    table: Table
    old: Callable[[date], ColumnElement[bool]]

    def gone(self, connection: Connection, before: date) -> Gone:
        query = select(func.count()).select_from(self.table).where(self.old(before))
        return Gone(self.kind, self.table.name, int(connection.scalar(query) or 0), before)


def expiries() -> Iterator[Expiry]:
    yield Expiry("remarks", remark, lambda before: remark.c.day < before)
    yield Expiry("persons", person, lambda before: person.c.day < before)
    yield Expiry("rejects", reject, _read_before(reject))
    yield Expiry("rejects", reject_case, _read_before(reject_case))
    # What hangs on others goes before them: on a fact its versions, on versions that they were retracted.
    yield Expiry("facts", spared, _spares_nothing)
    yield Expiry("facts", retraction, _retracts_nothing)
    for table in (correction, coverage):
        yield Expiry("facts", table, partial(_begun, table))
    for name, fact in FACT_TABLES.items():
        yield Expiry("facts", FACTS.tables[f"{name}_version"], partial(_of_old, name))
        yield Expiry("facts", fact, partial(is_old, fact))

    for metric in metrics().values():
        for table in (tally(metric, level) for level in metric.levels if level.whole):
            yield Expiry("facts", table, partial(_counted, table))


def _counted(table: Table, before: date) -> ColumnElement[bool]:
    """Of what is kept answer by answer: it stays no longer than the answers."""
    return table.c.period < before


def _begun(table: Table, before: date) -> ColumnElement[bool]:
    return table.c.day < before


def _same(one: Table, other: Table) -> ColumnElement[bool]:
    return and_(one.c.source == other.c.source, one.c.id == other.c.id)


def _of_old(name: str, before: date) -> ColumnElement[bool]:
    """Versions that are old themselves, or whose fact goes."""
    versions, fact = FACTS.tables[f"{name}_version"], FACT_TABLES[name]
    goes = select(fact.c.id).where(_same(fact, versions), is_old(fact, before)).exists()
    return or_(over(versions, before), goes)


def _retracts_nothing(before: date) -> ColumnElement[bool]:
    """A tombstone stands as long as a version of its row."""
    stands = []
    for name in FACT_TABLES:
        versions = FACTS.tables[f"{name}_version"]
        here = and_(retraction.c.fact == name, _same(versions, retraction))
        stands.append(select(versions.c.id).where(here, ~over(versions, before)).exists())
    return and_(retraction.c.day < before, ~or_(*stands))


def _read_before(table: Table) -> Callable[[date], ColumnElement[bool]]:
    """Rows of files that were last read before the day."""
    last = last_readings()

    def old(before: date) -> ColumnElement[bool]:
        same = and_(last.c.source == table.c.source, last.c.file == table.c.file)
        midnight = datetime.combine(before, time())
        return select(last.c.file).where(same, last.c.loaded_at < midnight).exists()

    return old


def _spares_nothing(before: date) -> ColumnElement[bool]:
    last = last_readings()
    old = []
    for fact in FACT_TABLES.values():
        old.append(select(fact.c.id).where(_same(fact, spared), ~is_old(fact, before)).exists())
    same = and_(last.c.source == spared.c.source, last.c.file == spared.c.file)
    read = select(last.c.file).where(same, last.c.loaded_at < datetime.combine(before, time())).exists()
    return and_(read, ~or_(*old))
