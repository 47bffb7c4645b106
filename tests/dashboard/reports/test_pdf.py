"""A report as PDF: tagged, complete, and with nothing in it that is more than text."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from dashboard.reader import Reader
from dashboard.reports import skm
from dashboard.reports.model import readable
from dashboard.reports.pdf import drawable, to_pdf
from dashboard.reports.term import parse_term
from tests.dashboard.reports import hostile


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\u00a0", " ")


def solid(words: str) -> str:
    """Without the breaks between lines, and as this typeface's joined letters are read."""
    return "".join(drawable(readable(words)).split())


@pytest.fixture(scope="module")
def made(survey: Reader) -> bytes:
    return to_pdf(skm.build(survey, parse_term("2026-10")))


def test_it_says_of_itself_that_it_is_accessible_and_in_which_language(made: bytes) -> None:
    """The typesetter refuses to write PDF/UA-1 where a picture lacks words or a heading skips a level."""
    pdf = PdfReader(BytesIO(made))
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "id-ID"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == (
        "Laporan Survei Kepuasan Masyarakat · Kecamatan Banjarmasin Utara (semua kantor) · Oktober 2026"
    )


def test_its_typefaces_are_inside(made: bytes) -> None:
    fonts = [
        font.get_object()
        for page in PdfReader(BytesIO(made)).pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    below = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert below
    assert all({"/FontFile3", "/FontFile2"} & set(descriptor) for descriptor in below)


def test_pictures_have_words(made: bytes) -> None:
    alts = [entry["/Alt"] for entry in structure(PdfReader(BytesIO(made))) if entry.get("/S") == "/Figure"]
    assert any("dari yang terendah: Waktu penyelesaian 82,14 (B)" in alt for alt in alts)


def structure(pdf: PdfReader) -> list[dict[str, object]]:
    found, todo = [], [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        entry = todo.pop()
        kids = entry.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        inside = [kid.get_object() for kid in kids]
        known = [kid for kid in inside if isinstance(kid, dict) and "/S" in kid]
        found += known
        todo += known
    return found


def test_each_page_says_whose_it_is_and_what_it_rests_on(made: bytes, survey: Reader) -> None:
    pages = [page.extract_text().replace("\n", " ") for page in PdfReader(BytesIO(made)).pages]
    for i, page in enumerate(pages[1:], 2):
        assert "Kecamatan Banjarmasin Utara (semua kantor) · Oktober 2026" in page
        assert f"versi data {survey.data.version}" in page
        assert f"Halaman {i} dari {len(pages)}" in page
        assert "Data contoh · bukan data kantor" in page


def test_the_same_report_makes_the_same_bytes(made: bytes, survey: Reader) -> None:
    assert to_pdf(skm.build(survey, parse_term("2026-10"))) == made


def test_hostile_words_are_words() -> None:
    made = to_pdf(hostile.report())
    text = solid(text_of(made))
    for words in hostile.WORDS:
        if "\u202e" not in words:
            assert solid(words) in text, words
    pdf = PdfReader(BytesIO(made))
    assert "contoh.invalid" not in str([page.get("/Annots") for page in pdf.pages if "/Annots" in page])
    assert b"/JavaScript" not in made
