"""What the ledger says last of each file, and whether it says anything."""

from sqlalchemy import Connection, Subquery, func, select

from etl.warehouse.schema import ledger


def anything_read(connection: Connection) -> bool:
    """Whether a file was ever read: before that there is nothing to publish."""
    return bool(connection.scalar(select(select(ledger.c.run).exists())))


def last_readings() -> Subquery:
    """The ledger's newest row of each file, by source: two sources may read one file by different rules."""
    newest = func.row_number().over(
        partition_by=(ledger.c.source, ledger.c.file),
        # A run takes its time once for all that it compares; of two at one instant either is the last.
        order_by=(ledger.c.loaded_at.desc(), ledger.c.run.desc()),
    )
    ranked = select(*ledger.c, newest.label("rank")).subquery()
    return select(*(ranked.c[column.name] for column in ledger.c)).where(ranked.c.rank == 1).subquery("last")
