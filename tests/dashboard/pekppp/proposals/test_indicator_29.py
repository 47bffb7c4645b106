from __future__ import annotations

from datetime import date

import pytest

from dashboard.pekppp.proposals.indicator_29 import months, propose, score
from tests.dashboard.pekppp.proposals.conftest import Look

FIRST = date(2025, 3, 15)


@pytest.mark.parametrize(
    ("today", "passed", "expected"),
    [
        (date(2025, 3, 15), 0, 2), (date(2026, 3, 14), 11, 2), (date(2026, 3, 15), 12, 2),
        (date(2026, 3, 16), 12, 3), (date(2026, 4, 1), 12, 3), (date(2026, 4, 15), 13, 3),
        (date(2025, 12, 31), 9, 2), (date(2027, 1, 1), 21, 3),
    ],
)  # fmt: skip
def test_every_edge(today: date, passed: int, expected: int) -> None:
    """A day more than a year is more than a year; the day of the year itself is not."""
    assert (months(FIRST, today), score(FIRST, today)) == (passed, expected)


def test_the_online_channel_of_the_data(look: Look) -> None:
    """One request by eLOK on each of 50 working days from 31 August 2026 on."""
    found = propose(look())
    assert found.figure == "5 bulan, sejak 31 Agustus 2026"
    assert (found.n, found.score) == (50, 2)
    assert propose(look(today=date(2027, 9, 1))).score == 3
    assert "dapat lebih tua" in found.certainty


def test_before_there_was_one_nothing_is_proposed(look: Look) -> None:
    assert propose(look(today=date(2026, 8, 1))).score is None
