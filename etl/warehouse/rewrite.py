"""A DuckDB file, written anew: DuckDB leaves the bytes of deleted rows until it needs their place.

The new file takes the old one's place by one rename. Before it the old one stands as it was, with a log that
has been written into it; after it the new one does.
"""

import uuid
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine

from etl.warehouse.disk import quoted, sync

DRAFT = ".rewrite-"


def rewrite(
    facts: Path, engine: Engine, settle: Callable[[Connection], None], step: Callable[[str], None]
) -> None:
    """Copy what stands into a new file, and let it be the warehouse. `settle` has the last word in it.

    `engine` must hand out every connection anew and have none open.
    """
    sweep(facts.parent)
    fresh = facts.with_name(f"{DRAFT}{uuid.uuid4().hex}.duckdb")
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("CHECKPOINT")
        connection.exec_driver_sql(f"ATTACH {quoted(fresh)} AS fresh")
        step("rewriting")
        connection.exec_driver_sql(f"COPY FROM DATABASE {facts.stem} TO fresh")
        connection.exec_driver_sql("USE fresh")
        settle(connection)
        connection.exec_driver_sql(f"USE {facts.stem}")
        connection.exec_driver_sql("DETACH fresh")
    log = facts.with_name(f"{facts.name}.wal")
    if log.exists():
        raise AssertionError("a log that is not yet in the file would be taken for the new file's")
    sync(fresh)
    step("rewritten")
    fresh.replace(facts)
    sync(facts.parent)
    step("replaced")


def sweep(root: Path) -> None:
    """Drop what a broken rewriting left."""
    for path in root.glob(f"{DRAFT}*"):
        path.unlink()
