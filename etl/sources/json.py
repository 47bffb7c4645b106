"""JSON: an object on each line, or a list of objects in one document (`rows` names the way to it).

A value's column is its name, with a dot between a name and the name inside it: "pelapor.kelurahan". Strings
come as they are, numbers as they are written, true and false as these words; null and what is absent are
empty. A row with a list in a column that is read is refused, and so is one that is no sound object.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from etl.errors import SourceRefused
from etl.header import places
from etl.identity import told
from etl.json_rows import MOST_NAMES, Item, chunks, flattened, lines
from etl.json_text import LONGEST, Stream, items, lists, value_of
from etl.long_names import renamed
from etl.reader import Reader, Sheet, batched
from etl.source import SourceBlock

_NO_LINE = "tidak ada baris yang berupa satu objek JSON"


def read_json(file: BinaryIO, block: SourceBlock) -> Sheet:
    """Raises SourceRefused. The file is read twice: which columns there are is known at its end."""
    kind = _kind(file, block)
    surveyed = _survey(kind)
    if surveyed is None:
        return Sheet((), iter(()), kind.unit)
    own, listed = surveyed
    header = renamed(own, block.headers, where="nama kolom")
    advice = (
        f'; "{told(listed[0])}" berisi daftar, mungkin maksudnya rows = "{told(listed[0])}"'
        if listed and not block.rows
        else ""
    )
    found = {name: own[i] for name, i in places(header, block, where="nama kolom", advice=advice).items()}
    return Sheet(header, batched(chunks(kind.items(), found), tuple(found)), kind.unit)


READER = Reader(kind="json", read=read_json, options=frozenset({"path", "headers", "rows"}))


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
    return _Kind("baris", lambda: lines(file), _NO_LINE)


def _listed(file: BinaryIO, path: Sequence[str], whole: str) -> Iterator[Item]:
    stream = Stream(file)
    yield from items(stream, path, whole)
    stream.end()


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
        flat = flattened(value)
        if flat is None:
            continue
        rows += 1
        for name, text in flat.items():
            names[name] = names.get(name, False) or text is None
        if len(names) > MOST_NAMES:
            raise SourceRefused(
                f"lebih dari {MOST_NAMES} nama kolom; tampaknya isi data dipakai sebagai nama"
            )
    if not seen and kind.unit == "butir":
        return None
    if not rows:
        raise SourceRefused(kind.nothing)
    return tuple(names), [name for name, listed in names.items() if listed]
