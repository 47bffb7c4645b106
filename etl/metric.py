"""What a metric is: buckets that the warehouse counts, and a pure function from counts to a value.

A fact falls in one bucket of each of its metric's bucket expressions; only counts are ever added.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, case, cast, func, literal_column

from etl.bins import bin_of, duration_edges
from etl.skm import Definition, in_force, permen

Fields = dict[str, int | Fraction | str | None]


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"
    DURATION = "duration"
    INDEX = "index"


DIMENSIONS = ("office", "area", "service", "channel", "category")
"""What a fact may be of; a metric has those that all its facts have."""


@dataclass(frozen=True)
class Level:
    """A grain in which tallies are kept: `extra` keys beside the period, and some of the metric's dimensions.

    `by_month`: one row per month instead of per day, so only whole months can be asked for.
    """

    name: str
    extra: tuple[str, ...] = ()
    by_month: bool = False
    dimensions: tuple[str, ...] = DIMENSIONS
    whole: bool = False
    """Only how many facts there are: in which buckets they fall the keys tell, or nobody asks."""


DAY = Level("day")
MONTH = Level("month", by_month=True)
WEEK_HOUR = Level("week_hour", ("weekday", "hour"), by_month=True)


def by(key: str, *, dimensions: tuple[str, ...] = DIMENSIONS) -> Level:
    """A breakdown that only this metric needs, by day. Fewer dimensions, fewer filters, fewer rows."""
    return Level(key, (key,), dimensions=dimensions)


@dataclass(frozen=True)
class Options:
    """What the office may choose about a value; part of every published version."""

    weight: str = "1/9"
    limits: Mapping[str, int] = field(default_factory=dict)
    """Metric name → limit in seconds."""
    surveys: tuple[Definition, ...] = ()
    """The office's own definitions of the survey, each from its day on; before them the law's by `weight`."""
    until: date = date.max
    """The last day of what is asked: a value of many days follows the definition in force on it."""

    def at(self, day: date) -> "Options":
        """Of a value whose last day this is."""
        return replace(self, until=day) if self.surveys else self

    @property
    def definition(self) -> Definition:
        """Of the survey."""
        return in_force(self.surveys, self.until, permen(self.weight))


@dataclass(frozen=True)
class Counts:
    """Sums over any set of tally rows.

    `overdue` is the part of the clocked bucket that is past its day, `young` what is too new to be judged (it
    is in no other sum), `opening` what was there before the period began.
    """

    n: int
    seconds: int
    buckets: Mapping[str, int]
    overdue: int = 0
    young: int = 0
    opening: int = 0


@dataclass(frozen=True)
class Buckets:
    """`index` gives, per expression, the position in `names` or NULL; `edges` are lower edges in seconds."""

    names: tuple[str, ...]
    index: tuple[ColumnElement[Any], ...]
    edges: tuple[int, ...] = ()
    seconds: ColumnElement[Any] | None = None


@dataclass(frozen=True)
class Leg:
    """Which facts count, on which local day, in which buckets; `keys` gives the levels' extra keys.

    A fact whose key is NULL is not counted at that level.
    """

    fact: Table
    day: ColumnElement[Any]
    buckets: Buckets
    where: ColumnElement[bool] | None = None
    keys: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Metric:
    name: str
    label: str
    unit: Unit
    higher_is_better: bool | None
    definition: str
    source: str
    legs: tuple[Leg, ...]
    levels: tuple[Level, ...]
    value: Callable[[Counts, Options], Fields]
    clocked: str | None = None
    """The bucket that the data time divides: before it overdue, from it on not yet due."""
    cohort: bool = False
    """Only what is older than the longest standard is judged; the rest is young."""
    balance: tuple[str, str] | None = None
    """The buckets of what came and what went: the value is what is left, with what was there before."""

    @property
    def facts(self) -> frozenset[str]:
        """The names of what is counted."""
        return frozenset(leg.fact.name for leg in self.legs)

    @property
    def buckets(self) -> tuple[str, ...]:
        return self.legs[0].buckets.names

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What its rows can be narrowed and broken down by, at every level that keeps it."""
        return tuple(name for name in DIMENSIONS if all(name in leg.fact.c for leg in self.legs))

    def dimensions_at(self, level: Level) -> tuple[str, ...]:
        return tuple(name for name in self.dimensions if name in level.dimensions)

    @property
    def edges(self) -> tuple[int, ...]:
        return self.legs[0].buckets.edges


def categories(column: ColumnElement[Any], names: Iterable[str]) -> Buckets:
    """One bucket per word."""
    words = tuple(names)
    return Buckets(words, (case(*((column == word, i) for i, word in enumerate(words))),))


def conditions(rules: Mapping[str, ColumnElement[bool]]) -> Buckets:
    """One bucket per condition; the first that holds decides."""
    return Buckets(tuple(rules), (case(*((rule, i) for i, rule in enumerate(rules.values()))),))


def scores(columns: Mapping[str, ColumnElement[Any]], low: int, high: int) -> Buckets:
    """One bucket per column and score: `waktu_3`."""
    span = high - low + 1
    names = tuple(f"{name}_{score}" for name in columns for score in range(low, high + 1))
    index = tuple(column - low + span * i for i, column in enumerate(columns.values()))
    return Buckets(names, index)


def durations(start: ColumnElement[Any], end: ColumnElement[Any], *, last: int) -> Buckets:
    """Bins of `end - start`; what is negative falls in bin 0, what reaches `last` in the last bin."""
    # Not extract(), which is a NUMERIC in PostgreSQL: ten times as dear.
    return lengths(func.floor(_epoch(end) - _epoch(start)), last=last)


def _epoch(instant: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.date_part(literal_column("'epoch'"), instant)


def lengths(elapsed: ColumnElement[Any], *, last: int) -> Buckets:
    """The same bins of a number of seconds."""
    seconds = cast(case((elapsed < 0, 0), else_=elapsed), Integer)
    edges = duration_edges(last)
    return Buckets(tuple(f"s{edge}" for edge in edges), (bin_of(seconds, last),), edges, seconds)


def total(counts: Counts, options: Options) -> Fields:
    """The sum, with each bucket by its name."""
    return {"value": counts.n, **counts.buckets}


def share(bucket: str, *, key: str = "value") -> Callable[[Counts, Options], Fields]:
    """The share of one bucket in all, beside the sum of each."""

    def value(counts: Counts, options: Options) -> Fields:
        part = Fraction(counts.buckets[bucket], counts.n) if counts.n else None
        return {key: part, **counts.buckets}

    return value


def matured(bucket: str) -> Callable[[Counts, Options], Fields]:
    """The share of one bucket among those that are old enough; beside it, how many are not."""
    whole = share(bucket)
    return lambda counts, options: {**whole(counts, options), "immature": counts.young}


def remaining(counts: Counts, options: Options) -> Fields:
    """What is left at the end: opening + received - closed."""
    received, closed = counts.buckets["received"], counts.buckets["closed"]
    return {
        "value": counts.opening + received - closed,
        "opening": counts.opening,
        "received": received,
        "closed": closed,
    }


def kept(counts: Counts, options: Options) -> Fields:
    """met / (met + missed + overdue); what is not yet due is shown and not counted."""
    met, missed, overdue = counts.buckets["met"], counts.buckets["missed"], counts.overdue
    judged = met + missed + overdue
    value = Fraction(met, judged) if judged else None
    pending = counts.buckets["open"] - overdue
    return {
        "value": value,
        "met": met,
        "missed": missed,
        "overdue": overdue,
        "pending": pending,
        "judged": judged,
    }


def percentiles(name: str, edges: tuple[int, ...]) -> Callable[[Counts, Options], Fields]:
    """Median and p90 by nearest rank, interpolated inside the bin; the mean; the share over a limit."""

    def value(counts: Counts, options: Options) -> Fields:
        bins = tuple(counts.buckets.values())
        limit = options.limits.get(name)
        over = sum(
            count for edge, count in zip(edges, bins, strict=True) if limit is not None and edge >= limit
        )
        return {
            "p50_seconds": percentile(bins, edges, Fraction(1, 2)),
            "p90_seconds": percentile(bins, edges, Fraction(9, 10)),
            "mean_seconds": Fraction(counts.seconds, counts.n) if counts.n else None,
            "share_over": Fraction(over, counts.n) if counts.n and limit is not None else None,
            "limit_seconds": limit,
        }

    return value


def percentile(bins: tuple[int, ...], edges: tuple[int, ...], q: Fraction) -> Fraction | None:
    """The ⌈q·n⌉-th value, in seconds, placed inside its bin as if the bin's values were evenly spread."""
    n = sum(bins)
    if not n:
        return None
    rank = -(-q.numerator * n // q.denominator)
    below = 0
    for i, count in enumerate(bins):
        if below + count >= rank:
            if i == len(edges) - 1:
                return Fraction(edges[i])
            width = edges[i + 1] - edges[i]
            return edges[i] + width * Fraction(2 * (rank - below) - 1, 2 * count)
        below += count
    raise AssertionError("the ranks of a histogram end with n")
