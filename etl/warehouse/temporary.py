"""Temporary tables, made and dropped without a look at the catalogue, which costs more than either."""

from sqlalchemy import Connection, Table
from sqlalchemy.schema import CreateTable, DropTable


def made_anew(connection: Connection, *tables: Table) -> None:
    dropped(connection, *tables)
    for table in tables:
        connection.execute(CreateTable(table))


def dropped(connection: Connection, *tables: Table) -> None:
    for table in tables:
        connection.execute(DropTable(table, if_exists=True))
