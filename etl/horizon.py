"""The day before which a class of data was purged, and which facts are older.

A fact is old when all its days are: its counts then stand in no tally that is still refreshed. What is still
open stays until it ends.
"""

from datetime import date

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, Table, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from etl.facts import SHAPES
from etl.state import get_state, set_state
from etl.warehouse.schema import FACT_TABLES, purge_log, state

_OPEN = ("status", "open")
_TOLD = "told."


def horizon(connection: Connection, kind: str) -> date | None:
    """`kind` is a class of `etl.retention`. What is older is not loaded again."""
    day = get_state(connection, f"purged_before.{kind}")
    return None if day is None else date.fromisoformat(day)


def move_horizon(connection: Connection, kind: str, day: date) -> None:
    """Never back: a longer retention does not bring back what is gone."""
    before = horizon(connection, kind)
    if before is None or before < day:
        set_state(connection, f"purged_before.{kind}", day.isoformat())


def remember_told(connection: Connection) -> None:
    """Before rows go: counts of their days stay, and what is counted is not without data."""
    known = told_once(connection)
    for name, shape in SHAPES.items():
        fact, day = FACT_TABLES[name], FACT_TABLES[name].c[shape.day]
        query = select(fact.c.source, func.min(day), func.max(day)).group_by(fact.c.source)
        for source, first, last in connection.execute(query):
            before = known.get(source, (first, last))
            span = (min(first, before[0]), max(last, before[1]))
            set_state(connection, f"{_TOLD}{source}", " ".join(map(str, span)))


def told_once(connection: Connection) -> dict[str, tuple[date, date]]:
    """Source → the first and the last day that it had told of when rows were purged."""
    query = select(state.c.key, state.c.value).where(state.c.key.startswith(_TOLD, autoescape=True))
    found = {}
    for key, span in connection.execute(query):
        first, last = map(date.fromisoformat, span.split())
        found[key.removeprefix(_TOLD)] = (first, last)
    return found


def purged_rows(connection: Connection, table: str) -> int:
    """How many rows of a table purges took away."""
    query = select(func.coalesce(func.sum(purge_log.c.rows), 0)).where(purge_log.c.name == table)
    return int(connection.scalar(query) or 0)


def is_old(table: Table, before: date) -> ColumnElement[bool]:
    """Of a fact's table."""
    name, word = _OPEN
    return and_(over(table, before), table.c[name] != word) if name in table.c else over(table, before)


def over(table: Table, before: date) -> ColumnElement[bool]:
    """Whether all days of a row lie before."""
    days = [column for column in table.c if column.name.endswith("_day")]
    return and_(*(or_(column.is_(None), column < before) for column in days))


def young(connection: Connection, source: str, fact: str, rows: pa.Table, before: date) -> pa.Table:
    """The derived rows of this source that may be loaded: those that are not old, and all of an id that still
    stands. Any other that was open then has ended since, and went."""
    old = np.ones(rows.num_rows, bool)
    for name in rows.column_names:
        if name.endswith("_day"):
            old &= ~(rows[name].to_numpy() >= np.datetime64(before))
    if old.any():
        table = FACT_TABLES[fact]
        begun = table.c[SHAPES[fact].day]
        standing = select(table.c.id).where(table.c.source == source, begun < before)
        known = pa.array(list(connection.scalars(standing)), pa.string())
        old &= ~pa.compute.is_in(rows["id"], known).to_numpy()
    return rows.filter(pa.array(~old))
