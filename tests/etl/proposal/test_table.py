"""Which rows of a file are evidence: those that a load would read, and no sums, headers or blanks."""

import io
import json
from typing import Any

import pytest

from etl.proposal.table import Table, read_table
from tests.etl.workbook import rows

HEAD = ("nomor", "nik", "jenis")
NIK = 6371041234560000


def read(*given: Any, head: tuple[str, ...] = HEAD) -> Table:
    return read_table(io.BytesIO(rows(head, *given)), {"read": "xlsx"})


def text(*lines: str) -> Table:
    return read_table(io.BytesIO("\n".join(lines).encode()), {"read": "csv", "delimiter": ";"})


def cells(table: Table, name: str) -> list[str]:
    column = table.column(name)
    return [column.texts[code] for code in column.codes]


@pytest.mark.parametrize("every", [1, 2])
def test_a_number_that_excel_has_cut_is_digits_and_its_row_stays(every: int) -> None:
    found = read(*((i, NIK + i if i % every == 0 else f"{NIK + i}", "KTP") for i in range(20)))
    assert (found.rows, found.broken, found.column("nik").lost) == (20, 0, 20 // every)
    assert cells(found, "nik") == [f"{NIK + i}" for i in range(20)]
    assert cells(found, "nomor") == [f"{i}" for i in range(20)]


def test_two_columns_with_cut_numbers_are_each_mended() -> None:
    found = read(*((i, NIK + i, NIK - i if i % 2 else "") for i in range(20)))
    assert (found.rows, found.column("jenis").lost) == (20, 10)
    assert cells(found, "jenis") == [f"{NIK - i}" if i % 2 else "" for i in range(20)]


def test_where_every_column_is_cut_the_rows_are_told_as_broken() -> None:
    assert (lambda found: (found.rows, found.broken))(read((NIK,), (NIK + 1,), ("a",), head=("x",))) == (1, 2)


def test_a_list_in_json_takes_no_row_along() -> None:
    content = "\n".join(json.dumps({"nomor": str(i), "berkas": ["a", "b"]}) for i in range(5))
    found = read_table(io.BytesIO(content.encode()), {"read": "json"})
    assert (found.rows, found.broken, cells(found, "nomor")) == (5, 0, list("01234"))


def test_rows_without_a_cell_do_not_count() -> None:
    found = text("nomor;jenis;jam", "1;KTP;08:00", ";;", " ; ;", "2;KK;08:05", ";;")
    assert found.rows == 2
    assert cells(found, "nomor") == ["1", "2"]


def test_means_at_the_end_are_no_evidence_though_every_column_has_one() -> None:
    found = text("no;u1;u2", "1;3;4", "2;4;4", "Rata-rata;3,5;4,0", "Jumlah;7;8")
    assert (found.rows, found.footers) == (2, {"no": ("Jumlah", "Rata-rata")})


def test_a_service_that_is_called_like_a_sum_is_one() -> None:
    found = text("layanan;jam;loket", "Total;08:00;1", *["KTP;08:00;1"] * 5, "Total;08:00;1")
    assert (found.rows, found.footers) == (7, {})
