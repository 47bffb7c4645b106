"""What the next category needs: the fewest steps, where one step raises one indicator by one point. Pure.

Every step of an indicator adds the same, so the fewest are found by always taking the one that adds most. Of
those that add the same the lower number goes first, and an indicator is raised to 5 before the next begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from dashboard.pekppp.instrument import F02, F03, TOP, Category, Instrument
from dashboard.pekppp.score import Ipp, Scores, Sum, f02, ipp

_HALF = Fraction(1, 200)
"""Half a hundredth: from there on an IPP is rounded up."""


@dataclass(frozen=True)
class Raise:
    """An indicator from a score to a higher one; `adds` is what that adds to the IPP."""

    number: int
    before: int
    after: int
    adds: Fraction

    @property
    def steps(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Path:
    """`reaches` says whether `raises` is enough; else it is all that can be raised.

    `lack` is what the exact IPP is short of; `users`: the F-03 that would do it alone, None if none could.
    """

    goal: Category
    lack: Fraction
    raises: tuple[Raise, ...]
    reaches: bool
    users: Fraction | None

    @property
    def steps(self) -> int:
        return sum(each.steps for each in self.raises)


def next_step(instrument: Instrument, scores: Scores, users: Fraction | None) -> Path | None:
    """To the category after the one that these give; None if there is none yet, or none above it.

    `users`: F-03, exact; it stays as it is.
    """
    now = _of(instrument, f02(instrument, scores), users)
    if now is None or now.category is None:
        return None
    place = instrument.categories.index(now.category)
    if place + 1 == len(instrument.categories):
        return None
    return path(instrument, scores, users, instrument.categories[place + 1])


def path(instrument: Instrument, scores: Scores, users: Fraction | None, goal: Category) -> Path | None:
    """To this category; None while F-02 or F-03 is not complete."""
    whole = f02(instrument, scores)
    if _of(instrument, whole, users) is None or whole.value is None:
        return None
    place = instrument.categories.index(goal)
    threshold = instrument.categories[place - 1].upper + _HALF if place else Fraction(0)
    lack = threshold - _exact(instrument, whole.value, users)
    taken: dict[int, int] = {}
    left = lack
    for number, gain in _gains(instrument):
        room = TOP - scores[number]
        wanted = min(room, max(0, -(-left // gain)))
        if wanted:
            taken[number] = wanted
            left -= gain * wanted
    gains = dict(_gains(instrument))
    raises = tuple(
        Raise(number, scores[number], scores[number] + steps, gains[number] * steps)
        for number, steps in taken.items()
    )
    return Path(goal, max(lack, Fraction(0)), raises, left <= 0, _alone(instrument, whole.value, threshold))


def simulate(instrument: Instrument, scores: Scores, users: Fraction | None, changed: Scores) -> Ipp | None:
    """The IPP with other scores in place of these; None if it would still not be complete."""
    return _of(instrument, f02(instrument, {**scores, **changed}), users)


def _gains(instrument: Instrument) -> list[tuple[int, Fraction]]:
    """What a point of each adds to the IPP, the most first."""
    share = instrument.parts[F02]
    gains = [(each.number, instrument.weight(each) * share) for each in instrument.scored]
    return sorted(gains, key=lambda each: (-each[1], each[0]))


def _alone(instrument: Instrument, whole: Fraction, threshold: Fraction) -> Fraction | None:
    share = instrument.parts.get(F03)
    if share is None:
        return None
    wanted = (threshold - whole * instrument.parts[F02]) / share
    return wanted if wanted <= TOP else None


def _of(instrument: Instrument, whole: Sum, users: Fraction | None) -> Ipp | None:
    found = ipp(instrument, _parts(whole.value, users))
    return None if found.value is None else found


def _exact(instrument: Instrument, whole: Fraction, users: Fraction | None) -> Fraction:
    parts = _parts(whole, users)
    return sum((share * (parts[name] or 0) for name, share in instrument.parts.items()), Fraction(0))


def _parts(whole: Fraction | None, users: Fraction | None) -> Mapping[str, Fraction | None]:
    return {F02: whole, F03: users}
