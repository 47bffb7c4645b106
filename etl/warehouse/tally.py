"""The tally tables: derived from metrics, one per metric and level, never migrated."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import BigInteger, Column, Date, Integer, MetaData, SmallInteger, String, Table

from etl.metric import Level, Metric
from etl.warehouse.published import PUBLIC, REFERENCE, STAFF

TALLIES = MetaData()

WHOLE, NOWHERE = -1, -2
"""Instead of a bucket: the fact itself, where it may fall in several; and a fact that falls in none."""

NUMBERS = frozenset({"weekday", "hour", "half_hour", "score_sum", "complete", "flat", "copy"})
"""Keys that are whole numbers; every other one is a word."""


def tally(metric: Metric, level: Level) -> Table:
    """Grain: one row per period, the level's own keys, its dimensions (office, area, service …), and bucket.

    `period` is the day, or the first day of the month; `bucket` the position among the metric's, or WHOLE or
    NOWHERE; `n` how many facts; `seconds` the sum of their durations (0 elsewhere). Of a metric whose facts
    fall in several buckets, WHOLE counts each fact once.
    """
    name = f"{metric.name}_{level.name}"
    if name in TALLIES.tables:
        return TALLIES.tables[name]
    return Table(
        name,
        TALLIES,
        Column("period", Date, nullable=False),
        *(Column(key, SmallInteger if key in NUMBERS else String, nullable=False) for key in level.extra),
        *(Column(key, String, nullable=False) for key in metric.dimensions_at(level)),
        Column("bucket", SmallInteger, nullable=False),
        Column("n", Integer, nullable=False),
        Column("seconds", BigInteger, nullable=False),
    )


def tallies(metrics: Iterable[Metric]) -> list[Table]:
    return [tally(metric, level) for metric in metrics for level in metric.levels]


@cache
def definition(metric: Metric) -> str:
    """A hash of all that decides what the tallies of this metric hold."""
    parts = [metric.name, *metric.buckets, *(repr(level) for level in metric.levels)]
    parts += [column.name for level in metric.levels for column in tally(metric, level).c]
    for leg in metric.legs:
        expressions = (leg.day, *leg.keys.values(), leg.where, leg.buckets.seconds, *leg.buckets.index)
        parts += [leg.fact.name]
        parts += [
            "" if part is None else str(part.compile(compile_kwargs={"literal_binds": True}))
            for part in expressions
        ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def columns(metric: Metric, levels: Sequence[Level] | None = None) -> str:
    """A hash of what the columns and buckets of its tallies (None: of all levels) are called, whatever is
    counted in them."""
    held = metric.levels if levels is None else levels
    parts = [*metric.buckets, *(column.name for level in held for column in tally(metric, level).c)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def shape(metrics: Iterable[Metric]) -> str:
    """A hash of what a version must hold to be read by this code."""
    parts = [definition(metric) for metric in metrics]
    tables = [table for held in (REFERENCE, STAFF, PUBLIC) for table in held.sorted_tables]
    parts += [f"{table.name}.{column.name}" for table in tables for column in table.c]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
