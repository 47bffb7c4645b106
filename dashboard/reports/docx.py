"""A report as DOCX, to be edited: real headings, lists and tables; what the office writes is a marked place.

Everything that the report says is written as text, never as markup or as a field of Word.
"""

from collections.abc import Sequence
from datetime import UTC
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from dashboard import text
from dashboard.reports import docx_parts as word
from dashboard.reports.model import (
    Blank,
    Chart,
    Grid,
    Heading,
    Part,
    Points,
    Report,
    Signature,
    Text,
    numbered,
    readable,
)
from dashboard.reports.pdf import to_picture
from dashboard.section import Kind, shown

FONT = "Times New Roman"
RIVER, QUIET, RED = RGBColor(0x0B, 0x5B, 0x66), RGBColor(0x4A, 0x5C, 0x62), RGBColor(0xB3, 0x26, 0x1E)
HEAD = "E3EEEF"
"""Behind the heads of a table."""
SMALL = 9.5
"""Points of the words in a table."""
_SHORT = 15
"""Rows below which a table stays on one page."""
_WIDEST = 32
"""Letters from which on a column takes no more of the width."""
WIDE = 16.0
"""Centimetres between the margins."""


def to_docx(report: Report) -> bytes:
    """The same report makes the same bytes."""
    document = docx.Document()
    _dress(document, brief=report.brief)
    _frame(document, report)
    (_head if report.brief else _cover)(document, report)
    chapters = 0
    for part, caption in numbered(report.parts):
        _add(document, part, readable(caption))
        if isinstance(part, Heading) and part.level == 1:
            chapters += 1
            if report.brief and chapters == 2:
                document.paragraphs[-1].paragraph_format.page_break_before = True
    out = BytesIO()
    document.save(out)
    return word.still(out.getvalue())


def _dress(document: Document, *, brief: bool) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(2.7), Cm(2.3)
    page.top_margin, page.bottom_margin = Cm(2.6), Cm(2.4)
    sizes = {
        "Normal": 11,
        "Title": 20 if brief else 28,
        "Heading 1": 14 if brief else 16,
        "Heading 2": 12.5,
        "Caption": 10,
    }
    for name, size in sizes.items():
        style = document.styles[name]
        word.typeface(style, FONT)
        style.font.size = Pt(size)
        if name != "Normal":
            style.font.color.rgb = RIVER
    document.styles["Heading 1"].paragraph_format.page_break_before = not brief
    document.styles["Caption"].paragraph_format.keep_with_next = True
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    word.language(document)


def _frame(document: Document, report: Report) -> None:
    """Its properties, and what stands on each page but the first."""
    about = document.core_properties
    about.title = readable(f"{report.title} · {report.office} · {report.period}")
    about.author = about.last_modified_by = readable(report.office)
    about.comments = readable(report.stamp)
    about.created = about.modified = report.until.astimezone(UTC).replace(tzinfo=None)
    page = document.sections[0]
    page.different_first_page_header_footer = True
    top = page.header.paragraphs[0]
    _small(top, f"{report.title}\t{report.office} · {report.period}")
    bottom = page.footer.paragraphs[0]
    _small(bottom, f"{report.stamp}\tHalaman ")
    for instruction, between in (("PAGE", " dari "), ("NUMPAGES", "")):
        word.field(bottom, instruction, 8)
        _small(bottom, between)
    for paragraph in (top, bottom):
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
    if report.sample:
        _sample(page.footer.add_paragraph(), 8)


def _small(paragraph: Paragraph, words: str) -> None:
    paragraph.style.paragraph_format.tab_stops.clear_all()  # type: ignore[union-attr]
    run = paragraph.add_run(readable(words))
    run.font.size, run.font.color.rgb = Pt(8), QUIET


def _sample(paragraph: Paragraph, size: float) -> None:
    run = paragraph.add_run(text.SAMPLE)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(size), RED


def _head(document: Document, report: Report) -> None:
    """Over the first page of a brief report."""
    document.add_paragraph(readable(report.title), "Title")
    named = document.add_paragraph().add_run(readable(f"{report.office} · {report.period}"))
    named.font.size = Pt(13)
    if report.sample:
        _sample(document.add_paragraph(), 11)
    last = document.add_paragraph().add_run(readable(report.stamp))
    last.font.size, last.font.color.rgb = Pt(9), QUIET


def _cover(document: Document, report: Report) -> None:
    for _ in range(8):
        document.add_paragraph()
    document.add_paragraph(readable(report.title), "Title")
    for words, size in ((report.office, 16), (report.period, 14)):
        document.add_paragraph().add_run(readable(words)).font.size = Pt(size)
    if report.sample:
        _sample(document.add_paragraph(), 13)
    last = document.add_paragraph()
    last.add_run(readable(report.stamp)).font.size = Pt(9)
    last.add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Daftar Isi").runs[0].bold = True
    lines = []
    for part in report.parts:
        if isinstance(part, Heading) and part.level < 3:
            line = document.add_paragraph(readable(part.words))
            line.paragraph_format.left_indent = Cm(0.6 * (part.level - 1))
            line.paragraph_format.space_after = Pt(2)
            lines.append(line)
    if lines:
        word.contents(lines)


def _add(document: Document, part: Part, caption: str) -> None:
    match part:
        case Heading():
            document.add_heading(readable(part.words), part.level)
        case Text():
            run = document.add_paragraph().add_run(readable(part.words))
            if part.small:
                run.font.size, run.font.color.rgb = Pt(9), QUIET
        case Points():
            _points(document, part)
        case Grid():
            document.add_paragraph(caption, "Caption")
            _table(document, part)
        case Chart():
            _picture(document, part, caption)
        case Blank():
            _blank(document.add_paragraph(), part.label)
        case Signature():
            _signature(document, part)


def _points(document: Document, part: Points) -> None:
    style = "List Number" if part.numbered else "List Bullet"
    anew = word.numbers(document) if part.numbered else None
    for item in part.items:
        paragraph = document.add_paragraph(readable(item), style)
        if anew is not None:
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = anew


def _table(document: Document, part: Grid) -> None:
    table = part.table
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns), style="Table Grid")
    first, *rest = made.rows
    word.head(first)
    right = [column.kind is not Kind.TEXT for column in table.columns]
    for cell, column, side in zip(first.cells, table.columns, right, strict=True):
        _cell(cell, column.head, right=side, bold=True)
        word.shade(cell, HEAD)
    for line, row in zip(rest, table.rows, strict=True):
        word.whole(line)
        for cell, column, side in zip(line.cells, table.columns, right, strict=True):
            words = shown(column, row)
            if words or column.key not in part.open:
                _cell(cell, words, right=side)
            else:
                _open(cell, column.head)
    if len(table.rows) < _SHORT:
        _together(made)
    _widths(made, [min(room, _WIDEST) + 6 for room in part.room])
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _together(table: Table) -> None:
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _widths(table: Table, parts: Sequence[int]) -> None:
    table.autofit = False
    for column, part in zip(table.columns, parts, strict=True):
        column.width = Cm(WIDE * part / sum(parts))
        for cell in column.cells:
            cell.width = column.width


def _cell(cell: _Cell, words: str, *, right: bool, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(readable(words))
    run.font.size, run.bold = Pt(SMALL), bold


def _open(cell: _Cell, label: str) -> None:
    word.shade(cell, word.OPEN)
    word.control(cell.paragraphs[0], readable(label), SMALL)


def _picture(document: Document, part: Chart, caption: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run().add_picture(BytesIO(to_picture(part.figure)), width=Cm(WIDE))
    word.described(paragraph, readable(part.alt))
    document.add_paragraph(caption, "Caption").paragraph_format.keep_with_next = False


def _blank(paragraph: Paragraph, label: str) -> None:
    paragraph.add_run(f"{readable(label)}: ").font.color.rgb = QUIET
    word.control(paragraph, readable(label), 11)


def _signature(document: Document, part: Signature) -> None:
    def lines(labels: Sequence[str]) -> None:
        for label in labels:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(WIDE / 2)
            _blank(paragraph, label)

    lines(part.above)
    for _ in range(3):
        document.add_paragraph()
    lines(part.below)
