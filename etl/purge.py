"""`etl purge`: what is past its time goes, from facts, old versions and backups; what went is written down.

Counts stay: a tally names nobody. The days whose facts went are neither counted anew nor recounted, and rows
of them that come again are excluded. Nothing is left in the files either: the facts are written anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, Table, and_, delete, func, insert, or_, select
from sqlalchemy.sql.elements import ColumnElement

from etl.asides import forget_gone
from etl.errors import ConfigProblem
from etl.horizon import is_old, move_horizon
from etl.office import reference_of
from etl.period import local
from etl.pipeline import Run, publish
from etl.rollup import outdated
from etl.settings import Settings
from etl.state import get_state, set_state
from etl.warehouse.engine import Publisher, publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.readings import last_readings
from etl.warehouse.schema import (
    FACT_TABLES,
    FACTS,
    correction,
    coverage,
    person,
    purge_log,
    reject,
    reject_case,
    remark,
    retraction,
    spared,
)

Step = Callable[[str, str], None]
_DUE = "rewrite_due"
_WITH_VERSIONS = "versions"
"""Rows have gone, and their bytes may still stand in the file, or they themselves in old versions."""


@dataclass(frozen=True)
class Gone:
    """So many rows of a table (or old versions, or backups) went, being older than `before`."""

    kind: str
    name: str
    rows: int
    before: date


@dataclass
class PurgeReport:
    dry_run: bool
    gone: list[Gone] = field(default_factory=list)
    versions: int = 0
    still_read: int = 0
    """Old versions that somebody has open: they go with the next publication or purge."""

    rewritten: bool = False
    version: str | None = None

    @property
    def rows(self) -> int:
        return sum(gone.rows for gone in self.gone)


def purge(
    settings: Settings,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    step: Step = lambda stage, detail: None,
) -> PurgeReport:
    """`now` is aware; default is the clock. Raises RunActive while a run holds the warehouse."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    today = local(moment.replace(tzinfo=None), settings.timezone).date()
    report = PurgeReport(dry_run)
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        with publisher.transaction() as connection:
            if outdated(connection):
                # A version of what goes now could not be made.
                raise ConfigProblem(
                    "Gudang belum dihitung menurut definisi yang berlaku; jalankan etl run, lalu etl purge."
                )
            report.gone = [gone for gone in _all(connection, settings, today) if gone.rows]
            if not dry_run:
                _take(connection, settings, today, report.gone, moment, step)
        if not dry_run:
            _finish(publisher, settings, report, moment, step)
    return report


@dataclass(frozen=True)
class _Class:
    """Rows of one table that belong to a class of data: which of them are older than a day."""

    kind: str
    table: Table
    old: Callable[[date], ColumnElement[bool]]

    def gone(self, connection: Connection, before: date) -> Gone:
        query = select(func.count()).select_from(self.table).where(self.old(before))
        return Gone(self.kind, self.table.name, int(connection.scalar(query) or 0), before)


def _classes() -> Iterator[_Class]:
    yield _Class("remarks", remark, lambda before: remark.c.day < before)
    yield _Class("persons", person, lambda before: person.c.day < before)
    yield _Class("rejects", reject, _read_before(reject))
    yield _Class("rejects", reject_case, _read_before(reject_case))
    for name, fact in FACT_TABLES.items():
        yield _Class("facts", fact, lambda before, table=fact: is_old(table, before))  # type: ignore[misc]
        versions = FACTS.tables[f"{name}_version"]
        yield _Class("facts", versions, lambda before, table=versions: is_old(table, before))  # type: ignore[misc]
    for table in (retraction, correction, coverage):
        yield _Class("facts", table, lambda before, table=table: table.c.day < before)  # type: ignore[misc]
    # Whose row is gone is of no use; what is spared has no day of its own.
    yield _Class("facts", spared, _spares_nothing)


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
        same = and_(fact.c.source == spared.c.source, fact.c.id == spared.c.id)
        old.append(select(fact.c.id).where(same, ~is_old(fact, before)).exists())
    same = and_(last.c.source == spared.c.source, last.c.file == spared.c.file)
    read = select(last.c.file).where(same, last.c.loaded_at < datetime.combine(before, time())).exists()
    return and_(read, ~or_(*old))


def _all(connection: Connection, settings: Settings, today: date) -> Iterator[Gone]:
    for each in _classes():
        yield each.gone(connection, settings.retention.before(each.kind, today))


def _take(
    connection: Connection,
    settings: Settings,
    today: date,
    gone: list[Gone],
    moment: datetime,
    step: Step,
) -> None:
    """Delete, write down what went, and remember it: all of it or nothing."""
    tables = {one.name for one in gone}
    at = moment.replace(tzinfo=None)
    for each in _classes():
        if each.table.name in tables:
            step("purge", each.table.name)
            before = settings.retention.before(each.kind, today)
            connection.execute(delete(each.table).where(each.old(before)))
    for one in gone:
        connection.execute(insert(purge_log).values(purged_at=at, **vars(one)))
    for kind in {each.kind for each in _classes()}:
        move_horizon(connection, kind, settings.retention.before(kind, today))
    forget_gone(connection)
    if any(one.kind == "facts" for one in gone):
        # A version lists late cases by their numbers: another one must take the place of each.
        set_state(connection, "generation", str(_generation(connection) + 1))
        set_state(connection, _DUE, _WITH_VERSIONS)
    elif gone and not get_state(connection, _DUE):
        set_state(connection, _DUE, "rows")
    step("purge", "deleted")


def _generation(connection: Connection) -> int:
    return int(get_state(connection, "generation") or 0)


def _finish(
    publisher: Publisher, settings: Settings, report: PurgeReport, moment: datetime, step: Step
) -> None:
    """What a purge that was cut off left to do is done as well."""
    with publisher.engine.connect() as connection:
        due, generation = get_state(connection, _DUE), _generation(connection)
    if not due:
        return
    if due == _WITH_VERSIONS:
        job = Run(settings, reference_of(settings), moment, step)
        report.version = publish(publisher, job, generation)
        report.versions, report.still_read = publisher.forget()
        before = settings.retention.before("facts", moment.date())
        with publisher.transaction() as connection:
            gone = {"kind": "versions", "name": "versions", "rows": report.versions, "before": before}
            connection.execute(insert(purge_log).values(purged_at=moment.replace(tzinfo=None), **gone))
        step("purge", "versions")
    publisher.rewrite(
        lambda connection: set_state(connection, _DUE, ""), lambda detail: step("purge", detail)
    )
    report.rewritten = True
