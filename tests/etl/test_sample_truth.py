"""The sample truth, small; the two whole years and the planted effects are `make trial NAME=sample_truth`."""

from tests.conftest import Loaded
from tests.trial import sample_measures
from tests.trial.sample_truth import differences, reader_of


def test_the_warehouse_counts_what_the_generator_invented(loaded: Loaded) -> None:
    assert differences(loaded.office, loaded.report, loaded.truth) == []


def test_the_figures_are_what_the_generator_counted(loaded: Loaded) -> None:
    with reader_of(loaded.office) as reader:
        assert sample_measures.differences(reader, loaded.truth["measures"]) == []


def test_a_second_run_finds_nothing_to_do(loaded: Loaded) -> None:
    before = loaded.office.hash()
    again = loaded.office.run()
    assert (again.files, again.version, again.skipped) == ([], None, len(loaded.report.files))
    assert loaded.office.hash() == before


def test_verify_finds_nothing_wrong(loaded: Loaded) -> None:
    assert loaded.office.faults() == []
