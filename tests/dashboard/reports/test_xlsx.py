"""A report as XLSX: the IKM computed by open formulas that agree with the page, and no text that is one."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.reports import skm
from dashboard.reports.model import Report, readable
from dashboard.reports.skm import facts, matrix, sheets
from dashboard.reports.term import parse_term
from dashboard.reports.xlsx import to_xlsx
from etl.skm import UNSUR
from etl.skm_table import definition_of
from tests.dashboard.pages.survey_office import VILLAGE
from tests.dashboard.reports import hostile


@pytest.fixture(scope="module")
def report(survey: Reader) -> Report:
    return skm.build(survey, parse_term("2026-10"))


def sheet(made: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_name(name).to_python()


def test_the_cached_figures_are_those_of_the_page(report: Report) -> None:
    rows = sheet(to_xlsx(report), "Pengolahan")
    assert rows[0][0] == "Pengolahan data SKM Kecamatan Banjarmasin Utara (semua kantor)"
    assert rows[3][:2] == ["Bobot tiap unsur", 0.111]
    slow = rows[8]
    assert slow[:7] == ["Waktu penyelesaian", 0.0, 20.0, 10.0, 40.0, 70.0, 230.0]
    assert slow[9:] == [82.14, "B"]
    whole = rows[15]
    assert (whole[9], whole[10]) == (88.67, "A")
    assert [(row[1], row[2], row[3]) for row in rows[18:21]] == [
        *((88.67, "A", "ya"), (88.76, "A", "tidak"), (87.87, "B", "tidak"))
    ]


def test_the_formulas_compute_it_from_the_counts(report: Report) -> None:
    """LibreOffice, given them without the figures beside them, computes the same (tried once by hand)."""
    rows = report.sheets[0].rows
    assert rows[3][1].formula is None or rows[3][1].value == Fraction(111, 1000)
    assert [cell.formula for cell in rows[8][5:]] == [
        "SUM(B9:E9)",
        "B9*1+C9*2+D9*3+E9*4",
        'IF(F9=0,"",G9/F9)',
        'IF(F9=0,"",H9*$B$4)',
        'IF(F9=0,"",ROUND(ROUND(H9*25,9),2))',
        'IF(J9="","",IF(J9<65.00,"D",IF(J9<76.61,"C",IF(J9<88.31,"B","A"))))',
    ]
    assert [cell.formula for cell in rows[15][8:10]] == [
        'IF(COUNT(H7:H15)<9,"",SUM(I7:I15))',
        'IF(COUNT(H7:H15)<9,"",ROUND(ROUND(I16*25,9),2))',
    ]
    assert [rows[at][1].formula for at in (18, 19, 20)] == [
        f"ROUND(ROUND(SUM(H7:H15)*A{at}*25,9),2)" for at in (19, 20, 21)
    ]


def test_a_ninth_is_written_as_one(report: Report) -> None:
    ninth = report.sheets[0].rows[19][0]
    assert (ninth.value, ninth.formula) == (Fraction(1, 9), "1/9")


def test_the_sums_of_nine_scores_are_those_of_complete_answers(report: Report) -> None:
    rows = sheet(to_xlsx(report), "Jumlah nilai")
    assert rows[1:] == [[26.0, 20.0, 520.0], [36.0, 40.0, 1440.0], ["Semua", 60.0, 1960.0]]


def test_an_unsur_that_nobody_answered_leaves_no_index(survey: Reader) -> None:
    rows = sheet(to_xlsx(skm.build(survey, parse_term("2026-10"), VILLAGE)), "Pengolahan")
    assert rows[14][5:] == [0.0, 0.0, "", "", "", ""]
    assert rows[15][8:] == ["", "", ""]


def test_without_answers_nothing_is_computed(survey: Reader) -> None:
    made = to_xlsx(skm.build(survey, parse_term("2020")))
    assert CalamineWorkbook.from_filelike(BytesIO(made)).sheet_names == ["Tabel", "Keterangan"]


def test_of_five_thousand_the_figures_agree(crowd: Reader) -> None:
    report = skm.build(crowd, parse_term("2026"))
    (found,) = crowd.values("ikm", filters=Filters(date(2026, 1, 1), date(2026, 12, 31)))
    rows = sheet(to_xlsx(report), "Pengolahan")
    assert (rows[15][9], rows[15][10]) == (float(found["index"]), found["mutu"])
    assert sum(rows[6][1:5]) == 5000


def test_the_matrix_has_a_line_for_each_respondent_and_nothing_else_of_them(report: Report) -> None:
    """Sorted by scores: a running number and nine scores; day, service and traits nowhere."""
    rows = sheet(to_xlsx(report), "Matriks")
    head, lines = rows[4], rows[11:]
    assert (head[0], head[1], head[9], len(head)) == ("No.", "Persyaratan", "Sarana dan prasarana", 10)
    assert len(lines) == 70
    assert lines[0] == [1.0, 3.0, 3.0, 2.0, *[3.0] * 6]
    assert lines[20] == [21.0, *[3.0] * 8, ""]
    assert lines[69] == [70.0, *[4.0] * 9]
    assert {type(cell) for line in lines for cell in line} <= {float, str}


def test_the_matrix_computes_the_index_from_its_lines(report: Report) -> None:
    rows = report.sheets[1].rows
    assert [row[3].formula for row in rows[5:10]] == [
        "SUM(D12:D81)",
        "COUNT(D12:D81)",
        'IF(D7=0,"",D6/D7)',
        "0.111",
        'IF(D7=0,"",D8*D9)',
    ]
    assert [rows[5][3].value, rows[6][3].value] == [230, 70]
    assert rows[10][1].formula == 'IF(COUNT(B10:J10)<9,"",ROUND(ROUND(SUM(B10:J10)*25,9),2))'
    assert (rows[10][1].value, rows[10][2].value) == (Fraction("88.67"), "A")
    for at in range(1, 10):
        given = [row[at].value for row in rows[11:] if row[at].value is not None]
        assert (rows[5][at].value, rows[6][at].value) == (sum(given), len(given))


def test_weights_that_are_not_equal_stand_beside_each_unsur(survey: Reader) -> None:
    found = facts.survey(survey, parse_term("2026-10"), None)
    weights = {unsur: "1/3" if unsur == "waktu" else "1/12" for unsur in UNSUR}
    uneven = replace(found, definition=definition_of("2026-01-01", weights))
    counted, lines, *_ = sheets.sheets(uneven)
    assert counted.rows[3][1].value == "tidak sama"
    slow = counted.rows[8]
    assert (slow[8].formula, slow[11].formula) == ('IF(F9=0,"",H9*L9)', "1/3")
    assert len(counted.widths) >= len(slow)
    assert [lines.rows[8][at].formula for at in (1, 3)] == ["1/12", "1/3"]
    assert lines.rows[9][3].value == Fraction(230, 70) / 3
    assert len(counted.rows) == 18, "no index by other weights"


def test_without_all_the_answers_there_is_no_matrix(survey: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of it would give another index; and of too many nobody opens it."""
    found = facts.survey(survey, parse_term("2026-10"), None)
    part = replace(found, patterns=found.patterns[1:])
    assert matrix.sheet(part) == []
    assert "masa simpan" in matrix.lacking(part)
    monkeypatch.setattr(matrix, "MOST", 69)
    assert matrix.sheet(found) == []
    assert "lebih dari 69" in matrix.lacking(found)


def test_it_says_what_it_is_and_that_it_is_not_for_the_public(report: Report, survey: Reader) -> None:
    told = dict(sheet(to_xlsx(report), "Keterangan"))
    assert told["Periode"] == "Oktober 2026"
    assert survey.data.version in told["Data"]
    assert told["Catatan"].endswith("untuk kantor, bukan untuk diumumkan.")


def test_the_same_report_makes_the_same_bytes(report: Report) -> None:
    assert to_xlsx(report) == to_xlsx(report)


def test_hostile_words_are_words() -> None:
    made = to_xlsx(hostile.report())
    rows = sheet(made, "Hitungan")
    assert [row[0] for row in rows] == [readable(words) for words in hostile.WORDS]
    packed = ZipFile(BytesIO(made))
    formulas = re.findall(
        r"<f>([^<]*)</f>", "".join(packed.read(name).decode() for name in packed.namelist())
    )
    assert formulas == [f"{i}/3" for i in range(len(hostile.WORDS))]
    assert not [name for name in packed.namelist() if "external" in name.lower()]
