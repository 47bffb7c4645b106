"""A report as DOCX: opened again it has the report's structure and numbers, and nothing in it that runs."""

import re
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from dashboard.reader import Reader
from dashboard.reports import skm
from dashboard.reports.docx import to_docx
from dashboard.reports.model import Grid, Heading, Report, readable
from dashboard.reports.term import parse_term
from dashboard.section import shown
from tests.dashboard.reports import hostile


@pytest.fixture(scope="module")
def report(survey: Reader) -> Report:
    return skm.build(survey, parse_term("2026-10"))


@pytest.fixture(scope="module")
def made(report: Report) -> bytes:
    return to_docx(report)


@pytest.fixture(scope="module")
def opened(made: bytes) -> Document:
    return docx.Document(BytesIO(made))


def test_its_headings_are_headings(report: Report, opened: Document) -> None:
    styles = {paragraph.style.name for paragraph in opened.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "List Number", "Caption"} <= styles
    for level in (1, 2):
        wanted = [p.words for p in report.parts if isinstance(p, Heading) and p.level == level]
        style = f"Heading {level}"
        assert [p.text for p in opened.paragraphs if p.style and p.style.name == style] == wanted


def test_its_tables_hold_the_same_cells(report: Report, opened: Document) -> None:
    grids = [part.table for part in report.parts if isinstance(part, Grid)]
    assert len(opened.tables) == len(grids)
    for table, wanted in zip(opened.tables, grids, strict=True):
        found = [[cell.text for cell in row.cells] for row in table.rows]
        assert found[0] == [column.head for column in wanted.columns]
        # What stands in a content control is no paragraph's text.
        assert found[1:] == [[shown(column, row) for column in wanted.columns] for row in wanted.rows]
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_what_the_office_writes_is_a_marked_place(opened: Document) -> None:
    names = [found.get(qn("w:val")) for found in opened.element.iter(qn("w:alias"))]
    for word in ("Saran", "Tanggal dan tempat FKP", "NIP", "Program atau kegiatan", "Penanggung jawab"):
        assert word in names
    assert all(len(name) <= 64 for name in names)
    shown_ = [found.text for found in opened.element.iter(qn("w:t"))]
    assert shown_.count("[isi]") == len(names)


def test_it_says_its_language_title_and_what_its_pictures_show(opened: Document, survey: Reader) -> None:
    about = opened.core_properties
    assert (about.language, about.author) == ("id-ID", "Kecamatan Banjarmasin Utara (semua kantor)")
    assert about.title.startswith("Laporan Survei Kepuasan Masyarakat · ")
    assert {each.get(qn("w:val")) for each in opened.styles.element.iter(qn("w:lang"))} == {"id-ID"}
    alts = [each.get("descr") for each in opened.element.iter(qn("wp:docPr"))]
    assert any("dari yang terendah: Waktu penyelesaian 82,14 (B)" in alt for alt in alts)
    foot = opened.sections[0].footer._element.xml
    assert survey.data.version in foot
    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]


def test_each_numbered_list_begins_with_one(opened: Document) -> None:
    used = [p._p.pPr.numPr.numId.val for p in opened.paragraphs if p.style and p.style.name == "List Number"]
    assert len(set(used)) == 3
    numbering = opened.part.numbering_part.element
    starts = {num.numId: num.xpath("w:lvlOverride/w:startOverride/@w:val") for num in numbering.num_lst}
    assert all(starts[number] == ["1"] for number in used)


def test_the_same_report_makes_the_same_bytes(report: Report, made: bytes) -> None:
    assert to_docx(report) == made


def test_hostile_words_are_words() -> None:
    made = to_docx(hostile.report())
    document = docx.Document(BytesIO(made))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    for words in hostile.WORDS:
        assert readable(words) in paragraphs, words
    packed = ZipFile(BytesIO(made))
    xml = packed.read("word/document.xml").decode()
    assert re.findall(r"<w:instrText[^>]*>([^<]*)<", xml) == ['TOC \\o "1-2" \\h \\z']
    for name in packed.namelist():
        if name.endswith(".rels"):
            assert 'TargetMode="External"' not in packed.read(name).decode()
