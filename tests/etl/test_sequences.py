"""The sequences trial, small; at full size it is `make trial NAME=sequences`."""

from pathlib import Path

import pytest

from tests.trial.sequences import trial

pytestmark = pytest.mark.usefixtures("engine")


def test_what_stands_after_each_delivery_is_what_the_model_says(tmp_path: Path) -> None:
    told = trial(tmp_path, 3, count=15, processes=1)
    rows = told["rows"]
    assert isinstance(rows, dict)
    assert set(rows) == {"new", "corrected", "unchanged", "repeated", "rejected", "retracted"}
