"""Definitions of the satisfaction survey: which unsur count, how much each, and where the letters part. Pure.

PermenPANRB 14/2017 asks nine unsur; an office may add some or leave some out, and weigh them unequally as
long as the weights sum to 1. What it replaced asked fourteen and had other letters. So a definition holds
from a day on, and an index is told together with the definition that it follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

UNSUR = (
    "persyaratan",
    "prosedur",
    "waktu",
    "biaya",
    "produk",
    "kompetensi",
    "perilaku",
    "pengaduan",
    "sarana",
)
"""PermenPANRB 14/2017, in the order of the regulation."""

SCORES = range(1, 5)
LETTERS = "DCBA"
"""From the lowest."""
WEIGHTS = {"1/9": Fraction(1, 9), "0.111": Fraction(111, 1000), "0.11": Fraction(11, 100)}
"""Of nine unsur all three are in official use; the office says which, and every index shows it."""
SCALE = 25
"""An index of scores 1 to 4 is told as 25 to 100."""
UNEQUAL = "tidak sama"
GAP = "-"
"""In a pattern of nine scores: not answered."""
_DIGITS = (2, 3)
"""To so many decimals 1/n is rounded in tables of offices."""

Lower = tuple[Decimal, Decimal, Decimal]


def half_up(value: Fraction) -> Decimal:
    """Two decimals; a tie goes up. Exact, whatever the fraction."""
    hundredths = (value.numerator * 200 + value.denominator) // (2 * value.denominator)
    return (Decimal(hundredths) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Definition:
    """`weights`: unsur and weight, in the order in which they are shown; `lower`: the lowest index that is a
    C, a B and an A, of an index that is already rounded to two decimals; `since`: the first day, None where
    none is stated."""

    weights: tuple[tuple[str, Fraction], ...]
    lower: Lower
    source: str
    since: date | None = None

    @property
    def unsur(self) -> tuple[str, ...]:
        return tuple(unsur for unsur, _ in self.weights)

    @property
    def common(self) -> Fraction | None:
        """The weight of each; None where they are unequal."""
        found = {weight for _, weight in self.weights}
        return found.pop() if len(found) == 1 else None

    @property
    def by_sum(self) -> Fraction | None:
        """Where all nine weigh the same: that weight; the index then follows from the sum of the scores."""
        return self.common if set(self.unsur) == set(UNSUR) else None

    @property
    def weight(self) -> str:
        """As it is published with the index: 1/9, 0.111, or each unsur with its own."""
        if self.common is not None:
            return spelled(self.common)
        return "; ".join(f"{unsur} {spelled(weight)}" for unsur, weight in self.weights)

    @property
    def short(self) -> str:
        """The same for a narrow place."""
        return UNEQUAL if self.common is None else self.weight

    def index(self, nrr: Mapping[str, Fraction | None]) -> Decimal | None:
        """Σ NRR × weight × 25, half-up to two decimals; None where one of its unsur has no NRR.

        PermenPANRB 14/2017, lampiran; of two decimals once, at the end.
        """
        known = [(nrr.get(unsur), weight) for unsur, weight in self.weights]
        if any(value is None for value, _ in known):
            return None
        return half_up(
            sum((value * weight for value, weight in known if value is not None), Fraction()) * SCALE
        )

    def single(self, scores: Mapping[str, int]) -> Fraction:
        """What one complete answer adds to the mean that the index is; not rounded."""
        return sum((scores[unsur] * weight for unsur, weight in self.weights), Fraction()) * SCALE

    def single_of(self, pattern: str) -> Fraction | None:
        """The same of nine scores in the order of UNSUR, `-` where one is missing; None where one that counts
        is."""
        scores = {unsur: int(score) for unsur, score in zip(UNSUR, pattern, strict=True) if score != GAP}
        return self.single(scores) if scores.keys() >= set(self.unsur) else None

    @property
    def range(self) -> tuple[Fraction, Fraction]:
        """The lowest and the highest index that there can be."""
        whole = sum((weight for _, weight in self.weights), Fraction()) * SCALE
        return whole * SCORES[0], whole * SCORES[-1]

    def mutu(self, value: Decimal) -> str:
        """The letter of an index that is already rounded to two decimals."""
        return LETTERS[sum(value >= edge for edge in self.lower)]

    @property
    def others(self) -> list["Definition"]:
        """The same by each other weight that is in official use for so many unsur."""
        common, count = self.common, len(self.weights)
        if common is None:
            return []
        usual = WEIGHTS.values() if count == len(UNSUR) else (Fraction(1, count),)
        return [self.by(weight) for weight in usual if weight != common]

    def by(self, weight: Fraction) -> "Definition":
        """The same with one weight for all."""
        return replace(self, weights=tuple((unsur, weight) for unsur in self.unsur))


def spelled(weight: Fraction) -> str:
    """With a point: 0.111; what has no end as a decimal stays a fraction: 1/9."""
    rest = weight.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return str(weight) if rest > 1 else f"{Decimal(weight.numerator) / weight.denominator:f}"


def problems(definition: Definition) -> list[tuple[str, str]]:
    """What is wrong with it: the key and a sentence."""
    found = [("unsur", _of_weights(definition)), ("bands", _of_bands(definition.lower))]
    return [(key, sentence) for key, sentence in found if sentence]


def _of_weights(definition: Definition) -> str:
    count, total = len(definition.weights), sum((weight for _, weight in definition.weights), Fraction())
    if not count:
        return "tidak ada unsur; tulis sekurangnya satu"
    if len(set(definition.unsur)) < count:
        return "ada unsur yang tertulis dua kali; tulis tiap unsur satu kali"
    if any(weight <= 0 for _, weight in definition.weights):
        return "ada bobot nol atau kurang; unsur yang tidak dihitung tidak usah disebut"
    if total == 1 or _usual(definition):
        return ""
    return (
        f"jumlah bobot {spelled(total)}; jumlahnya harus 1, atau bobot semua unsur sama dan berupa 1/{count} "
        "yang dibulatkan dua atau tiga angka"
    )


def _of_bands(lower: Lower) -> str:
    rising = (Decimal(SCALE), *lower, Decimal("100.01"))
    fine = all(edge == edge.quantize(Decimal("0.01")) for edge in lower)
    if fine and all(low < high for low, high in zip(rising, rising[1:], strict=False)):
        return ""
    told = ", ".join(f"{letter} {edge}" for letter, edge in zip(LETTERS[1:], lower, strict=True))
    return (
        f"{told}; nilai terendah C, B, dan A harus naik, di antara 25.00 dan 100.00, dengan paling banyak "
        "dua angka di belakang titik"
    )


def _usual(definition: Definition) -> bool:
    """One weight for all: one part in so many, rounded as tables of offices round it (0,111; 0,071)."""
    common, count = definition.common, len(definition.weights)
    if common is None:
        return False
    part = Fraction(1, count)
    return any(common == Fraction((2 * part * 10**digits + 1) // 2, 10**digits) for digits in _DIGITS)


PERMEN_BANDS: Lower = (Decimal("65.00"), Decimal("76.61"), Decimal("88.31"))
PERMEN = "PermenPANRB 14/2017"


@cache
def permen(weight: str = "1/9") -> Definition:
    """PermenPANRB 14/2017 with its nine unsur; `weight` is a key of WEIGHTS."""
    return Definition(tuple((unsur, WEIGHTS[weight]) for unsur in UNSUR), PERMEN_BANDS, PERMEN)


KEP_25_2004 = Definition(
    tuple(
        (unsur, Fraction(71, 1000))
        for unsur in (
            *("prosedur", "persyaratan", "kejelasan_petugas", "kedisiplinan", "tanggung_jawab", "kemampuan"),
            *("kecepatan", "keadilan", "kesopanan", "kewajaran_biaya", "kepastian_biaya", "kepastian_jadwal"),
            *("kenyamanan", "keamanan"),
        )
    ),
    (Decimal("43.76"), Decimal("62.51"), Decimal("81.26")),
    "KEP/25/M.PAN/2/2004",
    date(2004, 2, 24),
)
"""The fourteen unsur of before, one fourteenth rounded: D 25,00–43,75, C –62,50, B –81,25, A –100,00."""


def in_force(definitions: Iterable[Definition], day: date, before: Definition) -> Definition:
    """The one with the latest first day up to this one; `before` where none had begun."""
    begun = [one for one in definitions if one.since is not None and one.since <= day]
    return max(begun, key=lambda one: one.since or date.min, default=before)


def begun_within(definitions: Sequence[Definition], start: date, end: date) -> list[Definition]:
    """Those that came into force after the first of these days, up to the last one, the oldest first."""
    found = [one for one in definitions if one.since is not None and start < one.since <= end]
    return sorted(found, key=lambda one: one.since or date.min)
