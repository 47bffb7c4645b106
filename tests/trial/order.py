"""Every sample file loaded twice, in any order: one content hash, and each row ends as it must.

Files arrive a few at a time, with a run after each few, under names that sort as they came. Then all arrive
again with a blank line more, so that they are read and not only recognised; then a last run finds nothing.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from etl.report import FileReport
from tests.office import Office, bare, days, deliver, invent
from tests.trial.report import Outcome, conduct, say


@dataclass(frozen=True)
class Size:
    """Days of sample, shuffled orders (and the reverse one), and runs in which the files of one arrive."""

    last: date = date(2026, 3, 8)
    count: int = 90
    orders: int = 19
    reverse: bool = True
    arrivals: int = 4


def orders(files: Sequence[Path], size: Size, chance: np.random.Generator) -> Iterator[list[Path]]:
    """The reverse of the order of names, then shuffled ones."""
    if size.reverse:
        yield list(reversed(files))
    for _ in range(size.orders):
        yield [files[int(k)] for k in chance.permutation(len(files))]


def loaded(root: Path, last: date, order: Sequence[Path], arrivals: int, truth: Mapping[str, Any]) -> str:
    """The content hash after all files came in this order, twice."""
    office = bare(root, last)
    first: list[FileReport] = []
    for part in np.array_split(np.arange(len(order)), arrivals):
        for k in part:
            deliver(office, order[int(k)], name=f"{k:04}-{order[int(k)].name}")
        first += office.run().files
    assert _sums(first)["new"] == sum(known["rows"] for known in truth["facts"].values())
    judge(first, truth)
    once = office.hash()
    for k, path in enumerate(order):
        deliver(office, path, name=f"ulang-{k:04}-{path.name}", ending=b"\n")
    second = office.run()
    assert (second.skipped, len(second.files)) == (len(order), len(order))
    sums = _sums(second.files)
    assert (sums["new"], sums["corrected"], sums["retracted"]) == (0, 0, 0), dict(sums)
    judge(second.files, truth)
    assert office.hash() == once, "reading all again changed something"
    third = office.run()
    assert (third.files, third.version, third.skipped) == ([], None, 2 * len(order))
    assert office.faults() == []
    return once


def judge(files: Sequence[FileReport], truth: Mapping[str, Any]) -> None:
    """What does not depend on the order: rows read, refused, repeated, left out, of each source."""
    for source, known in truth["sources"].items():
        sums = _sums([file for file in files if file.source == source])
        for word in ("read", "rejected", "repeated", "excluded"):
            assert sums[word] == known["total"][word], (
                f"{source}: {sums[word]} {word}, not {known['total'][word]}"
            )


def _sums(files: Sequence[FileReport]) -> Counter[str]:
    return sum((Counter(file.counts()) for file in files), Counter())


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    chance = np.random.default_rng(seed)
    office, truth = invent(root / "office", days(size.last, size.count), seed=seed)
    hashes = {straight(office)}
    for n, order in enumerate(orders(office.files(), size, chance)):
        say(f"{n}/{size.orders}")
        folder = root / f"order-{n}"
        hashes.add(loaded(folder, size.last, order, size.arrivals, truth))
        assert len(hashes) == 1, f"another end in order {n}: {[path.name for path in order]}"
        shutil.rmtree(folder)
    return {
        "days, files": f"{size.count}, {len(office.files())}",
        "orders": f"names, {'reverse, ' if size.reverse else ''}{size.orders} shuffled",
        "runs per order": size.arrivals + 2,
        "content hashes": sorted(hashes),
    }


def straight(office: Office) -> str:
    """All at once, in the order of names."""
    office.run()
    return office.hash()


WHOLE = Size(last=date(2026, 11, 23), count=730, orders=1, reverse=False)
"""The whole sample, once."""


def both(root: Path, seed: int) -> Outcome:
    return {"many orders": trial(root / "many", seed), "the whole sample": trial(root / "whole", seed, WHOLE)}


if __name__ == "__main__":
    conduct("order", __doc__, both)
