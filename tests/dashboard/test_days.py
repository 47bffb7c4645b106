"""Who lies apart from the others together: the others are added up once, and must be what is left of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from dashboard import change, days
from dashboard.change import Change, Day
from dashboard.days import Days, Poles

FIRST = date(2026, 1, 1)


def drawn(seed: int) -> Days:
    """Nine offices over some of forty days; the first two lie apart, and one had no case."""
    chance = Random(seed)
    parts = {"a": 0.9, "b": 0.1, **dict.fromkeys("cdefgh", 0.5)}
    return {
        **{
            office: {
                FIRST + timedelta(days=i): Day(n, sum(chance.random() < part for _ in range(n)))
                for i in range(40)
                if chance.random() < 0.8
                for n in [chance.randrange(0, 12)]
            }
            for office, part in parts.items()
        },
        "i": {FIRST: Day(0, 0)},
    }


def slowly(offices: Days) -> Poles:
    """The same by its words: of each office all the others, from the beginning."""
    left, sides, judged = dict(offices), {True: list[str](), False: list[str]()}, 0
    while True:
        found = {
            office: change.of_shares(in_order(days.others(left, office)), in_order(mine))
            for office, mine in left.items()
        }
        judged = judged or sum(apart.z is not None for apart in found.values())
        apart = {office: each for office, each in found.items() if each.changed}
        if not apart:
            return Poles(sides[True], sides[False], judged)
        furthest = max(apart, key=lambda office: distance(apart[office]))
        sides[apart[furthest].rose].append(furthest)
        del left[furthest]


def in_order(found: object) -> Sequence[Day]:
    assert isinstance(found, dict)
    return [part for _, part in sorted(found.items())]


def distance(found: Change) -> float:
    return abs(found.z or 0.0)


def test_the_others_are_what_is_left_of_all() -> None:
    for seed in range(20):
        offices = drawn(seed)
        found = days.poles(offices, change.of_shares)
        assert found == slowly(offices)
        assert (list(found.above)[:1], list(found.below)[:1]) == (["a"], ["b"])


def test_nobody_lies_apart_from_nobody() -> None:
    assert days.poles({}, change.of_shares) == Poles([], [], 0)
    assert days.poles({"a": drawn(1)["a"]}, change.of_shares) == Poles([], [], 0)
