"""What an index of satisfaction rests on: its weight, its letter, and how far chance may have moved it. Pure.

The interval is that of a mean: index = mean over answers of Σ score × weight × 25, with the standard error of
that mean and 1.96 of the normal distribution. It knows only answers that are complete, and it tells of chance
alone: not of who was not asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, sqrt

from dashboard import format as fmt
from dashboard import text
from dashboard.section import Row
from etl.skm import LETTERS, PERMEN_BANDS, UNSUR, Definition, half_up, spelled

NORMAL = 1.96
"""95 % of a normal distribution lie within so many standard errors."""
MEANINGS: Mapping[str, str] = {
    "A": "sangat baik",
    "B": "baik",
    "C": "kurang baik",
    "D": "tidak baik",
}


def edges(definition: Definition) -> list[tuple[Fraction, str, str]]:
    """From where on a letter is better: the index, the letter below it, the letter from it on."""
    lower = map(Fraction, definition.lower)
    return list(zip(lower, LETTERS[:-1], LETTERS[1:], strict=True))


def conventions(nrr: Mapping[str, Fraction | None], used: Definition) -> list[Row]:
    """The index by each weight in official use, the office's own first: `weight`, `exact` (None where
    they are unequal), `value`, `letter`. Empty where an unsur has no NRR."""
    rows = []
    for each in (used, *used.others):
        value = each.index(nrr)
        if value is not None:
            told = {"value": Fraction(value), "letter": each.mutu(value)}
            rows.append({"weight": each.short, "exact": each.common, **told})
    return rows


def told(definition: Definition, names: Mapping[str, str]) -> str:
    """What counts, by which weight and whose rule: PermenPANRB 14/2017; 9 unsur, bobot tiap unsur 0,111."""
    if definition.common is None:
        each = [f"{names.get(unsur, unsur)} {_comma(weight)}" for unsur, weight in definition.weights]
        counted = f"bobot tidak sama: {'; '.join(each)}"
    else:
        counted = f"bobot tiap unsur {_comma(definition.common)}"
    left = [names.get(unsur, unsur) for unsur in UNSUR if unsur not in definition.unsur]
    without = f" (tanpa {fmt.joined(left)})" if left else ""
    said = f"{definition.source}; {len(definition.weights)} unsur{without}, {counted}"
    if definition.lower == PERMEN_BANDS:
        return said
    lower = zip(LETTERS[1:], map(Fraction, definition.lower), strict=True)
    return f"{said}; {', '.join(f'mutu {letter} mulai {fmt.number(edge, 2)}' for letter, edge in lower)}"


def _comma(weight: Fraction) -> str:
    return spelled(weight).replace(".", ",")


@dataclass(frozen=True)
class Interval:
    """95 %: `low` rounded down and `high` up, to hundredths; `n` answers were complete."""

    definition: Definition
    n: int
    value: Fraction
    low: Fraction
    high: Fraction

    @property
    def letters(self) -> str:
        """All that lie inside, the best first."""
        low, high = (LETTERS.index(letter_of(value, self.definition)) for value in (self.low, self.high))
        return LETTERS[low : high + 1][::-1]


def letter_of(value: Fraction, definition: Definition) -> str:
    """Of an index that is rounded to hundredths."""
    return definition.mutu(Decimal(value.numerator) / value.denominator)


def interval(singles: Sequence[tuple[Fraction, int]], definition: Definition) -> Interval | None:
    """`singles`: the index of one complete answer by itself, and how many answers have it.

    None below text.FEW answers, and where all have one value: then nothing tells how much they vary.
    """
    n = sum(count for _, count in singles)
    if n < text.FEW or len(singles) < 2:
        return None
    mean = sum((value * count for value, count in singles), Fraction()) / n
    squares = sum(((value - mean) ** 2 * count for value, count in singles), Fraction())
    middle, half = float(mean), NORMAL * sqrt(squares / (n - 1) / n)
    worst, best = definition.range
    return Interval(
        definition,
        n,
        Fraction(half_up(mean)),
        max(Fraction(floor((middle - half) * 100), 100), worst),
        min(Fraction(ceil((middle + half) * 100), 100), best),
    )
