"""The disk trial, small; at full size it is `make trial NAME=disk_full`."""

from pathlib import Path

from tests.trial.disk_full import Size, trial


def test_a_full_disk_leaves_what_is_published_and_is_told(tmp_path: Path) -> None:
    told = trial(tmp_path, 3, Size(limits=1, files=2))
    assert told["runs"] == {"refused": 1}
