"""What somebody can work out who adds up everything that is published: the test that a table must pass.

Known is a range for each number, and which numbers are the sum of which others. Every sum narrows its parts
and is narrowed by them, until nothing moves. A share narrows how many of a number are in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from etl.disclosure.coarse import Range

MOST = 10**12
"""More people than there are."""

ROOM = 3
"""A hidden number is safe while as many values are possible."""

_ROUNDS = 60
Name = tuple[Any, ...]
"""Of a number: which, and of what."""

Sum = tuple[Name, Sequence[Name]]
"""A whole and its parts."""

Bounds = dict[Name, tuple[int, int]]
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass
class Known:
    """`sums`: a whole and its parts; `shares`: a number, a part of it and where their quotient lies."""

    bounds: Bounds = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    shares: list[tuple[Name, Name, Range]] = field(default_factory=list)

    def narrowed(self) -> Bounds:
        """The ranges that remain."""
        bounds = dict(self.bounds)
        for _ in range(_ROUNDS):
            before = dict(bounds)
            for whole, parts in self.sums:
                _add_up(bounds, whole, parts)
            for number, part, share in self.shares:
                _divide(bounds, number, part, share)
            if bounds == before:
                break
        return bounds

    def determined(self, fixed: Iterable[Name], asked: Sequence[Name]) -> set[Name]:
        """Those that follow from the fixed numbers by adding and subtracting whole sums, in whatever way."""
        names = {name: i for i, name in enumerate(self.bounds)}
        rows = [_unit(names, {whole: 1, **dict.fromkeys(parts, -1)}) for whole, parts in self.sums]
        rows += [_unit(names, {name: 1}) for name in fixed]
        if not rows or not asked:
            return set()
        _, sizes, space = np.linalg.svd(np.array(rows), full_matrices=False)
        space = space[sizes > 1e-9]
        wanted = np.array([_unit(names, {name: 1}) for name in asked])
        rest = wanted - wanted @ space.T @ space
        return {name for name, gap in zip(asked, np.abs(rest).max(axis=1), strict=True) if gap < 1e-6}


def _unit(names: Mapping[Name, int], factors: Mapping[Name, int]) -> Vector:
    row = np.zeros(len(names))
    for name, factor in factors.items():
        row[names[name]] += factor
    return row


def _narrow(bounds: Bounds, name: Name, least: int, most: int) -> None:
    """What does not fit together tells nothing: people were added after a part was published."""
    low, high = bounds[name]
    low, high = max(low, least), min(high, most)
    if low <= high:
        bounds[name] = low, high


def _add_up(bounds: Bounds, whole: Name, parts: Sequence[Name]) -> None:
    lows, highs = sum(bounds[part][0] for part in parts), sum(bounds[part][1] for part in parts)
    _narrow(bounds, whole, lows, highs)
    low, high = bounds[whole]
    for part in parts:
        least, most = bounds[part]
        _narrow(bounds, part, low - (highs - most), high - (lows - least))


def _divide(bounds: Bounds, number: Name, part: Name, share: Range) -> None:
    """In whole numbers: the least part of the fewest, the greatest of the most."""
    low, high = bounds[number]
    least, most = share.low.numerator * low, share.high.numerator * high
    over, under = share.low.denominator, share.high.denominator
    first = least // over + 1 if share.low_open else -(-least // over)
    last = -(-most // under) - 1 if share.high_open else most // under
    _narrow(bounds, part, first, last)
