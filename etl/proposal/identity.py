"""Which columns tell one row from another: a number of its own, or one that starts again elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import prod

import numpy as np

from etl.proposal import roles
from etl.proposal.columns import TIMES, Holds, Seen
from etl.validate.layout import Ints

# A few rows may share a number: corrections, and what a clerk typed twice.
_REPEATS = 0.005
_FAULTS = 0.04
_MOST = 3
_LOOKED_AT = 12
"""Columns whose combinations are counted, the likeliest by their header: a wide file has thousands."""
_LONG = 8


@dataclass(frozen=True)
class Identity:
    """`columns` hold the number; `whole` needs nothing beside it; `repeats` are rows with a known number.

    It is `sure` if these are few.
    """

    columns: tuple[Seen, ...]
    whole: bool
    repeats: int
    sure: bool


def identity(
    columns: Sequence[Seen],
    beside: Sequence[Seen],
    version: Seen | None,
    taken: Sequence[Seen],
    *,
    restarts: bool,
) -> Identity | None:
    """The fewest columns with a number in their header that are unique, alone or together with `beside`.

    What is nearly unique is taken only if nothing is better, and is not `sure`. With `restarts` a short
    number that is unique here may come again in another file, so it is not whole.
    """
    some = [seen for seen in columns if _numbered(seen) and seen is not version and seen not in taken]
    some.sort(key=lambda seen: -roles.names("ticket", seen.name))
    newer = [version] if version is not None else []
    # A row that stands there twice, letter for letter, is no second row.
    every = _distinct(columns)
    distinct = cache(lambda *chosen: _distinct(chosen))
    for sure, share in ((True, _REPEATS), (False, _FAULTS)):
        enough = (1 - share) * every
        for chosen in _combinations(some[:_LOOKED_AT], [*beside, *newer], enough):
            if distinct(*chosen, *beside, *newer) < enough:
                continue
            alone = distinct(*chosen, *newer) >= enough
            whole = alone and (not restarts or (len(chosen) == 1 and _long(chosen[0])))
            repeats = len(chosen[0].column.codes) - distinct(*chosen, *(() if whole else beside))
            return Identity(tuple(seen for seen in columns if seen in chosen), whole, repeats, sure)
    return None


def _combinations(some: Sequence[Seen], others: Sequence[Seen], enough: float) -> Iterator[tuple[Seen, ...]]:
    """Those whose texts are many enough to tell so many rows apart."""
    for size in range(1, min(_MOST, len(some)) + 1):
        for chosen in combinations(some, size):
            if prod(len(seen.column.texts) for seen in (*chosen, *others)) >= enough:
                yield chosen


def _numbered(seen: Seen) -> bool:
    usable = seen.holds not in (Holds.PERSON, Holds.NOTHING, Holds.SCORE, *TIMES) and not seen.column.lost
    return usable and roles.names("ticket", seen.name) > 0 and bool(seen.given.all())


def _long(seen: Seen) -> bool:
    """A short number is one of a day, or of a machine that may be set back."""
    return float(np.median([len(text.strip()) for text in seen.texts])) >= _LONG


def _distinct(columns: Sequence[Seen]) -> int:
    rows = len(columns[0].column.codes)
    key: Ints = np.zeros(rows, np.int64)
    for seen in columns:
        joined = key * (len(seen.column.texts) + 1) + seen.column.codes
        key = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return int(key.max()) + 1 if rows else 0
