"""What a percentile that is placed inside a bin tells of how many people there are."""

from collections.abc import Iterable
from fractions import Fraction

from etl.bins import duration_edges

HALF_A_SECOND = Fraction(1, 2)
EDGES = duration_edges(8 * 3600)


def possible(shown: Fraction, share: Fraction, candidates: Iterable[int]) -> list[int]:
    """The numbers of people that fit: some r-th of c in a bin is so near to it."""
    return [n for n in candidates if any(_fits(shown, share, n, bin_) for bin_ in _bins(shown))]


def _bins(shown: Fraction) -> list[tuple[int, int]]:
    near = [(low, high) for low, high in zip(EDGES, EDGES[1:], strict=False) if low - 1 <= shown <= high + 1]
    # In the last bin, which has no end, nothing is placed.
    return near or [(EDGES[-1], EDGES[-1])]


def _fits(shown: Fraction, share: Fraction, n: int, bin_: tuple[int, int]) -> bool:
    rank = -(-share.numerator * n // share.denominator)
    low, high = bin_
    for inside in range(1, n + 1):
        for place in range(max(1, rank - (n - inside)), min(inside, rank) + 1):
            at = low + (high - low) * Fraction(2 * place - 1, 2 * inside)
            if abs(at - shown) <= HALF_A_SECOND:
                return True
    return False
