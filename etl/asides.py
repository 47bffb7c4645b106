"""What a file tells of persons → tables of their own: who came, as a keyed hash, and remarks.

They follow the fact: only its newest version has any. Of two files that give the very same row, that one
counts to which the fact belongs. Nothing here is part of a fact, a tally, or a version.
"""

from functools import cache

import pyarrow as pa
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.facts import SHAPES
from etl.horizon import horizon
from etl.source import ASIDE
from etl.warehouse.bulk import given
from etl.warehouse.schema import FACT_TABLES, FACTS

KINDS = {"person": "persons", "remark": "remarks"}
"""The table, and the class of data that retention goes by."""


class Asides:
    """One file of one source, beside its `Loading`. Nothing is written before `settle`."""

    def __init__(self, connection: Connection, source: str, fact: str, file: str) -> None:
        self._connection = connection
        self._source = source
        self._name = fact
        self._fact = FACT_TABLES[fact]
        self._file = file
        self._stage = _stage()
        self._stage.drop(connection, checkfirst=True)
        self._stage.create(connection)
        self._told: set[str] = set()

    def stage(self, rows: pa.Table) -> None:
        """`rows` as `Checked.asides` has them."""
        self._told |= set(ASIDE) & set(rows.column_names)
        if not rows.num_rows:
            return
        types = {column.name: column.type for column in self._stage.c}
        with given(self._connection, "asided", rows, types) as batch:
            names = rows.column_names
            query = select(*(batch.c[name] for name in names))
            self._connection.execute(insert(self._stage).from_select(names, query))

    def settle(self) -> None:
        """After the facts are settled: what this file told before goes, what it tells now is kept."""
        for kind in KINDS:
            self._forget(FACTS.tables[kind])
            if kind in self._told:
                self._keep(kind)
        self._stage.drop(self._connection)

    def _forget(self, table: Table) -> None:
        """What belongs to a row that is now this file's, and what this file gave to others' rows."""
        own = select(self._fact.c.id).where(
            self._fact.c.source == self._source, self._fact.c.file == self._file
        )
        here = and_(table.c.source == self._source, table.c.fact == self._name)
        theirs = or_(table.c.file == self._file, table.c.id.in_(own))
        self._connection.execute(delete(table).where(here, theirs))

    def _keep(self, kind: str) -> None:
        table, stage, fact = FACTS.tables[kind], self._stage, self._fact
        day = fact.c[SHAPES[self._name].day]
        known = select(table.c.id).where(table.c.source == self._source, table.c.fact == self._name)
        same = and_(fact.c.source == self._source, fact.c.id == stage.c.id, fact.c.version == stage.c.version)
        # The same row may stand several times in a file.
        told = func.max(stage.c[kind])
        query = (
            select(fact.c.source, _text(self._name), fact.c.id, told, day, _text(self._file))
            .select_from(stage.join(fact, same))
            .where(stage.c[kind].is_not(None), or_(fact.c.file == self._file, fact.c.id.not_in(known)))
            .group_by(fact.c.source, fact.c.id, day)
        )
        if (before := horizon(self._connection, KINDS[kind])) is not None:
            query = query.where(day >= before)
        self._connection.execute(insert(table).from_select([column.name for column in table.c], query))


def forget_gone(connection: Connection) -> None:
    """What belongs to no fact any more: its row was taken back."""
    for kind in KINDS:
        table = FACTS.tables[kind]
        for name, fact in FACT_TABLES.items():
            same = and_(fact.c.source == table.c.source, fact.c.id == table.c.id)
            gone = ~select(fact.c.id).where(same).exists()
            connection.execute(delete(table).where(table.c.fact == name, gone))


def _text(value: str) -> ColumnElement[str]:
    # Not a bound parameter: PostgreSQL does not know its type in a list of columns.
    return cast(literal(value), String)


@cache
def _stage() -> Table:
    """Made once: SQLAlchemy keeps compiled statements by table."""
    return Table(
        "aside",
        MetaData(),
        Column("id", String),
        Column("version", String),
        Column("line", Integer),
        Column("person", String),
        Column("remark", String),
        prefixes=["TEMPORARY"],
    )
