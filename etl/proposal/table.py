"""The whole file in memory: each column as its distinct texts, and for each row which of them it holds."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, BinaryIO

import msgspec
import numpy as np
import pyarrow as pa

from etl.source import SourceBlock
from etl.sources import reader_of
from etl.validate.layout import Bools, Ints

_FOOTER = re.compile(r"(?i)(jumlah|total|sub ?total|grand total|rekap|rata ?-? ?rata|rerata|average)\b.*")
_LAST = 3
"""Rows at the end in which a word of a footer may have figures beside it: a mean of each column."""


@dataclass(frozen=True, eq=False)
class Column:
    """`codes[i]` is the place of row i's text in `texts`; texts are distinct and as written."""

    name: str
    texts: tuple[str, ...]
    codes: Ints
    lost: int = 0
    """Rows whose cell cannot be read whole, such as a number that Excel has cut: refused if this is read."""

    @cached_property
    def counts(self) -> Ints:
        """Rows of each text."""
        return np.bincount(self.codes, minlength=len(self.texts)).astype(np.int64)

    def rows_of(self, texts: Iterable[str]) -> Bools:
        """Rows that hold one of these texts."""
        wanted = set(texts)
        return np.array([text in wanted for text in self.texts] or [False], bool)[self.codes]


@dataclass(frozen=True)
class Table:
    """`broken` rows cannot be read whole; `repeats`, `footers` and blank ones are no data and left out."""

    header: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: int
    broken: int
    repeats: int
    footers: Mapping[str, tuple[str, ...]]
    """Column → the beginnings of what stands there in footers."""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def read_table(file: BinaryIO, keys: Mapping[str, Any]) -> Table:
    """Raises SourceRefused. `keys` say how the file is read, as they stand in a source block.

    It is the loader's own reader that reads, so that what is seen here is what will be loaded.
    """
    header = header_of(file, keys)
    times = Counter(header)
    names = tuple(name for name in header if name and times[name] == 1)
    whole = _rows(file, keys, names)
    rest = tuple(name for name in names if name not in whole.lost)
    if not whole.lost or not rest:
        columns = [_column(name, whole.pieces[name]) for name in names]
        return _without_echoes(header, columns, len(whole.lines), whole.broken + len(whole.cut))
    # A cell that is lost takes its row along only where the block reads its column.
    others = _rows(file, keys, rest)
    columns = [
        _mended(name, whole, others.lines) if name in whole.lost else _column(name, others.pieces[name])
        for name in names
    ]
    return _without_echoes(header, columns, len(others.lines), others.broken)


def header_of(file: BinaryIO, keys: Mapping[str, Any]) -> tuple[str, ...]:
    """Raises SourceRefused."""
    block = _block(keys, ())
    return reader_of(block).read(file, block).header


def _block(keys: Mapping[str, Any], names: Sequence[str]) -> SourceBlock:
    columns = {"id": [{"from": name} for name in names]}
    given = {"fact": "visit", "path": "x", "columns": columns, **keys}
    return msgspec.convert(given, SourceBlock)


@dataclass(frozen=True)
class _Rows:
    """`lost` has what stood in the lost cells: column → line → text. `cut` are the lines of these."""

    lines: list[int]
    pieces: Mapping[str, list[Any]]
    broken: int
    lost: Mapping[str, Mapping[int, str]]

    @property
    def cut(self) -> set[int]:
        return {line for cells in self.lost.values() for line in cells}


def _rows(file: BinaryIO, keys: Mapping[str, Any], names: Sequence[str]) -> _Rows:
    block = _block(keys, names)
    file.seek(0)
    pieces: dict[str, list[Any]] = {name: [] for name in names}
    lines: list[int] = []
    lost: defaultdict[str, dict[int, str]] = defaultdict(dict)
    broken = 0
    for batch in reader_of(block).read(file, block).batches:
        broken += len(batch.broken) + len({cell.line for cell in batch.lost if not cell.column})
        lines += batch.lines.tolist()
        for name in names:
            pieces[name].append(batch.columns[name].dictionary_encode())
        for cell in batch.lost:
            if cell.column:
                lost[cell.column][cell.line] = cell.found
    return _Rows(lines, pieces, broken, lost)


def _mended(name: str, whole: _Rows, lines: Sequence[int]) -> Column:
    """A column with lost cells: in their place stands what was found there."""
    read = _column(name, whole.pieces[name])
    texts = {line: read.texts[code] for line, code in zip(whole.lines, read.codes, strict=True)}
    texts |= whole.lost[name]
    cells = pa.array([texts.get(line, "") for line in lines], pa.string())
    column = _column(name, [cells.dictionary_encode()])
    return replace(column, lost=len(whole.lost[name]))


def _column(name: str, pieces: list[Any]) -> Column:
    whole = pa.chunked_array(pieces or [pa.array([], pa.string()).dictionary_encode()])
    encoded: Any = whole.unify_dictionaries().combine_chunks()
    indices = encoded.indices.to_numpy().astype(np.int64)
    return Column(name, tuple(encoded.dictionary.to_pylist()), indices)


def _without_echoes(header: tuple[str, ...], columns: Sequence[Column], rows: int, broken: int) -> Table:
    """Headers repeated among the rows, and sums below them, are no evidence of what a column holds."""
    filled, echoed = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    foot = np.zeros(rows, bool)
    for column in columns:
        given = [text for text in column.texts if text.strip()]
        filled += column.rows_of(given)
        echoed += column.rows_of([text for text in given if text.strip() == column.name])
        foot |= column.rows_of([text for text in given if _FOOTER.fullmatch(text.strip())])
    repeats = (echoed * 2 > filled) & (echoed > 0)
    few = filled <= max(2, len(columns) // 4)
    foot = (foot & few | _last_words(columns)) & ~repeats
    kept = ~(repeats | foot) & (filled > 0)
    return Table(
        header,
        tuple(_kept(column, kept) for column in columns),
        int(kept.sum()),
        broken,
        int(repeats.sum()),
        _footers(columns, foot),
    )


def _last_words(columns: Sequence[Column]) -> Bools:
    """Rows at the end that begin with a word of a footer, in a column where no other row has one."""
    if not columns:
        return np.zeros(0, bool)
    first = columns[0]
    foot = first.rows_of([text for text in first.texts if _FOOTER.fullmatch(text.strip())])
    last = np.arange(len(foot)) >= len(foot) - _LAST
    return foot & last if not (foot & ~last).any() else np.zeros(len(foot), bool)


def _kept(column: Column, rows: Bools) -> Column:
    codes = column.codes[rows]
    places, codes = np.unique(codes, return_inverse=True)
    texts = tuple(column.texts[i] for i in places)
    return replace(column, texts=texts, codes=codes.astype(np.int64))


def _footers(columns: Sequence[Column], rows: Bools) -> dict[str, tuple[str, ...]]:
    found = {}
    for column in columns:
        texts = {column.texts[i].strip() for i in np.unique(column.codes[rows])}
        if words := sorted({match[1] for text in texts if (match := _FOOTER.fullmatch(text))}):
            found[column.name] = tuple(words)
    return found
