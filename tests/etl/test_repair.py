"""What was refused or is gone, as an office goes: files in a folder, a block, a run, and once more."""

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from etl.again import Again
from etl.errors import ConfigProblem
from etl.pipeline import run
from etl.rejects_sheet import HEAD, write_sheet
from etl.report import Report
from etl.settings import Settings
from etl.status import Asked, refused_rows, status, withdrawn
from etl.verify import verify
from etl.warehouse.engine import publishing, reading
from etl.warehouse.schema import FACT_TABLES, reject_case
from tests.etl.written import settings_text

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BLOCK = """
[source.antrean]
fact = "visit"
read = "csv"
path = "masuk/*.csv"
delimiter = ";"
{keys}
[source.antrean.columns]
id = {{ from = "no" }}
office = {{ value = "63.71.04" }}
service = {{ from = "layanan", map = {{ {words} }} }}
taken_at = {{ from = "ambil", format = "%Y-%m-%d %H:%M" }}
outcome = {{ value = "served" }}
"""
DATED = 'version = { file = "(\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d)" }\ncovers = "day"'


def office(folder: Path, keys: str = "", words: str = '"KTP" = "ktp-el"') -> Settings:
    settings = settings_text(folder, BLOCK.format(keys=keys, words=words))
    return replace(settings, warehouse=str(folder / "gudang"))


def put(folder: Path, name: str, *rows: str) -> None:
    (folder / "masuk").mkdir(exist_ok=True)
    lines = ["no;layanan;ambil", *(row if ";" in row else f"{row};KTP;2026-02-02 08:00" for row in rows)]
    (folder / "masuk" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def standing(settings: Settings) -> list[str]:
    visit = FACT_TABLES["visit"]
    with publishing(settings.warehouse) as publisher, publisher.engine.connect() as connection:
        return sorted(connection.scalars(select(visit.c.id)))


def closed(settings: Settings) -> list[tuple[int, str | None]]:
    """Line and how its case was closed, if it was, in the order of opening."""
    query = select(reject_case.c.line, reject_case.c.closed_by).order_by(
        reject_case.c.opened_at, reject_case.c.line
    )
    with publishing(settings.warehouse) as publisher, publisher.engine.connect() as connection:
        return [(row.line, row.closed_by) for row in connection.execute(query)]


def ran(settings: Settings, again: Again | None = None) -> Report:
    report = run(settings, now=NOW, again=again)
    assert [finding.message for finding in verify(settings) if finding.fatal] == []
    return report


# What is gone.


def test_a_day_s_next_file_takes_away_what_it_no_longer_holds(tmp_path: Path) -> None:
    settings = office(tmp_path, DATED)
    put(tmp_path, "antrean-2026-02-03.csv", "1", "2", "3")
    ran(settings)
    put(tmp_path, "antrean-2026-02-04.csv", "1", "3")
    (file,) = ran(settings).files
    assert (file.corrected, file.retracted) == (2, 1)
    assert standing(settings) == ["1", "3"]


def test_the_same_bytes_under_a_newer_name_are_a_newer_delivery(tmp_path: Path) -> None:
    settings = office(tmp_path, DATED)
    for day, rows in (("02", "1 2"), ("03", "1"), ("04", "1 2")):
        put(tmp_path, f"antrean-2026-02-{day}.csv", *rows.split())
        ran(settings)
    assert standing(settings) == ["1", "2"]
    assert ran(settings).files == []


def test_a_broken_export_takes_nothing_away_until_somebody_says_that_it_is_true(tmp_path: Path) -> None:
    settings = office(tmp_path, DATED)
    put(tmp_path, "antrean-2026-02-03.csv", *"12345")
    ran(settings)
    put(tmp_path, "antrean-2026-02-04.csv", "1")
    (sentence,) = ran(settings).refused
    assert "hanya 1 baris untuk 63.71.04 tanggal 02/02/2026, padahal 5 sudah tercatat" in sentence
    assert "etl replay --source NAMA --file BERKAS --allow-retract" in sentence
    assert standing(settings) == list("12345")
    ran(settings, Again(frozenset({"antrean-2026-02-04.csv"}), confirmed=True))
    assert standing(settings) == ["1"]


def test_where_the_order_of_loading_decides_the_run_says_so(tmp_path: Path) -> None:
    settings = office(tmp_path, 'covers = "all"')
    put(tmp_path, "antrean.csv", "1", "2")
    (note,) = [note for note in ran(settings).notes if "urutan memuat" in note]
    assert note.startswith("antrean: versi tidak diambil dari nama berkas")


def test_a_change_of_a_closed_day_stands_in_the_version(tmp_path: Path) -> None:
    settings = office(tmp_path, DATED)
    put(tmp_path, "antrean-2026-02-20.csv", "1", "2", "3;KTP;2026-02-20 08:00")
    ran(settings)
    assert status(settings).changes == 0
    put(tmp_path, "antrean-2026-02-21.csv", "1")
    report = ran(settings)
    assert report.changes == status(settings).changes == 1
    with reading(settings.warehouse) as version:
        assert version is not None
        assert version.manifest["provisional_from"] == "2026-02-18"
        with version.connect() as connection:
            (told,) = connection.exec_driver_sql("SELECT day, kind, rows, name FROM correction").fetchall()
    assert tuple(told) == (date(2026, 2, 2), "retracted", 1, "antrean-2026-02-21.csv")


# What was refused.


def test_a_case_is_closed_by_a_mended_block(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "1", "2;ZZ;2026-02-02 08:00", "3;XX;2026-02-02 08:00")
    settings = office(tmp_path)
    ran(settings)
    assert closed(settings) == [(3, None), (4, None)]
    mended = office(tmp_path, words='"KTP" = "ktp-el", "ZZ" = "kk"')
    ran(mended)
    assert sorted(closed(settings)) == [(3, "definitions"), (4, None)]
    assert [row.line for row in refused_rows(settings)] == [4]
    assert standing(settings) == ["1", "2"]


def test_a_case_is_closed_by_a_mended_file_of_the_same_name(tmp_path: Path) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1", "2;KTP;kemarin", "3;KTP;kemarin", "4;KTP;besok")
    ran(settings)
    put(tmp_path, "a.csv", "1", "2", "3;KTP;lusa")
    ran(settings)
    found = closed(settings)
    assert sorted(found[:3]) == [(3, "corrected"), (4, "replaced"), (5, "replaced")]
    assert found[3:] == [(4, None)]
    assert standing(settings) == ["1", "2"]


def test_a_file_that_is_only_taken_away_closes_nothing(tmp_path: Path) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1;KTP;kemarin")
    put(tmp_path, "b.csv", "2")
    ran(settings)
    (tmp_path / "masuk" / "a.csv").unlink()
    put(tmp_path, "c.csv", "3")
    ran(settings)
    assert closed(settings) == [(2, None)]
    assert status(settings).waiting == 1
    assert withdrawn(settings, "antrean", ["a.csv"]) == 1
    assert (closed(settings), refused_rows(settings)) == ([(2, "withdrawn")], [])
    (row,) = refused_rows(settings, Asked(settled=True))
    assert (row.line, row.closed_by) == (2, "withdrawn")
    assert re.search(r" Selesai \d\d/\d\d/\d{4} \d\d:\d\d WITA: berkas ditarik\.$", row.sentence())


def counted(settings: Settings) -> tuple[int, int]:
    (source,) = status(settings).sources
    return source["read"], source["rejected"]


def test_status_counts_what_is_refused_still(tmp_path: Path) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1", "2;KTP;kemarin", "3;XX;2026-02-02 08:00")
    ran(settings)
    assert counted(settings) == (3, 2)
    ran(settings, Again())
    assert counted(settings) == (3, 2), "read twice is refused once"
    settings = office(tmp_path, words='"KTP" = "ktp-el", "XX" = "ktp-el"')
    ran(settings)
    assert counted(settings) == (3, 1), "a mended block"
    put(tmp_path, "a.csv", "1", "2", "3")
    ran(settings)
    assert counted(settings) == (3, 0), "a mended file takes the place of the first"
    put(tmp_path, "b.csv", "4;KTP;kemarin")
    ran(settings)
    assert counted(settings) == (4, 1)
    assert withdrawn(settings, "antrean", ["b.csv"]) == 1
    assert counted(settings) == (4, 0)


def test_a_file_without_refused_lines_is_replaced_as_well(tmp_path: Path) -> None:
    settings = office(tmp_path)
    for rows in (["1", "2"], ["1", "2", "3"], ["1", "2", "3", "4;KTP;kemarin"]):
        put(tmp_path, "a.csv", *rows)
        ran(settings)
    assert counted(settings) == (4, 1)


def test_a_mended_file_that_is_read_by_replay_takes_the_place_too(tmp_path: Path) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1", "2;KTP;kemarin")
    put(tmp_path, "b.csv", "3;KTP;kemarin")
    ran(settings)
    put(tmp_path, "a.csv", "1", "2")
    ran(settings, Again(frozenset({"a.csv"})))
    assert counted(settings) == (3, 1)
    assert sorted(closed(settings), key=str) == [(2, None), (3, "corrected")]


def test_two_files_of_one_name_both_count_until_one_of_them_is_replaced(tmp_path: Path) -> None:
    text = BLOCK.replace("masuk/*", "masuk/*/*").format(keys="", words='"KTP" = "ktp-el"')
    settings = replace(settings_text(tmp_path, text), warehouse=str(tmp_path / "gudang"))
    for folder, rows in (("januari", ["1", "2;KTP;kemarin"]), ("februari", ["3", "4;KTP;kemarin"])):
        put(tmp_path, "a.csv", *rows)
        (tmp_path / "masuk" / folder).mkdir()
        (tmp_path / "masuk" / "a.csv").rename(tmp_path / "masuk" / folder / "a.csv")
        ran(settings)
    assert counted(settings) == (4, 2)
    put(tmp_path, "a.csv", "3", "4", "5")
    (tmp_path / "masuk" / "a.csv").rename(tmp_path / "masuk" / "februari" / "a.csv")
    ran(settings)
    assert counted(settings) == (5, 1)


def test_a_withdrawn_file_is_published_by_the_next_run(tmp_path: Path) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1", "2;KTP;kemarin")
    ran(settings)
    assert withdrawn(settings, "antrean", ["a.csv"]) == 1
    assert ran(settings).version is not None
    assert withdrawn(settings, "antrean", ["a.csv"]) == 0
    assert ran(settings).version is None


def test_one_row_is_found_again_by_file_and_line(tmp_path: Path) -> None:
    settings = office(tmp_path)
    for name in ("a.csv", "b.csv"):
        put(tmp_path, name, f"1{name};KTP;kemarin", f"2{name};XX;lusa")
    ran(settings)
    rows = refused_rows(settings, Asked(name="b.csv", line=3))
    assert [(row.name, row.line, row.column) for row in rows] == [
        ("b.csv", 3, "ambil"),
        ("b.csv", 3, "layanan"),
    ]


def test_replay_reads_only_what_waits(tmp_path: Path) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1;KTP;kemarin")
    put(tmp_path, "b.csv", "2")
    ran(settings)
    put(tmp_path, "c.csv", "3")
    assert [file.name for file in ran(settings, Again()).files] == ["a.csv"]
    assert [file.name for file in ran(settings, Again(frozenset({"b.csv"}))).files] == ["b.csv"]
    assert standing(settings) == ["2"]


def test_the_list_for_the_clerk_says_where_and_what_to_do_and_never_the_text(tmp_path: Path) -> None:
    settings = office(tmp_path)
    put(tmp_path, "=a.csv", "1;KTP;Siti Aminah", "2;-rahasia;2026-02-02 08:00")
    ran(settings)
    rows = refused_rows(settings)
    for name in ("daftar.csv", "daftar.xlsx"):
        write_sheet(rows, tmp_path / name)
    lines = (tmp_path / "daftar.csv").read_text(encoding="utf-8-sig").splitlines()
    read = list(csv.reader(lines, delimiter=";"))
    assert tuple(read[0]) == HEAD
    assert read[1][:4] == ["antrean", "'=a.csv", "2", "ambil"]
    assert read[2][3:5] == ["layanan", "Kode atau nama tidak dikenal"]
    sheet = CalamineWorkbook.from_path(str(tmp_path / "daftar.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[1][:3] == ["antrean", "=a.csv", 2]
    assert "Siti" not in str(read) + str(sheet)
    assert "rahasia" not in str(read) + str(sheet)


@pytest.mark.parametrize("name", ["daftar.csv", "daftar.xlsx"])
def test_a_list_takes_the_place_of_a_list_and_of_nothing_else(tmp_path: Path, name: str) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1;KTP;kemarin")
    ran(settings)
    rows, path = refused_rows(settings), tmp_path / name
    for _ in range(2):
        write_sheet(rows, path)
    assert rows[0].closed == ""
    for content in (b"nama;nomor\nSiti;1\n", b"PK\x03\x04", b""):
        path.write_bytes(content)
        with pytest.raises(ConfigProblem, match="tidak ditimpa"):
            write_sheet(rows, path)
        assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["daftar.pdf", "daftar", "tidak/ada/daftar.csv", "tidak/ada/daftar.xlsx"])
def test_a_list_that_cannot_be_written_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigProblem, match="--export"):
        write_sheet([], tmp_path / name)


# Days once more.


def test_backfill_takes_whole_files_that_hold_a_day_of_the_range_and_says_what_else_they_hold(
    tmp_path: Path,
) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1")
    put(tmp_path, "b.csv", "2;KTP;2026-02-03 08:00", "3;KTP;2026-02-09 08:00")
    put(tmp_path, "c.csv", "4;KTP;2026-02-10 08:00")
    report = ran(settings, Again(days=(date(2026, 2, 3), date(2026, 2, 5))))
    assert [file.name for file in report.files] == ["b.csv"]
    assert "b.csv: memuat juga 1 baris di luar rentang; semuanya ikut dibaca." in report.notes
    assert standing(settings) == ["2", "3"]
    assert len(ran(settings).files) == 2


def test_backfill_reads_again_what_was_read_before_and_changes_nothing(tmp_path: Path) -> None:
    settings = office(tmp_path)
    put(tmp_path, "a.csv", "1", "2")
    ran(settings)
    (file,) = ran(settings, Again(days=(date(2026, 2, 2), date(2026, 2, 2)))).files
    assert (file.read, file.unchanged, file.new) == (2, 2, 0)
