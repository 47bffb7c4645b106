"""A period beside the one before it: what both show, and whether they differ by more than noise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from dashboard import change, days
from dashboard import format as fmt
from dashboard.change import Change, Day, Verdict
from dashboard.days import Days
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import Row
from etl.period import add_months


@dataclass(frozen=True)
class Pair:
    """Two periods of equal length: one right after the other, or the same days of two years.

    `both` has the days between them too.
    """

    before: Filters
    after: Filters

    @property
    def both(self) -> Filters:
        return replace(self.after, start=self.before.start)


@dataclass(frozen=True)
class Compared:
    """The figures of both periods, as the reader gives them; None where nothing was counted."""

    before: Row | None
    after: Row | None
    change: Change


def pair_before(filters: Filters, first: date, last: date) -> Pair | None:
    """With the period before: as many months for whole months, else as many days.

    `first` and `last` are the days that the data know; where the period before begins earlier, None.
    """
    start, end = max(filters.start, first), min(filters.end, last)
    if start > end:
        return None
    if start.day == 1 and fmt.ends_month(end):
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        earlier = add_months(start, -months)
    else:
        earlier = start - (end - start) - timedelta(days=1)
    if earlier < first:
        return None
    before = replace(filters, start=earlier, end=start - timedelta(days=1), preset=None)
    return Pair(before, replace(filters, start=start, end=end, preset=None))


def pair_year_before(filters: Filters, first: date, last: date) -> Pair | None:
    """With the same days a year earlier; None where the data begin later or the two would meet.

    The end of a month stays one: February has as many days as it has.
    """
    start, end = max(filters.start, first), min(filters.end, last)
    if start > end:
        return None
    earlier, until = _year_before(start), _year_before(end)
    if fmt.ends_month(end):
        until = add_months(until, 1) - timedelta(days=1)
    if earlier < first or until >= start:
        return None
    before = replace(filters, start=earlier, end=until, preset=None)
    return Pair(before, replace(filters, start=start, end=end, preset=None))


def _year_before(day: date) -> date:
    """Of the day that only leap years have, the one before it."""
    return min(add_months(day, -12) + timedelta(days=day.day - 1), add_months(day, -11) - timedelta(days=1))


def waiting(reader: Reader, pair: Pair) -> Compared:
    """The share of cases over the P90 of both periods together: where that differs, so does the P90."""
    shown = _shown(reader, "waiting", pair)
    pooled = reader.values("waiting", filters=pair.both)
    if not pooled:
        return Compared(*shown, change.NOTHING)
    found = days.waits(reader, pooled[0]["p90_seconds"], pair.both)
    return Compared(*shown, _agreeing(change.of_shares(*_split(found, pair)), *shown, "p90_seconds"))


def promise(reader: Reader, pair: Pair, metric: str = "on_time") -> Compared:
    found = days.kept(reader, metric, pair.both)
    return Compared(*_shown(reader, metric, pair), change.of_shares(*_split(found, pair)))


def online(reader: Reader, pair: Pair) -> Compared:
    found = days.online(reader, pair.both)
    return Compared(*_shown(reader, "digital_share", pair), change.of_shares(*_split(found, pair)))


def index(reader: Reader, pair: Pair) -> Compared:
    """By the sum of the nine scores; nothing is said where each period follows its own definition."""
    shown = _shown(reader, "ikm", pair)
    if reader.definition(pair.before.end) != reader.definition(pair.after.end):
        return Compared(*shown, change.NOTHING)
    found = change.of_means(*_split(days.scores(reader, pair.both), pair))
    return Compared(*shown, _agreeing(found, *shown, "index"))


def volume(reader: Reader, pair: Pair) -> Compared:
    """Requests per open day; see per_open_day."""
    rows = reader.numbers("digital_share", ("day",), of=("counter",), filters=pair.both)
    sides = ([row for row in rows if f.start <= row["day"] <= f.end] for f in (pair.before, pair.after))
    counts = [per_open_day(side) for side in sides]
    return Compared(*_shown(reader, "volume", pair), change.of_counts(*counts))


def per_open_day(rows: Sequence[Row]) -> list[int]:
    """Requests of each day on which the counter took one; those of closed days count on the next open one.

    `rows`: by day and in their order, `n` and how many of them came over the counter. Without any counter
    every day with a request is a day.
    """
    if not any(row["counter"] for row in rows):
        return [row["n"] for row in rows]
    found: list[int] = []
    waiting = 0
    for row in rows:
        waiting += row["n"]
        if row["counter"]:
            found.append(waiting)
            waiting = 0
    found[-1] += waiting
    return found


def _shown(reader: Reader, metric: str, pair: Pair) -> tuple[Row | None, Row | None]:
    before, after = (next(iter(reader.values(metric, filters=f)), None) for f in (pair.before, pair.after))
    return before, after


def _split(found: Days, pair: Pair) -> tuple[list[Day], list[Day]]:
    mine = found.get(days.ALL, {})
    return days.between(mine, pair.before), days.between(mine, pair.after)


def _agreeing(found: Change, before: Row | None, after: Row | None, key: str) -> Change:
    """What is tested stands for what is shown; where they point to different sides nothing is sure."""
    if not found.changed or before is None or after is None:
        return found
    if before[key] is None or after[key] is None:
        return replace(found, verdict=Verdict.UNKNOWN)
    return found if (after[key] > before[key]) is found.rose else replace(found, verdict=Verdict.SAME)


def minutes_apart(before: Fraction, after: Fraction) -> str:
    """Between two numbers of whole minutes, as they are shown."""
    gap = abs(after - before)
    return fmt.duration(gap * 60) if gap else f"kurang dari 1{fmt.NBSP}menit"


def points_apart(before: Fraction, after: Fraction) -> str:
    """Between two shares, as they are shown."""
    gap = abs(fmt.shown_share(after) - fmt.shown_share(before)) * 100
    return f"{fmt.number(gap, 1)} poin" if gap else "kurang dari 0,1 poin"


def index_apart(before: Fraction, after: Fraction) -> str:
    gap = abs(after - before)
    return fmt.number(gap, 2) if gap else "kurang dari 0,01"


def parts_apart(before: Fraction, after: Fraction) -> str:
    """How much more or less per open day, as a part of what it was."""
    return f"{fmt.percent(abs(after / before - 1))} per hari buka" if before else "dari nol"
