"""What is called a change: seldom what is none, and nearly always a shift that matters."""

from collections.abc import Iterator
from fractions import Fraction
from math import exp, inf, log, sqrt
from random import Random

import pytest

from dashboard import text
from dashboard.change import DAYS, NOTHING, Day, Verdict, beyond, of_counts, of_means, of_shares

PAIRS = 2000
OPEN_DAYS = 62
"""Of 90 days, as the page's usual period."""
SPREAD, ALIKE = 0.3, 0.3
"""How far a day's odds lie from the usual ones, and how much a day resembles the one before."""


def odds(chance: Random, alike: float) -> Iterator[float]:
    """What each day adds to the log of the odds: stationary, each like the one before."""
    state = chance.gauss(0, 1)
    while True:
        yield SPREAD * state
        state = alike * state + sqrt(1 - alike**2) * chance.gauss(0, 1)


def drawn(
    chance: Random, share: float, *, n: int = 100, alike: float = ALIKE, days: int = OPEN_DAYS
) -> list[Day]:
    """A period of a share that stays: the days differ in size and in luck, and vary together."""
    found = []
    for _, effect in zip(range(days), odds(chance, alike), strict=False):
        size = max(1, round(chance.gauss(n, n / 4)))
        true = 1 / (1 + exp(-(log(share / (1 - share)) + effect)))
        hits = round(chance.gauss(size * true, sqrt(size * true * (1 - true))))
        found.append(Day(size, min(max(hits, 0), size)))
    return found


@pytest.mark.parametrize("alike", [0.0, ALIKE], ids=["days by themselves", "days like the day before"])
@pytest.mark.parametrize("days", [OPEN_DAYS, 22, DAYS])
def test_less_than_one_stationary_pair_in_a_hundred_is_called_changed(days: int, alike: float) -> None:
    chance = Random(f"stationary {days} {alike}")
    verdicts = [
        of_shares(*(drawn(chance, 0.1, alike=alike, days=days) for _ in range(2))).verdict
        for _ in range(PAIRS)
    ]
    assert verdicts.count(Verdict.UNKNOWN) < PAIRS / 100
    assert verdicts.count(Verdict.CHANGED) < PAIRS / 100


def test_were_cases_taken_as_independent_noise_would_be_called_change() -> None:
    """The reason for days as units: such pairs, each case by itself, at the same three standard errors."""
    chance, called = Random("naive"), 0
    for _ in range(PAIRS):
        periods = [drawn(chance, 0.1) for _ in range(2)]
        sums = [(sum(day.total for day in days), sum(day.n for day in days)) for days in periods]
        (a, n), (b, m) = sums
        pooled = float(Fraction(a + b, n + m))
        z = float(Fraction(b, m) - Fraction(a, n)) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
        called += abs(z) >= 3
    assert called > PAIRS / 20


@pytest.mark.parametrize(
    ("before", "after", "n"),
    [(0.10, 0.145, 100), (0.81, 0.75, 300), (0.38, 0.48, 300)],
    ids=["over the pooled P90: 10 to 14.5 %", "promise kept: 81 to 75 %", "online: 38 to 48 %"],
)
def test_a_shift_that_matters_is_found_nine_times_in_ten(before: float, after: float, n: int) -> None:
    chance = Random(f"shift {before}")
    found = [of_shares(drawn(chance, before, n=n), drawn(chance, after, n=n)) for _ in range(500)]
    assert sum(change.changed for change in found) >= 450
    assert all(change.rose is (after > before) for change in found if change.changed)


def counts(chance: Random, level: float, alike: float = ALIKE) -> list[int]:
    return [
        round(level * exp(effect / 2))
        for _, effect in zip(range(OPEN_DAYS), odds(chance, alike), strict=False)
    ]


def test_counts_of_open_days_by_the_same_measure() -> None:
    chance = Random("counts")
    still = [of_counts(counts(chance, 250), counts(chance, 250)) for _ in range(PAIRS)]
    more = [of_counts(counts(chance, 250), counts(chance, 310)) for _ in range(500)]
    assert sum(change.changed for change in still) < PAIRS / 100
    assert sum(change.changed for change in more) >= 450


def scores(chance: Random, level: float) -> list[Day]:
    """Sums of nine answers of one to four, twenty people a day."""
    days = []
    for _, effect in zip(range(OPEN_DAYS), odds(chance, ALIKE), strict=False):
        given = [min(36, max(9, round(chance.gauss(level + effect, 3)))) for _ in range(20)]
        days.append(Day(len(given), sum(given)))
    return days


def test_means_by_the_same_measure() -> None:
    chance = Random("scores")
    still = [of_means(scores(chance, 31), scores(chance, 31)) for _ in range(PAIRS)]
    better = [of_means(scores(chance, 31), scores(chance, 31.7)) for _ in range(500)]
    assert sum(change.changed for change in still) < PAIRS / 100
    assert sum(change.changed for change in better) >= 450


def same(days: int, n: int, total: int) -> list[Day]:
    return [Day(n, total + i % 2) for i in range(days)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (same(DAYS - 1, 50, 10), same(60, 50, 40)),
        (same(60, 50, 10), same(DAYS - 1, 50, 40)),
        (same(DAYS, 3, 1), same(60, 50, 40)),
        ([], same(60, 50, 40)),
        (same(60, 50, 10), []),
        ([Day(50, 0)] * 59 + [Day(50, 5)], [Day(50, 0)] * 59 + [Day(50, 4)]),
    ],
    ids=[
        "seven days before",
        "seven days after",
        "24 cases",
        "nothing before",
        "nothing after",
        "nine in all",
    ],
)
def test_little_is_not_enough_to_tell(before: list[Day], after: list[Day]) -> None:
    change = of_shares(before, after)
    assert (change.verdict, change.z) == (Verdict.UNKNOWN, None)


def test_a_few_cases_that_all_went_well_are_not_called_better_than_many() -> None:
    """33 of 33 kept beside 403 of 414, as small offices have it: by chance nearly half have no miss."""
    chance = Random("few and rare")
    called = 0
    for _ in range(PAIRS):
        few, many = ([Day(1, chance.random() < 0.975) for _ in range(n)] for n in (33, 414))
        called += of_shares(many, few).changed
    assert called < PAIRS / 100


def test_a_share_that_fell_to_nothing_is_still_called_changed() -> None:
    assert of_shares(same(60, 50, 10), [Day(50, 0)] * 60).changed


def test_days_without_cases_are_no_days() -> None:
    days = same(60, 50, 10)
    assert of_shares([*days, Day(0, 0)], same(60, 50, 40)) == of_shares(days, same(60, 50, 40))
    few = [*same(DAYS - 1, 50, 10), *[Day(0, 0)] * 20]
    assert of_shares(few, same(60, 50, 40)).verdict is Verdict.UNKNOWN


def test_a_quiet_week_without_requests_still_counts_for_counts() -> None:
    assert of_counts([10] * 30 + [12], [0] * 30 + [31]).changed


def test_values_are_exact_and_equal_ones_are_no_change() -> None:
    change = of_means([Day(3, 90)] * 20, [Day(3, 90)] * 20)
    assert (change.before, change.after, change.z, change.verdict) == (30, 30, 0.0, Verdict.SAME)
    assert of_means([Day(3, 90)] * 20, [Day(3, 91)] * 20).z == inf
    assert of_means([Day(3, 90)] * 20, [Day(3, 89)] * 20).z == -inf


def test_the_fewest_cases_are_those_of_every_sentence() -> None:
    enough = [Day(1, i % 2) for i in range(text.FEW)]
    assert of_means(enough, enough).verdict is Verdict.SAME
    assert of_means(enough[1:], enough).verdict is Verdict.UNKNOWN


def test_few_days_need_a_larger_difference() -> None:
    """The same distance in standard errors is less sure of eight days than of sixty: Student's t."""
    few, many = (of_means(same(days, 50, 1000), same(days, 50, 1001)) for days in (DAYS, 4 * DAYS))
    assert few.z is not None
    assert many.z is not None
    assert many.z > 2 * few.z


def test_a_change_that_others_share_is_none_of_ones_own() -> None:
    """Of 500 places that got better as all others did, and of 500 that did alone."""
    chance = Random("beyond")
    alike, alone = [], []
    for _ in range(500):
        better = of_shares(drawn(chance, 0.20), drawn(chance, 0.12))
        others = of_shares(drawn(chance, 0.20, n=300), drawn(chance, 0.12, n=300))
        still = of_shares(drawn(chance, 0.20, n=300), drawn(chance, 0.20, n=300))
        alike.append(beyond(better, others))
        alone.append(beyond(better, still))
    assert alike.count(Verdict.CHANGED) < 5
    assert alone.count(Verdict.CHANGED) >= 450


@pytest.mark.parametrize(
    ("here", "elsewhere", "verdict"),
    [
        (200, 500, Verdict.SAME),
        (500, 200, Verdict.CHANGED),
        (-200, -500, Verdict.SAME),
        (-500, -200, Verdict.CHANGED),
        (200, -500, Verdict.CHANGED),
        (200, 200, Verdict.SAME),
    ],
)
def test_less_than_the_others_is_not_beyond_them(here: int, elsewhere: int, verdict: Verdict) -> None:
    moves = [of_means(same(60, 50, 1000), same(60, 50, 1000 + move)) for move in (here, elsewhere)]
    assert all(move.changed for move in moves)
    assert beyond(moves[0], moves[1]) is verdict


def test_nothing_is_said_of_a_place_beside_which_nothing_is_known() -> None:
    change = of_means(same(60, 50, 1000), same(60, 50, 1200))
    assert beyond(change, NOTHING) is beyond(NOTHING, change) is Verdict.UNKNOWN
