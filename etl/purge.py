"""`etl purge`: what is past its time goes, from facts, old versions and backups; what went is written down.

Counts stay: a tally names nobody. The days whose facts went are neither counted anew nor recounted, and rows
of them that come again are excluded. Nothing is left in the files either: the facts are written anew.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, insert

from etl.archive import Archive, archives
from etl.asides import forget_gone
from etl.backup import folder_of
from etl.edition import require_brought_out
from etl.errors import ConfigProblem
from etl.expiry import Gone, expiries
from etl.horizon import move_horizon, remember_told
from etl.office import reference_of
from etl.period import local
from etl.pipeline import Run, publish
from etl.publication import made_by
from etl.rollup import outdated
from etl.settings import Settings
from etl.state import get_state, set_state
from etl.warehouse.engine import Publisher, publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.schema import purge_log

Step = Callable[[str, str], None]
_DUE = "rewrite_due"
_WITH_VERSIONS = "versions"
"""Rows have gone, and their bytes may still stand in the file, or they themselves in old versions."""


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
    report, reference = PurgeReport(dry_run), reference_of(settings)
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        with publisher.transaction() as connection:
            if outdated(connection):
                # A version of what goes now could not be made.
                raise ConfigProblem(
                    "Gudang belum dihitung menurut definisi yang berlaku; jalankan etl run, lalu etl purge."
                )
            require_brought_out(connection, made_by(settings, reference), "etl purge")
            report.gone = [gone for gone in _all(connection, settings, today) if gone.rows]
            old = _old_backups(settings, today)
            if old:
                report.gone.append(Gone("backups", "backups", len(old), _backups_before(settings, today)))
            if not dry_run:
                _take(connection, settings, today, report.gone, moment, step)
        if not dry_run:
            _finish(publisher, settings, report, moment, step)
            for archive in old:
                shutil.rmtree(archive.folder)
    return report


def _backups_before(settings: Settings, today: date) -> date:
    return settings.retention.before("backups", today)


def _old_backups(settings: Settings, today: date) -> list[Archive]:
    """But for the newest, without which nothing could be restored: that goes once there is a newer one."""
    known = [archive for archive in archives(folder_of(settings)) if isinstance(archive, Archive)]
    before = _backups_before(settings, today)
    return [one for one in known[1:] if local(_naive(one), settings.timezone).date() < before]


def _naive(archive: Archive) -> datetime:
    return archive.contents.made_at.astimezone(UTC).replace(tzinfo=None)


def _all(connection: Connection, settings: Settings, today: date) -> Iterator[Gone]:
    for each in expiries():
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
    if any(one.kind == "facts" for one in gone):
        remember_told(connection)
    for each in expiries():
        if each.table.name in tables:
            step("purge", each.table.name)
            before = settings.retention.before(each.kind, today)
            connection.execute(delete(each.table).where(each.old(before)))
    for one in gone:
        connection.execute(insert(purge_log).values(purged_at=at, **vars(one)))
    for kind in {each.kind for each in expiries()}:
        move_horizon(connection, kind, settings.retention.before(kind, today))
    forget_gone(connection)
    if any(one.kind == "facts" for one in gone):
        # A version lists late cases by their numbers: another one must take the place of each.
        set_state(connection, "generation", str(_generation(connection) + 1))
        set_state(connection, _DUE, _WITH_VERSIONS)
    elif tables - {"backups"} and not get_state(connection, _DUE):
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
