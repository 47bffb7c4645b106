"""10,000 files and answers of all kinds that readers know, each spoiled in its own way, read and checked.

A file is refused with a sentence, or its rows are facts, rejects and exclusions that add up to what was read:
never an exception of another kind, never more time or memory than is allowed.
"""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec

from etl.delivery import Place, delivered
from etl.errors import SourceRefused
from etl.opening import opened
from etl.reader import Batch
from etl.validate import Validator
from tests.etl.stub import Stub, answer, serving
from tests.etl.written import validator
from tests.trial.mutated_kinds import Kind, cells, kinds
from tests.trial.report import Outcome, conduct, say

COUNT = 10_000
SECONDS, MEMORY_MIB = 10, 512
NOW = datetime(2026, 3, 1, tzinfo=UTC)

Mutation = Callable[[Random, bytes, bytes], bytes]
"""What becomes of a file; the other is a sound one of another kind."""


def flip(random: Random, content: bytes, other: bytes) -> bytes:
    """A few bits."""
    found = bytearray(content)
    for _ in range(random.choice([1, 1, 2, 5, 50])):
        found[random.randrange(len(found))] ^= 1 << random.randrange(8)
    return bytes(found)


def cut(random: Random, content: bytes, other: bytes) -> bytes:
    """Ends early, or has lost a piece."""
    start = random.randrange(len(content))
    end = random.choice([len(content), start + random.randrange(1, 200)])
    return content[:start] + content[end:]


def splice(random: Random, content: bytes, other: bytes) -> bytes:
    """A piece of itself or of another file where it does not belong."""
    giver = random.choice([content, other])
    start = random.randrange(len(giver))
    piece = giver[start : start + random.choice([1, 7, 100, 3_000])]
    place = random.randrange(len(content))
    over = random.choice([0, len(piece)])
    return content[:place] + piece + content[place + over :]


def signs(random: Random, content: bytes, other: bytes) -> bytes:
    """Signs that mean something to a parser, here and there."""
    found = bytearray(content)
    for _ in range(random.randrange(1, 8)):
        place = random.randrange(len(found))
        found[place : place + random.randrange(2)] = random.choice(
            [
                b'"',
                b";",
                b"\n",
                b"\r",
                b"\0",
                b"{",
                b"]",
                b",",
                b"<",
                b">",
                b"&",
                b"\xff",
                b"\\u",
                b"9" * 30,
                b"-",
            ]
        )
    return bytes(found)


def wrong_type(random: Random, content: bytes, other: bytes) -> bytes:
    """A sound file that is none of this kind."""
    return random.choice([other, b"", b"\0" * 1_000, random.randbytes(2_000), content[::-1], other + content])


MUTATIONS: Mapping[str, Mutation] = {
    mutation.__name__: mutation for mutation in (flip, cut, splice, signs, wrong_type)
}


def within(mutation: Mutation, random: Random, content: bytes, other: bytes) -> bytes:
    """The same to one part of a workbook, which is then packed soundly: it gets further."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as sound,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        names = sound.namelist()
        chosen = random.choice([name for name in names if name.startswith("xl/") and "theme" not in name])
        for name in names:
            part = sound.read(name)
            made.writestr(name, mutation(random, part, other) if name == chosen else part)
    return file.getvalue()


@dataclass
class Seen:
    """What became of a file; `fault` is empty where the promise was kept."""

    outcome: str
    seconds: float
    fault: str = ""


class Desk:
    """Where files and answers are read: a folder, a server of our own, and the largest memory seen."""

    def __init__(self, root: Path, stub: Stub) -> None:
        self._root = root
        self._stub = stub
        self._content = b""
        stub.answer = lambda asked: self._content

    def look(self, name: str, kind: Kind, content: bytes, checker: Validator) -> Seen:
        before = time.monotonic()
        self._content = answer(content) if name == "rest body" else content
        try:
            with self._batches(kind, content) as batches:
                outcome, fault = _look(batches, checker)
        except SourceRefused as refused:
            outcome, fault = "refused", "" if str(refused).strip() else "a refusal without a word"
        except Exception as error:  # noqa: BLE001 (whatever it is, it must be told)
            outcome, fault = "uncaught", repr(error)
        took = time.monotonic() - before
        if took > SECONDS:
            fault = fault or f"{took:.1f} s"
        return Seen(outcome, took, fault)

    @contextmanager
    def _batches(self, kind: Kind, content: bytes) -> Iterator[Iterator[Batch]]:
        source = kind.source
        if kind.via == "file":
            yield opened(io.BytesIO(content), source).batches
            return
        secret = ""
        if kind.via == "sql":
            path = self._root / "elok.sqlite"
            path.write_bytes(content)
            secret = f"sqlite:///{path}"
        else:
            source = msgspec.structs.replace(source, url=f"{self._stub.url}/data")
        with delivered(source, Place(""), secret=secret, now=NOW) as delivery:
            yield opened(delivery.spool.stream, source).batches


def _look(batches: Iterator[Batch], checker: Validator) -> tuple[str, str]:
    rejected = 0
    for batch in batches:
        found = checker.check(batch, file_name="a")
        if found.read != found.facts.num_rows + found.rejected + found.excluded:
            return "read", f"{found.read} is not {found.facts.num_rows} + {found.rejected} + {found.excluded}"
        if found.rejected != len(set(found.rejects["line"].to_pylist())):
            return "read", f"{found.rejected} rejects, {found.rejects['line'].to_pylist()} lines"
        if (batch.lines[1:] <= batch.lines[:-1]).any():
            return "read", "lines do not rise"
        rejected += found.rejected
    return "read with rejects" if rejected else "read", ""


def spoiled(random: Random, name: str, sound: Mapping[str, Kind]) -> tuple[str, bytes]:
    """How, and what is left of it."""
    how, mutation = random.choice(list(MUTATIONS.items()))
    other = sound[random.choice([o for o in sound if o.split()[0] != name.split()[0]])].content
    content = sound[name].content
    if name == "sql cells":
        return "cells", cells(random)
    if name.startswith("xlsx") and how != "wrong_type" and random.random() < 0.6:
        return f"{how} within", within(mutation, random, content, other)
    return how, mutation(random, content, other)


def trial(root: Path, seed: int, *, count: int = COUNT) -> Outcome:
    """`count` spoiled files, dealt evenly over kinds and mutations. Raises with what broke a promise."""
    random = Random(seed)
    sound = kinds(random)
    checkers = {name: validator(kind.source) for name, kind in sound.items()}
    seen: dict[str, list[Seen]] = {name: [] for name in sound}
    faults: list[str] = []
    with serving(lambda asked: b"") as stub:
        desk = Desk(root, stub)
        for number in range(count):
            name = list(sound)[number % len(sound)]
            how, content = spoiled(random, name, sound)
            found = desk.look(name, sound[name], content, checkers[name])
            seen[name].append(found)
            if found.fault:
                (root / f"{number}-{name}").write_bytes(content)
                faults.append(f"file {number}, {name}, {how}: {found.fault}")
            say(f"{number + 1} of {count}")
    child, own = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)
    )
    if count == COUNT and max(child, own) > MEMORY_MIB:
        faults.append(f"{child} MiB of a child, {own} MiB of the parent")
    assert faults == [], faults[:5]
    return {
        "files": sum(map(len, seen.values())),
        "uncaught or wrong": len(faults),
        "slowest": f"{max(one.seconds for some in seen.values() for one in some):.1f} s",
        "most memory": f"{child} MiB of a child, {own} MiB of the parent",
        **{name: dict(Counter(one.outcome for one in some).most_common()) for name, some in seen.items()},
    }


if __name__ == "__main__":
    conduct("mutated", __doc__, trial)
