"""What is compared, day by day: the cases of a day and the sum of what is measured over them, per office."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.change import Change, Day
from dashboard.filters import Filters
from dashboard.reader import NoSuchBreakdown, Reader
from dashboard.section import Row

Days = Mapping[str, Mapping[date, Day]]
"""Office (all of them together: "") → day → its cases."""
Test = Callable[[Sequence[Day], Sequence[Day]], Change]
OFFICE = ("office",)
ALL = ""


def waits(reader: Reader, limit: int, filters: Filters, by: tuple[str, ...] = ()) -> Days:
    """How many of those called waited into the bin of `limit` seconds or longer."""
    rows = reader.exceeding("waiting", limit, ("day", *by), filters=filters)
    return _grouped(rows, lambda row: Day(row["n"], row["over"]))


def kept(reader: Reader, metric: str, filters: Filters, by: tuple[str, ...] = ()) -> Days:
    """How many promises were kept of those that can be judged."""
    rows = reader.values(metric, ("day", *by), filters=filters)
    return _grouped(rows, lambda row: Day(row["judged"], row["met"]))


def online(reader: Reader, filters: Filters, by: tuple[str, ...] = ()) -> Days:
    """How many requests came online."""
    rows = reader.numbers("digital_share", ("day", *by), of=("online",), filters=filters)
    return _grouped(rows, lambda row: Day(row["n"], row["online"]))


def scores(reader: Reader, filters: Filters, by: tuple[str, ...] = ()) -> Days:
    """The sums of nine scores, of those who answered all nine; where these do not weigh the same, the indices
    of single answers. Nothing where such weights cannot be followed by these keys and filters."""
    if reader.definition(filters.end).by_sum is not None:
        rows = reader.numbers("ikm", ("day", *by, "score_sum"), filters=filters)
        return _grouped(rows, lambda row: Day(row["n"], row["n"] * row["score_sum"]))
    try:
        found = reader.singles(("day", *by), filters=filters)
    except NoSuchBreakdown:
        return {}
    named = [(dict(zip(("day", *by), keys, strict=True)), each) for keys, each in found.items()]
    rows = [{**keys, "value": value, "n": n} for keys, each in named for value, n in each]
    return _grouped(rows, lambda row: Day(row["n"], row["n"] * row["value"]))


def _grouped(rows: Iterable[Row], day_of: Callable[[Row], Day]) -> Days:
    found: dict[str, dict[date, Day]] = {}
    for row in rows:
        days = found.setdefault(row.get("office", ALL), {})
        days[row["day"]] = added(days.get(row["day"]), day_of(row))
    return found


def added(one: Day | None, other: Day) -> Day:
    return other if one is None else Day(one.n + other.n, one.total + other.total)


def others(offices: Days, office: str) -> Mapping[date, Day]:
    """The days of all but one office, added up."""
    return _together({code: days for code, days in offices.items() if code != office})


def between(days: Mapping[date, Day], filters: Filters) -> list[Day]:
    """Those of a period, in their order."""
    return [part for day, part in sorted(days.items()) if filters.start <= day <= filters.end]


@dataclass(frozen=True)
class Poles:
    """Offices above and below the others together by more than noise, the furthest first."""

    above: Sequence[str]
    below: Sequence[str]
    judged: int
    """How many had enough cases to be judged."""


def poles(offices: Days, test: Test) -> Poles:
    """Who differs from the others together, over the same days; nobody is ranked by noise.

    The furthest is set aside first and the rest looked at among themselves: else one very low office would
    make all others high.
    """
    left = dict(offices)
    sides: dict[bool, list[str]] = {True: [], False: []}
    whole = _together(left)
    found = _against_others(left, whole, test)
    judged = sum(apart.z is not None for apart in found.values())
    while changed := {office: apart for office, apart in found.items() if apart.changed}:
        furthest = max(changed, key=lambda office: abs(changed[office].z or 0.0))
        sides[changed[furthest].rose].append(furthest)
        whole = _without(whole, left.pop(furthest))
        found = _against_others(left, whole, test)
    return Poles(sides[True], sides[False], judged)


def _together(offices: Days) -> dict[date, Day]:
    found: dict[date, Day] = {}
    for days in offices.values():
        for day, part in days.items():
            found[day] = added(found.get(day), part)
    return found


def _without(whole: Mapping[date, Day], days: Mapping[date, Day]) -> dict[date, Day]:
    """What is left on each day; a day on which nothing is left has no cases and counts for nothing."""
    gone = {day: Day(whole[day].n - part.n, whole[day].total - part.total) for day, part in days.items()}
    return {**whole, **gone}


def _against_others(offices: Days, whole: Mapping[date, Day], test: Test) -> dict[str, Change]:
    """`whole`: all of them together, added up once."""
    return {office: test(_ordered(_without(whole, days)), _ordered(days)) for office, days in offices.items()}


def _ordered(days: Mapping[date, Day]) -> list[Day]:
    return [part for _, part in sorted(days.items())]
