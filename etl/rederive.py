"""A changed holiday, standard, opening hour or time zone: derive again and keep what came out otherwise.

Superseded versions too: one of them may stand up again, and must then be as if loaded today.
"""

from sqlalchemy import Connection, Table, and_, or_, select, update

from etl.derive import Deriver
from etl.touched import touch
from etl.warehouse.bulk import fetched, given
from etl.warehouse.schema import FACT_TABLES, FACTS, PROVENANCE, canonical

_KEY = ("source", "id", "version")


def rederive(connection: Connection, deriver: Deriver) -> bool:
    """Derive every row anew and update those that differ. Returns whether any did."""
    tables = [(name, FACTS.tables[f"{name}{ending}"]) for name in FACT_TABLES for ending in ("", "_version")]
    updated = [_rederive(connection, deriver, name, table) for name, table in tables]
    return any(updated)


def _rederive(connection: Connection, deriver: Deriver, name: str, held: Table) -> bool:
    known = (*_KEY, *canonical(FACT_TABLES[name]))
    rows = fetched(connection, select(*(held.c[column] for column in known)))
    if not rows.num_rows:
        return False
    derived = [column.name for column in held.c if column.name not in (*PROVENANCE, *known)]
    types = {column.name: column.type for column in held.c}
    fresh_rows = deriver.derive(name, rows).select([*_KEY, *derived])
    with given(connection, "rederived", fresh_rows, types) as fresh:
        changed = and_(
            *(held.c[key] == fresh.c[key] for key in _KEY),
            or_(*(held.c[column].is_distinct_from(fresh.c[column]) for column in derived)),
        )
        if held.name == name:
            for side, other in ((held, fresh), (fresh, held)):
                touch(connection, name, side, changed, other)
        values = {column: fresh.c[column] for column in derived}
        updated = connection.execute(update(held).values(values).where(changed)).rowcount
    return bool(updated)
