"""What the data hold: up to when each source was heard of, and which days of a metric are whole."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, exists, func, select

from etl.arrivals import office_of
from etl.calendar import Calendar
from etl.cases import withdrawn_lines
from etl.facts import SHAPES
from etl.freshness import DAY, Office, late_at
from etl.metrics import metrics
from etl.period import Period, local
from etl.reference import Reference
from etl.settings import Settings
from etl.warehouse.readings import last_readings
from etl.warehouse.schema import FACT_TABLES, events, replaced

REACH = timedelta(days=14)
"""Longer than any row of closed days."""

State = dict[str, Any]
"""Of one source: its fact, its latest event, when it was read last, from when on it is late."""


def source_states(connection: Connection, settings: Settings, reference: Reference) -> list[State]:
    """One row per source that has facts, with the time of its latest event (naive UTC).

    `read` and `rejected` are of the last reading of each file. A file whose place another content of its name
    took counts no more, and of a withdrawn one the refused lines do not. What a server gives has no place to
    be taken: every delivery counts.
    """
    last, gone = last_readings(), withdrawn_lines()
    same = (gone.c.source == last.c.source) & (gone.c.file == last.c.file)
    by = (last.c.source, last.c.fact)
    read = select(
        *by,
        func.max(last.c.loaded_at).label("loaded_at"),
        func.sum(last.c.read).label("read"),
        func.sum(last.c.rejected - func.coalesce(gone.c.lines, 0)).label("rejected"),
    )
    stands = ~exists().where(replaced.c.source == last.c.source, replaced.c.file == last.c.file)
    read = read.select_from(last.outerjoin(gone, same)).where(stands).group_by(*by)
    rows = [
        {**row._asdict(), "data_time": latest}
        for row in connection.execute(read.order_by(last.c.source))
        if (latest := _latest(connection, FACT_TABLES[row.fact], row.source)) is not None
    ]
    if not rows:
        return []
    days = [local(row["data_time"], settings.timezone).date() for row in rows]
    office = office_of(settings, reference, Period(min(days), max(days) + DAY))
    return [{**row, "late_at": _late_at(row, settings, office)} for row in rows]


def _late_at(row: State, settings: Settings, office: Office) -> datetime | None:
    """When a source becomes late; None: never."""
    block = settings.sources.get(row["source"])
    limit = block.max_age_seconds if block is not None else None
    return None if limit is None else late_at(row["data_time"], limit, office)


def _latest(connection: Connection, fact: Table, source: str) -> datetime | None:
    query = select(*(func.max(column) for column in events(fact))).where(fact.c.source == source)
    return max((value for value in connection.execute(query).one() if value is not None), default=None)


def covered(
    connection: Connection, states: list[State], settings: Settings, reference: Reference
) -> dict[str, Period]:
    """Per metric the days that its facts hold wholly, stretched over closed days at both ends.

    So a month that begins with a holiday is whole although its first day has no row.
    """
    spans = {name: _span(connection, states, settings, reference, name) for name in SHAPES}
    found = {}
    for metric in metrics().values():
        held = [spans[leg.fact.name] for leg in metric.legs]
        known = [span for span in held if span is not None]
        if known:
            found[metric.name] = Period(max(s.start for s in known), min(s.end for s in known))
    return {name: span for name, span in found.items() if span.start < span.end}


def _span(
    connection: Connection, states: list[State], settings: Settings, reference: Reference, name: str
) -> Period | None:
    fact = FACT_TABLES[name]
    first = connection.scalar(select(func.min(fact.c[SHAPES[name].day])))
    ends = [_held_until(states, state, settings) for state in states if state["fact"] == name]
    if first is None or not ends:
        return None
    # Of a source that is not behind, silence is news: it had nothing to tell.
    end = min((day for day, behind in ends if behind), default=max(day for day, _ in ends))
    calendar = Calendar(reference, settings.timezone, first - REACH, end + REACH)

    def closed(day: date) -> bool:
        return not calendar.is_working(np.array([day], "datetime64[D]"))[0]

    before = after = 0
    while before < REACH.days - 1 and closed(first - timedelta(days=before + 1)):
        before += 1
    while after < REACH.days - 1 and closed(end + timedelta(days=after)):
        after += 1
    return Period(first - timedelta(days=before), end + timedelta(days=after))


def _held_until(states: list[State], state: State, settings: Settings) -> tuple[date, bool]:
    """The first day that a source does not hold wholly, and whether it is behind the others of its fact.

    A day that was not over when the source was read is not whole. A source that the office no longer reads
    is behind no one.
    """
    last, read = (local(state[key], settings.timezone).date() for key in ("data_time", "loaded_at"))
    newest = max(other["data_time"] for other in states if other["fact"] == state["fact"])
    behind = state["late_at"] is not None and state["late_at"] < newest
    return last + timedelta(days=read > last), behind and state["source"] in settings.sources
