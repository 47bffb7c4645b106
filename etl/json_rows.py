"""Objects of JSON → rows of text: names joined by dots, values as they are written, what is no row told."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from etl.errors import SourceRefused
from etl.json_text import DEEPEST, FAULT, LONGEST, not_utf_8, value_of
from etl.reader import ITEMS, Batch, Lost, Sheet, batched
from etl.source import SourceBlock, source_columns

MOST_NAMES = 1_000

_CHUNK_ROWS = 5_000
_CHUNK_LENGTH = 8 << 20
"""Letters after which a chunk ends, however few its rows."""

Item = tuple[int, Any]
"""The place from 1, and what stands there."""

Flat = dict[str, str | None]
"""Column → text; None for a list."""


def lines(file: BinaryIO) -> Iterator[Item]:
    file.seek(0)
    number = 0
    while content := file.readline(LONGEST + 1):
        number += 1
        if len(content) > LONGEST:
            raise SourceRefused(
                f"baris {number}: lebih dari {LONGEST} bita; diharapkan satu objek JSON per baris"
            )
        try:
            text = content.decode("utf-8-sig" if number == 1 else "utf-8").strip(" \t\r\n")
        except UnicodeDecodeError:
            raise not_utf_8(file) from None
        if text:
            yield number, value_of(text)


def flattened(value: Any) -> Flat | None:
    """None for what is no sound object."""
    flat: Flat = {}
    return flat if isinstance(value, dict) and _flatten(value, "", flat, DEEPEST) else None


def _flatten(value: dict[str, Any], before: str, flat: Flat, depth: int) -> bool:
    for key, inner in value.items():
        name = (before + key).strip()
        if isinstance(inner, dict) and inner:
            if depth == 0 or not _flatten(inner, f"{name}.", flat, depth - 1):
                return False
            continue
        text = _text(inner)
        if text is FAULT or name in flat or not _sound(name):
            return False
        flat[name] = text
    return True


_WORDS = {None: "", True: "true", False: "false"}


def _text(value: Any) -> Any:
    """A text, None for a list and for an empty object, FAULT for what may not be."""
    if isinstance(value, str):
        return value if _sound(value) else FAULT
    if isinstance(value, list | dict):
        return None
    return FAULT if value is FAULT else _WORDS[value]


def _sound(text: str) -> bool:
    """Half a pair of UTF-16 is no letter, and a zero byte none that a text holds."""
    if "\0" in text:
        return False
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError:
        return False
    return True


def chunks(found: Iterator[Item], names: Mapping[str, str]) -> Iterator[Batch]:
    """`names` are the columns to give, and of each how the objects name it."""
    for item in found:
        yield _chunk(chain([item], found), names)


def _chunk(found: Iterator[Item], names: Mapping[str, str]) -> Batch:
    """As many rows as a chunk may have."""
    lines: list[int] = []
    columns: list[list[str]] = [[] for _ in names]
    lost: list[Lost] = []
    length = 0
    for place, value in islice(found, _CHUNK_ROWS):
        cells = _cells(place, value, names)
        if cells and isinstance(cells[0], Lost):
            lost += cells
            continue
        lines.append(place)
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
            length += len(cell)
        if length > _CHUNK_LENGTH:
            break
    texts = {name: pa.array(cells, pa.string()) for name, cells in zip(names, columns, strict=True)}
    return Batch(np.array(lines, np.int64), texts, lost=tuple(lost))


def _cells(place: int, value: Any, names: Mapping[str, str]) -> list[Any]:
    """The texts of these columns, or why there are none."""
    flat = flattened(value)
    if flat is None:
        return [Lost(place, "", "baris_rusak")]
    many = [Lost(place, name, "bukan_satu_nilai") for name, own in names.items() if _is_many(flat, own)]
    return many or [flat.get(own) or "" for own in names.values()]


def picked(flat: Flat | None, names: Iterable[str]) -> dict[str, Any] | None:
    """Of a row only these columns, to be read again; None for what is no row, a list for what is no text."""
    if flat is None:
        return None
    return {name: [] if _is_many(flat, name) else flat.get(name) for name in names}


def _is_many(flat: Flat, name: str) -> bool:
    """A list, or an object where others have a value."""
    if name in flat:
        return flat[name] is None
    return any(other.startswith(f"{name}.") for other in flat)


def read_delivery(file: BinaryIO, block: SourceBlock) -> Sheet:
    """Rows that were fetched from a server, an object on each line. A column that no row has is empty."""
    names = {name: name for name in source_columns(block)}
    return Sheet(tuple(names), batched(chunks(lines(file), names), tuple(names)), ITEMS)
