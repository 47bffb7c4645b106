"""JSON as text: numbers as they are written, one value of a document at a time, whatever its length.

A value may take a MiB. What is longer is walked through, so a document of any length needs little memory.
"""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, BinaryIO

from etl.encoding import undecodable
from etl.errors import SourceRefused
from etl.identity import told

LONGEST = 1 << 20
DEEPEST = 20
_BLOCK = 1 << 20
_AHEAD = 4 * LONGEST
_BLANK = re.compile(r"[ \t\n\r]*")


class _Fault:
    """Stands for what JSON does not allow and a parser lets pass: NaN, a name that comes twice."""


FAULT = _Fault()


def _object(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    return found if len(found) == len(pairs) else FAULT


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=lambda _: FAULT
)


def value_of(text: str) -> Any:
    """The value that the text is, or FAULT."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return FAULT


def not_utf_8(file: BinaryIO) -> SourceRefused:
    """Another encoding is no advice here: JSON is UTF-8 (RFC 8259, 8.1)."""
    place, _, _ = undecodable(file, "utf-8-sig").partition(";")
    return SourceRefused(f"{place}; JSON selalu UTF-8, ekspor ulang dari sistem asal")


class Stream:
    """A document while it is walked through. Everything raises SourceRefused with the line reached."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._value: Any = None
        file.seek(0)

    def peek(self) -> str:
        """The next sign that is not blank; "" at the end."""
        while True:
            self._fill()
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]

    def take(self, sign: str) -> bool:
        """Steps over the sign if it is the next."""
        if self.peek() != sign:
            return False
        self._at += 1
        return True

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.broken(f'diharapkan "{sign}"')

    def value(self) -> Any:
        """The next value as a whole."""
        if not self._whole():
            raise self.broken(
                f"satu nilai rusak, atau lebih dari {LONGEST} huruf, atau bersarang terlalu dalam"
            )
        return self._value

    def skip(self, depth: int = 0) -> None:
        """Steps over the next value, however long it is."""
        if self._whole():
            return
        if depth > DEEPEST:
            raise self.broken("bersarang terlalu dalam")
        if self.peek() == "[":
            for _ in self.places():
                self.skip(depth + 1)
        else:
            for _ in self.names():
                self.expect(":")
                self.skip(depth + 1)

    def _whole(self) -> bool:
        self.peek()
        try:
            self._value, end = _DECODER.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            return False
        if end - self._at > LONGEST or (end == len(self._text) and not self._ended):
            return False
        self._at = end
        return True

    def places(self) -> Iterator[int]:
        """1, 2, … at each item of a list; the caller steps over the item."""
        self.expect("[")
        if self.take("]"):
            return
        for place in count(1):
            yield place
            if self.take("]"):
                return
            self.expect(",")

    def names(self) -> Iterator[str]:
        """Each name in an object; the caller steps over its value."""
        self.expect("{")
        if self.take("}"):
            return
        while True:
            if self.peek() != '"':
                raise self.broken("diharapkan nama dalam tanda kutip")
            yield self.value()
            if self.take("}"):
                return
            self.expect(",")

    def end(self) -> None:
        if self.peek():
            raise self.broken("ada isi sesudah dokumen berakhir")

    def broken(self, why: str) -> SourceRefused:
        line = self._line + self._text.count("\n", 0, self._at)
        cut = "" if self.peek() else "; berkas terpotong"
        return SourceRefused(f"baris {line}: susunan JSON rusak{cut}: {why}. Ekspor ulang dari sistem asal")

    def _fill(self) -> None:
        """At least as many signs ahead as a value may have, unless the document ends before."""
        if self._ended or len(self._text) - self._at >= LONGEST + 1:
            return
        self._line += self._text.count("\n", 0, self._at)
        pieces = [self._text[self._at :]]
        length = len(pieces[0])
        while length < _AHEAD and not self._ended:
            block = self._file.read(_BLOCK)
            self._ended = not block
            try:
                pieces.append(self._decoder.decode(block, final=self._ended))
            except UnicodeError:
                raise not_utf_8(self._file) from None
            length += len(pieces[-1])
        self._text, self._at = "".join(pieces), 0


def items(stream: Stream, path: Sequence[str], whole: str = "") -> Iterator[tuple[int, Any]]:
    """(place from 1, value) of each item of the list at the path; what follows the list is read as well."""
    if not path:
        if stream.peek() != "[":
            raise SourceRefused(f'rows = "{whole}": di sana tidak ada daftar [ … ]')
        for place in stream.places():
            yield place, stream.value()
        return
    others: list[str] = []
    found = False
    if stream.peek() != "{":
        raise SourceRefused(f'rows = "{whole}": tidak ada nama "{path[0]}", sebab di sana bukan objek')
    for name in stream.names():
        stream.expect(":")
        if name != path[0]:
            others.append(name)
            stream.skip()
            continue
        if found:
            raise stream.broken(f'nama "{name}" ada dua kali')
        found = True
        yield from items(stream, path[1:], whole)
    if not found:
        there = ", ".join(f'"{told(name[:40])}"' for name in others[:20])
        raise SourceRefused(f'rows = "{whole}": tidak ada nama "{path[0]}"; yang ada: {there or "tidak ada"}')


def value_at(stream: Stream, path: Sequence[str]) -> Any:
    """The value at the end of the path, None where the document has none; of several the last."""
    if stream.peek() != "{":
        stream.skip()
        return None
    found = None
    for name in stream.names():
        stream.expect(":")
        if name != path[0]:
            stream.skip()
        elif len(path) > 1:
            found = value_at(stream, path[1:])
        else:
            found = stream.value()
    return found


def lists(stream: Stream, depth: int = 2) -> Iterator[str]:
    """Paths at which the document holds a list, as `rows` would name them."""
    for name in stream.names():
        stream.expect(":")
        if stream.peek() == "[":
            yield name
        if stream.peek() == "{" and depth > 1:
            yield from (f"{name}.{inner}" for inner in lists(stream, depth - 1))
        else:
            stream.skip()
