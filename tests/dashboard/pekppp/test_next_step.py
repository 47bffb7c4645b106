from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from dashboard.pekppp.instrument import Instrument, Within
from dashboard.pekppp.next_step import next_step, path, simulate
from dashboard.pekppp.score import f02
from tests.dashboard.pekppp.made import six, small

FOURS = {each.number: 4 for each in six().scored}
Made = tuple[Instrument, dict[int, int], Fraction]


def raised(scores: dict[int, int], steps: dict[int, int]) -> dict[int, int]:
    return {number: score + steps.get(number, 0) for number, score in scores.items()}


def test_from_all_fours_to_sangat_baik_one_point_of_the_heaviest_is_enough() -> None:
    """All 4, F-03 4.00: IPP 4.00, B. A- needs 4.005; indicator 14 (7.5 %) adds 0.75 × 0.075 = 0.05625."""
    found = next_step(six(), FOURS, Fraction(4))
    assert found is not None
    assert (found.goal.code, found.lack, found.steps, found.reaches) == ("A-", Fraction("0.005"), 1, True)
    assert [(each.number, each.before, each.after) for each in found.raises] == [(14, 4, 5)]
    assert found.raises[0].adds == Fraction("0.05625")
    assert found.users == Fraction("4.02")


def test_of_those_that_add_the_same_the_lower_number_goes_first() -> None:
    """To A from all fours: 14 adds 0.05625, then 29 and 30 (6 %) 0.045 each, then 11, 12, 13 (5 %), …"""
    goal = six().categories[-1]
    found = path(six(), FOURS, Fraction(4), goal)
    assert found is not None
    assert found.reaches
    numbers = [each.number for each in found.raises]
    assert numbers[:6] == [14, 29, 30, 11, 12, 13]
    assert found.users is None


def test_nothing_above_the_best_and_nothing_while_something_is_missing() -> None:
    assert next_step(six(), dict.fromkeys(FOURS, 5), Fraction(5)) is None
    assert next_step(six(), {number: 4 for number in FOURS if number != 28}, Fraction(4)) is None
    assert next_step(six(), FOURS, None) is None


def test_a_goal_that_the_scores_alone_cannot_reach() -> None:
    """All 5 with F-03 1: 3.75 + 0.25 = 4.00, so A- is out of reach by F-02."""
    found = next_step(six(), FOURS, Fraction(1))
    assert found is not None
    assert found.goal.code == "B"
    top = path(six(), FOURS, Fraction(1), six().categories[-2])
    assert top is not None
    assert (top.reaches, top.steps) == (False, len(FOURS))


def test_a_changed_score_is_simulated() -> None:
    found = simulate(six(), FOURS, Fraction(4), {28: 5})
    assert found is not None
    assert found.value == Fraction("4.02")
    assert simulate(six(), {}, Fraction(4), {28: 5}) is None


@st.composite
def made(draw: st.DrawFn) -> Made:
    """Three indicators in two aspects, so that every combination can be tried."""
    weight = draw(st.integers(10, 90))
    inside = draw(st.integers(1, 99))
    within = draw(st.sampled_from(Within))
    instrument = small([(weight, [inside, 100 - inside]), (100 - weight, [100])], within)
    scores = {number: draw(st.integers(0, 5)) for number in range(1, 4)}
    return instrument, scores, Fraction(draw(st.integers(0, 50)), 10)


@given(made())
def test_the_path_reaches_and_no_fewer_steps_do(case: Made) -> None:
    instrument, scores, users = case
    found = next_step(instrument, scores, users)
    if found is None:
        return
    steps = {each.number: each.steps for each in found.raises}
    goal = instrument.categories.index(found.goal)

    def place(changed: dict[int, int]) -> int:
        ipp = simulate(instrument, scores, users, raised(scores, changed))
        assert ipp is not None
        assert ipp.category is not None
        return instrument.categories.index(ipp.category)

    assert (place(steps) >= goal) == found.reaches
    rooms = [range(5 - scores[number] + 1) for number in scores]
    reaching = [
        sum(tried) for tried in product(*rooms) if place(dict(zip(scores, tried, strict=True))) >= goal
    ]
    assert min(reaching, default=None) == (found.steps if found.reaches else None)


@given(made())
def test_what_the_raises_say_they_add_is_what_they_add(case: Made) -> None:
    instrument, scores, users = case
    found = next_step(instrument, scores, users)
    if found is None:
        return
    steps = {each.number: each.steps for each in found.raises}
    before, after = f02(instrument, scores).value, f02(instrument, raised(scores, steps)).value
    assert before is not None
    assert after is not None
    share = instrument.parts["f02"]
    assert sum(each.adds for each in found.raises) == (after - before) * share
    if found.users is not None:
        alone = simulate(instrument, scores, found.users, {})
        assert alone is not None
        assert alone.category == found.goal
