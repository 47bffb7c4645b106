"""Counts → the tables that come out on a day: counted, made coarse, and judged together."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import groupby

from sqlalchemy import Connection

from etl.disclosure import coarse
from etl.disclosure.judge import Tables, judged, within
from etl.disclosure.slot import Figure, Slot, due
from etl.disclosure.survey import hidden, of_parts, respondents, surveyed
from etl.metric import Counts, Fields, Options
from etl.metrics import metrics
from etl.period import Kind, Period, period_of, periods
from etl.thresholds import Thresholds
from etl.warehouse.counts import Keys, counts

Counted = list[tuple[Keys, Counts]]
_TELLS = frozenset({"index", "mutu", "weight"})
"""What is told of a survey by office or service; how few answered one unsur is not."""


@dataclass(frozen=True)
class Disclosure:
    """`covered` are the days that the data hold wholly, per metric; `places` all areas and all offices: none
    is told like a few, so each has a row."""

    connection: Connection
    options: Options
    covered: Mapping[str, Period]
    data_day: date
    places: Mapping[str, Sequence[str]]
    rules: Thresholds = field(default_factory=Thresholds)
    _months: dict[tuple[str, tuple[str, ...]], dict[date, Counted]] = field(default_factory=dict, init=False)
    """By metric and breakdown what each month counted: asked for once, and not once per period."""

    def due(self) -> list[Slot]:
        return list(due(self.covered, self.data_day, self.rules))

    def tables(self, slots: Sequence[Slot], out: Tables) -> Iterator[tuple[Slot, list[Figure]]]:
        """These, which `due` has named and in its order; `out`: what is out already."""
        known = dict(out)
        self._count(slots)
        for (metric, period, kind), of in groupby(
            slots, key=lambda slot: (slot.metric, slot.period, slot.kind)
        ):
            made: Tables = {slot: list(self._figures(slot, known)) for slot in of}
            if kind != "typical":
                made = _judged(metric, made, _around(known, metric, period))
            known.update(made)
            yield from ((slot, [self._shown(figure) for figure in figures]) for slot, figures in made.items())

    def again(self, old: Tables, out: Tables) -> dict[Slot, list[Figure]]:
        """Tables of one metric and period that came out, anew. What has moved by too few people stays."""
        self._count(list(old))
        slot = next(iter(old))
        made = {}
        for one, figures in old.items():
            before = {figure.key: figure for figure in figures}
            made[one] = [_moved(before.get(figure.key), figure) for figure in self._figures(one, out)]
        told = _judged(slot.metric, made, _around(out, slot.metric, slot.period))
        return {one: [self._shown(figure) for figure in figures] for one, figures in told.items()}

    def _count(self, slots: Sequence[Slot]) -> None:
        """The months of all of them, in one query per metric and breakdown."""
        spans: dict[tuple[str, tuple[str, ...]], Period] = {}
        for slot in slots:
            key = (slot.metric, slot.by)
            span = spans.get(key, slot.period)
            spans[key] = Period(min(span.start, slot.period.start), max(span.end, slot.period.end))
        for (metric, by), span in spans.items():
            months: dict[date, Counted] = defaultdict(list)
            for (month, *keys), counted in self._asked(metric, span, ("month", *by)):
                months[month].append((tuple(keys), counted))
            self._months[metric, by] = months

    def _asked(self, metric: str, period: Period, by: tuple[str, ...]) -> Counted:
        return counts(self.connection, metrics()[metric], period, by=by, where={}, data_day=self.data_day)

    def _counts(self, slot: Slot, known: Tables) -> Counted:
        parts = of_parts(slot, known) if slot.metric == "ikm" else None
        if parts is not None:
            return sorted(((key,) if key else (), counted) for key, counted in parts.items())
        months = self._months[slot.metric, slot.by]
        found: dict[Keys, Counts] = {keys: _none(slot.metric) for keys in self._keys(slot.by)}
        for month in periods(Kind.MONTH, slot.period):
            for key, counted in months.get(month.start, ()):
                found[key] = together(found[key], counted) if key in found else counted
        return sorted(found.items())

    def _keys(self, by: tuple[str, ...]) -> list[Keys]:
        return [()] if not by else [(code,) for code in self.places.get(by[0], ())]

    def _figures(self, slot: Slot, known: Tables) -> Iterator[Figure]:
        make: Callable[[Slot, str, Counts], Figure] = {
            "volume": self._volume,
            "on_time": self._promise,
            "waiting": self._typical if slot.kind == "typical" else self._wait,
            "ikm": self._satisfaction,
        }[slot.metric]
        for keys, counted in self._counts(slot, known):
            yield make(slot, ",".join(map(str, keys)), counted)

    def _volume(self, slot: Slot, key: str, found: Counts) -> Figure:
        return self._rounded(slot, key, (found.n,), lambda n: {"value": n})

    def _promise(self, slot: Slot, key: str, found: Counts) -> Figure:
        fields = metrics()["on_time"].value(found, self.options)
        judged, met, share = fields["judged"], fields["met"], fields["value"]
        assert isinstance(judged, int)
        assert isinstance(met, int)

        def told(n: int) -> Fields:
            assert isinstance(share, Fraction)
            if slot.by == ("area",):
                return {"band": coarse.band(share)}
            return {"value": coarse.down(share, n, self.rules)}

        return self._rounded(slot, key, (judged, met), told)

    def _wait(self, slot: Slot, key: str, found: Counts) -> Figure:
        return self._rounded(slot, key, (found.n,), partial(self._waits, found))

    def _waits(self, found: Counts, n: int) -> Fields:
        return coarse.waits(
            found, n, metrics()["waiting"].edges, self.options.limits.get("waiting"), self.rules
        )

    def _typical(self, slot: Slot, key: str, found: Counts) -> Figure:
        """Percentiles alone: hours by weekday would tell how many came, and a share how many those are."""
        told = self._wait(slot, key, found)
        fields = {name: told.fields[name] for name in ("p50_seconds", "p90_seconds") if told.fields}
        return replace(told, n=None, fields=fields)

    def _rounded(
        self, slot: Slot, key: str, people: tuple[int, ...], told: Callable[[int], Fields]
    ) -> Figure:
        n = self.rules.rounded(people[0])
        return Figure(slot, key, n, {} if n is None else told(n), people, self.rules)

    def _satisfaction(self, slot: Slot, key: str, found: Counts) -> Figure:
        fields = metrics()["ikm"].value(found, self.options.at(slot.period.last))
        told = {name: value for name, value in fields.items() if not slot.by or name in _TELLS}
        figure = Figure(slot, key, found.n, told, respondents(found), self.rules, found.buckets)
        return figure if found.n else hidden(figure)

    def _shown(self, figure: Figure) -> Figure:
        """Respondents to the nearest step, but for the whole office, and an office's year."""
        slot = figure.slot
        exact = not slot.by or (slot.by, slot.kind) == (("office",), "year")
        if slot.metric != "ikm" or figure.n is None or exact:
            return figure
        return replace(figure, n=self.rules.rounded(figure.n))


def _judged(metric: str, made: Tables, around: Tables) -> dict[Slot, list[Figure]]:
    return (surveyed if metric == "ikm" else judged)(made, around)


def _moved(old: Figure | None, new: Figure) -> Figure:
    if old is None or len(old.people) != len(new.people):
        return new
    moved = (abs(one - other) for one, other in zip(old.people, new.people, strict=True))
    return new if any(by >= new.rules.threshold for by in moved) else old


def _around(known: Tables, metric: str, period: Period) -> Tables:
    """Of one month only its own tables, as long as its year is not out: nothing else can be added to them."""
    year = period_of(period.start, Kind.YEAR)
    found = within(known, metric, year)
    alone = metric != "ikm" and period != year and not any(slot.period == year for slot in found)
    return within(known, metric, period) if alone else found


def _none(metric: str) -> Counts:
    return Counts(0, 0, dict.fromkeys(metrics()[metric].buckets, 0))


def together(one: Counts, other: Counts) -> Counts:
    """Of two stretches of days; nothing here is a stock, which would not add up."""
    buckets = {name: n + other.buckets[name] for name, n in one.buckets.items()}
    rest = (one.overdue + other.overdue, one.young + other.young)
    return Counts(one.n + other.n, one.seconds + other.seconds, buckets, *rest)
