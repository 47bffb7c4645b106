"""The tallies against a count of the facts, row by row: every key and bucket, n and seconds."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Select,
    SmallInteger,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.finding import Finding
from etl.horizon import horizon
from etl.metric import Leg, Level, Metric
from etl.period import Period
from etl.rollup import ALWAYS, anything_stands, cut, key_names, keyed, leg_keys, leg_rules, touched, within
from etl.warehouse.tally import WHOLE, tally

NAMED_DAYS = 5
"""Of the days that are wrong, so many are named."""


def recounted(connection: Connection, metric: Metric, *, whole: bool) -> list[Finding]:
    """What the tallies say otherwise than the facts: of the touched days, or of all (`whole`).

    The count is written otherwise than the rollup's, so a shifted or lost bucket shows. So does a fact that
    falls in no bucket, such as one of an unknown outcome.
    """
    findings = []
    since = horizon(connection, "facts")
    nothing = not anything_stands(connection, metric)
    for level in metric.levels:
        if nothing and not connection.scalar(select(exists(select(tally(metric, level).c.n)))):
            continue
        periods = None if whole else touched(connection, metric, level)
        if since is not None:
            # The facts of the days before were purged; what they counted is kept.
            periods = cut([ALWAYS] if periods is None else periods, since)
        if periods == []:
            continue
        wrong = _wrong(connection, metric, level, periods)
        if wrong:
            rows = sum(rows for _, rows in wrong)
            text = (
                f"{metric.name}_{level.name}: {rows} baris tidak sama dengan hitung ulang dari fakta, "
                f"pada {named(wrong)}."
            )
            findings.append(Finding("hitung_ulang", text, fatal=True))
    return findings


def named(days: Iterable[tuple[date, int]]) -> str:
    """Days and how many rows of each are wrong, the first few by name."""
    told = [f"{day:%d/%m/%Y} ({rows})" for day, rows in days]
    more = len(told) - NAMED_DAYS
    return ", ".join(told[:NAMED_DAYS]) + (f" dan {more} tanggal lain" if more > 0 else "")


def _wrong(
    connection: Connection, metric: Metric, level: Level, periods: list[Period] | None
) -> list[tuple[date, int]]:
    """Periods with rows that stand in one count only, and how many; a row that says another n is one."""
    held, truth = _held(metric, level, periods), _true(metric, level, periods)
    sides = [query.add_columns(literal(sign).label("side")) for query, sign in ((held, 1), (truth, -1))]
    both = union_all(*sides).subquery()
    *columns, side = both.c
    balance = func.sum(side)
    unlike = (
        select(both.c.period, balance.label("balance")).group_by(*columns).having(balance != 0).subquery()
    )
    much, little = (
        func.coalesce(func.sum(case((sign * unlike.c.balance > 0, sign * unlike.c.balance), else_=0)), 0)
        for sign in (1, -1)
    )
    query = select(cast(unlike.c.period, Date), cast(func.greatest(much, little), BigInteger))
    rows = connection.execute(query.group_by(unlike.c.period).order_by(unlike.c.period))
    return [(day, int(count)) for day, count in rows]


def _held(metric: Metric, level: Level, periods: list[Period] | None) -> Select[Any]:
    table = tally(metric, level)
    keys = [table.c[name] for name in key_names(metric, level)]
    held = select(*keys, table.c.bucket, cast(table.c.n, BigInteger).label("n"), table.c.seconds)
    return held if periods is None else held.where(within(table.c.period, periods))


def _true(metric: Metric, level: Level, periods: list[Period] | None) -> Select[Any]:
    parts = [
        part.where(*leg_rules(leg, periods)) for leg in metric.legs for part in _counted(metric, leg, level)
    ]
    facts = union_all(*parts).subquery()
    keys = [facts.c[name] for name in (*key_names(metric, level), "bucket")]
    n, seconds = cast(func.count(), BigInteger).label("n"), cast(func.sum(facts.c.elapsed), BigInteger)
    return select(*keys, n, seconds.label("seconds")).where(*keyed(facts, level)).group_by(*keys)


def _counted(metric: Metric, leg: Leg, level: Level) -> list[Select[Any]]:
    """One row per fact and bucket; a bucket that the metric does not have is none."""
    elapsed = literal(0) if leg.buckets.seconds is None else leg.buckets.seconds
    places = [_place(index, len(metric.buckets)) for index in leg.buckets.index]
    keys = leg_keys(metric, leg, level)
    rows = [select(*keys, place.label("bucket"), elapsed.label("elapsed")) for place in places]
    if len(places) == 1:
        return rows
    # Where a fact may fall in several, those it falls in (a score may be missing), and once the whole.
    given = [row.where(place.is_not(None)) for row, place in zip(rows, places, strict=True)]
    once = cast(literal(WHOLE), SmallInteger).label("bucket")
    whole = select(*keys, once, elapsed.label("elapsed"))
    return [whole] if level.whole else [whole, *given]


def _place(index: ColumnElement[Any], buckets: int) -> ColumnElement[Any]:
    return cast(case((index.between(0, buckets - 1), index), else_=null()), SmallInteger)
