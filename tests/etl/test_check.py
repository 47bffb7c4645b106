"""`etl check`: reads and judges a file as a run would, and leaves everything as it was."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.check import LISTED, check
from etl.errors import ConfigProblem, SourceRefused
from etl.pipeline import run
from etl.rejects import Refused
from etl.settings import Settings, load_settings
from etl.status import Asked, refused_rows, with_cells
from tests.etl.workbook import rows

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, tzinfo=UTC)

OFFICE = f"""
[office]
code = "63.71.04"
[reference]
path = "{ROOT / "data" / "reference"}"
"""

COLUMNS = """
[source.{name}.columns]
id = {{ from = "no" }}
ticket = {{ from = "tiket" }}
office = {{ value = "63.71.04" }}
area = {{ from = "kelurahan", codes = "areas" }}
service = {{ value = "ktp-el" }}
taken_at = {{ from = "ambil", format = "%Y-%m-%d %H:%M" }}
outcome = {{ value = "open" }}
[source.{name}.exclude]
no = ["UJI"]
"""


def source(name: str, read: str, more: str = "") -> str:
    block = f'[source.{name}]\nfact = "visit"\nread = "{read}"\npath = "masuk/*.{read}"\n{more}\n'
    return block + COLUMNS.format(name=name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    config = tmp_path / "office.toml"
    blocks = [source("antrean", "csv", 'delimiter = ";"'), source("buku", "xlsx"), source("api", "json")]
    config.write_text(OFFICE + "".join(blocks), encoding="utf-8")
    (tmp_path / "masuk").mkdir()
    return load_settings({"PANTAU_CONFIG": str(config)})


HEAD = "no;tiket;kelurahan;ambil;nama"
GOOD = "1;A001;Alalak Utara;2026-02-02 08:00;Siti Rahmah"
TEXT = "\n".join(
    [HEAD, GOOD, "2;A002;Alalak Utara;2026-02-30 08:00;Budi", "UJI;;;;", "3;A003;Kuin;pagi;Ali", "4;A004",
     "1;A005;;2026-02-02 09:30;Ani"],
)  # fmt: skip


def written(settings: Settings, content: str | bytes, name: str = "a.csv") -> Path:
    path = settings.config.parent / "masuk" / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_what_a_run_would_make_of_the_file(settings):
    found = check(settings, written(settings, TEXT), "antrean", now=NOW)
    assert (found.read, found.good, found.repeated, found.rejected, found.excluded) == (6, 1, 0, 4, 1)
    assert found.header == ("no", "tiket", "kelurahan", "ambil", "nama")
    assert found.reasons == {"bukan_waktu": 2, "kode_tak_dikenal": 1, "jumlah_kolom": 1, "kunci_ganda": 1}
    assert [(row.line, row.column, row.reason, row.shape) for row in found.rejects] == [
        (3, "ambil", "bukan_waktu", "9999-99-99 9"),
        (5, "kelurahan", "kode_tak_dikenal", "AAAA"),
        (5, "ambil", "bukan_waktu", "AAAA"),
        (6, "", "jumlah_kolom", "2 kolom"),
        (7, "no", "kunci_ganda", "9"),
    ]
    assert "kolom yang tidak dibaca: nama." in found.notes
    assert 'tanggal dan jam di kolom "ambil" ditulis seperti 2026-12-31 14:05.' in found.notes
    assert any(note.startswith("gudang data tidak ditanya") for note in found.notes)
    assert found.exit_code == 4


def test_samples_are_derived_and_their_texts_are_shapes(settings):
    path = written(settings, TEXT.replace("\n1;A005", "\n5;A005"))
    sample, other = check(settings, path, "antrean", now=NOW).samples
    assert (sample["id"], sample["ticket"], sample["area"]) == ("9", "A999", "63.71.04.1002")
    assert sample["taken_at"] == "2026-02-02 08:00:00", "on the office's clock"
    assert (sample["taken_day"], sample["taken_hour"]) == ("2026-02-02", "8")
    assert other["area"] == "tidak-diketahui"
    shown = check(settings, path, "antrean", now=NOW, show=True).samples
    assert [row["ticket"] for row in shown] == ["A001", "A005"]


def test_no_text_of_a_person_is_told_unless_it_is_asked_for(settings):
    path = written(settings, TEXT + "\n7;Siti Rahmah;Jalan Kuin 7;0812345678;x")
    for show in (False, True):
        found = check(settings, path, "antrean", now=NOW, show=show)
        told = json.dumps(found.as_dict(), default=str) + "\n".join(found.lines())
        assert ("0812345678" in told, "Jalan Kuin 7" in told) == (show, show)
        assert "Budi" not in told, "a column that is not read is never shown"


def test_nothing_is_written(settings, tmp_path):
    path = written(settings, TEXT)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    check(settings, path, "antrean", now=NOW, show=True)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_every_kind_of_file(settings, kind):
    if kind == "xlsx":
        table = [
            ["no", "tiket", "kelurahan", "ambil"],
            [1, "A1", "Alalak Utara", "2026-02-02 08:00"],
            [2, "", "", "x"],
        ]
        content, name, place = rows(*table), "buku", "a.xlsx, baris 3"
    else:
        items = [
            {"no": 1, "tiket": "A1", "kelurahan": "Alalak Utara", "ambil": "2026-02-02 08:00"},
            {"no": 2, "ambil": "x"},
        ]
        content, name, place = json.dumps(items).encode(), "api", "a.json, butir 2"
    path = written(settings, content, f"a.{kind}")
    found = check(settings, path, name, now=NOW, show=True)
    assert (found.read, found.good, found.rejected) == (2, 1, 1)
    assert f'Ditolak: {place}, kolom "ambil", nomor 2: "x". Bukan tanggal' in "\n".join(found.lines())


def test_a_long_list_of_rejects_is_cut_and_counted(settings):
    found = check(settings, written(settings, HEAD + "\n1;a;Kuin;x;" * 50), "antrean", now=NOW)
    assert (found.rejected, len(found.rejects), found.reasons["bukan_waktu"]) == (50, LISTED, 50)
    [more] = [line for line in found.lines() if line.startswith("… dan")]
    assert more.startswith("… dan 80 lagi; sesudah dimuat")


@pytest.mark.parametrize(
    ("version", "became"),
    [("", (7, 2, 2, 2, 1)), ("versi", (7, 3, 2, 1, 1))],
)
def test_rows_of_one_number_are_judged_as_a_run_judges_them(settings, version, became):
    """Of a number that comes again: the same row, another content, another version."""
    config, head = settings.config, "no;tiket;kelurahan;ambil;versi"
    own = f'version = "{version}"' if version else ""
    more = f'delimiter = ";"\n{own}'
    config.write_text(OFFICE + source("antrean", "csv", more), encoding="utf-8")
    lines = [
        f"1;A1;;2026-02-02 08:00;{1 if version else ''}",
        f"1;A1;;2026-02-02 08:00;{1 if version else ''}",
    ]
    lines += ["2;B;;2026-02-02 08:00;1", "2;C;;2026-02-02 08:00;1", "2;B;;2026-02-02 08:00;1"]
    lines += ["2;C;;2026-02-02 08:00;2", "UJI;;;;"]
    path = written(settings, "\n".join([head, *lines]))
    again = replace(load_settings({"PANTAU_CONFIG": str(config)}), warehouse=str(config.parent / "w"))
    found = check(again, path, "antrean", now=NOW)
    assert (found.read, found.good, found.repeated, found.rejected, found.excluded) == became
    [done] = run(again, now=NOW).files
    loaded = (done.read, done.new + done.corrected, done.repeated, done.rejected, done.excluded)
    assert loaded == became
    told = [(row.line, row.column, row.reason, row.shape) for row in refused_rows(again)]
    assert [(row.line, row.column, row.reason, row.shape) for row in found.rejects] == told


def test_an_unknown_source_is_told_with_those_there_are(settings):
    path = written(settings, TEXT)
    with pytest.raises(
        ConfigProblem, match='"antrian" tidak ada di office.toml, mungkin maksudnya "antrean"; yang ada'
    ):
        check(settings, path, "antrian", now=NOW)


def test_a_file_that_cannot_be_read_is_refused_by_its_name(settings, tmp_path):
    with pytest.raises(SourceRefused, match=r"antrean, a\.csv: baris judul: tidak ada kolom"):
        check(settings, written(settings, "x;y\n1;2\n"), "antrean", now=NOW)
    with pytest.raises(SourceRefused, match=r"antrean, tidak-ada\.csv: berkas atau foldernya tidak ada"):
        check(settings, tmp_path / "tidak-ada.csv", "antrean", now=NOW)


def test_the_cells_of_refused_rows_are_found_again_in_a_workbook(settings):
    path = written(
        settings, rows(["no", "tiket", "kelurahan", "ambil"], [1, "A", "", "x"], [2, "B", "", "y"]), "a.xlsx"
    )
    known = check(settings, path, "buku", now=NOW).rejects
    assert [row.value for row in with_cells(settings, known)] == ["x", "y"]
    written(settings, rows(["no", "tiket", "kelurahan", "ambil"], [1, "A", "", "z"]), "a.xlsx")
    assert "sudah berubah" in str(with_cells(settings, known)[0].value)
    gone = Refused("lain", "a.xlsx", "0", 2, "ambil", "bukan_waktu", "A")
    assert "sudah tidak ada" in str(with_cells(settings, [gone])[0].value)


def test_two_editions_of_one_name_are_told_one_after_the_other(settings):
    named = replace(settings, warehouse=str(settings.config.parent / "w"))
    for cell in ("x", "y"):
        written(settings, f"{HEAD}\n1;A;;{cell};\n2;B;;{cell};\n")
        run(named, now=NOW)
    assert [row.line for row in refused_rows(named)] == [2, 3]
    rows = refused_rows(named, Asked(settled=True))
    assert [row.line for row in rows] == [2, 3, 2, 3]
    assert sorted(row.value for row in with_cells(named, rows) if len(str(row.value)) == 1) == ["y", "y"]


def test_a_row_mended_below_blank_ones_is_known_as_mended(settings):
    named = replace(settings, warehouse=str(settings.config.parent / "w"))
    for cell in ("x", "2026-02-02 08:00"):
        written(settings, f"{HEAD}\n1;A;;2026-02-02 08:00;\n;;;;\n;;;;\n;;;;\n2;B;;{cell};\n")
        assert run(named, now=NOW).files[0].read == 2
    assert [(row.line, row.closed_by) for row in refused_rows(named, Asked(settled=True))] == [
        (6, "corrected")
    ]


def test_cells_are_shown_of_a_file_whose_name_is_in_another_encoding(settings):
    path = written(settings, f"{HEAD}\n1;A;;x;\n", os.fsdecode(b"a\xe9.csv"))
    known = check(settings, path, "antrean", now=NOW).rejects
    assert [(row.name, row.value) for row in with_cells(settings, known)] == [("a\\xe9.csv", "x")]


def command(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return shell(settings, "check", *arguments)


def shell(settings: Settings, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {"PANTAU_CONFIG": str(settings.config), "WAREHOUSE_URL": str(settings.config.parent / "w")}
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        cwd=ROOT,
        env={**os.environ, **own, **environment},
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        timeout=60,
    )


def test_the_command_line(settings):
    path = written(settings, TEXT)
    good = written(settings, f"{HEAD}\n{GOOD}\n", "b.csv")
    ended = command(settings, str(good), "--source", "antrean")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "1 baris dibaca = 1 baik + 0 berulang + 0 ditolak + 0 dikecualikan" in ended.stdout
    assert "Siti" not in ended.stdout
    ended = command(settings, str(path), "--source", "antrean", "--json")
    told = json.loads(ended.stdout)
    assert (ended.returncode, told["rejected"], told["rejects"][0]["line"]) == (4, 4, 3)
    assert command(settings, str(path), "--source", "x").returncode == 2
    ended = command(settings, str(written(settings, "x", "c.csv")), "--source", "antrean")
    assert ended.returncode == 3
    assert ended.stderr.startswith("antrean, c.csv: baris judul")
    assert not (settings.config.parent / "w").exists()


@pytest.mark.parametrize("asked", [("check", "--source", "antrean"), ("source", "add")])
def test_what_is_no_regular_file_is_refused_without_waiting(
    settings: Settings, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / "pipa.csv")
    for name in ("pipa.csv", "masuk", "tidak-ada.csv"):
        found = shell(settings, *asked, str(tmp_path / name))
        assert found.returncode == 3
        assert found.stderr.count("\n") == 1, found.stderr
    assert "tidak-ada.csv: berkas atau foldernya tidak ada" in found.stderr


def test_a_refused_file_does_not_steer_the_terminal(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "judul\x1b[2J.csv"
    path.write_text("no\x1b]0;judul\x07;tiket\n1;2\n", encoding="utf-8")
    found = shell(settings, "check", str(path), "--source", "antrean")
    assert found.returncode == 3
    assert not {"\x1b", "\x07"} & set(found.stderr)
    assert '"no\\u{001b}]0", "judul\\u{0007}"' in found.stderr


def test_what_the_terminal_cannot_write_is_shown_by_its_number(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"antre\xe9.csv")
    path.write_text(TEXT, encoding="utf-8")
    found = shell(settings, "source", "add", str(path), PYTHONIOENCODING="cp1252")
    assert (found.returncode, found.stderr) == (4, "")
    assert 'Berkas "antre\\\\xe9.csv"' in found.stdout
    assert "\\u2192" in found.stdout


def test_a_header_that_holds_a_person_is_told_by_its_shape(settings: Settings) -> None:
    """A row of data in its place, or a number in the name of a column: nobody's name is told beside it."""
    named = written(settings, f"{HEAD};6371044108950001;Siti Aminah\n{GOOD};;\n")
    found = check(settings, named, "antrean", now=NOW)
    assert found.header == (*HEAD.split(";")[:-1], "AAAA", "999999999999", "AAAA AAAAAA")
    assert "Siti" not in "\n".join(found.lines())
