"""Proof on live data: the ledger, the tallies against a recount, the published version against the facts."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, Table

from etl.audit import audit
from etl.finding import Finding
from etl.metrics import metrics
from etl.office import reference_of
from etl.published_check import compared
from etl.rollup import outdated
from etl.settings import Settings
from etl.warehouse.engine import publishing, reading
from etl.warehouse.fingerprint import fingerprint
from etl.warehouse.migrations import upgrade
from etl.warehouse.readings import anything_read
from etl.warehouse.schema import FACT_TABLES, FACTS
from etl.warehouse.tally import tallies

_NOT_CONTENT = frozenset({"file", "line"})
"""Which of several files brought a row depends on their order; what the row says does not."""


def verify(
    settings: Settings, step: Callable[[str, str], None] = lambda stage, detail: None
) -> list[Finding]:
    """Everything that does not hold. Raises RunActive while a run holds the warehouse."""
    reference = reference_of(settings)
    now = datetime.now(UTC).replace(tzinfo=None)
    with publishing(settings.warehouse) as publisher, reading(settings.warehouse) as version:
        upgrade(publisher.engine)
        with publisher.engine.connect() as connection:
            if outdated(connection):
                # Before the first run, or under new definitions, there is no tally that could be right.
                text = "Gudang belum dihitung menurut definisi yang berlaku; jalankan etl run."
                return [Finding("terbitan", text, fatal=True)]
            findings = audit(
                connection, reference, now, whole=True, step=lambda detail: step("audit", detail)
            )
            if version is None:
                return [*findings, _unpublished(connection)]
            step("publish", version.name)
            return findings + compared(connection, version, settings, reference)


def _unpublished(connection: Connection) -> Finding:
    if anything_read(connection):
        return Finding("terbitan", "Belum ada versi terbit; jalankan etl run.", fatal=True)
    text = "Belum pernah ada berkas yang dimuat, jadi belum ada versi terbit; taruh berkas, lalu etl run."
    return Finding("terbitan", text, fatal=False)


def content_hash(connection: Connection) -> str:
    """A hash of facts, row versions and tallies that does not depend on the order of rows or files."""
    facts = [FACTS.tables[f"{name}{ending}"] for name in FACT_TABLES for ending in ("", "_version")]
    parts = [f"{table.name}:{digest(connection, table)}" for table in (*facts, *tallies(metrics().values()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def digest(connection: Connection, table: Table) -> str:
    """Row count and the xor of the rows' md5: equal for equal sets of rows."""
    columns = [column for column in table.c if column.name not in _NOT_CONTENT]
    return fingerprint(connection, table, columns)
