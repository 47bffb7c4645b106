"""The rows that a file did not get in: where, why, and the shape of what stood there. Never the text."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from sqlalchemy import Column, Connection, MetaData, Table, delete, insert, select

from etl.spool import Spool
from etl.validate import REJECTS, Reason, shape
from etl.warehouse.schema import reject


class Rejects:
    """The rejects of one reading of a file; they take the place of an earlier reading's."""

    def __init__(self, connection: Connection, source: str, spool: Spool) -> None:
        self._connection = connection
        self._source = source
        self._spool = spool
        self._found = [REJECTS.empty_table()]

    def add(self, found: pa.Table) -> None:
        self._found.append(found.select(REJECTS.names).cast(REJECTS))

    def add_conflicts(self, conflicts: Sequence[tuple[int, str]], column: str) -> None:
        """Lines whose id is known, at the same version, with other content."""
        rows = [
            {"line": line, "column": column, "reason": str(Reason.KUNCI_GANDA), "shape": shape(text)}
            for line, text in conflicts
        ]
        self._found.append(pa.Table.from_pylist(rows, REJECTS))

    def write(self) -> None:
        same = (reject.c.source == self._source, reject.c.file == self._spool.file)
        self._connection.execute(delete(reject).where(*same))
        rows = pa.concat_tables(self._found)
        known = {"source": self._source, "file": self._spool.file, "name": self._spool.name}
        for name, value in known.items():
            rows = rows.append_column(name, pa.array([value] * rows.num_rows, pa.string()))
        raw: Any = self._connection.connection.driver_connection
        raw.register("refused", rows)
        names = reject.c.keys()
        refused = Table("refused", MetaData(), *(Column(name, reject.c[name].type) for name in names))
        self._connection.execute(insert(reject).from_select(names, select(*refused.c)))
        raw.unregister("refused")
