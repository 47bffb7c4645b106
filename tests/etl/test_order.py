"""The order trial, small; at full size it is `make trial NAME=order`."""

from pathlib import Path

from tests.trial.order import Size, trial


def test_any_order_of_files_read_twice_ends_the_same(tmp_path: Path) -> None:
    told = trial(tmp_path, 3, Size(count=36, orders=1, reverse=False, arrivals=2))
    assert len(told["content hashes"]) == 1
