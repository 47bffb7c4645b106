"""The mutated trial, small; 1,000 files are `make trial NAME=mutated`."""

from pathlib import Path
from random import Random

import pytest

from tests.etl.written import validator
from tests.trial.mutated import kinds, look, trial


def test_a_spoiled_file_is_rows_that_add_up_or_a_sentence(tmp_path: Path) -> None:
    told = trial(tmp_path, 2, count=80)
    assert (told["files"], told["uncaught or wrong"]) == (80, 0)


@pytest.mark.parametrize("name", kinds(Random(1)))
def test_the_sound_files_of_the_trial_are_read(name: str) -> None:
    kind = kinds(Random(1))[name]
    assert look(kind.content, kind.source, validator(kind.source)).outcome == "read with rejects"
