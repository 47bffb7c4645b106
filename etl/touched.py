"""Which local days of which facts a run has changed: what the rollup must refresh and the audit recount."""

from sqlalchemy import (
    Column,
    Connection,
    Date,
    FromClause,
    MetaData,
    String,
    Table,
    insert,
    literal,
    select,
    union,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.warehouse.schema import FACT_TABLES
from etl.warehouse.temporary import made_anew

TOUCHED = Table(
    "touched",
    MetaData(),
    Column("fact", String, nullable=False),
    Column("day_column", String, nullable=False),
    Column("day", Date, nullable=False),
    prefixes=["TEMPORARY"],
    comment="One row per day of a leg whose facts changed in this run.",
)


def touch_nothing(connection: Connection) -> None:
    """A run begins."""
    made_anew(connection, TOUCHED)


def touch(
    connection: Connection,
    fact: str,
    rows: Table,
    which: ColumnElement[bool],
    joined: FromClause | None = None,
) -> None:
    """Remember every local day of these rows: the rollup must refresh it."""
    source = rows if joined is None else rows.join(joined, which)
    days = [
        select(literal(fact).label("fact"), literal(column.name).label("day_column"), column)
        .select_from(source)
        .where(column.is_not(None), which)
        for column in rows.c
        if column.name.endswith("_day")
    ]
    connection.execute(insert(TOUCHED).from_select(["fact", "day_column", "day"], union(*days)))


def touched_facts(connection: Connection) -> list[Table]:
    """The tables whose rows this run has changed."""
    return [FACT_TABLES[name] for name in connection.scalars(select(TOUCHED.c.fact).distinct())]
