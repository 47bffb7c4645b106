"""A changed holiday, standard or opening hour: derive again and keep what came out otherwise."""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, and_, or_, update

from etl.derive import Deriver
from etl.load import touch
from etl.warehouse.schema import FACT_TABLES, canonical


def rederive(connection: Connection, deriver: Deriver) -> bool:
    """Derive every fact anew and update the rows that differ. Returns whether any did."""
    changed = False
    for name in ("request", "visit"):
        changed |= _rederive(connection, deriver, name)
    return changed


def _rederive(connection: Connection, deriver: Deriver, name: str) -> bool:
    fact = FACT_TABLES[name]
    given = ["source", "id", *canonical(fact)]
    raw: Any = connection.connection.driver_connection
    quoted = ", ".join(f'"{column}"' for column in given)
    cursor = raw.cursor()
    cursor.execute(f"SELECT {quoted} FROM {name}")
    held = cursor.to_arrow_table()
    if not held.num_rows:
        return False
    raw.register("rederived", deriver.derive(name, held))
    derived = [column.name for column in fact.c if column.name in ("due_at", "due_day", "working_seconds")]
    fresh = Table(
        "rederived",
        MetaData(),
        *(Column(column, fact.c[column].type) for column in ("source", "id", *derived)),
    )
    same = and_(fact.c.source == fresh.c.source, fact.c.id == fresh.c.id)
    differs = or_(*(fact.c[column].is_distinct_from(fresh.c[column]) for column in derived))
    changed = and_(same, differs)
    for rows, joined in ((fact, fresh), (fresh, fact)):
        touch(connection, name, rows, changed, joined)
    values = {column: fresh.c[column] for column in derived}
    updated = connection.execute(update(fact).values(values).where(changed)).rowcount
    raw.unregister("rederived")
    return bool(updated)
