"""Reference tables: every kind of wrong row is named by file and line."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from etl.errors import ReferenceProblem
from etl.reference import Reference, load_reference, normal

REAL = Path(__file__).parents[2] / "data" / "reference"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(REAL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REAL, tmp_path / "reference"))


def append(folder: Path, file: str, row: str) -> int:
    """Adds one row and returns the line it stands on."""
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").count("\n")


def replace(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    written = path.read_text(encoding="utf-8")
    assert old in written
    path.write_text(written.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(ReferenceProblem) as failure:
        load_reference(folder)
    return str(failure.value).splitlines()[1:]


def test_normal_folds_case_and_blanks() -> None:
    assert normal("  Sei \t MUFTI\u00a0 ") == "sei mufti"


def test_the_reference_is_frozen(reference: Reference) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        reference.offices[0].name = "lain"  # type: ignore[misc]


# Wrong rows

WRONG_CELLS = [
    ("offices.csv", "x,Kantor X,desa,,,,", "level", "desa", "tulis kecamatan, kelurahan atau unit"),
    ("offices.csv", "x,Kantor X,unit,selatan,,,", "lat", "selatan", "bukan derajat desimal"),
    ("offices.csv", "x,Kantor X,unit,91,,,", "lat", "91", "di luar jangkauan"),
    ("offices.csv", "x,Kantor X,unit,nan,,,", "lat", "nan", "di luar jangkauan"),
    ("offices.csv", "x,Kantor X,unit,,,1/9/2025,", "opened", "1/9/2025", "bukan tanggal"),
    ("offices.csv", "x,Kantor X,unit,,,20250901,", "opened", "20250901", "bukan tanggal"),
    ("offices.csv", "x,,unit,,,,", "name", "", "wajib diisi"),
    ("offices.csv", "63.71.04,Kantor X,unit,,,,", "code", "63.71.04", "beri kode lain"),
    ("offices.csv", "x,Kantor X,unit,,,,AKT", "synonyms", "AKT", "sudah dipakai baris 10 (63.71.04.1008)"),
    ("areas.csv", "x,Desa X,desa,,,,,", "kind", "desa", "tulis kelurahan, luar atau tidak_diketahui"),
    ("areas.csv", "x,Desa X,kelurahan,,,9,,", "col", "", "kelurahan wajib punya row dan col"),
    ("areas.csv", "x,Desa X,luar,,,9,9,", "row", "9", "wilayah lain dikosongkan"),
    ("areas.csv", "x,Desa X,kelurahan,,,1,1,", "row", "1", "petak peta yang sama dengan baris 2"),
    ("areas.csv", "x,Desa X,kelurahan,,,0,1,", "row", "0", "bukan bilangan bulat 1 sampai 100"),
    ("areas.csv", "x,Desa X,tidak_diketahui,,,,,", "kind", "tidak_diketahui", "satu-satunya"),
    ("areas.csv", "x,sei  mufti,luar,,,,,", "name", "sei  mufti", "sudah dipakai baris 7"),
    ("services.csv", "x,Layanan X,kelurahan,loket,x,", "bukti", "x", "tulis request atau visit"),
    (
        "services.csv",
        "x,Layanan X,kota,loket,visit,",
        "level",
        "kota",
        "tulis kelurahan, kecamatan atau rujukan",
    ),
    ("services.csv", "x,Layanan X,kelurahan,,visit,", "channels", "", "wajib diisi"),
    (
        "services.csv",
        "x,Layanan X,kelurahan,loket|pos,visit,",
        "channels",
        "pos",
        "tidak ada di channels.csv",
    ),
    ("standards.csv", "x,1,menit,SK,2023-01-01,,", "service", "x", "tidak ada di services.csv"),
    ("standards.csv", "kk,1,minggu,SK,2020-01-01,2020-02-01,", "unit", "minggu", "tulis menit, jam_kerja"),
    ("standards.csv", "kk,1.5,menit,SK,2020-01-01,2020-02-01,", "value", "1.5", "bukan bilangan bulat"),
    ("standards.csv", "kk,²,menit,SK,2020-01-01,2020-02-01,", "value", "²", "bukan bilangan bulat"),
    ("standards.csv", "kk,0,menit,SK,2020-01-01,2020-02-01,", "value", "0", "bukan bilangan bulat"),
    ("standards.csv", "kk,1,menit,,2020-01-01,2020-02-01,", "decree", "", "wajib diisi"),
    ("standards.csv", "kk,1,menit,SK,2020-02-30,2020-03-01,", "sejak", "2020-02-30", "bukan tanggal"),
    ("standards.csv", "kk,1,menit,SK,2020-02-01,2020-01-01,", "sampai", "2020-01-01", "sebelum sejak"),
    ("standards.csv", "kk,1,menit,SK,2024-01-01,,", "sejak", "2024-01-01", "tumpang tindih dengan baris 3"),
    ("standards.csv", "domisili,1,menit,SK,2025-06-30,2025-06-30,", "sejak", "2025-06-30", "tumpang tindih"),
    (
        "complaint_standards.csv",
        "parkir,selesai,14,hari_kerja,SK,2023-01-01,,",
        "category",
        "parkir",
        "tidak ada di categories.csv",
    ),
    (
        "complaint_standards.csv",
        "waktu,janji,14,hari_kerja,SK,2020-01-01,2020-02-01,",
        "promise",
        "janji",
        "tulis tanggapan atau selesai",
    ),
    (
        "complaint_standards.csv",
        "waktu,selesai,14,hari,SK,2020-01-01,2020-02-01,",
        "unit",
        "hari",
        "tulis menit, jam_kerja",
    ),
    (
        "complaint_standards.csv",
        "waktu,selesai,0,hari_kerja,SK,2020-01-01,2020-02-01,",
        "value",
        "0",
        "bukan bilangan bulat",
    ),
    (
        "complaint_standards.csv",
        "waktu,selesai,14,hari_kerja,,2020-01-01,2020-02-01,",
        "decree",
        "",
        "wajib diisi",
    ),
    (
        "complaint_standards.csv",
        "waktu,selesai,14,hari_kerja,SK,2020-02-01,2020-01-01,",
        "sampai",
        "2020-01-01",
        "sebelum sejak",
    ),
    (
        "complaint_standards.csv",
        "waktu,selesai,7,hari_kerja,SK,2024-01-01,,",
        "sejak",
        "2024-01-01",
        "tumpang tindih dengan baris 11",
    ),
    ("channels.csv", "pos,Pos,mungkin,", "online", "mungkin", "tulis ya atau tidak"),
    ("categories.csv", "x,Pungli,", "name", "Pungli", "sudah dipakai baris"),
    ("hours.csv", "2023-01-01,,8,08:00,16:00,,,", "weekday", "8", "bukan bilangan bulat 1 sampai 7"),
    ("hours.csv", "2023-01-01,,6,8:00,16:00,,,", "open", "8:00", "bukan jam"),
    ("hours.csv", "2023-01-01,,6,08:00:00,16:00,,,", "open", "08:00:00", "bukan jam"),
    ("hours.csv", "2023-01-01,,6,25:00,16:00,,,", "open", "25:00", "bukan jam"),
    ("hours.csv", "2023-01-01,,6,16:00,08:00,,,", "open", "16:00–08:00", "tidak berurutan"),
    (
        "hours.csv",
        "2023-01-01,,6,08:00,12:00,11:30,13:00,",
        "open",
        "08:00–11:30–13:00–12:00",
        "tidak berurutan",
    ),
    ("hours.csv", "2023-01-01,,6,08:00,16:00,12:00,,", "break_start", "12:00:00", "tidak lengkap"),
    ("hours.csv", "2023-01-01,2022-01-01,6,08:00,16:00,,,", "sampai", "2022-01-01", "sebelum sejak"),
    ("hours.csv", "1990-01-01,,1,09:00,16:00,,,", "weekday", "1", "hari yang sama dengan baris 2"),
    ("holidays.csv", "2026-01-01,Tahun Baru,raya", "kind", "raya", "tulis cuti_bersama, libur atau kerja"),
    ("holidays.csv", "2025-12-26,Natal,libur", "day", "2025-12-26", "tanggal yang sama dengan baris"),
    ("unsur.csv", "parkir,1,1,Parkir,Apakah?", "key", "parkir", "tulis persyaratan"),
    ("unsur.csv", "sarana,9,8,Sarana,Apakah?", "number", "9", "nilai yang sama dengan baris 10"),
]


@pytest.mark.parametrize(("file", "row", "column", "found", "why"), WRONG_CELLS)
def test_a_wrong_row_is_named_by_file_line_and_column(
    folder: Path, file: str, row: str, column: str, found: str, why: str
) -> None:
    line = append(folder, file, row)
    where = f'{file}, baris {line}, kolom "{column}": "{found}" '
    assert [message for message in problems(folder) if message.startswith(where) and why in message]


def test_every_wrong_row_of_every_file_is_told_at_once(folder: Path) -> None:
    append(folder, "services.csv", "x,Layanan X,kota,loket,x,")
    append(folder, "standards.csv", "kk,1,minggu,SK,2020-01-01,2020-02-01,")
    append(folder, "holidays.csv", "kemarin,Libur,libur")
    found = problems(folder)
    assert [message.split(",")[0] for message in found] == [
        "services.csv",
        "services.csv",
        "standards.csv",
        "holidays.csv",
    ]


def test_a_table_that_could_not_be_read_whole_makes_no_other_row_dangle(folder: Path) -> None:
    """Else one bad service row would also blame its good standards."""
    replace(folder, "services.csv", "kk,Kartu keluarga,kecamatan", "kk,Kartu keluarga,kota")
    assert len(problems(folder)) == 1


def test_wrong_number_of_fields(folder: Path) -> None:
    line = append(folder, "channels.csv", "pos,Pos,ya")
    assert problems(folder) == [f"channels.csv, baris {line}: 3 kolom; seharusnya 4"]


def test_a_quoted_line_break_does_not_shift_the_line(folder: Path) -> None:
    append(folder, "channels.csv", 'pos,"Pos\nKantor",ya,')
    line = append(folder, "channels.csv", "web,Web,barangkali,")
    assert problems(folder)[0].startswith(f'channels.csv, baris {line}, kolom "online"')


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("online", "daring", 'kolom "daring": "daring" tidak dikenal'),
        ("online", "daring", 'kolom "online" tidak ada'),
        ("code,name,online,synonyms", "code,name,online,name", 'kolom "name": "name" tertulis dua kali'),
    ],
)
def test_a_wrong_header(folder: Path, old: str, new: str, message: str) -> None:
    replace(folder, "channels.csv", old, new)
    assert [
        found for found in problems(folder) if found.startswith("channels.csv, baris 1") and message in found
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "channels.csv, baris 1: berkas kosong"),
        (b"code,name,online,synonyms\n", "channels.csv, baris 1: tidak ada baris data"),
        (b"code,name,online,synonyms\nloket,Lok\xe9t,ya,\n", "channels.csv, baris 2: bukan UTF-8"),
        (
            b'code,name,online,synonyms\nloket,"Loket,ya,\n',
            "channels.csv, baris 2: tanda kutip tidak lengkap",
        ),
    ],
)
def test_a_file_that_is_no_table(folder: Path, content: bytes, message: str) -> None:
    (folder / "channels.csv").write_bytes(content)
    assert problems(folder)[0].startswith(message)


def test_a_missing_file_names_itself(folder: Path) -> None:
    (folder / "hours.csv").unlink()
    with pytest.raises(ReferenceProblem, match=r"hours\.csv: tabel acuan tidak dapat dibaca"):
        load_reference(folder)


def test_an_office_that_promises_nothing_about_complaints_needs_no_such_table(folder: Path) -> None:
    """Without the file, or with its header alone, no complaint is judged."""
    file = folder / "complaint_standards.csv"
    header = file.read_text(encoding="utf-8").splitlines()[0]
    file.write_text(f"{header}\n", encoding="utf-8")
    alone = load_reference(folder)
    file.unlink()
    without = load_reference(folder)
    assert alone.complaint_standards == without.complaint_standards == ()
    assert alone.digest != without.digest


def test_two_promises_about_one_category_may_stand_side_by_side_and_one_after_the_other(folder: Path) -> None:
    since = "PermenPANRB 62/2018; Perpres 76/2013,2023-01-01,"
    ended = f"waktu,selesai,14,hari_kerja,{since}2025-06-30,"
    replace(folder, "complaint_standards.csv", f"waktu,selesai,14,hari_kerja,{since},", ended)
    append(folder, "complaint_standards.csv", "waktu,selesai,7,hari_kerja,SK 2,2025-07-01,,")
    mine = [row for row in load_reference(folder).complaint_standards if row.category == "waktu"]
    assert [(row.promise, row.value) for row in mine] == [("tanggapan", 3), ("selesai", 14), ("selesai", 7)]


def test_a_table_of_categories_that_could_not_be_read_makes_no_promise_dangle(folder: Path) -> None:
    append(folder, "categories.csv", "x,Waktu,,")
    assert [message.split(",")[0] for message in problems(folder)] == ["categories.csv"]


def test_the_unknown_area_is_required(folder: Path) -> None:
    replace(folder, "areas.csv", "tidak-diketahui,Tidak diketahui,tidak_diketahui", "x,Entah,luar")
    assert problems(folder) == ["areas.csv: wilayah tidak-diketahui tidak ada; tambahkan barisnya"]


def test_all_nine_unsur_are_required(folder: Path) -> None:
    replace(folder, "unsur.csv", "sarana,9,8,Sarana dan prasarana,Apakah sarana dan prasarananya baik?\n", "")
    assert problems(folder) == ["unsur.csv: unsur sarana tidak ada; kesembilan unsur wajib ada"]


def test_a_spreadsheet_may_save_with_a_byte_order_mark_blank_lines_and_columns_in_another_order(
    folder: Path, reference: Reference
) -> None:
    rows = "\ufeffname,code,synonyms,online\r\n\r\nLoket,loket,Kantor,tidak\r\neLOK,elok, E-LOK | ,ya\r\n"
    (folder / "channels.csv").write_text(rows, encoding="utf-8", newline="")
    channels = load_reference(folder).channels
    assert [(c.code, c.name, c.online, c.synonyms) for c in channels] == [
        ("loket", "Loket", False, ("Kantor",)),
        ("elok", "eLOK", True, ("E-LOK",)),
    ]


# The digest


def test_the_digest_is_the_same_for_the_same_files(folder: Path, reference: Reference) -> None:
    assert load_reference(folder).digest == reference.digest


@pytest.mark.parametrize("file", sorted(path.name for path in REAL.glob("*.csv")))
def test_the_digest_changes_with_every_file(folder: Path, reference: Reference, file: str) -> None:
    path = folder / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert load_reference(folder).digest != reference.digest
