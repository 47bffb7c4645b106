from __future__ import annotations

from dashboard.pekppp.proposals.indicator_10 import counted, propose
from tests.dashboard.pekppp.proposals.conftest import Look


def test_noon_of_working_days_and_weekends() -> None:
    rows = [
        {"weekday": 1, "hour": 9, "n": 100},
        {"weekday": 5, "hour": 12, "n": 7},
        {"weekday": 6, "hour": 12, "n": 3},
        {"weekday": 7, "hour": 9, "n": 2},
    ]
    assert counted(rows) == (112, 7, 5)
    assert counted([]) == (0, 0, 0)


def test_what_queues_show_is_told_and_no_score_is_proposed(look: Look) -> None:
    """Twelve visits a working day up to October, none at noon or on a weekend, and one that was forgotten."""
    found = propose(look())
    assert found.score is None
    assert found.figure == "0 pada jam istirahat, 0 pada akhir pekan"
    assert found.n == 12 * 45 + 1
