"""Which columns tell one row from another: a number of its own, or a ticket that starts again each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from etl.proposal import roles
from etl.proposal.columns import TIMES, Holds, Seen
from etl.validate.layout import Ints

# A few rows may share a number: corrections, and what a clerk typed twice.
_REPEATS = 0.005
_FAULTS = 0.04
_MOST = 3
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
    columns: Sequence[Seen], beside: Sequence[Seen], version: Seen | None, taken: Sequence[Seen]
) -> Identity | None:
    """The fewest columns with a number in their header that are unique, alone or together with `beside`.

    What is nearly unique is taken only if nothing is better, and is not `sure`.
    """
    some = [seen for seen in columns if _numbered(seen) and seen is not version and seen not in taken]
    some.sort(key=lambda seen: -roles.names("ticket", seen.name))
    newer = [version] if version is not None else []
    # A row that stands there twice, letter for letter, is no second row.
    every = _distinct(columns)
    for sure, share in ((True, _REPEATS), (False, _FAULTS)):
        enough = (1 - share) * every
        for size in range(1, min(_MOST, len(some)) + 1):
            for chosen in combinations(some, size):
                alone = _distinct([*chosen, *newer]) >= enough
                if alone or _distinct([*chosen, *beside, *newer]) >= enough:
                    whole = alone and size == 1 and _long(chosen[0])
                    return _identity(tuple(s for s in columns if s in chosen), beside, whole=whole, sure=sure)
    return None


def _identity(chosen: tuple[Seen, ...], beside: Sequence[Seen], *, whole: bool, sure: bool) -> Identity:
    used = chosen if whole else (*chosen, *beside)
    return Identity(chosen, whole, len(chosen[0].column.codes) - _distinct(used), sure)


def _numbered(seen: Seen) -> bool:
    usable = seen.holds not in (Holds.PERSON, Holds.NOTHING, Holds.SCORE, *TIMES)
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
