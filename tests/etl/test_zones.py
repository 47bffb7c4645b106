"""The zones trial, small; at full size it is `make trial NAME=zones`."""

from datetime import date
from pathlib import Path

from tests.trial.zones import Size, trial


def test_the_clock_of_the_machine_changes_nothing(tmp_path: Path) -> None:
    told = trial(tmp_path, 3, Size(("Asia/Jakarta", "America/New_York"), date(2026, 3, 8), 36))
    assert len(told["content hashes"]) == len(told["public figures"]) == 1
