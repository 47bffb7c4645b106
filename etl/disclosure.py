"""What the public may know. Runs when publishing, so the public process never sees what was hidden.

Protected is how many people of one kelurahan did something: fixed months and years only, 1 to 9 hidden and
zero with them, the rest to the nearest 5, totals rounded on their own. Shares, percentiles and scores of the
whole office and of a service are shown from ten people on. Late cases are accountability and not hidden.
Rules as CMS (cells 1–10) and NHS Digital (nearest 5) apply them; the threshold is a convention, not law.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, func, select

from etl.metric import Counts, Fields, Options, percentiles
from etl.metrics import metrics
from etl.period import Kind, Period, periods, whole_months
from etl.warehouse.counts import Keys, counts
from etl.warehouse.schema import UNSUR, visit

THRESHOLD = 10
"""Fewer people than this are not shown."""

STEP = 5
"""Counts of people are shown to the nearest multiple."""

TYPICAL_MONTHS = 3
"""The hours of a week are told from as many whole months, or from those that there are."""

Row = dict[str, Any]
Counted = list[tuple[Keys, Counts]]


@dataclass(frozen=True)
class Slot:
    """What a disclosed figure is of."""

    metric: str
    kind: str
    period: Period
    by: tuple[str, ...] = ()

    def row(self, key: tuple[Any, ...], n: int | None, fields: Fields) -> Row:
        """`n` None hides the figure and all its fields."""
        shown = fields if n is not None else {}
        return {
            "metric": self.metric,
            "kind": self.kind,
            "start": self.period.start,
            "end": self.period.end,
            "by": ",".join(self.by),
            "key": ",".join(map(str, key)),
            "hidden": n is None,
            "n": n,
            "fields": json.dumps({name: _written(value) for name, value in shown.items()}),
        }


@dataclass(frozen=True)
class Disclosure:
    """`covered` are the days that the data hold wholly, per metric; `areas` all areas: zero is hidden too."""

    connection: Connection
    options: Options
    covered: Mapping[str, Period]
    data_day: date
    areas: tuple[str, ...]
    _months: dict[tuple[str, tuple[str, ...]], dict[date, Counted]] = field(default_factory=dict, init=False)
    """By metric and breakdown what each month counted: asked for once, and not once per period."""

    def figures(self) -> Iterator[Row]:
        """Every row of the public store, but for the live figure."""
        for kind in (Kind.MONTH, Kind.YEAR):
            for by in ((), ("channel",), ("area",)):
                for slot in self._slots("volume", kind, by):
                    yield from self._volume(slot)
            for by in ((), ("service",)):
                for slot in self._slots("on_time", kind, by):
                    yield from self._promises(slot)
        for slot in self._slots("waiting", Kind.MONTH):
            yield from self._values(slot, self._counts(slot))
        yield from self._typical()
        yield from self._satisfaction()

    def _slots(self, metric: str, kind: Kind, by: tuple[str, ...] = ()) -> Iterator[Slot]:
        if metric in self.covered:
            for period in periods(kind, self.covered[metric]):
                yield Slot(metric, kind, period, by)

    def _counts(self, slot: Slot) -> Counted:
        months = self._monthly(slot.metric, slot.by)
        found: dict[Keys, Counts] = {}
        for month in periods(Kind.MONTH, slot.period):
            for key, counted in months.get(month.start, ()):
                found[key] = together(found[key], counted) if key in found else counted
        return sorted(found.items())

    def _monthly(self, metric: str, by: tuple[str, ...]) -> dict[date, Counted]:
        known = self._months.get((metric, by))
        whole = whole_months(self.covered[metric])
        if known is None and whole is not None:
            known = self._months[metric, by] = defaultdict(list)
            for (month, *key), counted in self._asked(metric, whole, ("month", *by)):
                known[month].append((tuple(key), counted))
        return known or {}

    def _asked(self, metric: str, period: Period, by: tuple[str, ...]) -> Counted:
        return counts(self.connection, metrics()[metric], period, by=by, where={}, data_day=self.data_day)

    def _volume(self, slot: Slot) -> Iterator[Row]:
        found = {key: tallied.n for key, tallied in self._counts(slot)}
        keys = [(area,) for area in self.areas] if slot.by == ("area",) else list(found)
        for key in keys:
            n = rounded(found.get(key, 0))
            yield slot.row(key, n, {"value": n})

    def _promises(self, slot: Slot) -> Iterator[Row]:
        for key, found in self._counts(slot):
            fields = metrics()[slot.metric].value(found, self.options)
            judged, share = fields["judged"], fields["value"]
            assert isinstance(judged, int)
            # Down to a tenth of a percent, never up: rounding is not in our favour.
            down = Fraction(int(share * 1000), 1000) if isinstance(share, Fraction) else None
            yield slot.row(key, rounded(judged), {"value": down})

    def _typical(self) -> Iterator[Row]:
        months = [slot.period for slot in self._slots("waiting", Kind.MONTH)][-TYPICAL_MONTHS:]
        if months:
            period = Period(months[0].start, months[-1].end)
            slot = Slot("waiting", "typical", period, ("weekday", "hour"))
            # Percentiles without their n: hours by weekday would tell how many came.
            for row in self._values(slot, self._asked(slot.metric, period, slot.by)):
                yield {**row, "n": None}

    def _values(self, slot: Slot, counted: Counted) -> Iterator[Row]:
        for key, found in counted:
            fields = metrics()[slot.metric].value(found, self.options)
            yield slot.row(key, rounded(found.n), coarse(fields))

    def _satisfaction(self) -> Iterator[Row]:
        """Of a survey the regulation wants the exact number of respondents published.

        So one period can be taken from another. A longer one is shown only where those in it who stand in
        no shorter one that is shown are nobody, or enough; of each unsur too, since not all answer all.
        """
        shown: dict[Period, dict[str, int]] = {}
        for kind in (Kind.TRIWULAN, Kind.SEMESTER, Kind.YEAR):
            for slot in self._slots("ikm", kind):
                for key, found in self._counts(slot):
                    people = respondents(found)
                    inside = [part for part in shown if _holds(slot.period, part)]
                    rest = {name: n - sum(shown[part][name] for part in inside) for name, n in people.items()}
                    enough = all(n == 0 or n >= THRESHOLD for n in (*people.values(), *rest.values()))
                    if enough:
                        shown = {part: n for part, n in shown.items() if part not in inside}
                        shown[slot.period] = people
                    fields = metrics()["ikm"].value(found, self.options)
                    yield slot.row(key, found.n if enough else None, fields)


def together(one: Counts, other: Counts) -> Counts:
    """Of two stretches of days; nothing here is a stock, which would not add up."""
    buckets = {name: n + other.buckets[name] for name, n in one.buckets.items()}
    rest = (one.overdue + other.overdue, one.young + other.young)
    return Counts(one.n + other.n, one.seconds + other.seconds, buckets, *rest)


def respondents(found: Counts) -> dict[str, int]:
    """How many answered at all, and how many each unsur."""
    people = {"": found.n, **dict.fromkeys(UNSUR, 0)}
    for bucket, count in found.buckets.items():
        people[bucket.rpartition("_")[0]] += count
    return people


def _holds(whole: Period, part: Period) -> bool:
    return whole.start <= part.start and part.end <= whole.end


def rounded(n: int) -> int | None:
    """To the nearest 5, a half up; None below the threshold, zero included."""
    return None if n < THRESHOLD else (n + STEP // 2) // STEP * STEP


def coarse(fields: Fields) -> Fields:
    """Durations to the second, shares to a tenth of a percent, both up: no wait is made shorter.

    An exact fraction would tell by its denominator how many people stand behind it.
    """
    return {
        name: _up(value, 1000 if name.startswith("share") else 1) if isinstance(value, Fraction) else value
        for name, value in fields.items()
    }


def _up(value: Fraction, parts: int) -> Fraction:
    return Fraction(-(-value.numerator * parts // value.denominator), parts)


def live(connection: Connection, at: datetime, options: Options) -> Row:
    """How many wait in the whole office at this time; how long those called in the last hour waited."""
    hour_ago, morning = at - timedelta(hours=1), at - timedelta(hours=12)
    waiting = connection.scalar(
        select(func.count())
        .select_from(visit)
        .where(visit.c.outcome == "open", visit.c.called_at.is_(None), visit.c.taken_at > morning)
    )
    metric = metrics()["waiting"]
    index = metric.legs[0].buckets.index[0]
    # By a name: values of an expression must not stand in a GROUP BY.
    recent = select(index.label("bin")).where(visit.c.called_at > hour_ago).subquery()
    called = select(recent.c.bin, func.count().label("n")).group_by(recent.c.bin)
    bins = dict.fromkeys(range(len(metric.buckets)), 0)
    bins.update({row.bin: row.n for row in connection.execute(called)})
    n = sum(bins.values())
    found = Counts(n, 0, {name: bins[i] for i, name in enumerate(metric.buckets)})
    value = percentiles("waiting", metric.edges)(found, options)
    fields: Fields = {
        "at": at.isoformat(),
        "waiting": waiting,
        "p50_seconds": value["p50_seconds"],
        "p90_seconds": value["p90_seconds"],
    }
    day = at.date()
    return Slot("now", "now", Period(day, day + timedelta(days=1))).row((), rounded(n), coarse(fields))


def _written(value: int | Fraction | str | None) -> int | str | None:
    return f"={value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value
