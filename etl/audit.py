"""What must hold before a version is published. A finding is an error, which stops it, or a warning."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, Date, Table, cast, func, literal, or_, select, union_all

from etl.metric import DAY, Metric
from etl.metrics import metrics
from etl.reference import Reference
from etl.rollup import recount, touched, within
from etl.warehouse.schema import FACT_TABLES, ledger, reject
from etl.warehouse.tally import tally

SKEW = timedelta(minutes=5)
"""A source's clock may run this far ahead of ours."""

COLLAPSE = 0.3
"""A day with less than this part of what its weekday usually brings is worth a look."""

HISTORY = 8
"""Weeks of the same weekday that "usually" means."""

_MAIN_DAY = {"request": "submitted", "visit": "taken", "answer": "answered", "complaint": "received"}
_CODES = {
    "office": "offices",
    "area": "areas",
    "service": "services",
    "channel": "channels",
    "category": "categories",
}


@dataclass(frozen=True)
class Finding:
    audit: str
    message: str
    fatal: bool


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
        *_ledger(connection),
        *_keys(connection),
        *_codes(connection, reference),
        *_times(connection, now),
    ]
    for metric in metrics().values():
        step(metric.name)
        findings += _recounted(connection, metric, whole=whole)
    return [*findings, *_collapse(connection)]


def _ledger(connection: Connection) -> list[Finding]:
    """Facts = what the ledger calls new, less what it took back; a refused row is named at least once."""
    findings = []
    for name, fact in FACT_TABLES.items():
        expected = connection.scalar(
            select(func.coalesce(func.sum(ledger.c.new - ledger.c.retracted), 0)).where(ledger.c.fact == name)
        )
        found = connection.scalar(select(func.count()).select_from(fact))
        if expected != found:
            findings.append(
                Finding(
                    "buku_besar", f"{name}: buku besar mencatat {expected} baris, tabel berisi {found}.", True
                )
            )
    latest = select(ledger.c.file, func.arg_max(ledger.c.rejected, ledger.c.loaded_at).label("rejected"))
    latest_of = latest.group_by(ledger.c.file).subquery()
    named = (
        select(reject.c.file, func.count(reject.c.line.distinct()).label("lines"))
        .group_by(reject.c.file)
        .subquery()
    )
    lines = func.coalesce(named.c.lines, 0)
    wrong = connection.execute(
        select(latest_of.c.file, latest_of.c.rejected, lines.label("lines"))
        .select_from(latest_of.outerjoin(named, named.c.file == latest_of.c.file))
        .where(latest_of.c.rejected != lines)
    )
    findings += [
        Finding(
            "buku_besar", f"berkas {row.file[:12]}: {row.rejected} baris ditolak, {row.lines} tercatat.", True
        )
        for row in wrong
    ]
    return findings


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


def _codes(connection: Connection, reference: Reference) -> list[Finding]:
    findings = []
    for name, fact in FACT_TABLES.items():
        for column, kind in _CODES.items():
            if column not in fact.c:
                continue
            known = set(reference.codes(kind).values())
            used = set(connection.scalars(select(fact.c[column]).distinct()))
            if used - known:
                words = ", ".join(sorted(used - known)[:5])
                findings.append(Finding("kode", f"{name}.{column}: kode di luar tabel acuan: {words}.", True))
    return findings


def _times(connection: Connection, now: datetime) -> list[Finding]:
    findings = []
    for name, fact in FACT_TABLES.items():
        known = ("due_at", "stated_due_at")
        instants = [c for c in fact.c if c.name.endswith("_at") and c.name not in known]
        outside = or_(*(or_(c > now + SKEW, c < datetime(1990, 1, 1)) for c in instants))  # noqa: DTZ001 (naive UTC)
        count = connection.scalar(select(func.count()).select_from(fact).where(outside))
        if count:
            findings.append(Finding("waktu", f"{name}: {count} baris dengan waktu di luar nalar.", True))
    return findings


def _recounted(connection: Connection, metric: Metric, *, whole: bool) -> list[Finding]:
    """The tallies of the touched periods equal a recount, row by row, and their buckets add up to n."""
    findings = []
    for level in metric.levels:
        periods = None if whole else touched(connection, metric, level)
        if periods == []:
            continue
        table = tally(metric, level)
        held = (
            select(*table.c) if periods is None else select(*table.c).where(within(table.c.period, periods))
        )
        fresh = recount(metric, level, periods).subquery()
        truth = select(*(fresh.c[column.name] for column in table.c))
        wrong = sum(
            connection.scalar(select(func.count()).select_from(one.except_all(other).subquery())) or 0
            for one, other in ((held, truth), (truth, held))
        )
        if wrong:
            findings.append(
                Finding("hitung_ulang", f"{table.name}: {wrong} baris tidak sama dengan hitung ulang.", True)
            )
    return [*findings, *_counted_otherwise(connection, metric, whole=whole)]


def _counted_otherwise(connection: Connection, metric: Metric, *, whole: bool) -> list[Finding]:
    """n per day by a plain count of the facts, which shares no code with the rollup."""
    periods = None if whole else touched(connection, metric, DAY)
    if periods == []:
        return []
    table = tally(metric, DAY)
    plain = []
    for leg in metric.legs:
        rule = leg.day.is_not(None) if leg.where is None else leg.day.is_not(None) & leg.where
        plain.append(select(leg.day.label("day"), func.count().label("n")).where(rule).group_by(leg.day))
    facts = union_all(*plain).subquery()
    truth = select(facts.c.day, func.sum(facts.c.n)).group_by(facts.c.day)
    held = select(table.c.period, func.sum(table.c.n)).group_by(table.c.period)
    if periods is not None:
        truth, held = truth.where(within(facts.c.day, periods)), held.where(within(table.c.period, periods))
    if dict(_pairs(connection, truth)) != dict(_pairs(connection, held)):
        return [Finding("hitung_ulang", f"{table.name}: jumlah per hari tidak sama dengan fakta.", True)]
    return []


def _pairs(connection: Connection, query: Any) -> list[tuple[Any, int]]:
    return [(day, int(count)) for day, count in connection.execute(query)]


def _collapse(connection: Connection) -> list[Finding]:
    """The newest full day of each source against the same weekday of the weeks before."""
    findings = []
    for name, fact in FACT_TABLES.items():
        day = fact.c[f"{_MAIN_DAY[name]}_day"]
        for source in connection.scalars(select(fact.c.source).distinct()):
            findings += _collapsed(connection, fact, day, source)
    return findings


def _collapsed(connection: Connection, fact: Table, day: Any, source: str) -> list[Finding]:
    newest = connection.scalar(select(cast(func.max(day), Date)).where(fact.c.source == source))
    assert newest is not None
    days = [newest - timedelta(weeks=week) for week in range(HISTORY + 1)]
    counts = dict(
        _pairs(
            connection,
            select(day, func.count()).where(fact.c.source == source, day.in_(days)).group_by(day),
        )
    )
    before = [counts[past] for past in days[1:] if past in counts]
    if len(before) < HISTORY // 2 or counts[newest] >= COLLAPSE * median(before):
        return []
    text = (
        f"{source}: {counts[newest]} baris pada {newest:%d/%m/%Y}, biasanya sekitar {round(median(before))}."
    )
    return [Finding("volume_turun", text, False)]
