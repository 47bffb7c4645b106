"""How an unknown file is written: its kind, encoding, delimiter, line ends and header. Each by evidence."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from etl.errors import SourceRefused
from etl.proposal.dates import looks_like
from etl.proposal.text import share_said

MAX_BYTES = 256 << 20
_LOOKED_AT = 500
_DELIMITERS = (",", ";", "\t", "|")
# A sequence of UTF-8 that stands for one character outside ASCII.
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ENDS = {"\r\n": "CRLF (Windows)", "\n": "LF", "\r": "CR saja (Mac lama)"}


@dataclass
class Look:
    """The keys of a source block that say how the file is read, what speaks for them, and what is asked."""

    keys: dict[str, object]
    notes: list[str] = field(default_factory=list)
    asks: dict[str, str] = field(default_factory=dict)
    """Key → question."""


def kind_of(content: bytes) -> str:
    """`csv`, `xlsx` or `json`, by what stands in the file and not by its name. Raises SourceRefused."""
    if not content.strip(b"\0\t\r\n "):
        raise SourceRefused("berkas ini kosong; diharapkan baris judul, lalu baris data")
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceRefused("ini buku kerja Excel lama (.xls) atau bersandi; simpan ulang sebagai .xlsx")
    if content.startswith(b"%PDF"):
        raise SourceRefused("ini PDF; mintalah ekspor CSV atau XLSX dari sistem asal")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return "json" if start in (b"{", b"[") else "csv"


def look_at_text(content: bytes) -> Look:
    """Raises SourceRefused with the reason why no table can be seen."""
    found = Look({"read": "csv"})
    text = _decoded(content, found)
    end = max(_ENDS, key=lambda end: (_count(text, end), len(end)))
    found.notes.append(f"ganti baris: {_ENDS[end] if _count(text, end) else 'tidak ada'}")
    _header(_delimited(text, found))
    return found


def _count(text: str, end: str) -> int:
    pairs = text.count("\r\n")
    return pairs if end == "\r\n" else text.count(end) - pairs


def _decoded(content: bytes, found: Look) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as(content, "utf-16", "tanda BOM UTF-16 di awal berkas", found)
    if b"\0" in content:
        return _wide(content, found)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _narrow(content, found)
    marked = content.startswith(b"\xef\xbb\xbf")
    why = "seluruh isi UTF-8 yang sah" + (", dengan tanda BOM di awal" if marked else "")
    found.keys["encoding"] = "utf-8"
    found.notes.append(f"pengodean utf-8: {'semua bita ASCII' if content.isascii() else why}")
    return text


def _as(content: bytes, encoding: str, why: str, found: Look) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise SourceRefused(f"{why}, tetapi isinya rusak; ekspor ulang sebagai UTF-8") from None
    found.keys["encoding"] = encoding
    found.notes.append(f"pengodean {encoding}: {why}")
    return text


def _wide(content: bytes, found: Look) -> str:
    """Zero bytes and no mark: UTF-16, if nearly all of them stand in the same half of their pairs."""
    zeros = (content[0::2].count(0), content[1::2].count(0))
    encoding = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    if min(zeros) * 20 > max(zeros) or max(zeros) * 4 < len(content):
        line = 1 + _lines(content[: content.index(0)])
        raise SourceRefused(f"baris {line}: ada bita nol; ini bukan berkas teks. Ekspor ulang sebagai UTF-8")
    text = _as(content, encoding, "bita nol berselang-seling, tanpa tanda BOM", found)
    found.asks["encoding"] = f"tanpa tanda BOM; isi tampak seperti {encoding}. Benar?"
    return text


def _narrow(content: bytes, found: Look) -> str:
    """Not UTF-8: one other encoding, or two in one file."""
    whole = _UTF8.search(content)
    rest = _UTF8.sub(lambda pair: b" " * len(pair[0]), content)
    single = re.search(rb"[\x80-\xff]", rest)
    assert single is not None
    if whole is not None:
        many = (len(_UTF8.findall(content)), len(re.findall(rb"[\x80-\xff]", rest)))
        places = [1 + _lines(content[: place.start()]) for place in (whole, single)]
        raise SourceRefused(
            f"dua pengodean dalam satu berkas: UTF-8 ({many[0]} huruf, pertama di baris {places[0]}) dan "
            f"satu bita per huruf seperti Windows-1252 ({many[1]} bita, pertama di baris {places[1]}). "
            "Tidak ada satu pengodean yang benar; perbaiki di sistem asal, atau simpan ulang sebagai UTF-8 "
            "sesudah memeriksa baris-baris itu"
        )
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as wrong:
        line = 1 + _lines(content[: wrong.start])
        raise SourceRefused(
            f"baris {line}: bukan UTF-8 dan bukan Windows-1252; ekspor ulang sebagai UTF-8"
        ) from None
    found.keys["encoding"] = "cp1252"
    letters = sorted({character for character in text if ord(character) > 127})[:12]
    line = 1 + _lines(content[: single.start()])
    found.notes.append(f"pengodean cp1252: bukan UTF-8 (baris {line}), semua bita ada di Windows-1252")
    found.asks["encoding"] = (
        f"bukan UTF-8; dibaca sebagai Windows-1252 huruf khususnya menjadi {' '.join(letters)}. "
        'Bila itu benar, tulis "cp1252"'
    )
    return text


def _lines(before: bytes) -> int:
    return before.count(b"\n") or before.count(b"\r")


@dataclass(frozen=True)
class _Cut:
    delimiter: str
    rows: list[list[str]]
    width: int
    share: float
    """Of the rows looked at that have this width."""


def _delimited(text: str, found: Look) -> list[list[str]]:
    """The first rows as the best delimiter cuts them."""
    cuts = [cut for delimiter in _DELIMITERS if (cut := _cut(text, delimiter)) is not None]
    good = sorted((c for c in cuts if c.width > 1 and c.share > 0.5), key=lambda c: (c.share, c.width))
    if not good:
        found.keys["delimiter"] = ","
        found.notes.append(
            "pemisah kolom: tidak ada yang membagi baris-baris ini sama lebar; satu kolom saja"
        )
        return max(cuts, key=lambda cut: cut.share).rows if cuts else []
    best = good[-1]
    found.keys["delimiter"] = best.delimiter
    found.notes.append(
        f"pemisah {best.delimiter!r}: {share_said(best.share)} baris pertama terbagi atas {best.width} kolom"
    )
    if rivals := [c for c in good[:-1] if c.share == best.share]:
        others = " atau ".join(f"{c.delimiter!r} ({c.width} kolom)" for c in rivals)
        found.asks["delimiter"] = f"{best.delimiter!r} ({best.width} kolom) atau {others}?"
    return best.rows


def _cut(text: str, delimiter: str) -> _Cut | None:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [row for row in islice(reader, _LOOKED_AT) if any(cell.strip() for cell in row)]
    except csv.Error:
        return None
    if not rows:
        return None
    [(width, many)] = Counter(map(len, rows)).most_common(1)
    return _Cut(delimiter, rows, width, many / len(rows))


def _header(rows: Sequence[Sequence[str]]) -> None:
    """Raises SourceRefused if the first row is a title above the header, or data already."""
    if not rows:
        return
    [(width, many)] = Counter(map(len, rows)).most_common(1)
    cells = [cell.strip() for cell in rows[0] if cell.strip()]
    if width > 2 and len(cells) <= 1 and many > 1:
        place = next(i for i, row in enumerate(rows) if sum(1 for cell in row if cell.strip()) > width // 2)
        raise SourceRefused(
            f"baris judul kolom tampaknya baris isi ke-{place + 1}; hapus {place} baris di atasnya (judul "
            "laporan), lalu jalankan lagi"
        )
    data = sum(1 for cell in cells if looks_like(cell))
    if cells and data * 2 > len(cells):
        raise SourceRefused(
            "baris pertama berisi data, bukan judul kolom; tambahkan baris judul: kolom dikenali dari namanya"
        )
