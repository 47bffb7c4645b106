"""What is said of an unsur from one period to the next: the difference as a reader subtracts it, no cause."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dashboard.answers.effect import effect

EFFECTS = """
before  n    after   n    words
3.17    70   3.29    65   naik 0,12: 3,17 → 3,29 (n 70 → 65)
3.29    65   3.17    70   turun 0,12: 3,29 → 3,17 (n 65 → 70)
3.174   70   3.286   65   naik 0,12: 3,17 → 3,29 (n 70 → 65)
3.001   70   3.004   65   tetap: 3,00 → 3,00 (n 70 → 65)
3.004   70   3.005   65   naik 0,01: 3,00 → 3,01 (n 70 → 65)
1       30   4       30   naik 3,00: 1,00 → 4,00 (n 30 → 30)
3       29   4       30   naik 1,00: 3,00 → 4,00 (n 29 → 30); kurang dari 30 jawaban, bedanya bisa kebetulan
3       1500 4       2    naik 1,00: 3,00 → 4,00 (n 1.500 → 2); kurang dari 30 jawaban, bedanya bisa kebetulan
-       0    3.2     40   tidak dapat dibandingkan: pada salah satunya unsur itu tidak dinilai (n 0 → 40)
3.2     40   -       0    tidak dapat dibandingkan: pada salah satunya unsur itu tidak dinilai (n 40 → 0)
"""


def row(value: str, n: str) -> dict[str, object] | None:
    return None if value == "-" else {"value": Fraction(value), "n": int(n)}


@pytest.mark.parametrize("line", [line.split(maxsplit=4) for line in EFFECTS.strip().splitlines()[1:]])
def test_an_unsur_moves_by_what_is_shown(line: list[str]) -> None:
    before, n_before, after, n_after, words = line
    assert effect(row(before, n_before), row(after, n_after), ended=True).words == words


def test_until_the_data_reach_the_end_of_the_period_there_is_none() -> None:
    found = effect(row("3", "70"), row("4", "70"), ended=False)
    assert (found.words, found.difference) == ("belum ada", None)
