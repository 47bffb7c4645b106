"""The kill trial, small; at full size it is `make trial NAME=kill`."""

from pathlib import Path

from tests.trial.kill import Size, trial


def test_a_killed_run_leaves_readers_alone_and_the_next_ends_the_same(tmp_path: Path) -> None:
    stages = ("load", "rollup", "publish")
    size = Size(
        stages, count=36, rows=60, per_stage=1, by_clock=1, twice_each=9, verify_each=4, filled=(True,)
    )
    told = trial(tmp_path, 3, size)
    assert told["deaths"] == 4
