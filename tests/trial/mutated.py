"""1,000 files of every kind that a reader knows, each spoiled in its own way, through reader and validator.

A file is refused with a sentence, or its rows are facts, rejects and exclusions that add up to what was read:
never an exception of another kind, never more time or memory than is allowed.
"""

from __future__ import annotations

import io
import json
import resource
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from etl.errors import SourceRefused
from etl.source import SourceBlock
from etl.sources import reader_of
from etl.validate import Validator
from tests.etl.workbook import rows
from tests.etl.written import block, validator
from tests.trial.report import Outcome, conduct, say

COUNT = 1_000
SECONDS, MEMORY_MIB = 12, 512
ROWS = 150

PLACES = ("Alalak Utara", "Kuin Utara", "Pangeran", "", "Bukan Kelurahan", "Surgi Mufti")
COLUMNS = {
    "id": {"from": "no"},
    "ticket": {"from": "tiket"},
    "area": {"from": "kelurahan", "codes": "areas"},
    "taken_at": {"from": "ambil", "format": "%Y-%m-%d %H:%M:%S"},
    "called_at": {"from": ["tanggal", "panggil"], "format": ["%Y-%m-%d", "%H:%M:%S"], "empty": ["-"]},
}
EXCLUDE = {"no": ["UJI"], "tiket": {"like": ["Jumlah*"]}}


@dataclass(frozen=True)
class Kind:
    """A sound file, and the block that reads it."""

    content: bytes
    source: SourceBlock


def table(random: Random) -> list[list[str]]:
    """Rows of an office: mostly good, some bad."""
    found = [["no", "tiket", "kelurahan", "ambil", "tanggal", "panggil", "nama"]]
    for number in range(1, ROWS + 1):
        at = datetime(2026, 2, 2, 8) + timedelta(minutes=3 * number)  # noqa: DTZ001 (an office's clock)
        called = random.choice(["-", f"{at + timedelta(minutes=random.randrange(40)):%H:%M:%S}"])
        id_ = random.choice([str(number)] * 20 + ["UJI", "", "1e5"])
        place = random.choice(PLACES)
        found.append([id_, f"A{number:03}", place, str(at), f"{at:%Y-%m-%d}", called, 'Ñandú; "x"\té'])
    return found


def kinds(random: Random) -> dict[str, Kind]:
    made = table(random)
    objects = [dict(zip(made[0], row, strict=True)) for row in made[1:]]
    lines = "".join(";".join(_quoted(cell) for cell in row) + "\n" for row in made)
    listed = {
        "meta": {"n": len(objects)},
        "data": {"items": [{**row, "no": i} for i, row in enumerate(objects)]},
    }
    return {
        "csv": Kind(lines.encode(), _block("csv", delimiter=";")),
        "csv cp1252": Kind(lines.encode("cp1252"), _block("csv", delimiter=";", encoding="cp1252")),
        "csv utf-16": Kind(lines.encode("utf-16"), _block("csv", delimiter=";", encoding="utf-16")),
        "xlsx": Kind(rows(*made), _block("xlsx")),
        "xlsx typed": Kind(rows(*map(_typed, made)), _block("xlsx")),
        "json lines": Kind("\n".join(map(json.dumps, objects)).encode(), _block("json")),
        "json list": Kind(json.dumps(objects, ensure_ascii=False).encode(), _block("json")),
        "json path": Kind(json.dumps(listed, indent=1).encode(), _block("json", rows="data.items")),
    }


def _block(kind: str, **keys: str) -> SourceBlock:
    return block(COLUMNS, **{"read": kind, "delimiter": ",", "exclude": EXCLUDE, **keys})


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _typed(row: list[str]) -> list[object]:
    """As a workbook types what it can."""
    number: object = int(row[0]) if row[0].isdigit() else row[0]
    if row[4] == "tanggal":
        return list(row)
    at = datetime.fromisoformat(row[3])
    return [number, row[1], row[2], (at, "both"), (date.fromisoformat(row[4]), "day"), *row[5:]]


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


def look(content: bytes, source: SourceBlock, checker: Validator) -> Seen:
    before = time.monotonic()
    try:
        outcome, fault = _look(content, source, checker)
    except SourceRefused as refused:
        outcome, fault = "refused", "" if str(refused).strip() else "a refusal without a word"
    except Exception as error:  # noqa: BLE001 (whatever it is, it must be told)
        outcome, fault = "uncaught", repr(error)
    took = time.monotonic() - before
    if took > SECONDS:
        fault = fault or f"{took:.1f} s"
    return Seen(outcome, took, fault)


def _look(content: bytes, source: SourceBlock, checker: Validator) -> tuple[str, str]:
    rejected = 0
    for batch in reader_of(source).read(io.BytesIO(content), source).batches:
        found = checker.check(batch, file_name="a")
        if found.read != found.facts.num_rows + found.rejected + found.excluded:
            return "read", f"{found.read} is not {found.facts.num_rows} + {found.rejected} + {found.excluded}"
        if found.rejected != len(set(found.rejects["line"].to_pylist())):
            return "read", f"{found.rejected} rejects, {found.rejects['line'].to_pylist()} lines"
        if (batch.lines[1:] <= batch.lines[:-1]).any():
            return "read", "lines do not rise"
        rejected += found.rejected
    return "read with rejects" if rejected else "read", ""


def trial(root: Path, seed: int, *, count: int = COUNT) -> Outcome:
    """`count` spoiled files, dealt evenly over kinds and mutations. Raises with what broke a promise."""
    random = Random(seed)
    sound = kinds(random)
    checkers = {name: validator(kind.source) for name, kind in sound.items()}
    seen: dict[str, list[Seen]] = {name: [] for name in sound}
    faults: list[str] = []
    for number in range(count):
        name = list(sound)[number % len(sound)]
        how, mutation = random.choice(list(MUTATIONS.items()))
        other = sound[random.choice([o for o in sound if o.split()[0] != name.split()[0]])].content
        content = sound[name].content
        if name.startswith("xlsx") and how != "wrong_type" and random.random() < 0.6:
            content = within(mutation, random, content, other)
        else:
            content = mutation(random, content, other)
        found = look(content, sound[name].source, checkers[name])
        seen[name].append(found)
        if found.fault:
            (root / f"{number}-{name}").write_bytes(content)
            faults.append(f"file {number}, {name}, {how}: {found.fault}")
        say(f"{number + 1} of {count}")
    assert faults == [], faults[:5]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {
        "files": sum(map(len, seen.values())),
        "uncaught or wrong": len(faults),
        "slowest": f"{max(one.seconds for some in seen.values() for one in some):.1f} s",
        "most memory of a child": f"{peak} MiB",
        **{name: dict(Counter(one.outcome for one in some).most_common()) for name, some in seen.items()},
    }


if __name__ == "__main__":
    conduct("mutated", __doc__, trial)
