"""What must hold before a version is published. A finding is an error, which stops it, or a warning."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Select,
    Subquery,
    Table,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from etl.facts import SHAPES
from etl.finding import Finding
from etl.freshness import HISTORY, collapsed
from etl.horizon import horizon, purged_rows
from etl.metric import Level, Metric
from etl.metrics import metrics
from etl.period import Period
from etl.reference import Reference
from etl.rollup import ALWAYS, cut, key_names, leg_keys, leg_rules, touched, within
from etl.warehouse.readings import last_readings
from etl.warehouse.schema import FACT_TABLES, events, ledger, reject
from etl.warehouse.tally import WHOLE, tally

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
        *_ledger(connection),
        *_keys(connection),
        *_codes(connection, reference),
        *_times(connection, now),
    ]
    for metric in metrics().values():
        step(metric.name)
        findings += _recounted(connection, metric, whole=whole)
    return [*findings, *_collapse(connection, now)]


def _ledger(connection: Connection) -> list[Finding]:
    """Facts = what the ledger calls new, less what it took back; a refused row is named at least once."""
    findings = []
    for name, fact in FACT_TABLES.items():
        stated = connection.scalar(
            select(func.coalesce(func.sum(ledger.c.new - ledger.c.retracted), 0)).where(ledger.c.fact == name)
        )
        expected = int(stated or 0) - purged_rows(connection, name)
        found = connection.scalar(select(func.count()).select_from(fact))
        if expected != found:
            findings.append(
                Finding(
                    "buku_besar", f"{name}: buku besar mencatat {expected} baris, tabel berisi {found}.", True
                )
            )
    # Two sources may read one file by different rules, so a file alone is no key.
    latest_of = last_readings()
    since = horizon(connection, "rejects") or date.min
    place = (reject.c.source, reject.c.file)
    named = select(*place, func.count(reject.c.line.distinct()).label("lines")).group_by(*place).subquery()
    lines = func.coalesce(named.c.lines, 0)
    wrong = connection.execute(
        select(latest_of.c.file, latest_of.c.rejected, lines.label("lines"))
        .select_from(
            latest_of.outerjoin(
                named, (named.c.source == latest_of.c.source) & (named.c.file == latest_of.c.file)
            )
        )
        .where(latest_of.c.rejected != lines, latest_of.c.loaded_at >= since)
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


def _recounted(connection: Connection, metric: Metric, *, whole: bool) -> list[Finding]:
    """Row by row of each level: n, seconds, sum and two moments of the buckets equal a count of the facts.

    The count is written otherwise than the rollup's: no pivot, so a shifted or lost bucket shows. So does a
    fact that falls in no bucket, such as one of an unknown outcome.
    """
    findings = []
    since = horizon(connection, "facts")
    for level in metric.levels:
        periods = None if whole else touched(connection, metric, level)
        if since is not None:
            # The facts of the days before were purged; what they counted is kept.
            periods = cut([ALWAYS] if periods is None else periods, since)
        if periods == []:
            continue
        table = tally(metric, level)
        held = _moments(metric, level)
        if periods is not None:
            held = held.where(within(table.c.period, periods))
        truth = plain_count(metric, level, periods)
        wrong = connection.scalar(select(func.count()).select_from(_unlike(held, truth)))
        if wrong:
            text = f"{table.name}: {wrong} baris tidak sama dengan hitung ulang dari fakta."
            findings.append(Finding("hitung_ulang", text, fatal=True))
    return findings


def _unlike(one: Select[Any], other: Select[Any]) -> Subquery:
    """The rows that do not stand equally often in both; each side is computed once only."""
    sides = [query.add_columns(literal(sign).label("side")) for query, sign in ((one, 1), (other, -1))]
    both = union_all(*sides).subquery()
    *columns, side = both.c
    return select(literal(1)).select_from(both).group_by(*columns).having(func.sum(side) != 0).subquery()


def _moments(metric: Metric, level: Level) -> Select[Any]:
    """Per key n, seconds and Σ count, Σ k·count and Σ k²·count of the buckets, k from 1."""
    table = tally(metric, level)
    n, inside = table.c.n, table.c.bucket.between(0, len(metric.buckets) - 1)
    # Of a fact that may fall in several buckets a row of its own says that it is there.
    whole = table.c.bucket == WHOLE if len(metric.legs[0].buckets.index) > 1 else true()
    place = cast(case((inside, table.c.bucket + 1), else_=0), BigInteger)
    columns = (
        case((whole, n), else_=0),
        case((whole, table.c.seconds), else_=0),
        case((inside, n), else_=0),
        place * n,
        place * place * n,
    )
    keys = [table.c[name] for name in key_names(metric, level)]
    return select(*keys, *(cast(func.sum(column), BigInteger) for column in columns)).group_by(*keys)


def plain_count(metric: Metric, level: Level, periods: list[Period] | None) -> Select[Any]:
    """The same from the facts."""
    parts = []
    for leg in metric.legs:
        places = [func.coalesce(index + 1, 0) for index in leg.buckets.index]
        given = [case((place > 0, 1), else_=0) for place in places]
        # Of several expressions those that hold (a score may be missing), of one always that one.
        hits = sum(given[1:], given[0]) if len(given) > 1 else literal(1)
        elapsed = literal(0) if leg.buckets.seconds is None else leg.buckets.seconds
        columns = (*leg_keys(metric, leg, level), elapsed.label("elapsed"), hits.label("hits"))
        moments = (sum(places[1:], places[0]), sum((p * p for p in places[1:]), places[0] * places[0]))
        rows = select(*columns, moments[0].label("first"), moments[1].label("second"))
        parts.append(rows.where(*leg_rules(leg, level, periods)))
    facts = union_all(*parts).subquery()
    keys = [facts.c[name] for name in key_names(metric, level)]
    sums = [cast(func.sum(facts.c[name]), BigInteger) for name in ("elapsed", "hits", "first", "second")]
    return select(*keys, cast(func.count(), BigInteger), *sums).group_by(*keys)


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
