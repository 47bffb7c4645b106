from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.pekppp.proposals.indicator_08 import propose, score
from tests.dashboard.pekppp.proposals.conftest import Look
from tests.dashboard.pekppp.proposals.plans import Line


@pytest.mark.parametrize(
    ("planned", "done", "expected"),
    [(0, 0, None), (10, 0, 1), (100, 1, 2), (1000, 299, 2), (10, 3, 3), (10, 8, 3), (1000, 801, 4),
     (100, 99, 4), (10, 10, 5), (1, 1, 5)],
)  # fmt: skip
def test_every_edge(planned: int, done: int, expected: int | None) -> None:
    assert score(planned, done) == expected


def test_only_the_reports_of_the_year_before_and_what_is_done_by_today(look: Look) -> None:
    """Of 2026 three lines: one done, one done only after today, one open. Others are of other years."""
    plan = [
        Line(date(2026, 1, 1), date(2026, 5, 1)),
        Line(date(2026, 12, 31), date(2027, 3, 1)),
        Line(date(2026, 6, 1)),
        Line(date(2025, 12, 31), date(2026, 1, 2)),
        Line(date(2027, 1, 1), date(2027, 1, 2)),
    ]
    found = propose(look(follow_ups=plan))
    assert (found.n, found.score, found.counts) == (3, 3, (("Direncanakan", 3), ("Selesai", 1)))


def test_what_was_taken_back_is_told_and_not_counted(look: Look) -> None:
    plan = [Line(date(2026, 6, 1), date(2026, 7, 1))]
    gone = [Line(date(2026, 6, 1)), Line(date(2026, 6, 1)), Line(date(2025, 6, 1))]
    found = propose(replace(look(follow_ups=plan), withdrawn=gone))
    assert (found.n, found.score) == (1, 5)
    assert found.counts == (("Direncanakan", 1), ("Selesai", 1), ("Dicabut", 2))
    assert "Rencana yang dicabut tidak dihitung" in found.certainty


def test_a_share_on_an_edge_is_said(look: Look) -> None:
    plan = [Line(date(2026, 6, 1), date(2026, 7, 1) if i < 8 else None) for i in range(10)]
    assert "Tepat di batas" in propose(look(follow_ups=plan)).certainty
    assert "Tepat di batas" not in propose(look(follow_ups=plan[:9])).certainty


def test_without_a_plan_nothing_is_proposed(look: Look) -> None:
    assert propose(look()).score is None
