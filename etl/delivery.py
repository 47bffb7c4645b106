"""What a server answers → a private copy with its hash, as of a file, and where to ask on the next time."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast

import msgspec

from etl.cursor import Mark
from etl.deadline import Deadline
from etl.errors import SourceRefused
from etl.header import places
from etl.json_text import LONGEST
from etl.options import Limits
from etl.reader import Ask
from etl.source import SourceBlock, source_columns
from etl.sources import reader_of
from etl.spool import Spool

_NO_ROW = b"0\n"
"""Stands for a row that cannot be told: the reader refuses it by its place."""


class Place(msgspec.Struct, frozen=True):
    """Where the deliveries of a source have come to, and which of the needed columns they ever had.

    `digest` names the definitions that they were read with: by others everything is asked for again.
    """

    digest: str
    mark: Mark | None = None
    names: list[str] = []

    @classmethod
    def of(cls, text: str | None, digest: str) -> "Place":
        found = cls(digest) if text is None else msgspec.json.decode(text, type=cls)
        return found if found.digest == digest else cls(digest)

    def text(self) -> str:
        return msgspec.json.encode(self).decode()


@dataclass(frozen=True)
class Delivery:
    """`names` are all columns that the server gave, `place` is where to begin the next time."""

    spool: Spool
    names: tuple[str, ...]
    place: Place


def name_at(source: str, now: datetime) -> str:
    return f"{source}@{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def delivered(block: SourceBlock, place: Place, *, secret: str, now: datetime) -> Iterator[Delivery]:
    """Everything from the place on. The copy has no name in any folder. Raises SourceRefused."""
    fetch = reader_of(block).fetch
    assert fetch is not None
    deadline = Deadline(block.limits)
    with tempfile.TemporaryFile() as copy:
        lines = _Lines(cast(BinaryIO, copy), block.limits, deadline)
        answer = fetch(Ask(block, place.mark, secret, now, deadline), lines.write)
        needed = source_columns(block)
        known = {*place.names, *answer.names}
        if known:
            places(tuple(known), block, where="jawaban server")
        copy.seek(0)
        name = name_at(block.name, now)
        spool = Spool(cast(BinaryIO, copy), name, lines.hash.hexdigest(), lines.size, name)
        reached = Place(place.digest, answer.mark, [name for name in needed if name in known])
        yield Delivery(spool, answer.names, reached)


class _Lines:
    """Rows as lines of JSON, within the block's limits."""

    def __init__(self, file: BinaryIO, limits: Limits, deadline: Deadline) -> None:
        self._file = file
        self._limits = limits
        self._deadline = deadline
        self._rows = 0
        self.hash = hashlib.sha256()
        self.size = 0

    def write(self, row: Mapping[str, Any] | None) -> None:
        """Raises SourceRefused when it is too much."""
        limits = self._limits
        content = _encoded(row)
        self._rows += 1
        self.size += len(content)
        if self._rows > limits.rows:
            raise SourceRefused(_too_much("rows", f"{limits.rows} baris"))
        if self.size > limits.mib << 20:
            raise SourceRefused(_too_much("mib", f"{limits.mib} MiB"))
        self._deadline.check()
        self.hash.update(content)
        self._file.write(content)


def _encoded(row: Mapping[str, Any] | None) -> bytes:
    if row is None:
        return _NO_ROW
    try:
        content = msgspec.json.encode(row) + b"\n"
    except UnicodeEncodeError:
        return _NO_ROW
    return content if len(content) <= LONGEST else _NO_ROW


def _too_much(key: str, most: str) -> str:
    return (
        f"kiriman ini lebih dari {most}, jadi tidak dimuat; majukan since, persempit permintaannya, "
        f"atau naikkan limits.{key}"
    )
