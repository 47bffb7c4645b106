"""JSON: an object on each line, or a list of objects in one document (`rows` names the way to it).

A value's column is its name, with a dot between a name and the name inside it: "pelapor.kelurahan". Strings
come as they are, numbers as they are written, true and false as these words; null and what is absent are
empty. A row with a list in a column that is read is refused, and so is one that is no sound object.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from etl.errors import SourceRefused
from etl.header import places
from etl.identity import told
from etl.json_text import DEEPEST, FAULT, LONGEST, Stream, items, lists, not_utf_8, value_of
from etl.source import Batch, Lost, Reader, Sheet, SourceBlock, batched

_CHUNK_ROWS = 5_000
_CHUNK_LENGTH = 8 << 20
"""Letters after which a batch ends, however few its rows."""

_MOST_NAMES = 1_000
_NO_LINE = "tidak ada baris yang berupa satu objek JSON"

Item = tuple[int, Any]
"""The place from 1, and what stands there."""

Flat = dict[str, str | None]
"""Column → text; None for a list."""


def read_json(file: BinaryIO, block: SourceBlock) -> Sheet:
    """Raises SourceRefused. The file is read twice: which columns there are is known at its end."""
    kind = _kind(file, block)
    surveyed = _survey(kind)
    if surveyed is None:
        return Sheet((), iter(()), kind.unit)
    header, listed = surveyed
    advice = (
        f'; "{told(listed[0])}" berisi daftar, mungkin maksudnya rows = "{told(listed[0])}"'
        if listed and not block.rows
        else ""
    )
    found = tuple(places(header, block, where="nama kolom", advice=advice))
    return Sheet(header, batched(_chunks(kind.items(), found), found), kind.unit)


READER = Reader(kind="json", read=read_json, options=frozenset({"rows"}))


@dataclass(frozen=True)
class _Kind:
    """How the rows stand in the file; `items` reads them from the beginning."""

    unit: str
    items: Callable[[], Iterator[Item]]
    nothing: str
    """What to say if there is no row."""


def _kind(file: BinaryIO, block: SourceBlock) -> _Kind:
    first = Stream(file).peek()
    if not first:
        raise SourceRefused("berkas ini kosong; diharapkan JSON, satu objek per baris atau satu daftar")
    if block.rows is not None or first == "[":
        path = block.rows or ""
        names = path.split(".") if path else []
        return _Kind("butir", lambda: _listed(file, names, path), "tidak ada butir yang berupa objek")
    if first != "{":
        raise SourceRefused("ini bukan JSON; diharapkan satu objek { … } per baris, atau satu daftar [ … ]")
    if found := _document(file):
        raise SourceRefused(f'{_NO_LINE}; berkas ini satu dokumen, tulis rows = "{told(found[0])}"')
    return _Kind("baris", lambda: _lines(file), _NO_LINE)


def _listed(file: BinaryIO, path: Sequence[str], whole: str) -> Iterator[Item]:
    stream = Stream(file)
    yield from items(stream, path, whole)
    stream.end()


def _lines(file: BinaryIO) -> Iterator[Item]:
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


def _document(file: BinaryIO) -> list[str]:
    """Where lists are, if the whole file is one object that its first line does not end.

    Line by line most rows of such a file would be refused, and its last one taken.
    """
    file.seek(0)
    first = file.readline(LONGEST + 1).decode("utf-8-sig", "replace")
    if not first.strip() or isinstance(value_of(first.strip(" \t\r\n")), dict):
        return []
    with suppress(SourceRefused):
        stream = Stream(file)
        found = list(lists(stream))
        stream.end()
        return found
    return []


def _survey(kind: _Kind) -> tuple[tuple[str, ...], list[str]] | None:
    """All columns in the order in which they first appear, and those that hold lists.

    None for a list without an item: a day on which nothing happened is no fault.
    """
    names: dict[str, bool] = {}
    rows = seen = 0
    for _, value in kind.items():
        seen += 1
        flat = _flat(value)
        if flat is None:
            continue
        rows += 1
        for name, text in flat.items():
            names[name] = names.get(name, False) or text is None
        if len(names) > _MOST_NAMES:
            raise SourceRefused(
                f"lebih dari {_MOST_NAMES} nama kolom; tampaknya isi data dipakai sebagai nama"
            )
    if not seen and kind.unit == "butir":
        return None
    if not rows:
        raise SourceRefused(kind.nothing)
    return tuple(names), [name for name, listed in names.items() if listed]


def _flat(value: Any) -> Flat | None:
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


def _chunks(found: Iterator[Item], names: Sequence[str]) -> Iterator[Batch]:
    for item in found:
        yield _chunk(chain([item], found), names)


def _chunk(found: Iterator[Item], names: Sequence[str]) -> Batch:
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


def _cells(place: int, value: Any, names: Sequence[str]) -> list[Any]:
    """The texts of these columns, or why there are none."""
    flat = _flat(value)
    if flat is None:
        return [Lost(place, "", "baris_rusak")]
    many = [Lost(place, name, "bukan_satu_nilai") for name in names if _is_many(flat, name)]
    return many or [flat.get(name) or "" for name in names]


def _is_many(flat: Flat, name: str) -> bool:
    """A list, or an object where others have a value."""
    if name in flat:
        return flat[name] is None
    return any(other.startswith(f"{name}.") for other in flat)
