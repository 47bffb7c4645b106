"""Facts, ledger and headers → what each source told of each day: what «lengkap» and «terlambat» rest on."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Connection, Table, cast, extract, func, literal_column, select, union_all

from etl.calendar import Calendar
from etl.facts import SHAPES
from etl.freshness import DAY, LONGEST_CLOSED, Arrived, Habit, History, Office, Read
from etl.period import Period
from etl.reference import Reference
from etl.settings import Settings
from etl.warehouse.schema import FACT_TABLES, FACTS, header, ledger

MOST_DAYS = 3 * 366
"""So far back a version tells of days; figures of earlier ones stand without."""

_QUARTER = 900
"""Seconds; every zone's days begin on a quarter of an hour of UTC."""

Row = dict[str, Any]


def histories(connection: Connection, settings: Settings) -> list[History]:
    """One per source that the settings name or that has ever been read, by name.

    Of one that was never read, the reading times are those of an empty year: nothing stands on them.
    """
    habits = _habits(connection, settings)
    zone = Office(settings.timezone, ())
    first, arrived = _arrived(connection)
    read = _read(connection, zone, first)
    spans = _spans(connection)
    return [
        History(habit, arrived.get(name, {}), read.get(name, {}), *spans.get(name, (NEVER, NEVER)))
        for name, habit in sorted(habits.items())
    ]


NEVER = datetime(1, 1, 1)  # noqa: DTZ001 (naive UTC)


def office_of(settings: Settings, reference: Reference, within: Period) -> Office:
    """Its open days, and as many around the period as a limit may be put off by."""
    around = timedelta(days=LONGEST_CLOSED)
    limits = [block.max_age_seconds or 0 for block in settings.sources.values()]
    longest = timedelta(days=max(limits, default=0) // 86_400 + 60)
    first, last = within.start - around, within.end + around + longest
    calendar = Calendar(reference, settings.timezone, first, last)
    days = [first + n * DAY for n in range((last - first).days + 1)]
    opened = calendar.is_working(np.array(days, "datetime64[D]"))
    return Office(settings.timezone, frozenset(d for d, is_open in zip(days, opened, strict=True) if is_open))


def within(found: list[History], office_day: date) -> Period | None:
    """From the first day that any source tells of to this day; None while none tells of any."""
    first = min((history.first for history in found if history.first is not None), default=None)
    last = max((history.last for history in found if history.last is not None), default=None)
    if first is None or last is None:
        return None
    last = max(last, office_day)
    return Period(max(first, last - timedelta(days=MOST_DAYS)), last + DAY)


def offices_of(connection: Connection) -> list[Row]:
    """Per source and office its first and last day: who looks at one office is told of its sources."""
    rows: list[Row] = []
    for name, fact in FACT_TABLES.items():
        day = fact.c[SHAPES[name].day]
        by = (fact.c.source, fact.c.office)
        query = select(*by, func.min(day).label("first_day"), func.max(day).label("last_day")).group_by(*by)
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return sorted(rows, key=lambda row: (row["source"], row["office"]))


def header_changes(connection: Connection) -> list[Row]:
    """Every header of a source that was not the one before; newest first. Names of declared columns only."""
    query = select(header).order_by(header.c.source, header.c.seen_at)
    rows: list[Row] = []
    before: Row | None = None
    for row in map(dict, connection.execute(query).mappings()):
        if before is not None and before["source"] == row["source"]:
            rows.append(_change(before, row))
        before = row
    return sorted(rows, key=lambda row: (row["seen_at"], row["source"]), reverse=True)


def _change(before: Mapping[str, Any], after: Mapping[str, Any]) -> Row:
    old, new = before["columns"].split("\x1f"), after["columns"].split("\x1f")
    return {
        "source": after["source"],
        "seen_at": after["seen_at"],
        "name": after["name"],
        "appeared": ", ".join(name for name in new if name not in old),
        "vanished": ", ".join(name for name in old if name not in new),
        "others_before": before["others"],
        "others": after["others"],
    }


def _habits(connection: Connection, settings: Settings) -> dict[str, Habit]:
    known = connection.execute(select(ledger.c.source, ledger.c.fact).distinct())
    habits = {row.source: Habit(row.source, row.fact, "none", None, active=False) for row in known}
    for name, block in settings.sources.items():
        habits[name] = Habit(name, block.fact, block.expectation, block.max_age_seconds)
    return habits


def _arrived(connection: Connection) -> tuple[date | None, dict[str, dict[date, Arrived]]]:
    """The first day of all, and what came per source and day; replaced rows still tell when it was heard."""
    found: dict[str, dict[date, Arrived]] = defaultdict(dict)
    for name in FACT_TABLES:
        for row in connection.execute(_of_days(FACTS.tables[name], FACTS.tables[f"{name}_version"])):
            if row.rows:
                found[row.source][row.day] = Arrived(row.rows, row.first_at, row.last_at)
    return min((day for days in found.values() for day in days), default=None), found


def _of_days(fact: Table, replaced: Table) -> Any:
    parts = []
    for table, one in ((fact, 1), (replaced, 0)):
        day = table.c[SHAPES[fact.name].day].label("day")
        columns = (table.c.source, table.c.file, day)
        parts.append(select(*columns, (func.count() * one).label("rows")).group_by(*columns))
    files = union_all(*parts).subquery()
    read = select(ledger.c.source, ledger.c.file, func.min(ledger.c.loaded_at).label("at"))
    at = read.group_by(ledger.c.source, ledger.c.file).subquery()
    joined = files.join(at, (at.c.source == files.c.source) & (at.c.file == files.c.file))
    # A sum of BIGINT is a NUMERIC in PostgreSQL.
    whole = cast(func.sum(files.c.rows), BigInteger).label("rows")
    sums = (whole, func.min(at.c.at).label("first_at"))
    query = select(files.c.source, files.c.day, *sums, func.max(at.c.at).label("last_at"))
    return query.select_from(joined).group_by(files.c.source, files.c.day)


def _read(connection: Connection, zone: Office, first: date | None) -> dict[str, dict[date, Read]]:
    """What was read on each day of the office: rows, refused ones, and headers unlike the one before."""
    quarter = func.floor(extract("epoch", ledger.c.loaded_at) / literal_column(str(_QUARTER)))
    rows = select(ledger.c.source, quarter.label("quarter"), ledger.c.read, ledger.c.rejected).subquery()
    by = (rows.c.source, rows.c.quarter)
    query = select(*by, func.sum(rows.c.read).label("read"), func.sum(rows.c.rejected).label("rejected"))
    found: dict[str, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for row in connection.execute(query.group_by(*by)):
        at = datetime.fromtimestamp(int(row.quarter) * _QUARTER, UTC).replace(tzinfo=None)
        mine = found[row.source][zone.day(at)]
        mine[0] += int(row.read)
        mine[1] += int(row.rejected)
    for change in header_changes(connection):
        found[change["source"]][zone.day(change["seen_at"])][2] += 1
    return {name: {day: Read(*counts) for day, counts in days.items()} for name, days in found.items()}


def _spans(connection: Connection) -> dict[str, tuple[datetime, datetime]]:
    at = ledger.c.loaded_at
    query = select(ledger.c.source, func.min(at).label("begun"), func.max(at).label("ended"))
    rows = connection.execute(query.group_by(ledger.c.source))
    return {row.source: (row.begun, row.ended) for row in rows}
