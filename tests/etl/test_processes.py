"""The processes trial, small; at full size it is `make trial NAME=processes`."""

from pathlib import Path

from tests.trial.processes import Size, trial


def test_eight_at_once_break_nothing(tmp_path: Path) -> None:
    for engine, told in trial(tmp_path, 3, Size(count=36, files=3, rounds=1, pause=0.25)).items():
        assert isinstance(told, dict)
        assert told["broken"] == 0, engine
