"""What somebody must not see, and whether an answer tells it: as text, in a workbook, in a chart's arrays."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import struct
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from urllib.parse import unquote

from tests.security.prober.door import Answer, Ask
from tests.security.prober.markup import parsed, walk

_STATIC = ("application/javascript", "text/javascript", "text/css", "font/", "image/")
# As numpy names them, little endian: what plotly writes beside "bdata".
_PACKED = {
    "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q", "f4": "f",
    "f8": "d",
}  # fmt: skip
_BDATA = re.compile(r'\{[^{}]*"bdata"[^{}]*\}')


@dataclass(frozen=True)
class Canaries:
    words: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    """Of four digits or more: smaller ones stand everywhere."""

    def __or__(self, other: Canaries) -> Canaries:
        return Canaries(self.words | other.words, self.numbers | other.numbers)

    @cached_property
    def _numbers(self) -> re.Pattern[str]:
        forms = "|".join(r"[.,\u00a0 ]?".join(_thousands(n)) for n in sorted(self.numbers)) or "(?!)"
        return re.compile(rf"(?<![\w.,%-])(?:{forms})(?:[.,]0{{1,2}})?(?![\w%]|[.,]\d)")

    def in_answer(self, answer: Answer, asked: Ask) -> frozenset[str]:
        """What it tells that the question did not."""
        if answer.kind.startswith(_STATIC):
            return frozenset()
        told = told_by(answer)
        echoed = unquote(asked.target) + asked.body.decode(errors="replace")
        words = {word for word in self.words if word in told.text and word.rpartition("/")[2] not in echoed}
        numbers = {found.group() for found in self._numbers.finditer(told.text)} if self.numbers else set()
        return frozenset(words | numbers | {str(n) for n in self.numbers & told.numbers})


@dataclass(frozen=True)
class Told:
    text: str
    numbers: frozenset[int] = field(default_factory=frozenset)
    """Those in arrays that plotly has packed."""


def _thousands(number: int) -> list[str]:
    return f"{number:,}".split(",")


def told_by(answer: Answer) -> Told:
    if answer.body.startswith(b"PK"):
        return Told(_unzipped(answer.body))
    raw = answer.text
    tree = parsed(raw) if answer.kind == "application/json" else None
    if tree is not None:
        spelled = json.dumps(tree, ensure_ascii=False)
        arrays = [node for node in walk(tree) if "bdata" in node]
    else:
        spelled = unescape(raw)
        arrays = [found for one in _BDATA.findall(spelled) if isinstance(found := parsed(one), dict)]
    numbers = frozenset(number for array in arrays for number in _array(array))
    text = spelled.replace('\\"', '"').replace("\\/", "/")
    return Told("\n".join({text, unquote(text)} | ({answer.header("Location")} - {""})), numbers)


def _unzipped(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts = [book.read(name).decode(errors="replace") for name in book.namelist()]
    except zipfile.BadZipFile:
        return body.decode(errors="replace")
    return unescape(re.sub("<[^>]*>", " ", " ".join(parts)))


def _array(node: dict[str, object]) -> list[int]:
    letter = _PACKED.get(str(node.get("dtype", "")).lstrip("<|="))
    try:
        raw = base64.b64decode(str(node["bdata"]))
    except (binascii.Error, ValueError):
        return []
    if letter is None:
        return []
    width = struct.calcsize(letter)
    values = struct.unpack(f"<{len(raw) // width}{letter}", raw[: len(raw) // width * width])
    return [int(value) for value in values if value == value and abs(value) < 1e15 and value == int(value)]
