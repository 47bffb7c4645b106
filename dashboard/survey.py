"""What an index of satisfaction rests on: its weight, its letter, and how far chance may have moved it. Pure.

The interval is that of a mean: index = mean of the sums of an answer × weight × 25, with the standard error
of that mean and 1.96 of the normal distribution. It knows only answers that are complete, and it tells of
chance alone: not of who was not asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, sqrt

from dashboard import text
from dashboard.section import Row
from etl.metrics.ikm import BANDS, WEIGHTS, index, mutu

NORMAL = 1.96
"""95 % of a normal distribution lie within so many standard errors."""
LETTERS = "DCBA"
MEANINGS: Mapping[str, str] = {
    "A": "sangat baik",
    "B": "baik",
    "C": "kurang baik",
    "D": "tidak baik",
}
EDGES: Sequence[tuple[Fraction, str, str]] = tuple(
    (Fraction(below), letter, above)
    for (letter, below), above in zip(BANDS, (*(letter for letter, _ in BANDS[1:]), "A"), strict=True)
)
"""From where on a letter is better: the index, the letter below it, the letter from it on."""


def conventions(nrr: Sequence[Fraction], used: str) -> list[Row]:
    """The index by each weight in official use, the office's own first: `weight`, `value`, `letter`."""
    rows = []
    for weight in (used, *(name for name in WEIGHTS if name != used)):
        value = index(list(nrr), WEIGHTS[weight])
        rows.append({"weight": weight, "value": Fraction(value), "letter": mutu(value)})
    return rows


@dataclass(frozen=True)
class Interval:
    """95 %: `low` rounded down and `high` up, to hundredths; `n` answers were complete."""

    n: int
    value: Fraction
    low: Fraction
    high: Fraction

    @property
    def letters(self) -> str:
        """All that lie inside, the best first."""
        low, high = (LETTERS.index(letter_of(value)) for value in (self.low, self.high))
        return LETTERS[low : high + 1][::-1]


def letter_of(value: Fraction) -> str:
    """Of an index that is rounded to hundredths."""
    return mutu(Decimal(value.numerator) / value.denominator)


def interval(sums: Sequence[tuple[int, int]], weight: str) -> Interval | None:
    """`sums`: the sum of nine scores, and how many answers have it.

    None below text.FEW answers, and where all have one sum: then nothing tells how much they vary.
    """
    n = sum(count for _, count in sums)
    if n < text.FEW or len(sums) < 2:
        return None
    mean = Fraction(sum(total * count for total, count in sums), n)
    squares = sum((total - mean) ** 2 * count for total, count in sums)
    error = sqrt(squares / (n - 1) / n)
    scale = float(WEIGHTS[weight] * 25)
    middle, half = float(mean) * scale, NORMAL * error * scale
    worst, best = 9 * WEIGHTS[weight] * 25, 36 * WEIGHTS[weight] * 25
    return Interval(
        n,
        Fraction(index([mean], WEIGHTS[weight])),
        max(Fraction(floor((middle - half) * 100), 100), worst),
        min(Fraction(ceil((middle + half) * 100), 100), best),
    )
