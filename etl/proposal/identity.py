"""Which columns tell one row from another: a number of its own, or one that starts again elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import prod

import numpy as np

from etl.proposal import roles
from etl.proposal.columns import TIMES, Holds, Seen
from etl.validate.layout import Bools, Ints

# A few rows may share a number: corrections, and what a clerk typed twice.
_REPEATS = 0.005
_FAULTS = 0.04
_MOST = 3
_LOOKED_AT = 12
"""Columns whose combinations are counted, the likeliest by their header: a wide file has thousands."""
_LONG = 8
_NEARLY = 0.9
_MOST_DIGITS = 9


@dataclass(frozen=True)
class Identity:
    """`columns` hold the number; `whole` needs nothing beside it; `repeats` are rows with a known number.

    It is `sure` if these are few. `restarts` if another file may begin again with the same numbers.
    """

    columns: tuple[Seen, ...]
    whole: bool
    restarts: bool
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

    What is nearly unique is taken only if nothing is better, and is not `sure`. A number that merely counts
    rows, and with `restarts` any short one, may come again in another file though it is unique here.
    """
    some = [seen for seen in columns if _numbered(seen) and seen is not version and seen not in taken]
    some.sort(key=lambda seen: (_counts(seen), -roles.names("ticket", seen.name)))
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
            counts = len(chosen) == 1 and _counts(chosen[0])
            again = counts or (restarts and not (len(chosen) == 1 and _long(chosen[0])))
            whole = alone and not again
            given = np.logical_and.reduce([seen.given for seen in chosen])
            repeats = int(given.sum()) - _distinct((*chosen, *(() if whole else beside)), given)
            return Identity(tuple(seen for seen in columns if seen in chosen), whole, again, repeats, sure)
    return None


def _combinations(some: Sequence[Seen], others: Sequence[Seen], enough: float) -> Iterator[tuple[Seen, ...]]:
    """Those whose texts are many enough to tell so many rows apart."""
    for size in range(1, min(_MOST, len(some)) + 1):
        for chosen in combinations(some, size):
            if prod(len(seen.column.texts) for seen in (*chosen, *others)) >= enough:
                yield chosen


def _numbered(seen: Seen) -> bool:
    usable = seen.holds not in (Holds.PERSON, Holds.NOTHING, Holds.SCORE, *TIMES) and not seen.column.lost
    # A row at the end that only bears a signature has no number, and is no reason to have none.
    return usable and roles.names("ticket", seen.name) > 0 and float(seen.given.mean()) >= 1 - _FAULTS


def _long(seen: Seen) -> bool:
    """A short number is one of a day, or of a machine that may be set back."""
    return float(np.median([len(text.strip()) for text in seen.texts])) >= _LONG


def _counts(seen: Seen) -> bool:
    """1 … n: it numbers the rows of this file, or of an office in it, and says nothing of the next one's."""
    texts = [text.strip().removesuffix(".") for text in seen.texts]
    numbers = {int(text) for text in texts if text.isdecimal() and len(text) <= _MOST_DIGITS}
    most = len(numbers) * (1 + _FAULTS)
    return len(texts) <= most and bool(numbers) and min(numbers) <= 1 and max(numbers) <= most


def candidates(columns: Sequence[Seen]) -> list[str]:
    """Columns that tell most rows apart, the best first: what a person may choose from."""
    usable = [seen for seen in columns if seen.holds not in (Holds.PERSON, Holds.NOTHING)]
    told = {seen.name: _distinct([seen]) for seen in usable if not seen.column.lost}
    most = max(told.values(), default=0)
    some = [name for name in told if told[name] >= _NEARLY * most]
    return sorted(some, key=lambda name: -told[name])[:_MOST]


def _distinct(columns: Sequence[Seen], rows: Bools | None = None) -> int:
    """How many different rows these columns tell, of all or of some."""
    of = slice(None) if rows is None else rows
    key: Ints = np.zeros(len(columns[0].column.codes[of]), np.int64)
    for seen in columns:
        joined = key * (len(seen.column.texts) + 1) + seen.column.codes[of]
        key = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return int(key.max()) + 1 if len(key) else 0
