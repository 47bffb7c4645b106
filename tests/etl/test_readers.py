"""The readers trial, small; at full size it is `make trial NAME=readers`."""

from pathlib import Path

from tests.trial.readers import trial


def test_no_reader_sees_an_error_or_half_a_load_while_a_writer_publishes(tmp_path: Path) -> None:
    told = trial(tmp_path, 3, seconds=2, count=36, pause=0.4)
    assert told["faults"] == 0
    assert told["publications"] > 1
