"""The mutated trial, small; 10,000 files and answers are `make trial NAME=mutated`."""

from pathlib import Path
from random import Random

import pytest

from tests.etl.stub import serving
from tests.etl.written import validator
from tests.trial.mutated import Desk, trial
from tests.trial.mutated_kinds import kinds


def test_a_spoiled_file_is_rows_that_add_up_or_a_sentence(tmp_path: Path) -> None:
    told = trial(tmp_path, 2, count=75)
    assert (told["files"], told["uncaught or wrong"]) == (75, 0)


@pytest.mark.parametrize("name", kinds(Random(1)))
def test_the_sound_files_of_the_trial_are_read(tmp_path: Path, name: str) -> None:
    kind = kinds(Random(1))[name]
    with serving(lambda asked: b"") as stub:
        seen = Desk(tmp_path, stub).look(name, kind, kind.content, validator(kind.source))
    assert (seen.outcome, seen.fault) == ("read with rejects", "")
