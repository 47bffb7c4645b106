"""What a reader of one kind of source is, and gives: batches of text with the places of their rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.cursor import Mark
from etl.deadline import Deadline
from etl.source import SourceBlock

BATCH_ROWS = 50_000
_BATCH_BYTES = 64 << 20


@dataclass(frozen=True)
class Lost:
    """A row that the reader found and cannot give. `reason` is a code of `etl.validate`, `found` what stood
    there: only its shape is kept."""

    line: int
    column: str
    reason: str
    found: str = ""


@dataclass(frozen=True)
class Batch:
    """Rows of text. `lines` are places in the file from 1; `broken` are (line, number of fields).

    A row that is broken or lost is not among `lines`; a lost row may be named for several columns.
    `folded` rows were put into other rows: they are read, and no rows of their own.
    """

    lines: npt.NDArray[np.int64]
    columns: Mapping[str, "pa.Array[Any]"]
    broken: tuple[tuple[int, int], ...] = ()
    lost: tuple[Lost, ...] = ()
    folded: int = 0


def joined(chunks: Sequence[Batch], names: Iterable[str]) -> Batch:
    """Chunks of the same columns as one batch."""
    return Batch(
        np.concatenate([chunk.lines for chunk in chunks]),
        {name: pa.concat_arrays([chunk.columns[name] for chunk in chunks]) for name in names},
        tuple(line for chunk in chunks for line in chunk.broken),
        tuple(line for chunk in chunks for line in chunk.lost),
    )


def batched(chunks: Iterable[Batch], names: Sequence[str]) -> Iterator[Batch]:
    """Chunks of the same columns as batches of so many rows that work on them is worth its start."""
    held: list[Batch] = []
    rows = size = 0
    for chunk in chunks:
        held.append(chunk)
        rows += len(chunk.lines) + len(chunk.broken) + len(chunk.lost)
        size += sum(chunk.columns[name].nbytes for name in names)
        if rows >= BATCH_ROWS or size >= _BATCH_BYTES:
            yield joined(held, names)
            held, rows, size = [], 0, 0
    if held:
        yield joined(held, names)


LINES, ITEMS = "baris", "butir"


@dataclass(frozen=True)
class Sheet:
    """`unit` is what `Batch.lines` count: the LINES of a file, or the ITEMS of a list."""

    header: tuple[str, ...]
    batches: Iterator[Batch]
    unit: str = LINES
    notes: list[str] = field(default_factory=list)
    """What the office should know; complete when the last batch is read."""


@dataclass(frozen=True)
class Ask:
    """What a server is asked for: all from the mark on, or from the block's `since` if there is none.

    `secret` is what the environment holds for this source, `now` is aware.
    """

    block: SourceBlock
    mark: Mark | None
    secret: str
    now: datetime
    deadline: Deadline


@dataclass(frozen=True)
class Answer:
    """`names` are all columns that the server gave, `mark` is where to begin the next time."""

    names: tuple[str, ...]
    mark: Mark | None


Write = Callable[[Mapping[str, Any] | None], None]
"""Takes a row of a delivery, column → text or None; None for what is no row. Raises SourceRefused."""

Wrong = tuple[str, str]
"""A key of the block, and what is wrong with it."""


@dataclass(frozen=True)
class Reader:
    """A kind of source. `read` raises SourceRefused, without the file's name: the caller knows it.

    `options` are the keys of a block that not every kind understands, `check` tells what is wrong with them.
    `fetch` asks a server for the rows that `read` then reads.
    """

    kind: str
    read: Callable[[BinaryIO, SourceBlock], Sheet]
    options: frozenset[str] = frozenset()
    check: Callable[[SourceBlock], Iterable[Wrong]] = lambda block: ()
    fetch: Callable[[Ask, Write], Answer] | None = None
