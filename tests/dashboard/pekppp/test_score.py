"""The sums of the six aspects, as worked by hand; how sure the rules are stands in the instrument."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.format import half_up
from dashboard.pekppp.instrument import Averaged, Below, Within
from dashboard.pekppp.instrument_file import load
from dashboard.pekppp.score import (
    Users,
    aspect,
    assessed,
    category,
    f02,
    f03,
    ipp,
    of_aspects,
)
from tests.dashboard.pekppp.made import SHIPPED, six, small

ALL_FIVE = {each.number: 5 for each in six().scored}


def exact(text: str) -> Fraction:
    return Fraction(text)


def users(value: str, n: int = 30) -> Users:
    return Users(exact(value), exact(value), n, ())


def test_the_check_case_is_baik() -> None:
    """Aspects 4, 3, 5, 2, 4, 3 and F-03 4.20: F-02 3.59, IPP 3.7425 → 3.74, B."""
    values = dict(zip(("I", "II", "III", "IV", "V", "VI"), map(Fraction, (4, 3, 5, 2, 4, 3)), strict=True))
    whole = of_aspects(six(), values)
    assert whole == exact("3.59")
    found = ipp(six(), {"f02": whole, "f03": exact("4.20")})
    assert found.value == exact("3.74")
    assert found.category is not None
    assert found.category.code == "B"


def test_the_same_from_indicators_that_all_have_the_score_of_their_aspect() -> None:
    of = dict(zip(("I", "II", "III", "IV", "V", "VI"), (4, 3, 5, 2, 4, 3), strict=True))
    scores = {each.number: of[each.aspect] for each in six().scored}
    assert f02(six(), scores).value == exact("3.59")
    assert f02(six(), scores, Within.MEAN).value == exact("3.59")
    assert [aspect(six(), number, scores).value for number in of] == list(of.values())


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0", "F"), ("1.00", "F"), ("1.01", "E"), ("1.50", "E"), ("1.51", "D"), ("2.00", "D"), ("2.01", "C-"),
        ("2.50", "C-"), ("2.51", "C"), ("3.00", "C"), ("3.01", "B-"), ("3.50", "B-"), ("3.51", "B"),
        ("4.00", "B"), ("4.01", "A-"), ("4.50", "A-"), ("4.51", "A"), ("5.00", "A"),
    ],
)  # fmt: skip
def test_every_edge_of_the_nine_categories(value: str, code: str) -> None:
    assert category(six(), exact(value)).code == code


@pytest.mark.parametrize(
    ("unrounded", "value", "code"),
    [("4.5049", "4.50", "A-"), ("4.505", "4.51", "A"), ("4.504999", "4.50", "A-"), ("1.0049", "1.00", "F"),
     ("1.005", "1.01", "E"), ("4.005", "4.01", "A-"), ("4.00499", "4.00", "B")],
)  # fmt: skip
def test_a_value_between_two_bands_is_rounded_half_up_first(unrounded: str, value: str, code: str) -> None:
    found = ipp(six(), {"f02": exact(unrounded), "f03": exact(unrounded)})
    assert found.value == exact(value)
    assert found.category is not None
    assert found.category.code == code


@pytest.mark.parametrize("value", ["-0.01", "5.01", "4.505"])
def test_no_category_for_what_is_no_ipp(value: str) -> None:
    with pytest.raises(ValueError, match="0 to 5"):
        category(six(), exact(value))


def test_best_and_worst() -> None:
    assert f02(six(), ALL_FIVE).value == 5
    assert f02(six(), dict.fromkeys(ALL_FIVE, 0)).value == 0


def test_what_was_not_scored_is_no_zero() -> None:
    """Indicator 28 (10 % × 30 %) and 30 (12 % × 50 %) are not scored: between 4.55 and 5."""
    scores = {number: 5 for number in ALL_FIVE if number not in (28, 30)}
    found = f02(six(), scores)
    assert (found.value, found.low, found.high, found.missing) == (None, exact("4.55"), 5, (28, 30))
    assert ipp(six(), {"f02": found.value, "f03": exact("5")}).lacks == ("f02",)


def test_an_indicator_without_weight_neither_counts_nor_is_missed() -> None:
    assert f02(six(), {**ALL_FIVE, 31: 0}).value == 5
    assert 31 not in f02(six(), {}).missing


def test_a_simple_mean_in_an_aspect_is_another_number() -> None:
    """Aspect I has nine: 5 for indicator 1 alone is 17 % of it by weight, a ninth by the mean."""
    scores = {**dict.fromkeys(ALL_FIVE, 0), 1: 5}
    assert f02(six(), scores).value == exact("0.24") * exact("0.17") * 5
    assert f02(six(), scores, Within.MEAN).value == exact("0.24") * 5 / 9


def test_no_score_outside_its_scale() -> None:
    for score in (-1, 6):
        with pytest.raises(ValueError, match="indicator 1"):
            f02(six(), {**ALL_FIVE, 1: score})


def answered(scores: dict[int, int], n: int) -> dict[int, dict[int, int]]:
    return {number: {score: n} for number, score in scores.items()}


def test_both_conventions_of_f03() -> None:
    """I (four questions) 5, the other ten 3: mean of aspects (5+3+3+3+3)/5 = 3.4; of answers (20+30)/14."""
    answers = answered({each.number: 5 if each.aspect == "I" else 3 for each in six().questions}, 12)
    found = f03(six(), answers)
    assert (found.by_aspects, found.by_answers) == (exact("3.4"), Fraction(50, 14))
    assert (found.respondents, found.value(Averaged.ASPECTS)) == (12, exact("3.4"))


def test_a_question_that_nobody_answered_leaves_f03_open() -> None:
    answers = answered({each.number: 4 for each in six().questions if each.number != 9}, 12)
    found = f03(six(), answers)
    assert (found.by_aspects, found.by_answers, found.unanswered, found.respondents) == (None, None, (9,), 0)


@pytest.mark.parametrize("given_", [{6: 1}, {-1: 1}, {3: -1}])
def test_answers_of_another_scale_are_refused(given_: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="0 to 5"):
        f03(six(), {1: given_})


@pytest.mark.parametrize(
    ("n", "below", "value", "alone"),
    [
        (10, Below.NOT_YET, "4.00", False), (9, Below.NOT_YET, None, False),
        (9, Below.ZERO, "3.00", True), (9, Below.F02_ALONE, "4.00", True), (0, Below.F02_ALONE, "4.00", True),
    ],
)  # fmt: skip
def test_fewer_respondents_than_there_must_be(n: int, below: Below, value: str | None, alone: bool) -> None:
    """Ten are enough, nine are not; what then holds is a setting."""
    found = assessed(six(), Fraction(4), users("4", n), below)
    assert (found.value, found.alone) == (value and exact(value), alone)


def test_the_other_instrument_combines_two_halves() -> None:
    other = next(each for each in load(SHIPPED) if each.name == "empat-komponen")
    assert ipp(other, {"tata_kelola": Fraction(4), "skm": exact("4.5")}).value == exact("4.25")
    assert ipp(other, {"tata_kelola": Fraction(4)}).lacks == ("skm",)


@given(st.dictionaries(st.sampled_from(sorted(ALL_FIVE)), st.integers(0, 5)))
def test_what_is_still_open_lies_between_its_bounds(scores: dict[int, int]) -> None:
    found = f02(six(), scores)
    for rest in (0, 3, 5):
        whole = f02(six(), {**dict.fromkeys(ALL_FIVE, rest), **scores}).value
        assert whole is not None
        assert found.low <= whole <= found.high


@given(st.integers(0, 5000))
def test_every_value_has_one_category_that_never_falls(thousandths: int) -> None:
    value = half_up(Fraction(thousandths, 1000), 2)
    order = [each.code for each in six().categories]
    higher = half_up(Fraction(min(thousandths + 1, 5000), 1000), 2)
    assert order.index(category(six(), value).code) <= order.index(category(six(), higher).code)


def test_weights_of_an_own_small_instrument() -> None:
    tiny = small([(60, [50, 50]), (40, [100])])
    assert f02(tiny, {1: 5, 2: 1, 3: 2}).value == exact("0.6") * 3 + exact("0.4") * 2
