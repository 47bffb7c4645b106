"""A run of some of the sources."""

from datetime import date
from pathlib import Path

import pytest

from etl.errors import ConfigProblem
from etl.pipeline import run
from tests.office import Office, days, invent


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return invent(tmp_path, days(date(2026, 3, 8), 36))[0]


def test_a_run_of_named_sources_leaves_the_others_for_later(office: Office) -> None:
    some = run(office.settings, only=["skm", "loket"], now=office.now)
    assert list(dict.fromkeys(file.source for file in some.files)) == ["loket", "skm"]
    rest = office.run()
    assert list(dict.fromkeys(file.source for file in rest.files)) == ["antrean", "elok", "pengaduan"]
    together = office.with_warehouse(office.root / "together")
    together.run()
    assert office.hash() == together.hash()


def test_an_unknown_source_is_told_before_anything_is_written(office: Office) -> None:
    with pytest.raises(ConfigProblem, match=r'"antrian" tidak dikenal; pilih salah satu dari antrean, loket'):
        run(office.settings, only=["antrian"])
    assert not office.warehouse.exists()
