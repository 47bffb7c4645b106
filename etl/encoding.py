"""Is a file written in the encoding that its source states? Never a guess: a suggestion."""

import codecs
import re
from typing import BinaryIO

from etl.errors import SourceRefused

_BLOCK = 1 << 20
_ONE_BYTE = ("cp125", "iso8859", "latin")

# What UTF-8 makes of quotes, dashes, bullets and accented letters; as one byte a letter it reads "â€¢", "Ã©".
_UTF_8 = re.compile(rb"\xe2\x80[\x80-\xbf]|\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]")
_TWO = "berkas ini memakai dua pengodean; perbaiki di sistem asal, atau simpan ulang seluruhnya sebagai UTF-8"


def codec(encoding: str) -> str:
    name = codecs.lookup(encoding).name
    # A byte order mark in front of UTF-8 is no character of the first header cell.
    return "utf-8-sig" if name == "utf-8" else name


def undecodable(file: BinaryIO, encoding: str) -> str:
    line = 1 + _lines_before_fault(file, encoding)
    return f"baris {line}: isi berkas bukan {_spoken(encoding)}; {_advice(file, encoding)}"


def _advice(file: BinaryIO, encoding: str) -> str:
    found = _suggestion(file, encoding)
    if found == "cp1252" and _line_in_utf_8(file):
        return _TWO
    return f'coba encoding = "{found}"' if found else "ekspor ulang sebagai UTF-8"


def _spoken(encoding: str) -> str:
    return "UTF-8" if encoding.startswith("utf-8") else encoding


def _lines_before_fault(file: BinaryIO, encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    lines, carriage = 0, False
    for block in iter(lambda: file.read(_BLOCK), b""):
        for start in range(0, len(block), 4096):
            piece = block[start : start + 4096]
            state = decoder.getstate()
            try:
                text = decoder.decode(piece)
            except UnicodeError:
                decoder.setstate(state)
                return lines + _lines_before_byte(decoder, piece, carriage)
            lines, carriage = _count(lines, carriage, text)
    return lines


def _lines_before_byte(decoder: codecs.IncrementalDecoder, piece: bytes, carriage: bool) -> int:
    lines = 0
    for position in range(len(piece)):
        try:
            text = decoder.decode(piece[position : position + 1])
        except UnicodeError:
            break
        lines, carriage = _count(lines, carriage, text)
    return lines


def _count(lines: int, carriage: bool, text: str) -> tuple[int, bool]:
    if not text:
        return lines, carriage
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    return lines + breaks - (carriage and text[0] == "\n"), text[-1] == "\r"


def _suggestion(file: BinaryIO, encoding: str) -> str | None:
    candidates = [name for name in ("utf-8-sig", "cp1252") if name != encoding]
    return next((name.removesuffix("-sig") for name in candidates if _decodes(file, name)), None)


def _has_mark(file: BinaryIO) -> bool:
    """UTF-16 says so itself."""
    file.seek(0)
    return file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        for block in iter(lambda: file.read(_BLOCK), b""):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def refuse_other(file: BinaryIO, encoding: str) -> None:
    """A one-byte encoding takes any bytes, so that UTF-8 would come in as "Ã©": look first."""
    if encoding.startswith(("utf-16", "utf-32")):
        return
    if _has_mark(file):
        raise SourceRefused(f'isi berkas adalah UTF-16, bukan {_spoken(encoding)}; tulis encoding = "utf-16"')
    file.seek(0)
    if encoding == "utf-8-sig" or all(block.isascii() for block in iter(lambda: file.read(_BLOCK), b"")):
        return
    if _decodes(file, "utf-8-sig"):
        raise SourceRefused(f'isi berkas adalah UTF-8, bukan {encoding}; tulis encoding = "utf-8"')
    if encoding.startswith(_ONE_BYTE) and (line := _line_in_utf_8(file)):
        raise SourceRefused(f"baris {line}: ada huruf UTF-8 di antara isi {encoding}; {_TWO}")


def _line_in_utf_8(file: BinaryIO) -> int | None:
    """The first line that holds a letter as UTF-8 writes it."""
    file.seek(0)
    before, ends, carriages = b"", 0, 0
    for block in iter(lambda: file.read(_BLOCK), b""):
        piece = before + block
        found = _UTF_8.search(piece)
        read = piece[: found.start()] if found else piece[:-2]
        ends, carriages = ends + read.count(b"\n"), carriages + read.count(b"\r")
        if found:
            return 1 + (ends or carriages)
        before = piece[-2:]
    return None
