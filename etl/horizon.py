"""The day before which a class of data was purged, and which facts are older.

A fact is old when all its days are: its counts then stand in no tally that is still refreshed. What is still
open stays until it ends.
"""

from datetime import date

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, Table, and_, or_
from sqlalchemy.sql.elements import ColumnElement

from etl.state import get_state, set_state

_OPEN = ("status", "open")


def horizon(connection: Connection, kind: str) -> date | None:
    """`kind` is a class of `etl.retention`. What is older is not loaded again."""
    day = get_state(connection, f"purged_before.{kind}")
    return None if day is None else date.fromisoformat(day)


def move_horizon(connection: Connection, kind: str, day: date) -> None:
    """Never back: a longer retention does not bring back what is gone."""
    before = horizon(connection, kind)
    if before is None or before < day:
        set_state(connection, f"purged_before.{kind}", day.isoformat())


def is_old(table: Table, before: date) -> ColumnElement[bool]:
    """Of a fact's table, or that of its versions."""
    days = [column for column in table.c if column.name.endswith("_day")]
    rules = [or_(column.is_(None), column < before) for column in days]
    name, word = _OPEN
    return and_(*rules, table.c[name] != word) if name in table.c else and_(*rules)


def young(facts: pa.Table, before: date) -> pa.Table:
    """The derived rows that are not old."""
    old = np.ones(facts.num_rows, bool)
    for name in facts.column_names:
        if name.endswith("_day"):
            old &= ~(facts[name].to_numpy() >= np.datetime64(before))
    name, word = _OPEN
    if name in facts.column_names:
        old &= facts[name].to_numpy() != word
    return facts.filter(pa.array(~old))
