"""Rows that come into the facts and leave them while one file is settled: their days are touched, and where a
closed day may change they are remembered, so that what it had said can be told beside what it says now."""

from sqlalchemy import Connection, FromClause, Table
from sqlalchemy.sql.elements import ColumnElement

from etl.touched import touch


class Moved:
    """`rows` have the columns of the fact; `which` of them, with what they are joined to."""

    def __init__(self, connection: Connection, fact: Table) -> None:
        self._connection = connection
        self._fact = fact

    def into(self, rows: Table, which: ColumnElement[bool], joined: FromClause | None = None) -> None:
        self._move(1, rows, which, joined)

    def out(self, rows: Table, which: ColumnElement[bool], joined: FromClause | None = None) -> None:
        self._move(-1, rows, which, joined)

    def _move(self, side: int, rows: Table, which: ColumnElement[bool], joined: FromClause | None) -> None:
        touch(self._connection, self._fact.name, rows, which, joined)
