"""A catalogue of services becomes rows of the reference tables, refused until the office has answered."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from etl.adding import add_source
from etl.errors import ReferenceProblem
from etl.proposal import Proposal
from etl.reference import Reference, load_reference
from etl.settings import load_settings
from tests.office import REFERENCE

ROWS = [
    ("Izin  Praktik Dokter", "PRD", "7 hari"),
    ("Izin Praktik Bidan", "PRB", "7 hari kerja"),
    ("Kartu keluarga", "KK", "3 hari kerja"),
    ("Nomor Induk", "NIB", "30 Menit"),
    ('Izin "Aneh", Lain', "PRD", "kurang lebih 2 hari"),
    ("Izin Reklame", "", "Maksimal 20 (dua puluh) hari"),
]


@pytest.fixture
def found(tmp_path: Path) -> Proposal:
    file = tmp_path / "izin.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("nama_izin", "nama_singkat", "durasi"), *ROWS])
    config = tmp_path / "office.toml"
    config.write_text(f'[office]\ncode = "63.71.04"\n[reference]\npath = "{REFERENCE}"\n', encoding="utf-8")
    return add_source(load_settings({"PANTAU_CONFIG": str(config)}), file)


def table(found: Proposal, name: str) -> list[list[str]]:
    lines = list(found.lines)
    start = lines.index(f"# {name}") + 1
    return list(csv.reader(lines[start : lines.index("", start)], strict=True))


def test_rows_are_proposed_with_what_is_known(found: Proposal) -> None:
    assert (found.exit_code, found.block) == (0, ())
    services = {row[1]: row for row in table(found, "services.csv")[1:]}
    assert "Kartu keluarga" not in services
    assert services["Izin Praktik Dokter"] == [
        "izin-praktik-dokter", "Izin Praktik Dokter", "TANYA", "TANYA", "TANYA", "PRD",
    ]  # fmt: skip
    assert services['Izin "Aneh", Lain'][5] == "", "a short name belongs to one service only"
    standards = {row[0]: row[1:3] for row in table(found, "standards.csv")[1:]}
    assert standards == {
        "izin-praktik-dokter": ["7", "TANYA"],
        "izin-praktik-bidan": ["7", "hari_kerja"],
        "kk": ["3", "hari_kerja"],
        "nomor-induk": ["30", "menit"],
        "izin-reklame": ["20", "TANYA"],
    }
    assert any("bukan batas waktu yang pasti" in line for line in found.lines)


def _told(header: Sequence[str], row: Sequence[str], answers: Mapping[str, str]) -> list[str]:
    cells = zip(header, row, strict=True)
    return [answers.get(column, cell) if cell == "TANYA" else cell for column, cell in cells]


def copied(folder: Path, found: Proposal, answers: dict[str, str]) -> Reference:
    """The rows appended to a copy of the tables, each TANYA answered by its column."""
    shutil.copytree(REFERENCE, folder, dirs_exist_ok=True)
    for name in ("services.csv", "standards.csv"):
        header, *rows = table(found, name)
        known = [] if name == "services.csv" else ["kk"]
        told = [_told(header, row, answers) for row in rows if row[0] not in known]
        with (folder / name).open("a", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(told)
    return load_reference(folder)


def test_the_tables_refuse_an_open_question_and_take_the_answers(found: Proposal, tmp_path: Path) -> None:
    with pytest.raises(ReferenceProblem, match="TANYA"):
        copied(tmp_path / "asked", found, {})
    answers = {
        "level": "kecamatan", "channels": "loket", "bukti": "request", "unit": "hari_kerja",
        "decree": "SK Camat 1/2026", "sejak": "2026-01-01",
    }  # fmt: skip
    reference = copied(tmp_path / "answered", found, answers)
    assert reference.codes("services")["prd"] == "izin-praktik-dokter"


@pytest.mark.parametrize("header", [("jenis", "bidang"), ("nama_izin", "masa_berlaku")])
def test_without_promises_it_is_no_catalogue(header: Sequence[str], tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *((f"Izin {i}", "5 tahun") for i in range(9))])
    config = tmp_path / "office.toml"
    config.write_text(f'[office]\ncode = "63.71.04"\n[reference]\npath = "{REFERENCE}"\n', encoding="utf-8")
    assert add_source(load_settings({"PANTAU_CONFIG": str(config)}), file).exit_code == 4
