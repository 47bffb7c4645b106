from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dashboard.pekppp.proposals.indicator_24 import longest, propose, score
from tests.dashboard.pekppp.proposals.conftest import Look

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (None, None),
        (0, 5),
        (1, 5),
        (2, 4),
        (7, 4),
        (8, 3),
        (31, 3),
        (32, 2),
        (184, 2),
        (185, 1),
        (366, 1),
        (367, 0),
    ],
)
def test_every_edge(gap: int | None, expected: int | None) -> None:
    assert score(gap) == expected


@pytest.mark.parametrize(
    ("ago", "gap"),
    [
        ([], None),
        ([0], 0),
        ([3], 3),
        ([0, 1, 2, 3, 4], 1),
        ([0, 1, 2, 3, 10], 7),
        ([0, 1, 2, 3, 4, 400], 1),
        ([9, 10, 11], 9),
        ([-5, 2], 2),
    ],
)
def test_the_longest_gap_of_the_last_five_and_since(ago: list[int], gap: int | None) -> None:
    """In days before today; what lies ahead, or before the last five, is not looked at."""
    assert longest([TODAY - timedelta(days=days) for days in ago], TODAY) == gap


def test_the_days_are_those_of_the_public_store(look: Look) -> None:
    basis = look(today=date(2026, 11, 10))
    assert basis.shown is not None
    days = basis.shown.publications()
    found = propose(basis)
    assert found.score == score(longest(days, basis.today))
    assert found.n == min(5, len(days))
    assert "lima terbitan berturut-turut" in found.certainty


def test_without_public_tables_nothing_is_proposed(look: Look) -> None:
    assert propose(replace(look(), shown=None)).score is None
    assert propose(look(today=date(2020, 1, 1))).score is None
