"""Tallies → counts: the one query by which every figure is added up, for staff and for the public."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Select,
    Table,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.metric import DAY, DIMENSIONS, MONTH, WEEK_HOUR, Counts, Level, Metric
from etl.period import Period, whole_months
from etl.warehouse.tally import tally

TIMES = ("day", "week", "month", "weekday", "hour")
"""`week` is its Monday, `month` its first day, `weekday` 1 (Monday) to 7."""

Keys = tuple[Any, ...]
Where = Mapping[str, Collection[str]]
"""Dimension → the codes that count; a dimension that is not named is not filtered."""


def counts(
    connection: Connection,
    metric: Metric,
    period: Period,
    *,
    by: tuple[str, ...] = (),
    where: Where,
    data_day: date,
) -> list[tuple[Keys, Counts]]:
    """Counts per combination of `by` (dimensions and TIMES), sorted by it; nothing counted, no row.

    Whole months are read from the month level and the edges by day. weekday and hour are kept by month,
    so `period` must then be whole months. What is clocked counts as overdue before `data_day`.
    """
    parts = [
        _rows(metric, level, part, by, where, data_day)
        for level, part in _parts(metric, period, by, data_day)
    ]
    rows = union_all(*parts).subquery()
    keys = [rows.c[name] for name in by]
    sums = [rows.c.n, rows.c.seconds, *(rows.c[name] for name in metric.buckets), rows.c.overdue]
    query = (
        # DuckDB's SUM is HUGEINT, which is slow to fetch.
        select(*keys, *(cast(func.sum(column), BigInteger) for column in sums))
        .group_by(*keys)
        .having(func.count() > 0)
        .order_by(*keys)
    )
    width = len(by)
    return [
        (
            tuple(row[:width]),
            Counts(
                n=row[width],
                seconds=row[width + 1],
                buckets=dict(zip(metric.buckets, row[width + 2 : -1], strict=True)),
                overdue=row[-1],
            ),
        )
        for row in connection.execute(query)
    ]


def _parts(
    metric: Metric, period: Period, by: tuple[str, ...], data_day: date
) -> Iterator[tuple[Level, Period]]:
    """The stretches of the period and the level at which each is read."""
    if {"weekday", "hour"} & set(by):
        yield WEEK_HOUR, period
        return
    whole = None if {"day", "week"} & set(by) else whole_months(period)
    if whole and metric.clocked:
        # The month that holds the data day is part overdue, part not yet due: its days tell.
        start_of_month = data_day.replace(day=1)
        whole = Period(whole.start, min(whole.end, start_of_month)) if whole.start < start_of_month else None
    if not whole:
        yield DAY, period
        return
    yield MONTH, whole
    if period.start < whole.start:
        yield DAY, Period(period.start, whole.start)
    if whole.end < period.end:
        yield DAY, Period(whole.end, period.end)


def _rows(
    metric: Metric, level: Level, period: Period, by: tuple[str, ...], where: Where, data_day: date
) -> Select[Any]:
    table = tally(metric, level)
    keys = [_key(table, level, name).label(name) for name in by]
    clocked: ColumnElement[Any] = literal(0)
    if metric.clocked:
        clocked = case((table.c.period < data_day, table.c[metric.clocked]), else_=0)
    rules = [table.c.period >= period.start, table.c.period < period.end]
    rules += [table.c[name].in_(sorted(codes)) for name, codes in where.items()]
    columns = (table.c.n, table.c.seconds, *(table.c[name] for name in metric.buckets))
    return select(*keys, *columns, clocked.label("overdue")).where(*rules)


def _key(table: Table, level: Level, name: str) -> ColumnElement[Any]:
    if name in DIMENSIONS or name in level.extra:
        return table.c[name]
    if name == "day" or level is not DAY:
        return table.c.period
    return cast(func.date_trunc(name, table.c.period), Date)
