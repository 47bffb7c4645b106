"""Withholds from a table what would let a hidden number in it, or in an earlier one, be worked out.

A hidden number must keep several possible values. Where it would not, what is told of it and the smallest
numbers beside it are withheld as well; so that nobody is deceived, they say so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from etl.disclosure.coarse import share_range
from etl.disclosure.inference import MOST, ROOM, Bounds, Known, Name
from etl.disclosure.slot import WITHHELD, Figure, Slot
from etl.period import Period

PROTECTED = ("area", "office")
"""Whoever these keys name is few; of a service or a channel of the whole office only the sums matter."""

WITHIN, WITHOUT = "within", "without"
"""The part that a share counts, and the rest."""

Tables = Mapping[Slot, Sequence[Figure]]
_NUMBERS = ("n", WITHIN, WITHOUT)


def judged(group: Tables, around: Tables) -> dict[Slot, list[Figure]]:
    """`group`: the tables of one metric and period that come out now, the whole included; `around`: those of
    the metric that are out and whose numbers may be added up with them."""
    shown = {slot: list(figures) for slot, figures in group.items()}
    unknown = {slot: [_withheld(figure) for figure in figures] for slot, figures in shown.items()}
    before: set[Name] | None = None
    while found := _narrow({**around, **shown}):
        if before is None:
            # What could be worked out already is none of these tables' doing.
            before = _narrow({**around, **unknown})
        found -= before
        figure = _next(shown, found)
        if not found or figure is None:
            break
        shown[figure.slot] = [_withheld(one) if one is figure else one for one in shown[figure.slot]]
    return shown


def _withheld(figure: Figure) -> Figure:
    return figure if figure.n is None else replace(figure, n=None, fields=dict(WITHHELD))


def _next(shown: Tables, found: set[Name]) -> Figure | None:
    """What is told of these themselves, then of their year, then the smallest sibling, then the whole."""
    cells = {name[:2] for name in found}
    places = {place for place, _ in cells}

    def order(figure: Figure) -> tuple[Any, ...]:
        place = _place(figure)
        whole = not figure.slot.by
        return ((place, figure.slot.period) not in cells, place not in places, whole, figure.n, figure.key)

    left = [one for figures in shown.values() for one in figures if one.n is not None]
    fitting = [one for one in left if one.slot.by in ((), *((key,) for key in PROTECTED))]
    return min(fitting, key=order, default=None)


def _place(figure: Figure) -> tuple[str, str]:
    return ",".join(figure.slot.by), figure.key


def _narrow(tables: Tables) -> set[Name]:
    """The numbers, named by place, period and which, that too few values are left for."""
    bounds = known(tables).narrowed()
    return {name for figures in tables.values() for figure in figures for name in _told(figure, bounds)}


def _told(figure: Figure, bounds: Bounds) -> Iterator[Name]:
    if not set(figure.slot.by) & set(PROTECTED):
        return
    place, period = _place(figure), figure.slot.period
    low, high = bounds[place, period, "n"]
    if figure.n is None and not figure.withheld and high - low + 1 < ROOM:
        yield place, period, "n"
    # Late cases of an office are accountability; of a kelurahan's people they are not.
    for part in (WITHIN, WITHOUT) if figure.slot.by == ("area",) and figure.n is not None else ():
        low, high = bounds.get((place, period, part), (0, MOST))
        if low == high and 0 < low < figure.rules.threshold:
            yield place, period, part


def known(tables: Tables) -> Known:
    """All that these tables say together."""
    found = Known()
    for figures in tables.values():
        for figure in figures:
            _figure(found, figure)
    for whole, parts in (*_across(tables), *_along(tables)):
        for number in _NUMBERS:
            names = [(*part, number) for part in parts]
            if all(name in found.bounds for name in ((*whole, number), *names)):
                found.sums.append(((*whole, number), names))
    return found


def _figure(found: Known, figure: Figure) -> None:
    place, period, rules = _place(figure), figure.slot.period, figure.rules
    most = rules.threshold - 1
    if figure.n is not None:
        low, high = rules.possible(figure.n)
    else:
        low, high = (rules.threshold, MOST) if figure.withheld else (0, most)
    found.bounds[place, period, "n"] = low, high
    if figure.slot.metric == "volume":
        return
    found.bounds[place, period, WITHIN] = found.bounds[place, period, WITHOUT] = 0, high
    found.sums.append(((place, period, "n"), [(place, period, WITHIN), (place, period, WITHOUT)]))
    share = None if figure.n is None else share_range(figure.fields, figure.n, rules)
    if share is not None:
        found.shares.append(((place, period, "n"), (place, period, WITHIN), share))
        found.shares.append(((place, period, "n"), (place, period, WITHOUT), share.rest))


Cell = tuple[tuple[str, str], Period]


def _across(tables: Tables) -> Iterator[tuple[Cell, list[Cell]]]:
    """The whole of each period is all keys of each breakdown."""
    wholes = {slot.period for slot in tables if not slot.by}
    for slot, figures in tables.items():
        if slot.by and slot.period in wholes:
            yield (("", ""), slot.period), [(_place(figure), slot.period) for figure in figures]


def _along(tables: Tables) -> Iterator[tuple[Cell, list[Cell]]]:
    """A year is its months, where all of them are out."""
    for slot, figures in tables.items():
        if slot.kind != "year":
            continue
        months = [one for one in tables if (one.kind, one.by) == ("month", slot.by) and _in(one, slot)]
        if len(months) < 12:
            continue
        there = {(_place(figure), one.period) for one in months for figure in tables[one]}
        for figure in figures:
            parts = [(_place(figure), one.period) for one in months]
            yield (_place(figure), slot.period), [part for part in parts if part in there]


def _in(part: Slot, whole: Slot) -> bool:
    return whole.period.start <= part.period.start and part.period.end <= whole.period.end


def within(tables: Tables, metric: str, period: Period) -> dict[Slot, Sequence[Figure]]:
    """The tables of a metric with numbers that lie in a period."""
    asked = Slot(metric, "", period)
    mine = {slot: figures for slot, figures in tables.items() if slot.metric == metric}
    return {slot: figures for slot, figures in mine.items() if slot.kind != "typical" and _in(slot, asked)}
