"""A run of some of the sources."""

from datetime import date, datetime
from pathlib import Path

import pytest

from etl.again import Again
from etl.commands.runs import say_report
from etl.errors import ConfigProblem
from etl.pipeline import run
from etl.state import get_state, ran
from etl.warehouse.engine import current_version
from tests.office import Office, bare, days, invent


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


def test_a_file_that_is_not_ready_is_left_and_taken_the_next_time(office: Office) -> None:
    late = office.files()[0]
    first = run(office.settings, only=["antrean"], now=office.now, ready=lambda path: path != late)
    assert (first.refused, first.put_off, first.behind) == (
        [],
        [f"antrean, {late.name}"],
        {"antrean": "unfinished"},
    )
    assert late.name not in {file.name for file in first.files}
    assert done(office) == {}
    second = run(office.settings, only=["antrean"], now=office.now)
    assert [file.name for file in second.files] == [late.name]
    assert done(office) == {"antrean": office.now}


def test_a_source_with_a_refused_file_is_not_done(office: Office) -> None:
    office.files()[0].write_text("bukan;judul\n")
    told = run(office.settings, only=["antrean", "skm"], now=office.now)
    assert (told.exit_code, told.behind) == (3, {"antrean": "failed"})
    assert done(office) == {"skm": office.now}


def test_a_run_that_finds_nothing_makes_no_version_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = bare(tmp_path, date(2026, 3, 8))
    for again in (None, Again(), Again(everything=True)):
        told = run(office.settings, now=office.now, again=again)
        assert (told.version, told.empty, told.exit_code) == (None, True, 3)
        say_report(told)
        assert "Belum pernah ada berkas yang dimuat" in capsys.readouterr().out
    assert current_version(str(office.warehouse)) is None
    assert office.faults() == []


def test_where_nothing_changed_the_version_stays(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    first = run(office.settings, only=["skm"], now=office.now).version
    for again in (None, Again(names=frozenset({"tiada.csv"}))):
        told = run(office.settings, only=["skm"], now=office.now, again=again)
        assert (told.files, told.version, told.empty) == ([], None, False)
    say_report(told)
    assert "Tidak ada yang berubah; versi yang terbit tetap." in capsys.readouterr().out
    assert current_version(str(office.warehouse)) == first


def done(office: Office) -> dict[str, datetime]:
    with office.facts() as connection:
        found = {name: get_state(connection, ran(name)) for name in office.settings.sources}
    return {name: datetime.fromisoformat(text) for name, text in found.items() if text}
