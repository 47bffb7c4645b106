"""Where the header of a workbook's sheet stands: rows of title above it, and names over two or three rows."""

import io
from collections.abc import Mapping
from typing import Any

from etl.errors import SourceRefused
from etl.proposal.dates import looks_like
from etl.proposal.look import Look
from etl.proposal.table import header_of

_MOST_SKIPPED = 12
_MOST_ROWS = 3


def look_at_book(content: bytes, options: Mapping[str, Any]) -> Look:
    """Raises SourceRefused, also where there are several sheets and none is named."""
    found = Look({"read": "xlsx", **options})
    header = _names(content, found.keys)
    if "skip_rows" not in options and _is_title(header):
        header = _below(content, found)
    if "header_rows" not in options:
        _rows(content, found, header)
    if "sheet" in found.keys:
        found.notes.append(f"lembar {found.keys['sheet']}")
    return found


def _names(content: bytes, keys: Mapping[str, Any]) -> tuple[str, ...]:
    return header_of(io.BytesIO(content), keys)


def _is_title(header: tuple[str, ...]) -> bool:
    return len(header) > 2 and len(set(header) - {""}) == 1


def _below(content: bytes, found: Look) -> tuple[str, ...]:
    """The first row that is no title."""
    for skipped in range(1, _MOST_SKIPPED + 1):
        header = _names(content, {**found.keys, "skip_rows": skipped})
        if not _is_title(header):
            found.keys["skip_rows"] = skipped
            found.notes.append(f"{skipped} baris di atas judul kolom dilewati")
            return header
    raise SourceRefused(
        "baris judul kolom tidak ditemukan; hapus judul laporan di atasnya, lalu jalankan lagi"
    )


def _rows(content: bytes, found: Look, header: tuple[str, ...]) -> None:
    """One more row belongs to the header if it gives columns a name of their own and is no data."""
    rows = 1
    for more in range(2, _MOST_ROWS + 1):
        try:
            longer = _names(content, {**found.keys, "header_rows": more})
        except SourceRefused:
            break
        if _usable(longer) < _usable(header) + 2 or _is_data(longer):
            break
        rows, header = more, longer
    if rows > 1:
        found.keys["header_rows"] = rows
        found.notes.append(f"judul kolom atas {rows} baris: {_usable(header)} kolom bernama sendiri")


def _usable(header: tuple[str, ...]) -> int:
    return sum(1 for name in set(header) if name and header.count(name) == 1)


def _is_data(header: tuple[str, ...]) -> bool:
    ends = [name.split()[-1] for name in header if name]
    return sum(map(looks_like, ends)) * 4 > len(ends)
