"""The tables of the facts as they stand, whatever code has made them; and rows in and out of any of them."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    column,
    insert,
    select,
    text,
)
from sqlalchemy import table as sql_table
from sqlalchemy.types import TypeEngine

from etl.warehouse.bulk import arrow_type, given, streamed

REVISION = "alembic_version"
PIECE = 65_536
"""Rows that are in memory at a time."""

_TYPES: dict[str, TypeEngine[Any]] = {
    "boolean": Boolean(),
    "date": Date(),
    "timestamp": DateTime(),
    "timestamp without time zone": DateTime(),
    "smallint": SmallInteger(),
    "integer": Integer(),
    "bigint": BigInteger(),
    "varchar": String(),
    "character varying": String(),
}
_COLUMNS = text("""
    SELECT table_name, column_name, lower(data_type) AS kind, is_nullable = 'YES' AS nullable
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_catalog = current_database()
    ORDER BY table_name, ordinal_position
""")


def tables(connection: Connection) -> dict[str, Table]:
    """Every table but Alembic's own, by name."""
    found: dict[str, list[Column[Any]]] = {}
    for row in connection.execute(_COLUMNS):
        column: Column[Any] = Column(row.column_name, _TYPES[row.kind], nullable=row.nullable)
        found.setdefault(row.table_name, []).append(column)
    found.pop(REVISION, None)
    return {name: Table(name, MetaData(), *columns) for name, columns in found.items()}


def revision(connection: Connection) -> str | None:
    """Of the schema; None where there is none."""
    names = connection.scalars(_COLUMNS.columns(column("table_name")))
    if REVISION not in set(names):
        return None
    return connection.scalar(select(column("version_num")).select_from(sql_table(REVISION)))


def shape(table: Table) -> pa.Schema:
    return pa.schema([pa.field(c.name, arrow_type(c.type), nullable=bool(c.nullable)) for c in table.c])


def made(connection: Connection, name: str, shape: pa.Schema) -> Table:
    """A new table of this shape."""
    columns = (Column(field.name, _sql_type(field.type), nullable=field.nullable) for field in shape)
    table = Table(name, MetaData(), *columns)
    table.create(connection)
    return table


def put(connection: Connection, table: Table, rows: pa.Table) -> None:
    """Add rows; what `table` has and they do not is left to its default."""
    types = {name: table.c[name].type for name in rows.column_names}
    with given(connection, "put", rows, types) as source:
        names = rows.column_names
        connection.execute(insert(table).from_select(names, select(*(source.c[name] for name in names))))


def _sql_type(kind: pa.DataType) -> TypeEngine[Any]:
    return next(sql for sql in _TYPES.values() if arrow_type(sql) == kind)


def pieces(connection: Connection, table: Table) -> Iterator[pa.Table]:
    """All rows, some at a time, in no order."""
    yield from streamed(connection, select(*table.c), PIECE)
