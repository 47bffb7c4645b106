"""Columns are found by name: where each stands that a block names, or a sentence about what is missing."""

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence

from etl.errors import SourceRefused
from etl.identity import is_data, shape
from etl.source import SourceBlock, source_columns, unused

_NAMED, _NOTED, _NAME_LENGTH = 60, 20, 40
"""How many columns are named of those that there are and of those not read, and how much of each name."""


def places(
    header: Sequence[str], block: SourceBlock, *, where: str = "baris judul", advice: str = ""
) -> dict[str, int]:
    """Where each column that the block names stands. Raises SourceRefused.

    `where` is the place that the sentence names; `advice` is added where a column is missing.
    """
    needed = source_columns(block)
    known = set(header)
    if missing := [name for name in needed if name not in known]:
        raise SourceRefused(_missing(missing, header, where) + advice)
    times = Counter(header)
    if doubled := [name for name in needed if times[name] > 1]:
        raise SourceRefused(f"{where}: kolom {quoted(doubled)} ada lebih dari satu kali; beri nama berbeda")
    return {name: header.index(name) for name in needed}


def holds_data(header: Iterable[str]) -> bool:
    """Whether a row of data seems to stand where the names should: then it is told to nobody."""
    return any(map(is_data, header))


def _missing(missing: Sequence[str], header: Sequence[str], where: str) -> str:
    if holds_data(header):
        return (
            f"{where}: tidak ada kolom {quoted(missing)}; yang ada di sana tampaknya data, bukan nama kolom, "
            "jadi tidak ditampilkan. Tambahkan baris judul kolom"
        )
    near = {name: nearest(name, header) for name in missing}
    parts = [f'"{name}"' + (f' (mungkin maksudnya "{near[name]}")' if near[name] else "") for name in missing]
    there = quoted([name for name in header if name])
    return f"{where}: tidak ada kolom {', '.join(parts)}; kolom yang ada: {there}"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, without regard to case and blanks."""
    folded = {" ".join(cell.casefold().split()): cell for cell in names if cell}
    found = difflib.get_close_matches(" ".join(name.casefold().split()), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


def quoted(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    return _listed([f'"{name[:_NAME_LENGTH]}"' for name in names], _NAMED)


def names_told(header: Sequence[str], block: SourceBlock) -> tuple[str, ...]:
    """The header as it may be told: names that the block does not know by their shape, if one is a value."""
    others = unused(tuple(header), block)
    hidden = set(others) if holds_data(others) else set()
    return tuple(shape(name) if name in hidden else name for name in header)


def unread(header: tuple[str, ...], block: SourceBlock) -> str:
    """A note about the columns that the block does not name; "" if it names all."""
    ignored = unused(header, block)
    if holds_data(ignored):
        return f"{len(ignored)} kolom tidak dibaca; namanya tampaknya data, jadi tidak ditampilkan."
    named = _listed([name[:_NAME_LENGTH] for name in ignored], _NOTED)
    return f"kolom yang tidak dibaca: {named}." if ignored else ""


def _listed(names: Sequence[str], most: int) -> str:
    """The first of the names, and how many more there are."""
    shown = ", ".join(names[:most])
    return f"{shown}, dan {len(names) - most} lagi" if len(names) > most else shown
