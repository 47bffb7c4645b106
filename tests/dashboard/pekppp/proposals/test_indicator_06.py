from __future__ import annotations

from fractions import Fraction

from dashboard.pekppp.proposals.indicator_06 import propose, score, written
from tests.dashboard.pekppp.proposals.conftest import Look


def test_no_answer_is_no_proof_that_nobody_was_asked() -> None:
    assert (score(0, whole=False), score(1, whole=False), score(1, whole=True)) == (None, 1, 2)


def test_answers_of_all_nine_elements_are_level_two(look: Look) -> None:
    """92 answers, one a day from July to September 2026: eight elements 4, one 3."""
    found = propose(look())
    assert (found.n, found.score) == (92, 2)
    assert found.figure.startswith("92 jawaban, IKM ")
    assert found.figure.endswith("bobot 1/9)")
    assert found.link.startswith("kepuasan?")


def test_a_weight_is_written_as_numbers_are_here() -> None:
    row = {"n": 92, "index": Fraction(9722, 100), "mutu": "A", "weight": "0.111"}
    assert written(row) == "92 jawaban, IKM 97,22 (A, bobot 0,111)"


def test_a_year_without_answers_proposes_nothing(look: Look) -> None:
    found = propose(look(year=2020))
    assert (found.n, found.score) == (0, None)
    assert "tidak berarti surveinya tidak ada" in found.certainty
