"""Looks at a part's bytes as they pass: what would drown calamine, and what it would pass over in silence."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

from etl.errors import SourceRefused
from etl.identity import told

LAST_ROW, LAST_COLUMN = 200_000, 100

# Rows from 200000 and columns from CW on, and whatever is written so that it could be one of them.
_FAR = re.compile(
    rb"""\sr\s*=\s*["'](?:[A-Za-z]{3}|[D-Zd-z][A-Za-z]|[Cc][W-Zw-z]|[A-Za-z]{0,2}(?:0|[2-9]\d{5}|\d{7}))"""
)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d*)["']""")
_EXTENT = re.compile(rb"""<(?:\w+:)?dimension\s[^<>]*?ref\s*=\s*["'](?:[A-Za-z]+\d+:)?([A-Za-z]+)(\d+)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_NO_RESULT = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*</(?:\w+:)?c>")
# Of a text an empty result is one, of a number it is none: so write programs that do not compute.
_NO_NUMBER = re.compile(
    rb"""<(?:\w+:)?c(?![^<>]*\st\s*=\s*["']str["'])(?:\s[^<>]*)?>\s*"""
    rb"""<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*<(?:\w+:)?v(?:\s*/>|>\s*</(?:\w+:)?v>)"""
)
_LONGEST_END = 10_000
"""More than a cell with a formula, which has at most 8.192 letters."""

_ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*)(?:"e"|'e')""")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_KNOWN = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


def checked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut between elements, with the assurance that they are XML from end to end: calamine
    reads what is not well formed as far as it likes.

    Raises SourceRefused for XML that no office program writes, and what expat raises.
    """
    parser = strict()
    first, rest = True, b""
    for piece in pieces:
        if first:
            _refuse_encoding(piece)
            first = False
        parser.Parse(piece, False)
        whole, cut, begun = (rest + piece).rpartition(b"<")
        rest = cut + begun
        yield whole
    parser.Parse(b"", True)
    yield rest


def strict() -> expat.XMLParserType:
    """A parser that refuses a document type: entities multiply."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_definitions
    return parser


def _refuse_definitions(*_: Any) -> None:
    raise SourceRefused("buku kerja ini memuat definisi XML sendiri; simpan ulang dari Excel")


def _refuse_encoding(start: bytes) -> None:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    named = _ENCODING.match(text)
    if not text.startswith(b"<") or b"\0" in text[:64] or (named and named[1].lower() not in _KNOWN):
        raise SourceRefused("isi buku kerja ini bukan XML dalam UTF-8; simpan ulang dari Excel")


def scanned(pieces: Iterable[bytes], sheet: str, *, stale: bool) -> Iterator[bytes]:
    """A sheet's bytes. Cells with an error become texts: calamine would give them as empty.

    Raises SourceRefused for cells too far out, and for formulas whose results nobody has computed.
    """
    before = b""
    for piece in pieces:
        _refuse_far(piece, sheet)
        _refuse_uncomputed(before + piece, sheet, stale=stale)
        before = piece[-_LONGEST_END:]
        if b'"e"' in piece or b"'e'" in piece:
            piece = _ERROR.sub(rb'\1"str"', piece)
        yield piece


def _refuse_uncomputed(piece: bytes, sheet: str, *, stale: bool) -> None:
    if b"<f" not in piece and b":f" not in piece:
        return
    if (stale and _FORMULA.search(piece)) or _NO_RESULT.search(piece) or _NO_NUMBER.search(piece):
        raise SourceRefused(
            f'lembar "{told(sheet)}" memuat rumus yang hasilnya belum dihitung; buka di Excel, simpan, lalu '
            "jalankan lagi, atau tempel sebagai nilai"
        )


def _refuse_far(piece: bytes, sheet: str) -> None:
    extent = _EXTENT.search(piece) if b"dimension" in piece else None
    if extent and _is_far(extent[1], extent[2]):
        _refuse(sheet, extent[1] + extent[2])
    for found in _FAR.finditer(piece):
        # In a text the same letters are innocent.
        begun = piece.rfind(b"<", 0, found.start())
        if begun < 0 or b">" in piece[begun : found.start()]:
            continue
        place = _PLACE.match(piece, found.start())
        if place is None or _is_far(place[1], place[2]):
            _refuse(sheet, piece[found.start() : found.end() + 12].partition(b"=")[2].strip(b" \"'>")[:12])


def _is_far(letters: bytes, digits: bytes) -> bool:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column > LAST_COLUMN or int(digits or b"0") > LAST_ROW


def _refuse(sheet: str, place: bytes) -> None:
    shown = place.partition(b'"')[0].decode("ascii", "replace")
    raise SourceRefused(
        f'lembar "{told(sheet)}" terlalu luas: ada sel {told(shown)}; paling jauh baris '
        f"{LAST_ROW // 1000}.000 dan kolom CV ({LAST_COLUMN} kolom). "
        "Hapus baris dan kolom kosong di luar tabel, atau bagi berkasnya"
    )
