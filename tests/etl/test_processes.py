"""The processes trial, small; at full size it is `make trial NAME=processes`."""

from pathlib import Path

from tests.trial.processes import Size, trial


def test_eight_at_once_break_nothing(tmp_path: Path) -> None:
    told = trial(tmp_path, 3, Size(count=36, rounds=1))
    assert told["broken"] == 0
