"""A changed holiday, standard, opening hour or time zone: derive again and keep what came out otherwise.

Superseded versions too: one of them may stand up again, and must then be as if loaded today.
"""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, and_, or_, select, update

from etl.derive import Deriver
from etl.touched import touch
from etl.warehouse.schema import FACT_TABLES, FACTS, PROVENANCE, canonical

_KEY = ("source", "id", "version")


def rederive(connection: Connection, deriver: Deriver) -> bool:
    """Derive every row anew and update those that differ. Returns whether any did."""
    tables = [(name, FACTS.tables[f"{name}{ending}"]) for name in FACT_TABLES for ending in ("", "_version")]
    updated = [_rederive(connection, deriver, name, table) for name, table in tables]
    return any(updated)


def _rederive(connection: Connection, deriver: Deriver, name: str, held: Table) -> bool:
    raw: Any = connection.connection.driver_connection
    given = (*_KEY, *canonical(FACT_TABLES[name]))
    cursor = raw.cursor()
    cursor.execute(str(select(*(held.c[column] for column in given)).compile(connection)))
    rows = cursor.to_arrow_table()
    if not rows.num_rows:
        return False
    raw.register("rederived", deriver.derive(name, rows))
    derived = [column.name for column in held.c if column.name not in (*PROVENANCE, *given)]
    fresh = Table("rederived", MetaData(), *(Column(key, held.c[key].type) for key in (*_KEY, *derived)))
    changed = and_(
        *(held.c[key] == fresh.c[key] for key in _KEY),
        or_(*(held.c[column].is_distinct_from(fresh.c[column]) for column in derived)),
    )
    if held.name == name:
        for side, other in ((held, fresh), (fresh, held)):
            touch(connection, name, side, changed, other)
    values = {column: fresh.c[column] for column in derived}
    updated = connection.execute(update(held).values(values).where(changed)).rowcount
    raw.unregister("rederived")
    return bool(updated)
