"""The index by three weights, and the interval: by hand, at the edges, and against chance itself."""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from dashboard.survey import MEANINGS, Interval, conventions, edges
from dashboard.survey import interval as of_singles
from etl.skm import UNSUR, permen

ORACLE = [105, 101, 100, 116, 102, 105, 106, 115, 105]
"""O2: Kanwil Kemenag Sulawesi Barat, TW III, 29 answers; sums per unsur."""


def nrr(*values: Fraction) -> dict[str, Fraction | None]:
    return dict(zip(UNSUR, values, strict=True))


def interval(sums: list[tuple[int, int]], weight: str) -> Interval | None:
    """`sums`: of nine scores, and how many answers have it."""
    definition = permen(weight)
    assert definition.common is not None
    scale = definition.common * 25
    return of_singles([(total * scale, n) for total, n in sums], definition)


def test_the_office_s_weight_comes_first_and_all_three_are_told() -> None:
    rows = conventions(nrr(*(Fraction(total, 29) for total in ORACLE)), permen("0.11"))
    assert [(row["weight"], float(row["value"]), row["letter"]) for row in rows] == [
        ("0.11", 90.56, "A"),
        ("1/9", 91.48, "A"),
        ("0.111", 91.38, "A"),
    ]


def test_a_letter_may_hang_on_the_weight() -> None:
    rows = conventions(nrr(*[Fraction(354, 100)] * 9), permen())
    assert [(row["weight"], row["letter"]) for row in rows] == [("1/9", "A"), ("0.111", "A"), ("0.11", "B")]


def test_edges_and_meanings_are_those_of_the_letters() -> None:
    assert [(float(edge), below, above) for edge, below, above in edges(permen())] == [
        (65.0, "D", "C"),
        (76.61, "C", "B"),
        (88.31, "B", "A"),
    ]
    assert set(MEANINGS) == {"A", "B", "C", "D"}


def test_the_interval_by_hand() -> None:
    """Mean 31,5; variance 20,25 × 100 / 99; standard error 0,45227; ± 1,96 of it, times 25/9."""
    found = interval([(27, 50), (36, 50)], "1/9")
    assert found is not None
    assert (found.n, float(found.value)) == (100, 87.5)
    assert (float(found.low), float(found.high)) == (85.03, 89.97), "rounded outwards"
    assert found.letters == "AB"


def test_few_answers_and_answers_that_are_all_alike_have_no_interval() -> None:
    assert interval([(27, 14), (36, 15)], "1/9") is None
    assert interval([(27, 15), (36, 15)], "1/9") is not None
    assert interval([(36, 500)], "1/9") is None
    assert interval([], "1/9") is None


@pytest.mark.parametrize(("weight", "most"), [("1/9", 100), ("0.111", 99.9), ("0.11", 99)])
def test_no_end_lies_where_no_index_can(weight: str, most: float) -> None:
    found = interval([(35, 1), (36, 29)], weight)
    assert found is not None
    assert float(found.high) == most
    assert found.letters == "A"


def test_all_letters_between_the_ends_are_told() -> None:
    found = interval([(9, 15), (36, 16)], "1/9")
    assert found is not None
    assert found.letters == "BCD"
    wide = interval([(20, 10), (36, 20)], "1/9")
    assert wide is not None
    assert (float(wide.low), float(wide.high)) == (77.55, 92.82)
    assert wide.letters == "AB"


def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    """Answers drawn from a known population; within what 2.000 tries allow."""
    chance = Random(7)
    sums, weights = [22, 27, 30, 33, 36], [2, 20, 30, 30, 18]
    truth = Fraction(sum(s * w for s, w in zip(sums, weights, strict=True)), 100) * Fraction(25, 9)
    held = 0
    for _ in range(2000):
        drawn = Counter(chance.choices(sums, weights, k=80))
        found = interval(sorted(drawn.items()), "1/9")
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.935 <= held / 2000 <= 0.965
