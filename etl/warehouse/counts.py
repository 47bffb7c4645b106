"""Tallies → counts: the one query by which every figure is added up, for staff and for the public."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Integer,
    Select,
    Table,
    case,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import Function

from etl.metric import DAY, MONTH, Counts, Level, Metric
from etl.period import Period, whole_months
from etl.warehouse.tally import tally

TIMES = ("day", "week", "month")
"""`week` is its Monday, `month` its first day."""

CALENDAR = (*TIMES, "weekday")
"""What the period of a row itself tells; `weekday` is 1 (Monday) to 7."""

FIRST = date(1900, 1, 1)
"""Before every fact."""

Keys = tuple[Any, ...]
Where = Mapping[str, Collection[str]]
"""Dimension → the codes that count; a dimension that is not named is not filtered."""


class NotKept(LookupError):  # noqa: N818 (it is an answer, not a fault)
    """No level of the metric holds this breakdown; `keys` are those it lacks."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


def counts(  # noqa: PLR0913 (what is asked, and by which days it is judged)
    connection: Connection,
    metric: Metric,
    period: Period,
    *,
    by: tuple[str, ...] = (),
    where: Where,
    data_day: date,
    mature_day: date = date.max,
) -> list[tuple[Keys, Counts]]:
    """Counts per combination of `by` (dimensions, CALENDAR, a level's own keys), sorted by it.

    Nothing counted, no row. Whole months are read from the month level and the edges by day; a level by
    month holds whole months only, so `period` must then be whole months. What is clocked counts as overdue
    before `data_day`; of a cohort only what lies before `mature_day` is summed. Raises NotKept.
    """
    asked = _Asked(metric, level_of(metric, by, where), by, where, data_day, mature_day)
    found = asked.summed(connection, period)
    if metric.balance is None:
        return found
    still = replace(asked, by=tuple(key for key in by if key not in TIMES))
    came, went = metric.balance
    before = still.summed(connection, Period(FIRST, period.start))
    return _carried(
        found, {keys: tallied.buckets[came] - tallied.buckets[went] for keys, tallied in before}, asked
    )


def level_of(metric: Metric, by: tuple[str, ...], where: Where) -> Level:
    """The smallest level that holds the breakdown; DAY also stands for MONTH. Raises NotKept."""
    if metric.balance and "weekday" in by:
        # What came on Mondays less what went on Mondays is no stock.
        raise NotKept(("weekday",))
    # What the facts say themselves goes before the calendar: a promise's weekday is that of the coming.
    own = {key for leg in metric.legs for key in leg.keys}
    extra = {key for key in by if key in own or key not in (*metric.dimensions, *CALENDAR)}
    kept = [level for level in metric.levels if extra <= set(level.extra)]
    if not kept:
        raise NotKept(tuple(key for key in by if key in extra))
    needed = [key for key in (*by, *where) if key not in (*extra, *CALENDAR)]
    fitting = [level for level in kept if set(needed) <= set(metric.dimensions_at(level))]
    if not fitting:
        lacked = [key for key in needed if key not in metric.dimensions_at(kept[0])]
        raise NotKept(tuple(dict.fromkeys(lacked)))
    finer = {key for key in by if key in ("day", "week", "weekday")}
    fine = [level for level in fitting if not level.by_month or finer <= set(level.extra)]
    if not fine:
        raise NotKept(tuple(key for key in by if key in finer))
    smallest = min(fine, key=lambda level: len(level.extra))
    return smallest if smallest.extra else DAY


@dataclass(frozen=True)
class _Asked:
    metric: Metric
    level: Level
    by: tuple[str, ...]
    where: Where
    data_day: date
    mature_day: date

    def summed(self, connection: Connection, period: Period) -> list[tuple[Keys, Counts]]:
        width, names = len(self.by), self.metric.buckets
        empty = dict.fromkeys(names, 0)
        found = []
        for row in connection.execute(self._query(period)):
            n, seconds, overdue, young, places, hits = row[width:]
            buckets = empty.copy()
            for place, count in zip(places, hits, strict=True):
                if place >= 0:
                    buckets[names[place]] = count
            found.append((tuple(row[:width]), Counts(n, seconds, buckets, overdue, young)))
        return found

    def _query(self, period: Period) -> Select[Any]:
        """Per key its sums, and the buckets that hold something with their counts."""
        rows = union_all(*(self._rows(level, part) for level, part in self._parts(period))).subquery()
        names = ("n", "seconds", "overdue", "young")
        # DuckDB's SUM is HUGEINT, which is slow to fetch.
        sums = [cast(func.sum(rows.c[name]), BigInteger).label(name) for name in names]
        keys = [rows.c[name] for name in self.by]
        each = select(*keys, rows.c.bucket, *sums).group_by(*keys, rows.c.bucket).subquery()
        # A fact that may fall in several buckets is counted once, as a whole.
        once = each.c.bucket < 0 if len(self.metric.legs[0].buckets.index) > 1 else true()
        kept = [each.c[name] for name in self.by]
        return (
            select(
                *kept,
                _total(case((once, each.c.n), else_=0)),
                _total(each.c.seconds),
                _total(each.c.overdue),
                _total(case((once, each.c.young), else_=0)),
                _listed(each.c.bucket),
                _listed(each.c.n),
            )
            .group_by(*kept)
            .having(func.count() > 0)
            .order_by(*kept)
        )

    def _parts(self, period: Period) -> Iterator[tuple[Level, Period]]:
        """The stretches of the period and the level at which each is read."""
        if self.level is not DAY:
            yield self.level, period
            return
        whole = None if {"day", "week", "weekday"} & set(self.by) else whole_months(period)
        if whole and self._cut < whole.end:
            # The month that holds the cut is divided by it: its days tell.
            month = self._cut.replace(day=1)
            whole = Period(whole.start, month) if whole.start < month else None
        if not whole:
            yield DAY, period
            return
        yield MONTH, whole
        if period.start < whole.start:
            yield DAY, Period(period.start, whole.start)
        if whole.end < period.end:
            yield DAY, Period(whole.end, period.end)

    @property
    def _cut(self) -> date:
        if self.metric.clocked:
            return self.data_day
        return self.mature_day if self.metric.cohort else date.max

    def _rows(self, level: Level, period: Period) -> Select[Any]:
        metric, table = self.metric, tally(self.metric, level)
        n: ColumnElement[Any] = table.c.n
        overdue: ColumnElement[Any] = literal(0)
        young: ColumnElement[Any] = literal(0)
        if metric.clocked:
            late = (table.c.period < self.data_day) & (table.c.bucket == metric.buckets.index(metric.clocked))
            overdue = case((late, n), else_=0)
        if metric.cohort:
            old = table.c.period < self.mature_day
            n, young = case((old, n), else_=0), case((old, 0), else_=n)
        rules = [table.c.period >= period.start, table.c.period < period.end]
        rules += [table.c[name].in_(sorted(codes)) for name, codes in self.where.items()]
        keys = [_key(table, name).label(name) for name in self.by]
        named = (n.label("n"), table.c.seconds, overdue.label("overdue"), young.label("young"))
        return select(*keys, table.c.bucket, *named).where(*rules)


def _total(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.sum(column), BigInteger)


def _listed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    # Not SQLAlchemy's own array_agg, whose type PostgreSQL alone knows.
    return Function("array_agg", column)


def _carried(
    found: list[tuple[Keys, Counts]], stock: Mapping[Keys, int], asked: _Asked
) -> list[tuple[Keys, Counts]]:
    """Each row with what was there when it began: what the row before it left. n is all that was open."""
    assert asked.metric.balance is not None
    came, went = asked.metric.balance
    times = [i for i, key in enumerate(asked.by) if key in TIMES]
    left, carried = dict(stock), []
    for keys, tallied in sorted(found, key=lambda row: [row[0][i] for i in times]):
        group = tuple(key for i, key in enumerate(keys) if i not in times)
        opening, received = left.get(group, 0), tallied.buckets[came]
        carried.append((keys, replace(tallied, n=opening + received, opening=opening)))
        left[group] = opening + received - tallied.buckets[went]
    if not times:
        # What did not move is still there.
        still = dict.fromkeys(asked.metric.buckets, 0)
        moved = dict(found)
        idle = ((keys, n) for keys, n in stock.items() if n and keys not in moved)
        carried += [(keys, Counts(n, 0, still, opening=n)) for keys, n in idle]
    return sorted(carried, key=lambda row: row[0])


def _key(table: Table, name: str) -> ColumnElement[Any]:
    if name in table.c:
        return table.c[name]
    if name == "day":
        return table.c.period
    if name == "weekday":
        return cast(func.extract("isodow", table.c.period), Integer)
    return cast(func.date_trunc(name, table.c.period), Date)
