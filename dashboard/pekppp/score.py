"""From scores to F-02, F-03, IPP and category. Exact; rounded once, half up to hundredths, before a category.

What was not scored is never taken as 0: without it there is no F-02, only how low and how high it may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from dashboard.format import half_up
from dashboard.pekppp.instrument import F02, F03, TOP, Averaged, Below, Category, Instrument, Within

Scores = Mapping[int, int]
"""Number of an indicator → 0 to 5; what is not in it was not scored."""
Answers = Mapping[int, Mapping[int, int]]
"""Number of a question of F-03 → score 0 to 5 → how many users gave it."""
DECIMALS = 2


@dataclass(frozen=True)
class Sum:
    """`value` is None while something is missing; it then lies between `low` and `high`."""

    value: Fraction | None
    low: Fraction
    high: Fraction
    missing: tuple[int, ...]


def f02(instrument: Instrument, scores: Scores, within: Within | None = None) -> Sum:
    """The whole, by the instrument's way or another (`within`): 0 to 5."""
    used = replace(instrument, within=within) if within else instrument
    return _sum({each.number: used.weight(each) for each in used.scored}, scores)


def aspect(instrument: Instrument, number: str, scores: Scores) -> Sum:
    """One aspect alone: 0 to 5."""
    inside = [each for each in instrument.of(number) if each.weight]
    weights = {each.number: instrument.weight(each) for each in inside}
    whole = sum(weights.values(), Fraction(0))
    return _sum({each: weight / whole for each, weight in weights.items()}, scores)


def of_aspects(instrument: Instrument, values: Mapping[str, Fraction]) -> Fraction:
    """F-02 of the values of all its aspects. Raises KeyError if one is missing."""
    weights = {each.number: each.weight or Fraction(0) for each in instrument.aspects}
    return sum((weight * values[number] for number, weight in weights.items()), Fraction(0)) / 100


def _sum(weights: Mapping[int, Fraction], scores: Scores) -> Sum:
    known = {number: scores[number] for number in weights if number in scores}
    if wrong := [number for number, score in known.items() if not 0 <= score <= TOP]:
        raise ValueError(f"indicator {wrong[0]}: a score is 0 to {TOP}")
    missing = tuple(number for number in weights if number not in known)
    low = sum((weights[number] * score for number, score in known.items()), Fraction(0))
    high = low + sum((weights[number] * TOP for number in missing), Fraction(0))
    return Sum(None if missing or not weights else low, low, high, missing)


@dataclass(frozen=True)
class Users:
    """F-03 by both conventions; None where a question was not answered by anybody.

    `respondents`: how many answered the question that the fewest answered.
    """

    by_aspects: Fraction | None
    by_answers: Fraction | None
    respondents: int
    unanswered: tuple[int, ...]

    def value(self, mean: Averaged) -> Fraction | None:
        return self.by_aspects if mean is Averaged.ASPECTS else self.by_answers


def f03(instrument: Instrument, answers: Answers) -> Users:
    """Of the answers of users, which are 0 to 5 and have nothing to do with those of the SKM (1 to 4)."""
    counts = {each.number: answers.get(each.number, {}) for each in instrument.questions}
    if any(not 0 <= score <= TOP or count < 0 for given in counts.values() for score, count in given.items()):
        raise ValueError(f"an answer of F-03 is 0 to {TOP}, given by 0 users or more")
    n = {number: sum(given.values()) for number, given in counts.items()}
    unanswered = tuple(number for number, count in n.items() if not count)
    least = min(n.values(), default=0)
    if unanswered or not n:
        return Users(None, None, least, unanswered)
    points = {
        number: sum(score * count for score, count in given.items()) for number, given in counts.items()
    }
    asked = list(dict.fromkeys(each.aspect for each in instrument.questions))
    means = [
        _mean([each.number for each in instrument.questions if each.aspect == of], points, n) for of in asked
    ]
    return Users(sum(means, Fraction(0)) / len(means), _mean(list(n), points, n), least, ())


def _mean(numbers: list[int], points: Mapping[int, int], n: Mapping[int, int]) -> Fraction:
    return Fraction(sum(points[number] for number in numbers), sum(n[number] for number in numbers))


@dataclass(frozen=True)
class Ipp:
    """`value` is rounded; None says that there is none yet, and `lacks` which parts it waits for.

    `alone`: too few users answered, so the rule in force makes it without them.
    """

    value: Fraction | None
    category: Category | None
    lacks: tuple[str, ...] = ()
    alone: bool = False


def ipp(instrument: Instrument, parts: Mapping[str, Fraction | None]) -> Ipp:
    """The parts (0 to 5 each, exact) by their shares; F-03 as `users` gives it."""
    lacks = tuple(name for name in instrument.parts if parts.get(name) is None)
    if lacks:
        return Ipp(None, None, lacks)
    exact = sum((share * (parts[name] or 0) for name, share in instrument.parts.items()), Fraction(0))
    value = half_up(exact, DECIMALS)
    return Ipp(value, category(instrument, value))


def assessed(
    instrument: Instrument, whole: Fraction | None, users: Users | None, below: Below | None = None
) -> Ipp:
    """IPP of F-02 and F-03 by the rule for too few respondents (`below`: another one than that in force)."""
    rule = instrument.f03
    if rule is None or users is None:
        return ipp(instrument, {F02: whole})
    way = below or rule.below
    if users.respondents >= rule.least:
        return ipp(instrument, {F02: whole, F03: users.value(rule.mean)})
    if way is Below.F02_ALONE and whole is not None:
        value = half_up(whole, DECIMALS)
        return Ipp(value, category(instrument, value), alone=True)
    found = ipp(instrument, {F02: whole, F03: Fraction(0) if way is Below.ZERO else None})
    return replace(found, alone=way is Below.ZERO)


def category(instrument: Instrument, value: Fraction) -> Category:
    """Of an IPP that is rounded to hundredths already: the first whose upper bound it does not pass."""
    if not 0 <= value <= TOP or (value * 100).denominator != 1:
        raise ValueError(f"an IPP is 0 to {TOP} in hundredths")
    return next(each for each in instrument.categories if value <= each.upper)
