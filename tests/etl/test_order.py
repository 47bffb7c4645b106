"""The trials of order, small; at full size `make trial NAME=order` and `make trial NAME=permutations`."""

from pathlib import Path

from tests.trial import permutations
from tests.trial.order import Size, trial


def test_any_order_of_files_read_twice_ends_the_same(tmp_path: Path) -> None:
    told = trial(tmp_path, 3, Size(count=36, orders=1, reverse=False, arrivals=2))
    assert len(told["content hashes"]) == 1


def test_any_order_of_complete_files_ends_the_same(tmp_path: Path) -> None:
    told = permutations.trial(tmp_path, 3, permutations.Size(files=12, events=600, days=5, orders=3))
    assert "retracted" in str(told["complete for their days"])
