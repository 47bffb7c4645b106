"""What must hold before a version is published. A finding is an error, which stops it, or a warning."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Table,
    cast,
    func,
    literal,
    or_,
    select,
)

from etl.bookkeeping import bookkeeping
from etl.facts import SHAPES
from etl.finding import Finding
from etl.freshness import HISTORY, collapsed
from etl.metrics import metrics
from etl.recount import recounted
from etl.reference import Reference
from etl.retract import unexplained
from etl.warehouse.schema import FACT_TABLES, events

SKEW = timedelta(minutes=5)
"""A source's clock may run this far ahead of ours."""


def audit(
    connection: Connection,
    reference: Reference,
    now: datetime,
    *,
    whole: bool = False,
    step: Callable[[str], None] = lambda detail: None,
) -> list[Finding]:
    """Check the facts and the tallies of the touched days (`whole`: of all days). `now` is naive UTC."""
    findings = [
        *bookkeeping(connection, whole=whole),
        *_keys(connection),
        *_codes(connection, reference),
        *_times(connection, now),
        *_trails(connection),
    ]
    for metric in metrics().values():
        step(metric.name)
        findings += recounted(connection, metric, whole=whole)
    return [*findings, *_collapse(connection, now)]


def _keys(connection: Connection) -> list[Finding]:
    findings = []
    for name, fact in FACT_TABLES.items():
        twice = (
            select(literal(1)).select_from(fact).group_by(fact.c.source, fact.c.id).having(func.count() > 1)
        )
        count = connection.scalar(select(func.count()).select_from(twice.subquery()))
        if count:
            findings.append(Finding("kunci", f"{name}: {count} kunci berdiri lebih dari sekali.", True))
    return findings


def _trails(connection: Connection) -> list[Finding]:
    """Current facts are new less retracted, id by id."""
    text = "{}: ada baris yang tidak berdiri dan tidak pula tercatat ditarik, atau kedua-duanya."
    return [Finding("riwayat", text.format(name), True) for name in unexplained(connection)]


def _codes(connection: Connection, reference: Reference) -> list[Finding]:
    findings = []
    for name, fact in FACT_TABLES.items():
        for column, kind in SHAPES[name].coded.items():
            known = set(reference.codes(kind).values())
            used = set(connection.scalars(select(fact.c[column]).distinct()))
            if used - known:
                words = ", ".join(sorted(used - known)[:5])
                findings.append(Finding("kode", f"{name}.{column}: kode di luar tabel acuan: {words}.", True))
    return findings


def _times(connection: Connection, now: datetime) -> list[Finding]:
    findings = []
    for name, fact in FACT_TABLES.items():
        outside = or_(*(or_(c > now + SKEW, c < datetime(1990, 1, 1)) for c in events(fact)))  # noqa: DTZ001 (naive UTC)
        count = connection.scalar(select(func.count()).select_from(fact).where(outside))
        if count:
            findings.append(Finding("waktu", f"{name}: {count} baris dengan waktu di luar nalar.", True))
    return findings


def _pairs(connection: Connection, query: Any) -> list[tuple[Any, int]]:
    return [(day, int(count)) for day, count in connection.execute(query)]


def _collapse(connection: Connection, now: datetime) -> list[Finding]:
    """The newest day of each source that is over against the same weekday of the weeks before."""
    findings = []
    for name, fact in FACT_TABLES.items():
        day = fact.c[SHAPES[name].day]
        # By the UTC date, which the offices' own date is never behind: a day counts once it is surely over.
        newest = cast(func.max(day), Date).label("newest")
        query = select(fact.c.source, newest).where(day < now.date()).group_by(fact.c.source)
        for row in connection.execute(query):
            findings += _collapsed(connection, fact, row.source, row.newest)
    return findings


def _collapsed(connection: Connection, fact: Table, source: str, newest: date) -> list[Finding]:
    day = fact.c[SHAPES[fact.name].day]
    days = [newest - timedelta(weeks=week) for week in range(HISTORY + 1)]
    query = select(day, func.count()).where(fact.c.source == source, day.in_(days)).group_by(day)
    counts = dict(_pairs(connection, query))
    before = [counts[past] for past in days[1:] if past in counts]
    if not collapsed(counts[newest], before):
        return []
    usual = round(median(before))
    text = f"{source}: {counts[newest]} baris pada {newest:%d/%m/%Y}, biasanya sekitar {usual}."
    return [Finding("volume_turun", text, False)]
