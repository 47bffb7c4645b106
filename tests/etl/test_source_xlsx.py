"""The xlsx reader: texts as the workbook shows them, by its own row numbers; nothing lost in silence."""

# ruff: noqa: DTZ001  (a workbook knows no zone)

import io
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import ConfigProblem, SourceRefused
from etl.reader import Lost
from etl.source import SourceBlock
from etl.sources import reader_of
from etl.workbook.texts import names, of_duration, of_number
from tests.etl.workbook import by_hand, rows, workbook, xlsx_block
from tests.etl.written import check as checked
from tests.etl.written import reasons

BLOCK = xlsx_block()


def read(content: bytes, source: SourceBlock = BLOCK) -> list[tuple[int, str, str]]:
    """(line, no, ambil) of every row."""
    found: list[tuple[int, str, str]] = []
    for batch in reader_of(source).read(io.BytesIO(content), source).batches:
        columns = (batch.columns["no"].to_pylist(), batch.columns["ambil"].to_pylist())
        found += list(zip(batch.lines.tolist(), *columns, strict=True))
    return found


def cells(*given, **keys) -> list[str]:
    """What becomes of cells below each other in the column "ambil"."""
    content = rows(["no", "ambil"], *((str(i), cell) for i, cell in enumerate(given)), **keys)
    return [ambil for _, _, ambil in read(content)]


def refusal(content: bytes, source: SourceBlock = BLOCK) -> str:
    with pytest.raises(SourceRefused) as caught:
        read(content, source)
    return str(caught.value)


# What a cell becomes.


def test_text_stays_as_it_is_written():
    given = ["75,57", "007", " 7 ", "2025-03-03", "=1+1", "a\nb", "é", "-", "#REF!"]
    assert cells(*given) == given


def test_numbers_have_no_exponent_and_no_needless_decimals():
    assert cells(7, 7.0, 12.5, 0.1 + 0.2, -3, 0, 1e5, 123456789012345, 0.00001, 45000.350694444445) == [
        "7", "7", "12.5", "0.3", "-3", "0", "100000", "123456789012345", "0.00001", "45000.3506944445",
    ]  # fmt: skip


def test_a_number_that_excel_has_cut_is_no_value_but_a_reject():
    content = rows(
        ["no", "ambil", "nik"], [1, "a", 6371040101900001], [6371040101900001, "b", 1], [3, "c", 1]
    )
    [batch] = reader_of(BLOCK).read(io.BytesIO(content), BLOCK).batches
    assert batch.lines.tolist() == [2, 4], "a column that is not read may hold what it likes"
    assert batch.columns["no"].to_pylist() == ["1", "3"]
    assert batch.lost == (Lost(3, "no", "angka_terpotong", "6371040101900001"),)


def test_the_validator_counts_and_names_what_was_cut():
    source = xlsx_block(
        {
            "id": {"from": "no"},
            "area": None,
            "ticket": {"from": "tiket"},
            "taken_at": {"from": "ambil", "format": "%Y-%m-%d"},
        }
    )
    content = rows(
        ["no", "ambil", "tiket"],
        [10**15, (date(2025, 3, 3), "day"), 10**15],
        ["0000000000000001", (date(2025, 3, 3), "day"), 1],
    )
    found = checked(source, content)
    assert (found.read, found.rejected, found.excluded) == (2, 1, 0)
    assert found.facts["id"].to_pylist() == ["0000000000000001"], "written as text it is whole"
    assert reasons(found) == [
        (2, "no", "angka_terpotong", "999999999999"),
        (2, "tiket", "angka_terpotong", "999999999999"),
    ]


def test_dates_and_clocks_as_the_workbook_types_them():
    assert cells(
        (date(2025, 3, 3), "day"), (time(8, 5), "clock"), (time(0, 0), "clock"), (timedelta(hours=26), "long")
    ) == ["2025-03-03", "08:05:00", "00:00:00", "26:00:00"]
    assert cells((datetime(2025, 3, 3, 8, 5, 9), "both")) == ["2025-03-03 08:05:09"]


def test_midnight_among_clocks_is_a_clock():
    """calamine gives a date without a clock for it."""
    assert cells((datetime(2025, 3, 3), "both"), (datetime(2025, 3, 3, 0, 0, 1), "both")) == [
        "2025-03-03 00:00:00",
        "2025-03-03 00:00:01",
    ]


def test_a_fraction_of_a_second_is_rounded_as_a_serial_is():
    assert cells(
        (datetime(2025, 3, 3, 8, 5, 9, 600_000), "both"),
        (datetime(2025, 12, 31, 23, 59, 59, 700_000), "both"),
    ) == ["2025-03-03 08:05:10", "2026-01-01 00:00:00"]


@pytest.mark.parametrize("since_1904", [False, True])
def test_both_calendars_of_excel_mean_the_same_day(since_1904):
    assert cells((date(2025, 3, 3), "day"), date_1904=since_1904) == ["2025-03-03"]


def test_a_serial_that_is_typed_as_a_number_is_read_by_the_excel_format():
    source = xlsx_block(
        {"id": {"from": "no"}, "area": None, "taken_at": {"from": "ambil", "format": "excel"}}
    )
    at = datetime(2025, 3, 3, 8, 12, 59)
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    found = checked(source, rows(["no", "ambil"], ["A1", serial]))
    assert found.facts["taken_at"].to_pylist() == [at - timedelta(hours=8)]


@pytest.mark.parametrize(
    "taken",
    [
        {"from": "ambil", "format": "excel"},
        [{"from": "no", "format": "%F"}, {"from": ["ambil", "no"], "format": ["excel", "%H:%M"]}],
        {
            "from": "ambil",
            "format": "%F",
            "next_day": {"after": {"from": "no", "format": "excel"}, "gap": "1h"},
        },
    ],
)
def test_a_serial_since_1904_is_not_read_as_one_since_1900(taken):
    source = xlsx_block({"id": {"from": "no"}, "area": None, "taken_at": taken})
    assert "sejak 1904" in refusal(rows(["no", "ambil"], [1, 44_000], date_1904=True), source)
    assert read(rows(["no", "ambil"], [1, 44_000]), source) == [(2, "1", "44000")]


def test_every_second_of_a_day_is_that_second():
    given = [datetime(2025, 3, 3) + timedelta(seconds=second) for second in range(0, 86_400, 7)]
    assert cells(*((at, "both") for at in given)) == [str(at) for at in given]


def test_logical_values_and_errors_are_texts_that_no_rule_takes_for_a_date():
    def fill(book, formats):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["no", "ambil"])
        sheet.write_boolean(1, 0, True)
        sheet.write_string(1, 1, "x")

    assert read(workbook(fill)) == [(2, "TRUE", "x")]
    errors = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="e"><v>{name}</v></c></row>'
        for n, name in enumerate(["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!"], start=3)
    )
    assert [ambil for _, _, ambil in read(by_hand(errors))[1:]] == [
        "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!",
    ]  # fmt: skip


def test_a_formula_is_its_result():
    formulas = (
        '<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>'
        '<row r="4"><c r="A4"><f>A3</f><v>3</v></c><c r="B4" t="str"><f>""</f><v></v></c></row>'
    )
    assert read(by_hand(formulas))[1:] == [(3, "2", "ab"), (4, "3", "")]


@pytest.mark.parametrize(
    "formula",
    [
        "<f>1+1</f>",
        '<f t="shared" si="0"/>',
        "<f>1+1</f>\n ",
        "<f>1+1</f><v></v>",
        '<f t="shared" si="0"/><v />',
    ],
)
def test_a_formula_that_nobody_has_computed_is_no_empty_cell(formula):
    content = by_hand(f'<row r="3"><c r="A3">{formula}</c></row>')
    assert "belum dihitung; buka di Excel" in refusal(content)


def test_a_writer_that_leaves_computing_to_excel_is_not_believed():
    """Its formulas all say 0."""

    def fill(book, formats):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["no", "ambil"])
        sheet.write_formula(1, 0, "=1+1")

    assert 'lembar "Data" memuat rumus yang hasilnya belum dihitung' in refusal(workbook(fill))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_any_number_is_plain_and_near(value):
    said = of_number(value)
    assert (said is None) == (abs(value) >= 1e15)
    if said is not None:
        assert set(said) <= set("-0123456789.")
        assert float(said) == pytest.approx(value, rel=1e-14, abs=1e-12)
        assert not said.endswith((".", ".0"))


def test_durations():
    assert of_duration(timedelta(days=-1, hours=23)) == "-01:00:00"
    assert of_duration(timedelta(milliseconds=-1)) == "00:00:00"
    assert of_duration(timedelta(hours=100, milliseconds=1_500)) == "100:00:02"


# Rows, header rows, sheets.


def test_lines_are_the_sheets_row_numbers_and_blank_rows_are_no_rows():
    content = rows([], [], ["no", "ambil"], [1, "a"], [], ["  ", ""], [2, "b"])
    assert read(content) == [(4, "1", "a"), (7, "2", "b")]


def test_a_table_that_does_not_begin_in_the_first_column():
    content = rows([], ["", "", "no", "ambil"], ["", "", 1, "a"])
    assert read(content) == [(3, "1", "a")]


def test_rows_above_the_header():
    content = rows(["Rekap Antrean"], ["Maret 2025"], [], ["no", "ambil"], [1, "a"])
    assert read(content, xlsx_block(skip_rows=2)) == [(5, "1", "a")]
    assert 'tidak ada kolom "no", "ambil"; kolom yang ada: "Rekap Antrean"' in refusal(content)
    assert "kosong; diharapkan baris judul" in refusal(content, xlsx_block(skip_rows=9))


@pytest.mark.parametrize("count", [0, 1, 1_999, 2_000, 2_001, 4_500])
def test_batches_lose_nothing_at_their_edges(count):
    content = rows(["no", "ambil"], *([i, "x"] for i in range(count)))
    assert read(content) == [(i + 2, str(i), "x") for i in range(count)]


def test_two_header_rows_with_joined_cells():
    def fill(book, formats):
        sheet = book.add_worksheet("Data")
        sheet.merge_range("A1:A2", "no ")
        sheet.merge_range("B1:C1", "PROFIL")
        sheet.merge_range("D1:E1", "WAKTU")
        sheet.merge_range("F1:G1", "LOKET")
        sheet.write_row(1, 1, ["usia", "jenis\nkelamin", "ambil", "akhir", "akhir", "kode"])
        sheet.write_row(2, 0, [1, 30, "L", "a", "b", "c", "d"])

    source = xlsx_block(header_rows=2)
    sheet = reader_of(source).read(io.BytesIO(workbook(fill)), source)
    assert sheet.header == (
        "no", "usia", "jenis kelamin", "ambil", "WAKTU akhir", "LOKET akhir", "kode",
    )  # fmt: skip
    [batch] = sheet.batches
    assert batch.lines.tolist() == [3]
    assert batch.columns["ambil"].to_pylist() == ["a"]


def test_header_names():
    assert names([["A", "", 1.0]], [], 0) == ("A", "", "1")
    assert names([["A", "A"]], [((0, 0), (0, 1))], 0) == ("A", "A"), "one row: two columns of one name stay"
    assert names([["A", "B"], ["x", "x"]], [], 0) == ("A x", "B x")
    assert names([["A", ""], ["x", "y"], ["", "y"]], [((5, 0), (5, 1))], 5) == ("x", "y")
    assert names([["A", "", "B"], ["x", "y", ""]], [((5, 0), (5, 1))], 5) == ("x", "y", "B")


def test_joined_cells_among_the_rows_are_refused_where_they_would_be_read_as_empty():
    def fill(book, formats):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["no", "ambil", "lain"])
        sheet.write_row(1, 0, [1, "a"])
        sheet.merge_range("C2:C3", "x")
        sheet.merge_range("A4:B4", "Jumlah")
        if down:
            sheet.merge_range("B2:B3", "a")
        sheet.write_row(2, 0, [2])

    down = False
    assert read(workbook(fill)) == [(2, "1", "a"), (3, "2", ""), (4, "Jumlah", "")]
    down = True
    assert refusal(workbook(fill)).startswith('kolom "ambil": sel baris 2 sampai 3 digabung')


def sheets(*named: str, hidden: str = "") -> bytes:
    def fill(book, formats):
        for name in named:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["no", "ambil"])
            sheet.write_row(1, 0, [1, name])
            if name == hidden:
                sheet.hide()

    return workbook(fill)


def test_the_sheet_is_named_where_there_are_several():
    content = sheets("Maret", "April & Mei <1>")
    assert refusal(content) == (
        'ada 2 lembar: "Maret", "April & Mei <1>"; tulis yang mana, misalnya sheet = "Maret" '
        '(pada source add: --sheet "Maret")'
    )
    assert read(content, xlsx_block(sheet="April & Mei <1>")) == [(2, "1", "April & Mei <1>")]
    assert refusal(content, xlsx_block(sheet="Juni")) == (
        'tidak ada lembar "Juni"; yang ada: "Maret", "April & Mei <1>"'
    )


def test_a_sheet_that_nobody_sees_is_not_asked_about():
    assert read(sheets("Data", "acuan", hidden="acuan")) == [(2, "1", "Data")]
    assert read(sheets("Data", "acuan", hidden="acuan"), xlsx_block(sheet="acuan")) == [(2, "1", "acuan")]


def test_a_chart_is_no_sheet_of_rows():
    def fill(book, formats):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["no", "ambil"])
        sheet.write_row(1, 0, [1, "a"])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Data!$A$2:$A$2"})
        book.add_chartsheet("Grafik").set_chart(chart)

    assert read(workbook(fill)) == [(2, "1", "a")]


def test_missing_and_doubled_columns():
    assert refusal(rows(["no", "Ambil "], [1, 2])) == (
        'baris judul: tidak ada kolom "ambil" (mungkin maksudnya "Ambil"); kolom yang ada: "no", "Ambil"'
    )
    assert 'kolom "ambil" ada lebih dari satu kali' in refusal(rows(["no", "ambil", "ambil"]))
    assert read(rows(["no", "ambil", "x", "x"], [1, "a"])) == [(2, "1", "a")]


def test_an_empty_sheet():
    assert refusal(rows()) == 'lembar "Data" kosong; diharapkan baris judul, lalu baris data'


def test_a_sheet_may_be_let_go_after_its_header():
    sheet = reader_of(BLOCK).read(io.BytesIO(rows(["no", "ambil"], [1, "a"])), BLOCK)
    assert sheet.header == ("no", "ambil")


def test_the_callers_file_is_left_open_and_its_environment_unseen(monkeypatch):
    monkeypatch.setenv("PANTAU_HMAC_KEY", "rahasia")
    file = io.BytesIO(rows(["no", "ambil"], [1, "a"]))
    for _ in reader_of(BLOCK).read(file, BLOCK).batches:
        pass
    assert not file.closed


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (
            {"encoding": "cp1252"},
            'source.antrean.encoding: tidak berlaku untuk read = "xlsx", hanya untuk csv',
        ),
        ({"delimiter": ";"}, "source.antrean.delimiter: tidak berlaku"),
        (
            {"read": "csv", "sheet": "x"},
            'source.antrean.sheet: tidak berlaku untuk read = "csv", hanya untuk xlsx',
        ),
        ({"read": "csv", "header_rows": 2}, "source.antrean.header_rows: tidak berlaku"),
        ({"read": "csv", "skip_rows": 2}, "source.antrean.skip_rows: tidak berlaku"),
    ],
)
def test_options_of_another_kind_are_refused(keys, words):
    with pytest.raises(ConfigProblem) as caught:
        reader_of(xlsx_block(**keys))
    assert words in str(caught.value)
