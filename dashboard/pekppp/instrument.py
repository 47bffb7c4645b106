"""The PEKPPP instrument: a file a version, several side by side, and how sure each part of one is.

The law changes it without a number of ours changing; so everything that a score follows from is data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

TOP = 5
"""Scores are whole numbers from 0 to this, in F-02 and in F-03."""
F02, F03 = "f02", "f03"
HUNDRED = Fraction(100)
"""Weights are percents."""


class Certainty(StrEnum):
    READ = "naskah"
    SEVERAL = "beberapa"
    SINGLE = "satu"
    GUESS = "dugaan"
    OWN = "pilihan"

    @property
    def words(self) -> str:
        return _CERTAINTY[self]

    @property
    def doubtful(self) -> bool:
        return self in (Certainty.SINGLE, Certainty.GUESS)


_CERTAINTY = {
    Certainty.READ: "dibaca di naskah",
    Certainty.SEVERAL: "beberapa sumber saling cocok",
    Certainty.SINGLE: "satu sumber saja",
    Certainty.GUESS: "dugaan",
    Certainty.OWN: "pilihan kantor",
}


class Within(StrEnum):
    """How an aspect is made of its indicators."""

    WEIGHTED = "bobot"
    MEAN = "rata"


class Averaged(StrEnum):
    """How F-03 is made of its answers."""

    ASPECTS = "aspek"
    ANSWERS = "jawaban"


class Below(StrEnum):
    """What holds while fewer users have answered than there must be."""

    NOT_YET = "tanpa"
    ZERO = "nol"
    F02_ALONE = "f02"


@dataclass(frozen=True)
class Stated:
    """Where a rule was found, and how sure it is."""

    source: str
    certainty: Certainty


@dataclass(frozen=True)
class Aspect:
    number: str
    name: str
    weight: Fraction | None
    """Percent of the whole; None: not known."""
    certainty: Certainty


@dataclass(frozen=True)
class Indicator:
    """`label` and `rubric` (what earns 0 to 5) are short words of our own; `official`: the law's sentence."""

    number: int
    code: str
    aspect: str
    weight: Fraction
    """Percent within its aspect; 0: not scored."""
    label: str
    rubric: tuple[str, ...]
    evidence: tuple[str, ...]
    certainty: Certainty
    steps: tuple[int, ...] = ()
    """For a checklist: how many facilities earn 0 to 5 at least."""
    official: str | None = None


@dataclass(frozen=True)
class Question:
    number: int
    aspect: str
    label: str


@dataclass(frozen=True)
class Category:
    """`upper` is the highest IPP that still has it."""

    code: str
    label: str
    upper: Fraction


@dataclass(frozen=True)
class Facility:
    key: str
    label: str
    indicator: int
    required: bool


@dataclass(frozen=True)
class Respondents:
    """The rule of F-03."""

    mean: Averaged
    least: int
    below: Below
    stated: Stated


@dataclass(frozen=True)
class Instrument:
    name: str
    title: str
    first: date
    last: date | None
    note: str
    stated: Stated
    parts: Mapping[str, Fraction]
    """Part → its share of the IPP."""
    combined: Stated
    within: Within
    summed: Stated
    f03: Respondents | None
    categories: tuple[Category, ...]
    bands: Stated
    aspects: tuple[Aspect, ...]
    indicators: tuple[Indicator, ...]
    questions: tuple[Question, ...]
    facilities: tuple[Facility, ...]
    checklist: Stated | None
    lapor: frozenset[str]
    """Codes of channels that are SP4N-LAPOR!."""

    @property
    def scorable(self) -> bool:
        """Every weight is known, so that scores make a sum."""
        return bool(self.indicators) and all(aspect.weight is not None for aspect in self.aspects)

    @property
    def scored(self) -> tuple[Indicator, ...]:
        """Those that count."""
        return tuple(each for each in self.indicators if each.weight)

    def indicator(self, number: int) -> Indicator | None:
        return next((each for each in self.indicators if each.number == number), None)

    def of(self, aspect: str) -> tuple[Indicator, ...]:
        return tuple(each for each in self.indicators if each.aspect == aspect)

    def weight(self, indicator: Indicator) -> Fraction:
        """What one point of it adds to F-02, by the way in use."""
        aspect = next(each for each in self.aspects if each.number == indicator.aspect)
        if not indicator.weight or aspect.weight is None:
            return Fraction(0)
        if self.within is Within.MEAN:
            count = sum(1 for each in self.of(aspect.number) if each.weight)
            return aspect.weight / HUNDRED / count
        return aspect.weight * indicator.weight / HUNDRED**2

    def covers(self, year: int) -> bool:
        return self.first <= date(year, 12, 31) and (self.last is None or self.last >= date(year, 1, 1))


def chosen(instruments: Sequence[Instrument], year: int, name: str = "") -> Instrument:
    """The version asked for; else the newest that covers the year and can be scored, a guess last."""
    for each in instruments:
        if each.name == name:
            return each
    return max(
        instruments,
        key=lambda each: (
            each.covers(year),
            each.scorable,
            each.stated.certainty is not Certainty.GUESS,
            each.first,
            each.name,
        ),
    )
