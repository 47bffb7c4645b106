"""The kill trial, small; at full size it is `make trial NAME=kill`."""

from pathlib import Path

from tests.postgres import server
from tests.trial.kill import Size, rounds


def test_a_killed_process_loses_and_doubles_nothing_on_duckdb(tmp_path: Path) -> None:
    size = Size(files=2, twice_each=2, verify_each=2, actions=("run", "restore"))
    told = rounds(tmp_path / "duckdb", 3, size, 2, None)
    assert told["deaths"] == 2


def test_nor_on_postgresql(tmp_path: Path) -> None:
    size = Size(files=2, twice_each=2, verify_each=2, clock_each=99, actions=("run", "restore"))
    told = rounds(tmp_path / "postgresql", 3, size, 2, server())
    assert told["deaths"] == 2
