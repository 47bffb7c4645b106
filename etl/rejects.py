"""The rows that a file did not get in: where, why, and the shape of what stood there. Never the text."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, delete, insert, select

from etl.cases import WORDS, note_cases
from etl.opening import opened
from etl.reader import Batch
from etl.source import SourceBlock, rules_of
from etl.spool import Spool
from etl.validate import REJECTS, Reason, shape
from etl.warehouse.bulk import given
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
        types = {column.name: column.type for column in reject.c}
        with given(self._connection, "refused", rows, types) as refused:
            names = reject.c.keys()
            found = select(*(refused.c[name] for name in names))
            self._connection.execute(insert(reject).from_select(names, found))
        note_cases(self._connection, self._source, file=self._spool.file)


@dataclass(frozen=True)
class Refused:
    """One fault of one line. `value` and `id` are filled only on demand, from the operator's own file."""

    source: str
    name: str
    file: str
    line: int
    column: str
    reason: str
    shape: str
    value: str | None = None
    id: str | None = None
    """What stands in the columns that make the row's number."""
    closed_at: str | None = None
    closed_by: str | None = None
    """When the case closed, on the office's clock, and how; None while it is open."""

    def as_dict(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value is not None}

    def sentence(self, unit: str = "baris") -> str:
        """`unit` is what the lines count."""
        reason = Reason.of(self.reason)
        found = self.shape if self.value is None else self.value
        where = f'{unit} {self.line}, kolom "{self.column}"' if self.column else f"{unit} {self.line}"
        where += f", nomor {self.id}" if self.id else ""
        closed = f" Selesai {self.closed}." if self.closed else ""
        return f'{self.name}, {where}: "{found}". {reason.label}. {reason.hint}{closed}'

    @property
    def closed(self) -> str:
        """Nothing while the case is open."""
        return f"{self.closed_at}: {WORDS[self.closed_by]}" if self.closed_by else ""


def with_values(file: BinaryIO, block: SourceBlock, rows: Iterable[Refused]) -> list[Refused]:
    """The same rows, each with the text of its cells and its number, read from the file again.

    A row that the reader could not give has none. Raises SourceRefused.
    """
    found = list(rows)
    number = rules_of(block.columns["id"])[0].columns
    for batch in opened(file, block).batches:
        for i, row in enumerate(found):
            place = int(np.searchsorted(batch.lines, row.line))
            if place < len(batch.lines) and batch.lines[place] == row.line:
                value, id_ = (_cells(batch, names, place) for names in (row.column.split(", "), number))
                found[i] = replace(row, value=value, id=id_)
    return found


def _cells(batch: Batch, names: Iterable[str], place: int) -> str:
    return " | ".join(batch.columns[name][place].as_py() for name in names if name in batch.columns)
