"""Temporary tables for one file after another, without a look at the catalogue, which costs more."""

from sqlalchemy import Connection, Table, delete
from sqlalchemy.schema import CreateTable, DropTable


def made_anew(connection: Connection, *tables: Table) -> None:
    """Tables that stand and are empty.

    DuckDB keeps what a transaction drops until its commit, about a megabyte a table: a first run of a
    thousand small files would fill its memory. There one table serves them all. PostgreSQL would read
    over the rows of all files before, so there each file has a new one.
    """
    if connection.dialect.name == "duckdb":
        for table in tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            connection.execute(delete(table))
        return
    for table in tables:
        connection.execute(DropTable(table, if_exists=True))
        connection.execute(CreateTable(table))


def done_with(connection: Connection, *tables: Table) -> None:
    """What they hold is not needed any more; DuckDB's are emptied when they are wanted again."""
    if connection.dialect.name != "duckdb":
        for table in tables:
            connection.execute(DropTable(table, if_exists=True))
