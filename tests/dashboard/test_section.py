import csv
from fractions import Fraction
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.section import Column, Kind, Table, bare, harmless, shown, to_csv

COLUMNS = (
    Column("name", "Layanan"),
    Column("n", "n", Kind.COUNT),
    Column("share", "Bagian", Kind.SHARE),
    Column("p90", "P90", Kind.DURATION),
    Column("index", "Indeks", Kind.SCORE),
    Column("late", "Terlambat", Kind.ELAPSED),
)
ROW = {
    "name": "KTP-el",
    "n": 15463,
    "share": Fraction(932, 1000),
    "p90": 3900,
    "index": Fraction(8556, 100),
    "late": 100_000,
}


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=";"))


def test_cells_as_a_person_reads_them() -> None:
    cells = [shown(column, ROW).replace("\u00a0", " ") for column in COLUMNS]
    assert cells == ["KTP-el", "15.463", "93,2 %", "1 jam 5 menit", "85,56", "1 hari 4 jam"]


def test_cells_as_a_sheet_reads_them() -> None:
    """Hours and days in minutes: those of what is shown."""
    assert [bare(column, ROW) for column in COLUMNS] == ["KTP-el", "15463", "93,2", "65", "85,56", "1680"]


@pytest.mark.parametrize("cell", [shown, bare])
def test_missing_is_no_data_and_never_zero(cell: object) -> None:
    assert callable(cell)
    assert {cell(column, {}) for column in COLUMNS} == {"tidak ada data"}
    assert cell(Column("n", "n", Kind.COUNT, missing="0–9"), {"n": None}) == "0–9"


def test_a_csv_says_what_it_is_then_gives_the_table_with_units_in_the_heads() -> None:
    rows = rows_of(to_csv([("Pertanyaan", "Berapa lama?"), ("n", "15.463 kunjungan")], Table(COLUMNS, [ROW])))
    assert rows[:2] == [["Pertanyaan", "Berapa lama?"], ["n", "15.463 kunjungan"]]
    assert rows[2] == []
    assert rows[3] == ["Layanan", "n", "Bagian (%)", "P90 (menit)", "Indeks", "Terlambat (menit)"]
    assert rows[4] == ["KTP-el", "15463", "93,2", "65", "85,56", "1680"]


def test_a_csv_without_rows_says_so() -> None:
    assert rows_of(to_csv([("n", "0")], Table()))[-1] == ["tidak ada data"]


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]
)
def test_text_that_a_sheet_would_run_is_kept_as_text(text: str) -> None:
    rows = rows_of(to_csv([(text, text)], Table((Column("a", text), COLUMNS[1]), [{"a": text, "n": -5}])))
    assert all(cell == f"'{text}" for cell in (*rows[0], rows[2][0], rows[3][0]))
    assert rows[3][1] == "-5", "a number stays a number"


@given(st.text(max_size=40))
def test_no_text_cell_starts_a_formula_and_none_is_lost(text: str) -> None:
    safe = harmless(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"))
    assert safe.removeprefix("'") == text.removeprefix("'")


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=20), max_size=5))
def test_quotes_and_semicolons_survive(names: list[str]) -> None:
    table = Table(
        (Column("a", "Nama"), Column("n", "n", Kind.COUNT)), [{"a": name, "n": 1} for name in names]
    )
    rows = rows_of(to_csv([], table))
    assert [row[0] for row in rows[2:]] == [harmless(name) for name in names]
