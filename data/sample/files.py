"""Which line stands in which file, what a reader should make of it, and the writing."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.sample.dirt import TWIN, WRONG_COUNT, Dirt, changes
from data.sample.instants import DAY, stamp
from data.sample.records import Dialect, Record, shown

NEW, CORRECTED, UNCHANGED, REPEATED, EXCLUDED = "new", "corrected", "unchanged", "repeated", "excluded"
OUTCOMES = (NEW, CORRECTED, UNCHANGED, REPEATED, EXCLUDED)
REPEATED_SHARE, UNCHANGED_SHARE, EXCLUDED_SHARE = 5e-4, 1e-3, 4e-4


class Line(NamedTuple):
    """One line of a file, its place in it, and its fate when files are loaded in the order of names.

    `fate` is new, corrected, unchanged, repeated, excluded, or the reason of its rejection.
    """

    at: int
    order: int
    fields: tuple[str, ...]
    fate: str


Files = dict[str, list[Line]]


def lines_of(dialect: Dialect, dirt: Dirt, records: Iterable[Record], rng: np.random.Generator) -> Files:
    """All lines of a source by file, in the order in which they will stand there."""
    files: Files = defaultdict(list)
    alone: list[tuple[str, Line]] = []
    order = 0
    for record in records:
        history = [
            (file, Line(version.at, order + n, (*version.fields, stamp(version.at)), CORRECTED if n else NEW))
            for n, (file, version) in enumerate(shown(dialect, record))
        ]
        for file, line in history:
            files[file].append(line)
        order += len(history)
        if len(history) == 1:
            alone += history
    for place, line in _extra(dialect, dirt, alone, sorted(files), rng):
        files[place].append(line._replace(order=order))
        order += 1
    return {file: _finished(dialect, sorted(files[file])) for file in sorted(files)}


def _extra(
    dialect: Dialect, dirt: Dirt, alone: list[tuple[str, Line]], names: list[str], rng: np.random.Generator
) -> Iterator[tuple[str, Line]]:
    """What spoils the files. Rows that must stay unique in their history are taken first, each only once."""
    n = len(alone)
    order = [alone[int(k)] for k in rng.permutation(n)]
    chosen = iter(order)
    twins = _count(dirt.share, n)
    while twins:
        file, line = next(chosen)
        other = dirt.twin(dict(zip(dialect.header, line.fields, strict=True)))
        if other is not None:
            twins -= 1
            yield file, _later(line, rng)._replace(fields=dialect.changed(line.fields, **other), fate=TWIN)
    for _ in range(_count(REPEATED_SHARE, n)):
        file, line = next(chosen)
        yield file, _later(line, rng)._replace(fate=REPEATED)
    following = dict(zip(names, names[1:], strict=False))
    followed = ((following[file], line) for file, line in chosen if file in following)
    for file, line in islice(followed, _count(UNCHANGED_SHARE, n)):
        yield file, line._replace(fate=UNCHANGED)
    yield from _spoilt(dialect, dirt, cycle(order), n)


def _count(share: float, n: int) -> int:
    return max(3, round(share * n))


def _later(line: Line, rng: np.random.Generator) -> Line:
    return line._replace(at=line.at + int(rng.integers(0, DAY)))


def _spoilt(
    dialect: Dialect, dirt: Dirt, chosen: Iterator[tuple[str, Line]], n: int
) -> Iterator[tuple[str, Line]]:
    number = 0
    for k in range(_count(dirt.share, n)):
        file, line = next(chosen)
        number += 1
        fields = dialect.changed(line.fields, **{dirt.key: f"X{number:05d}"})
        yield file, line._replace(fields=(*fields, "sisa") if k % 2 else fields[:-1], fate=WRONG_COUNT)
    for reason, faults in dirt.faults.items():
        for k in range(max(_count(dirt.share, n), len(faults))):
            file, line = next(chosen)
            number += 1
            wrong = {dirt.key: f"X{number:05d}", **changes(faults[k % len(faults)], line.at)}
            yield file, line._replace(fields=dialect.changed(line.fields, **wrong), fate=reason)
    for _ in range(_count(EXCLUDED_SHARE, n)):
        file, line = next(chosen)
        number += 1
        # A source without a mark for rows that do not count repeats its header in the middle.
        left_out = {dirt.key: f"X{number:05d}", **dirt.excluded}
        fields = dialect.changed(line.fields, **left_out) if dirt.excluded else dialect.header
        yield file, line._replace(fields=fields, fate=EXCLUDED)


def _finished(dialect: Dialect, lines: list[Line]) -> list[Line]:
    """The queue machine ends each export with a sum."""
    if dialect.name != "antrean":
        return lines
    footer = dialect.changed(("",) * len(dialect.header), nomor=f"Jumlah: {len(lines)} nomor")
    return [*lines, Line(0, 0, footer, EXCLUDED)]


def write(folder: Path, dialect: Dialect, files: Files) -> None:
    """Replaces the source's files; an export of another period would otherwise stay among them."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob(f"{dialect.name}-*.csv")):
        if old.name not in files:
            old.unlink()
    for name, lines in files.items():
        text = io.StringIO()
        writer = csv.writer(
            text, delimiter=dialect.delimiter, lineterminator=dialect.newline, quoting=dialect.quoting
        )
        writer.writerow(dialect.header)
        writer.writerows(line.fields for line in lines)
        (folder / name).write_bytes(text.getvalue().encode(dialect.encoding))


def expected(files: Files) -> dict[str, object]:
    """The ledger that loading the files in the order of their names must give."""
    per_file = {name: _ledger(Counter(line.fate for line in lines)) for name, lines in files.items()}
    total = _ledger(sum((Counter(line.fate for line in lines) for lines in files.values()), Counter()))
    return {"files": per_file, "total": total}


def _ledger(fates: Counter[str]) -> dict[str, object]:
    rejects = {reason: n for reason, n in sorted(fates.items()) if reason not in OUTCOMES}
    return {
        "read": fates.total(),
        **{outcome: fates[outcome] for outcome in OUTCOMES},
        "rejected": sum(rejects.values()),
        "reasons": rejects,
    }
