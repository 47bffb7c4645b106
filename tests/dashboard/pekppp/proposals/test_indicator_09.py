from __future__ import annotations

from datetime import date

import pytest

from dashboard.pekppp.proposals.indicator_09 import later, propose, score, slowest
from tests.dashboard.pekppp.proposals.conftest import Look
from tests.dashboard.pekppp.proposals.plans import Line

REPORT = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (None, 0), (date(2026, 1, 15), 5), (date(2026, 2, 15), 5), (date(2026, 2, 16), 4),
        (date(2026, 4, 15), 4), (date(2026, 4, 16), 3), (date(2026, 7, 15), 3),
        (date(2026, 7, 16), 2), (date(2026, 10, 15), 2),
        (date(2026, 10, 16), 1), (date(2027, 1, 15), 1), (date(2027, 1, 16), 0),
    ],
)  # fmt: skip
def test_every_edge(done: date | None, expected: int) -> None:
    """Between two limits the slower one holds: four months are level 3."""
    assert score(REPORT, done) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)), (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)  # fmt: skip
def test_a_month_later_is_the_same_day_or_the_last(day: date, months: int, expected: date) -> None:
    assert later(day, months) == expected


def test_the_last_line_of_the_slowest_report_decides() -> None:
    plan = [
        Line(REPORT, date(2026, 2, 1)),
        Line(REPORT, date(2026, 6, 1)),
        Line(date(2025, 7, 1), date(2025, 7, 20)),
    ]
    assert slowest(plan, date(2026, 12, 1)) == (REPORT, date(2026, 6, 1))
    assert slowest(plan, date(2026, 5, 1)) == (REPORT, None)
    assert slowest([], date(2026, 5, 1)) is None


def test_reports_of_the_two_years_before(look: Look) -> None:
    plan = [Line(date(2024, 6, 1)), Line(date(2025, 1, 1), date(2025, 3, 1)), Line(date(2027, 1, 2))]
    found = propose(look(follow_ups=plan))
    assert (found.n, found.score) == (1, 4)
    assert found.figure == "laporan 1 Januari 2025, selesai seluruhnya 1 Maret 2025"
    assert propose(look()).score is None
    assert propose(look(follow_ups=[Line(date(2026, 1, 1))])).score == 0
