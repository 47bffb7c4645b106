"""Which columns a source's files have: kept when they change, so that a changed export is seen the same day.

Only names that the source block itself declares are kept. What else stands in a header may be anything, even
a row of data with a NIK in it: of that only the number is kept, and eight characters of a hash over all
names, which tell that something changed and cannot be turned back into names.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from etl.source import SourceBlock, source_columns
from etl.warehouse.schema import header as seen

BETWEEN = "\x1f"
_LENGTH = 8


def told(header: Sequence[str], block: SourceBlock) -> dict[str, Any]:
    """What may be kept of a header; blank cells at its edge are no columns, and the order says nothing."""
    names = sorted(name for name in header if name)
    declared = [name for name in source_columns(block) if name in names]
    digest = hashlib.sha256(BETWEEN.join(names).encode()).hexdigest()[:_LENGTH]
    return {
        "columns": BETWEEN.join(declared),
        "others": sum(name not in declared for name in names),
        "digest": digest,
    }


def note_header(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep the header of a file, unless the one before was the same: `source`, `file`, `name`, `seen_at`
    (naive UTC), and what `told` tells of it."""
    last = select(seen).where(seen.c.source == row["source"]).order_by(seen.c.seen_at.desc()).limit(1)
    before = connection.execute(last).mappings().one_or_none()
    if before is None or any(before[key] != row[key] for key in ("columns", "others", "digest")):
        connection.execute(insert(seen).values(**row))
