"""Which days of a source may still be completed, and which are closed: what changes those is a correction.

A day closes when the source has told of as many working days after it as `final_after` says, the day itself
counted: of a source whose latest event is of a Friday, three days leave Wednesday, Thursday and Friday open.
It goes by the data, not by the clock: what a late source has not told yet is not final.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, Table, func, select

from etl.calendar import Calendar
from etl.facts import SHAPES
from etl.period import local
from etl.reference import Reference
from etl.settings import Settings
from etl.source import SourceBlock
from etl.warehouse.schema import FACT_TABLES, events

_LONGEST = 60
"""Days that are looked back at most: no row of closed days is longer."""


@dataclass(frozen=True)
class Closed:
    """The days from `first` up to, not with, `until`, as a source stood before a run."""

    first: date
    until: date
    until_at: datetime
    """When `until` begins; naive UTC."""


def provisional_from(data_time: datetime, days: int, timezone: str, reference: Reference) -> date:
    """The first day that is still provisional; `data_time` is the latest event, naive UTC."""
    day = local(data_time, timezone).date()
    if days <= 0:
        return day + timedelta(days=1)
    first = day - timedelta(days=_LONGEST + 2 * days)
    calendar = Calendar(reference, timezone, first, day + timedelta(days=1))
    looked = np.arange(np.datetime64(first), np.datetime64(day) + 1)
    open_days = looked[calendar.is_working(looked)]
    if len(open_days) < days:
        return first
    found: date = open_days[-days].item()
    return found


def closed_days(
    connection: Connection, name: str, block: SourceBlock, settings: Settings, reference: Reference
) -> Closed | None:
    """None where the source has told nothing yet, or only of young days."""
    fact = FACT_TABLES[block.fact]
    first = connection.scalar(select(func.min(fact.c[SHAPES[fact.name].day])).where(fact.c.source == name))
    latest = _latest(connection, fact, name)
    if first is None or latest is None:
        return None
    until = provisional_from(latest, block.final_days, settings.timezone, reference)
    if until <= first:
        return None
    begins = datetime.combine(until, time(), ZoneInfo(settings.timezone)).astimezone(UTC)
    return Closed(first, until, begins.replace(tzinfo=None))


def open_from(connection: Connection, settings: Settings, reference: Reference) -> date | None:
    """The first day on which some source that the office reads is still provisional."""
    starts = _starts(connection, settings, reference)
    return min(starts, default=None)


def _starts(connection: Connection, settings: Settings, reference: Reference) -> Iterable[date]:
    for name, block in settings.sources.items():
        latest = _latest(connection, FACT_TABLES[block.fact], name)
        if latest is not None:
            yield provisional_from(latest, block.final_days, settings.timezone, reference)


def _latest(connection: Connection, fact: Table, source: str) -> datetime | None:
    query = select(*(func.max(column) for column in events(fact))).where(fact.c.source == source)
    return max((at for at in connection.execute(query).one() if at is not None), default=None)
