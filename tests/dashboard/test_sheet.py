from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dashboard import text
from dashboard.section import About, Column, Kind, Row, Table, bare
from dashboard.sheet import to_xlsx

COLUMNS = (
    Column("name", "Layanan"),
    Column("n", "n", Kind.COUNT),
    Column("share", "Bagian", Kind.SHARE),
    Column("p90", "P90", Kind.DURATION),
    Column("index", "Indeks", Kind.SCORE),
)
ROW: Row = {
    "name": "KTP-el",
    "n": 15463,
    "share": Fraction(93249, 100000),
    "p90": 3929,
    "index": Fraction(85555, 1000),
}
ABOUT = About(
    question="Berapa lama?",
    answer="Separuh menunggu 12 menit.",
    narrowed=[("Periode", "Juni 2025"), ("Kantor", "Alalak & Utara")],
    n="15.463 kunjungan",
    until=datetime(2026, 11, 23, 16, 5, tzinfo=UTC),
    completeness="Data lengkap",
    version="2026-11-23T160500Z-7",
    definition="Dari mengambil nomor sampai dipanggil.",
    source="PermenPANRB 15/2014",
    note=None,
    sample=False,
    file="waktu-tunggu",
)
HOSTILE = (
    "=HYPERLINK(\"http://x\")", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0",
    "＝1+1", "{=1}", "=1+1", "http://x.id", "mailto:a@b", "0812", "1e5", "TRUE", "<r><t>a</t></r>", "<r></r>",
    "a & b < c", "_x0041_", " dua  spasi ", "'=1", "]]>", "&amp;",
)  # fmt: skip


def read(made: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def table_of(made: bytes) -> list[list[Any]]:
    """Heads and rows: what stands under the first empty line."""
    lines = read(made)["Tabel"]
    blank = next(i for i, line in enumerate(lines) if not any(line))
    width = max((i + 1 for line in lines[blank:] for i, cell in enumerate(line) if cell != ""), default=0)
    return [line[:width] for line in lines[blank + 1 :]]


def part(made: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(made)).read(name).decode()


def named(*names: str) -> Table:
    return Table((Column("a", "Nama"), COLUMNS[1]), [{"a": name, "n": -5} for name in names])


def test_numbers_are_numbers_and_those_that_the_page_shows() -> None:
    heads, row = table_of(to_xlsx(ABOUT, Table(COLUMNS, [ROW])))
    assert heads == ["Layanan", "n", "Bagian", "P90 (menit)", "Indeks"]
    assert row == ["KTP-el", 15463, 0.932, 65, 85.56]
    assert [bare(column, ROW) for column in COLUMNS] == ["KTP-el", "15463", "93,2", "65", "85,56"]


@pytest.mark.parametrize(("share", "stored"), [(Fraction(99999, 100000), 0.999), (Fraction(1, 10**6), 0.001)])
def test_a_share_is_no_better_in_a_sheet_than_on_the_page(share: Fraction, stored: float) -> None:
    assert table_of(to_xlsx(ABOUT, Table((COLUMNS[2],), [{"share": share}])))[1] == [stored]


def test_each_kind_of_number_has_its_look() -> None:
    styles = part(to_xlsx(ABOUT, Table(COLUMNS, [ROW])), "xl/styles.xml")
    codes = re.findall(r'formatCode="([^"]*)"', styles)
    assert sorted(codes) == ["#,##0", "#,##0.00", "0.0&quot;\u00a0&quot;%"]


def test_missing_is_words_and_never_zero() -> None:
    few = Column("n", "n", Kind.COUNT, missing="0–9")
    assert table_of(to_xlsx(ABOUT, Table((*COLUMNS, few), [{}])))[1] == ["tidak ada data"] * 5 + ["0–9"]


def test_without_a_table_it_says_so() -> None:
    assert table_of(to_xlsx(ABOUT, Table())) == [["tidak ada data"]]


def test_the_table_says_what_it_is_and_the_second_sheet_the_rest() -> None:
    sheets = read(to_xlsx(replace(ABOUT, note="Catatan kecil."), Table(COLUMNS, [ROW])))
    assert list(sheets) == ["Tabel", "Keterangan"]
    assert [line[0] for line in sheets["Tabel"][:5]] == [
        "Berapa lama?",
        "Separuh menunggu 12 menit.",
        "Periode: Juni 2025; Kantor: Alalak & Utara; n: 15.463 kunjungan",
        "Data lengkap",
        "",
    ]
    assert sheets["Keterangan"] == [
        ["Pertanyaan", "Berapa lama?"],
        ["Jawaban", "Separuh menunggu 12 menit."],
        ["Periode", "Juni 2025"],
        ["Kantor", "Alalak & Utara"],
        ["n", "15.463 kunjungan"],
        ["Data sampai", "Senin, 23 November 2026, 16.05 UTC"],
        ["Kelengkapan", "Data lengkap"],
        ["Versi data", "2026-11-23T160500Z-7"],
        ["Definisi", "Dari mengambil nomor sampai dipanggil."],
        ["Dasar", "PermenPANRB 15/2014"],
        ["Catatan", "Catatan kecil."],
    ]


def test_a_sample_says_so_first_on_both_sheets_and_on_paper() -> None:
    made = to_xlsx(replace(ABOUT, sample=True), Table(COLUMNS, [ROW]))
    assert {lines[0][0] for lines in read(made).values()} == {text.SAMPLE}
    for sheet in ("sheet1", "sheet2"):
        assert text.SAMPLE in part(made, f"xl/worksheets/{sheet}.xml")
    assert "FFB3261E" in part(made, "xl/styles.xml")
    assert text.SAMPLE not in str(read(to_xlsx(ABOUT, Table(COLUMNS, [ROW]))))


@pytest.mark.parametrize("words", HOSTILE)
def test_text_stays_text_as_it_is_seen(words: str) -> None:
    about = replace(ABOUT, question=words, answer=words, narrowed=[(words, words)], note=words, version=words)
    made = to_xlsx(about, Table((Column("a", words), COLUMNS[1]), [{"a": words, "n": -5}]))
    heads, row = table_of(made)
    assert (heads[0], row) == (words, [words, -5]), "a number stays a number"
    sheets = read(made)
    assert sheets["Tabel"][0][0] == words
    assert [words, words] in sheets["Keterangan"]
    for sheet in ("sheet1", "sheet2"):
        xml = part(made, f"xl/worksheets/{sheet}.xml")
        assert "<f>" not in xml
        assert "<hyperlink" not in xml
        # All but the -5 are strings of the shared table.
        assert re.findall(r"<c [^>]*?(?<!t=\"s\")><v>", xml) == re.findall(r'<c r="B\d+" s="\d+"><v>', xml)


def test_text_that_would_run_when_typed_again_keeps_a_quiet_apostrophe() -> None:
    assert 'quotePrefix="1"' in part(to_xlsx(ABOUT, named("=1+1")), "xl/styles.xml")
    assert "quotePrefix" not in part(to_xlsx(ABOUT, named("satu")), "xl/styles.xml")


@given(st.text(max_size=60))
def test_no_text_is_lost_and_none_breaks_the_file(words: str) -> None:
    row = table_of(to_xlsx(ABOUT, named(f"{words}.")))[1]
    seen = re.sub("[\ufffe\uffff]", "\ufffd", f"{words}.")
    assert row == [seen, -5]


@pytest.mark.parametrize("words", ["a" * 40_000, "😀" * 20_000, "\ud800", "\ufffe", "\0\x1f"])
def test_text_that_no_cell_can_hold_is_cut_or_marked_and_not_left_out(words: str) -> None:
    name, n = table_of(to_xlsx(ABOUT, named(words)))[1]
    assert n == -5
    assert name
    assert len(name) <= 32767
    assert not name.endswith("a")


def test_the_same_answer_gives_the_same_bytes() -> None:
    first = to_xlsx(ABOUT, Table(COLUMNS, [ROW]))
    time.sleep(1.1)
    assert to_xlsx(ABOUT, Table(COLUMNS, [ROW])) == first
    later = replace(ABOUT, until=datetime(2026, 11, 24, tzinfo=UTC))
    assert to_xlsx(later, Table(COLUMNS, [ROW])) != first


def test_the_file_names_its_question_and_no_one_else() -> None:
    core = part(to_xlsx(ABOUT, Table(COLUMNS, [ROW])), "docProps/core.xml")
    assert "<dc:title>Berapa lama?</dc:title>" in core
    assert "<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert "2026-11-23T16:05:00Z</dcterms:created>" in core


def test_the_heads_stay_in_sight_and_on_each_sheet_of_paper() -> None:
    made = to_xlsx(ABOUT, Table(COLUMNS, [ROW] * 3))
    sheet = part(made, "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="6" topLeftCell="A7" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    assert '<pageSetup paperSize="9" fitToHeight="0" orientation="portrait"/>' in sheet
    assert "Halaman &amp;P dari &amp;N" in sheet
    assert "Tabel!$6:$6</definedName>" in part(made, "xl/workbook.xml")
    bold = set(re.findall(r'<c r="[A-E]6" s="(\d+)"', sheet))
    looks = re.findall(r"<xf .*?(?:/>|</xf>)", part(made, "xl/styles.xml").split("<cellXfs")[1])
    fonts = re.findall(r"<font>.*?</font>", part(made, "xl/styles.xml"))
    for style in bold:
        font = re.search(r'fontId="(\d+)"', looks[int(style)])
        assert font
        assert "<b/>" in fonts[int(font[1])]


def test_a_wide_table_lies_down() -> None:
    wide = Table([Column(f"c{i}", f"Kolom nomor {i}", Kind.COUNT) for i in range(12)], [{}])
    assert 'orientation="landscape"' in part(to_xlsx(ABOUT, wide), "xl/worksheets/sheet1.xml")


def test_a_column_is_as_wide_as_what_it_holds() -> None:
    rows = [{"a": "x" * 30, "n": 1_234_567_890, "b": "y" * 500}]
    columns = (Column("a", "A"), Column("n", "n", Kind.COUNT), Column("b", "B"))
    sheet = part(to_xlsx(ABOUT, Table(columns, rows)), "xl/worksheets/sheet1.xml")
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert widths[0] > 30
    assert widths[1] > len("1.234.567.890")
    assert widths[2] < 62


def test_ten_thousand_rows_take_seconds() -> None:
    rows = [{**ROW, "name": f"Layanan {i}", "n": i} for i in range(10_000)]
    start = time.monotonic()
    made = to_xlsx(ABOUT, Table(COLUMNS, rows))
    # 0.9 s when nothing else runs.
    assert time.monotonic() - start < 15
    found = table_of(made)[1:]
    assert len(found) == 10_000
    assert found[-1][:2] == ["Layanan 9999", 9999]
