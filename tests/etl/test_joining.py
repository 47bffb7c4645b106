"""Sheets of one workbook joined by key: the row of one, the columns of the other, and nothing silent."""

import io
from collections.abc import Sequence
from typing import Any

import pytest

from etl.errors import ConfigProblem, SourceRefused
from etl.opening import opened
from etl.options_check import wrong_options
from etl.source import SourceBlock
from etl.sources import reader_of
from tests.etl.workbook import workbook
from tests.etl.written import block, check, reasons, settings_text

MAIN = (["no", "ambil", "id_layanan", "id_asal"],
        ["1", "02/02/2026 08:00:00", "L1", "K1"],
        ["2", "02/02/2026 08:05:00", " L2 ", "K9"],
        ["3", "02/02/2026 08:10:00", "", "K1"],
        ["4", "x", "L1", "K1"])  # fmt: skip
SERVICES = (["kode", "nama"], ["L2", "kk"], ["L1", "ktp-el"], ["", "kk"], ["", "kk"])
PLACES = (["Daftar asal"], ["id_asal", "kelurahan", "nik"], ["K1", "Alalak Utara", "6371041212900001"])
COLUMNS = {
    "id": {"from": "no"},
    "area": {"from": "Asal.kelurahan", "codes": "areas"},
    "service": {"from": "Jenis Layanan.nama", "other": "lainnya", "map": {"": "lainnya"}},
    "taken_at": {"from": "ambil", "format": "%d/%m/%Y %H:%M:%S"},
}
JOINS = [
    {"sheet": "Jenis Layanan", "on": "id_layanan", "to": "kode"},
    {"sheet": "Asal", "on": "id_asal", "skip_rows": 1},
]


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    def fill(made: Any, _: dict[str, Any]) -> None:
        for name, rows in {"Data": MAIN, "Jenis_Layanan": SERVICES, "Asal": PLACES, **sheets}.items():
            sheet = made.add_worksheet(name.replace("_", " "))
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    write = sheet.write_string if isinstance(cell, str) else sheet.write
                    write(line, column, cell)

    return workbook(fill)


def joined_block(columns: dict[str, Any] | None = None, **keys: Any) -> SourceBlock:
    keys = {"read": "xlsx", "delimiter": ",", "sheet": "Data", "join": JOINS, **keys}
    return block({**COLUMNS, **(columns or {})}, **keys)


def refusal(content: bytes, source: SourceBlock) -> str:
    with pytest.raises(SourceRefused) as caught:
        check(source, content)
    return str(caught.value)


def test_columns_of_other_sheets_stand_beside_the_row():
    found = check(joined_block(), book())
    assert found.facts.select(["id", "line", "service"]).to_pylist() == [
        {"id": "1", "line": 2, "service": "ktp-el"},
        {"id": "2", "line": 3, "service": "kk"},
        {"id": "3", "line": 4, "service": "lainnya"},
    ]
    known, unknown, again = found.facts["area"].to_pylist()
    assert (known, unknown) == (again, "tidak-diketahui")
    assert reasons(found) == [(5, "ambil", "bukan_waktu", "A")]


def test_rows_without_a_fellow_are_counted_in_a_note():
    sheet = opened(io.BytesIO(book()), joined_block())
    rows = sum(len(batch.lines) for batch in sheet.batches)
    assert rows == 4
    assert sheet.notes == [
        '1 baris tidak ada pasangannya di lembar "Jenis Layanan" menurut "id_layanan"; '
        "kolom dari lembar itu kosong di sana",
        '1 baris tidak ada pasangannya di lembar "Asal" menurut "id_asal"; '
        "kolom dari lembar itu kosong di sana",
    ]


def test_a_key_that_stands_twice_is_refused_by_its_lines():
    twice = [*SERVICES, ["L1", "kia"]]
    said = refusal(book(Jenis_Layanan=twice), joined_block())
    assert 'lembar "Jenis Layanan": "kode" yang sama ada di baris 3, 6' in said
    assert "L1" not in said


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (
            {"Asal": [["Daftar"], ["id_asal", "desa"], ["K1", "x"]]},
            '"kelurahan" tidak ada, atau ada dua kali',
        ),
        ({"Asal": [["Daftar"], ["id_asal", "kelurahan", "kelurahan"], ["K1", "x", "y"]]}, "ada dua kali"),
        ({"Asal": [["Daftar"]]}, 'lembar "Asal" kosong'),
        ({"Data": [["no", "ambil", "id_asal"], ["1", "x", "K1"]]}, 'kolom kunci "id_layanan"'),
        ({"Data": [["nomor", "ambil", "id_layanan", "id_asal"]]}, 'tidak ada kolom "no"'),
        ({"Asal": [[""], ["id_asal", "kelurahan"], ["K1", 6371041212900001.0]]}, "lebih dari 15 digit"),
    ],
)
def test_a_sheet_that_cannot_be_joined_is_a_sentence(sheets, said):
    found = refusal(book(**sheets), joined_block())
    assert said in found
    assert "6371041212900001" not in found


def test_a_sheet_that_is_not_there_is_a_sentence():
    said = refusal(book(), joined_block(join=[JOINS[1], {**JOINS[0], "sheet": "Layanan"}],
                                        columns={"service": {"from": "Layanan.nama"}}))  # fmt: skip
    assert 'lembar "Layanan"' in said


def test_one_join_needs_no_list():
    source = joined_block({"area": None}, join=JOINS[0])
    assert check(source, book()).facts.num_rows == 3


@pytest.mark.parametrize(
    ("keys", "columns", "said"),
    [
        ({"sheet": None}, {}, "memerlukan sheet"),
        ({"join": [JOINS[0], JOINS[0], JOINS[1]]}, {}, "disebut lebih dari satu kali"),
        ({"join": [*JOINS, {"sheet": "Data", "on": "no"}]}, {}, "disebut lebih dari satu kali"),
        ({}, {"area": None}, "tidak ada aturan yang membaca"),
        ({"join": [JOINS[0], {**JOINS[1], "header_rows": 9}]}, {}, "dari 1 sampai 5"),
        ({"join": [JOINS[0], {**JOINS[1], "skip_rows": -1}]}, {}, "0 atau lebih"),
        ({"join": [JOINS[0], {**JOINS[1], "on": " "}]}, {}, "nama kolom kuncinya"),
    ],
)
def test_joins_that_cannot_work_are_told_when_the_configuration_is_read(keys, columns, said):
    found = [message for _, message in wrong_options(joined_block(columns, **keys))]
    assert any(said in message for message in found), found


def test_only_workbooks_are_joined(tmp_path):
    with pytest.raises(ConfigProblem, match='join: tidak berlaku untuk read = "csv", hanya untuk xlsx'):
        reader_of(joined_block(read="csv", sheet=None))
    toml = '[source.a]\nfact = "visit"\nread = "xlsx"\npath = "a.xlsx"\njoin = { lembar = "x" }\ncolumns = {}'
    with pytest.raises(ConfigProblem, match="source.a.join.lembar: kunci ini tidak dikenal"):
        settings_text(tmp_path, toml)


def test_the_join_is_part_of_how_a_file_is_understood():
    assert joined_block().digest() != joined_block(join=[JOINS[1], JOINS[0]]).digest()
