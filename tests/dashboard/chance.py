"""Random choices of a person: seeded, of what there is to choose."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from random import Random

from dashboard.filters import Filters
from dashboard.reader import Reader
from etl.period import Period, add_months, whole_months

KINDS = ("office", "area", "service", "channel")
NARROWED = 0.25
"""How often each of office, area, service and channel is chosen."""


def filters(reader: Reader, seed: object, many: int, kinds: Collection[str] = KINDS) -> Iterator[Filters]:
    """`kinds`: what the asked can be narrowed by."""
    chance = Random(f"{seed}")
    for _ in range(many):
        start, end = _span(chance, reader.data.first_day, reader.data.last_day)
        chosen = {
            kind: chance.choice(reader.choices(kind))[0]
            for kind in KINDS
            if chance.random() < NARROWED and kind in kinds
        }
        yield Filters(start, end, **chosen)


def _span(chance: Random, first: date, last: date) -> tuple[date, date]:
    """Whole months in one of three; else any days, now and then past the ends of the data."""
    length = (last - first).days
    start = first + timedelta(days=chance.randint(-10, length))
    end = start + timedelta(days=chance.randint(0, length))
    if chance.random() < 1 / 3:
        start = start.replace(day=1)
        return start, add_months(start, chance.randint(1, 3)) - timedelta(days=1)
    return start, end


def keys(reader: Reader, metric: str, chosen: Filters, seed: object) -> tuple[str, ...]:
    """Up to two keys by which this metric may be broken down in this period."""
    chance = Random(f"{seed}")
    period = Period(chosen.start, chosen.end + timedelta(days=1))
    known = ["office", "area", "service", "channel", "day", "month"]
    if metric in ("arrivals", "waiting") and whole_months(period) == period:
        # Hours are kept by month, so a day does not go with them.
        known = [*known[:4], "month", *["weekday", "hour"] * 3]
    return tuple(dict.fromkeys(chance.choices(known, k=chance.randint(0, 2))))
