"""The load trial, small; at full size it is `make trial NAME=load`."""

from pathlib import Path

from tests.trial.load import Size, trial


def test_a_crowd_gets_answers_and_a_killed_worker_costs_only_what_it_held(tmp_path: Path) -> None:
    found = trial(tmp_path, 1, Size(people=10, think=0.5, seconds=6, arrive=1, days=20))
    assert found["errors"] == 0
    assert found["answers"] > 30
