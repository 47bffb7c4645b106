"""Facts → tallies: only the touched days, or all of them when a metric's definition changed."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    DateTime,
    FromClause,
    Integer,
    Select,
    SmallInteger,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    inspect,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql.elements import ColumnElement

from etl.horizon import horizon
from etl.metric import Leg, Level, Metric
from etl.metrics import metrics
from etl.period import Kind, Period, period_of
from etl.state import get_state, set_state
from etl.touched import TOUCHED
from etl.warehouse.bulk import known
from etl.warehouse.tally import NOWHERE, WHOLE, columns, definition, tally

ALWAYS = Period(date(1900, 1, 1), date(9999, 1, 1))

MOST_STRETCHES = 60
"""More than this and one range over all of them is cheaper."""

_GAP = timedelta(days=4)
"""Days that lie closer are one stretch: counting a weekend too is cheaper than asking every row about it."""


def refresh(connection: Connection, metric: Metric) -> None:
    """Bring the tallies of this metric up to the facts. What was counted of days whose facts were purged
    stays as it is; only buckets of another shape end it."""
    wanted = {f"definition.{metric.name}": definition(metric), f"buckets.{metric.name}": columns(metric)}
    before = {key: get_state(connection, key) for key in wanted}
    same = before[f"definition.{metric.name}"] == definition(metric)
    counts = anything_stands(connection, metric)
    since = horizon(connection, "facts")
    kept = _fitting(connection, metric, before[f"buckets.{metric.name}"]) if since and not same else ()
    for level in metric.levels:
        table = tally(metric, level)
        if not same and level not in kept:
            # Not `checkfirst`: a look at the catalogue costs more than the rest.
            connection.execute(DropTable(table, if_exists=True))
            connection.execute(CreateTable(table))
            if counts:
                _refresh(connection, metric, level, None)
            known(connection, table)
            continue
        periods = touched(connection, metric, level) if same else [ALWAYS]
        if periods := cut(periods, since):
            connection.execute(delete(table).where(within(table.c.period, periods)))
            if counts:
                _refresh(connection, metric, level, periods)
    for key, value in wanted.items():
        if before[key] != value:
            set_state(connection, key, value)


def _fitting(connection: Connection, metric: Metric, before: str | None) -> tuple[Level, ...]:
    """The levels that stand in the shape of today, where others came since."""
    known_tables = set(inspect(connection).get_table_names())
    standing = tuple(level for level in metric.levels if tally(metric, level).name in known_tables)
    return standing if before == columns(metric, standing) else ()


def anything_stands(connection: Connection, metric: Metric) -> bool:
    """Whether any leg has a fact: where none has, planning the counts would take all the time."""
    return bool(connection.scalar(select(or_(*(exists(select(leg.fact.c.id)) for leg in metric.legs)))))


def cut(periods: list[Period], since: date | None) -> list[Period]:
    """What lies on this day or after."""
    if since is None:
        return periods
    return [Period(max(period.start, since), period.end) for period in periods if period.end > since]


def outdated(connection: Connection) -> bool:
    """Whether some tallies were built by another definition than today's."""
    return any(get_state(connection, f"definition.{m.name}") != definition(m) for m in metrics().values())


def touched(connection: Connection, metric: Metric, level: Level) -> list[Period]:
    """The stretches of days, whole periods of this level, that hold a touched day of any leg."""
    legs = [(TOUCHED.c.fact == leg.fact.name) & (TOUCHED.c.day_column == leg.day.key) for leg in metric.legs]
    days = connection.scalars(select(TOUCHED.c.day).where(or_(*legs)).distinct().order_by(TOUCHED.c.day))
    kind = Kind.MONTH if level.by_month else Kind.DAY
    stretches: list[Period] = []
    for period in (period_of(day, kind) for day in days):
        if stretches and period.start - stretches[-1].end < _GAP:
            stretches[-1] = Period(stretches[-1].start, max(period.end, stretches[-1].end))
        else:
            stretches.append(period)
    if len(stretches) > MOST_STRETCHES:
        return [Period(stretches[0].start, stretches[-1].end)]
    return stretches


def _refresh(connection: Connection, metric: Metric, level: Level, periods: list[Period] | None) -> None:
    table = tally(metric, level)
    rows = recount(metric, level, periods)
    connection.execute(insert(table).from_select([column.name for column in table.c], rows))


def within(day: ColumnElement[Any], periods: list[Period]) -> ColumnElement[bool]:
    """Half-open ranges on the column itself, so that an index or a zone map can serve."""
    return or_(*(and_(day >= period.start, day < period.end) for period in periods))


def recount(metric: Metric, level: Level, periods: list[Period] | None) -> Select[Any]:
    """The tally rows of the given stretches (None: of all), straight from the facts."""
    parts = (part for leg in metric.legs for part in _counted(metric, leg, level, periods))
    counted = union_all(*parts).subquery("counted")
    # By period, so that a reader can skip what it does not ask for.
    return select(*counted.c).order_by(counted.c.period)


def keyed(rows: FromClause, level: Level) -> list[ColumnElement[bool]]:
    """What has no key of this level is not counted at it. Of rows that are made: a key may look at others."""
    return [rows.c[key].is_not(None) for key in level.extra]


def leg_rules(leg: Leg, periods: list[Period] | None) -> list[ColumnElement[bool]]:
    """Which facts of this leg count in these stretches (None: in all). See also keyed."""
    rules: list[ColumnElement[bool]] = [leg.day.is_not(None)]
    if leg.where is not None:
        rules.append(leg.where)
    if periods is not None:
        rules.append(within(leg.day, periods))
    return rules


def key_names(metric: Metric, level: Level) -> tuple[str, ...]:
    """The keys of a tally, in the order of its columns."""
    return ("period", *level.extra, *metric.dimensions_at(level))


def leg_keys(metric: Metric, leg: Leg, level: Level) -> list[ColumnElement[Any]]:
    """The same keys of this leg's facts, labelled."""
    known = {
        "period": _period(leg.day, level),
        "weekday": cast(func.extract("isodow", leg.day), Integer),
        **leg.keys,
        **{name: leg.fact.c[name] for name in metric.dimensions},
    }
    return [known[name].label(name) for name in key_names(metric, level)]


def _counted(metric: Metric, leg: Leg, level: Level, periods: list[Period] | None) -> list[Select[Any]]:
    """One leg's facts per key and bucket; where they fall in several buckets, one select for each."""
    keys = leg_keys(metric, leg, level)
    facts = select(
        *keys,
        *(expression.label(f"bucket{i}") for i, expression in enumerate(leg.buckets.index)),
        literal(WHOLE).label("whole"),
        (literal(0) if leg.buckets.seconds is None else leg.buckets.seconds).label("elapsed"),
    ).where(*leg_rules(leg, periods))
    # Once for all its buckets: a key may cost more than to count by it.
    rows = facts.cte() if len(leg.buckets.index) > 1 else facts.subquery()
    names, rules = [key.name for key in keys], keyed(rows, level)
    buckets = [rows.c[f"bucket{i}"] for i in range(len(leg.buckets.index))]
    if level.whole:
        return [_grouped(rows, names, rows.c.whole).where(*rules)]
    if len(buckets) == 1:
        # What falls in no bucket is counted all the same: the audit finds it.
        return [_grouped(rows, names, func.coalesce(buckets[0], NOWHERE)).where(*rules)]
    given = [_grouped(rows, names, bucket).where(bucket.is_not(None), *rules) for bucket in buckets]
    return [_grouped(rows, names, rows.c.whole).where(*rules), *given]


def _grouped(rows: FromClause, names: list[str], bucket: ColumnElement[Any]) -> Select[Any]:
    keys = [rows.c[name] for name in names]
    # SUM gives HUGEINT in DuckDB, which is eighty times slower to read.
    n, seconds = cast(func.count(), Integer), cast(func.sum(rows.c.elapsed), BigInteger)
    marked = cast(bucket, SmallInteger).label("bucket")
    return select(*keys, marked, n.label("n"), seconds.label("seconds")).group_by(*keys, bucket)


def _period(day: ColumnElement[Any], level: Level) -> ColumnElement[Any]:
    # As an instant without a zone: of a date PostgreSQL makes one with a zone, which is dearer.
    return cast(func.date_trunc("month", cast(day, DateTime)), Date) if level.by_month else day
