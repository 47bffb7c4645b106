"""Real respondents of Mahakam Ulu: the interval of the page against a bootstrap over the same respondents."""

import csv
from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from dashboard import text
from dashboard.survey import interval, letter_of
from etl.skm import UNSUR, Definition, half_up, permen
from tests.real.test_real_validate import DATA, pytestmark  # noqa: F401 (marks this module too)

TRIES = 2000
APART = Fraction(1, 4)
"""Points of the index; the interval itself is six to eight wide."""


def singles(definition: Definition, *, doubtful: bool) -> list[Fraction]:
    """The index of each answer by itself; `doubtful`: with the nine that look like a developer's tries."""
    file = DATA / "skm-mahulu" / "skm_2025.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if doubtful or row["usia"] != "29"]
    people = [{unsur: int(row[f"u{number}"]) for number, unsur in enumerate(UNSUR, 1)} for row in rows]
    return [definition.single(scores) for scores in people]


@pytest.mark.parametrize("weight", ["1/9", "0.111", "0.11"])
@pytest.mark.parametrize(("doubtful", "n"), [(True, 26), (False, 17)])
def test_a_bootstrap_over_respondents_tells_the_same(
    weight: str, doubtful: bool, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.000 times as many respondents drawn anew, with a seed: the middle 95 % of their indices.

    The page keeps the normal interval, which is the same on every visit and needs no draw.
    """
    monkeypatch.setattr(text, "FEW", 10)
    definition = permen(weight)
    each = singles(definition, doubtful=doubtful)
    found = interval(sorted(Counter(each).items()), definition)
    assert found is not None
    assert found.n == len(each) == n
    chance, points = Random(14), [float(value) for value in each]
    means = sorted(sum(chance.choices(points, k=n)) / n for _ in range(TRIES))
    low, high = (Fraction(means[round(TRIES * share) - 1]) for share in (0.025, 0.975))
    assert abs(low - found.low) < APART
    assert abs(high - found.high) < APART
    assert {letter_of(Fraction(half_up(end)), definition) for end in (low, high)} <= {*found.letters}
