"""What Word knows and the library does not write: fields, content controls, words of pictures, lists anew."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Row
from docx.text.paragraph import Paragraph

LANGUAGE = "id-ID"
OPEN = "FFF3BF"
"""Behind what is to be filled in."""
_ALIAS = 60
"""Letters that the name of a content control may have: Word refuses a file with more than 64."""


def element(tag: str, **values: str) -> Any:
    made = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made


def typeface(style: ParagraphStyle, name: str) -> None:
    """Without the theme's typefaces, which would win."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def language(document: Document) -> None:
    """Of all text, so that it is read aloud and spelt as what it is."""
    for found in document.styles.element.iter(qn("w:lang")):
        found.attrib.clear()
        found.set(qn("w:val"), LANGUAGE)
    document.core_properties.language = LANGUAGE


def field(paragraph: Paragraph, instruction: str, size: float) -> None:
    """A field of Word by one of our own instructions, such as PAGE."""
    simple = element("fldSimple", instr=instruction)
    run = paragraph.add_run("1")
    run.font.size = Pt(size)
    simple.append(run._r)
    paragraph._p.append(simple)


def contents(paragraphs: list[Paragraph]) -> None:
    """Makes these lines a table of contents, which Word fills with page numbers when it is updated."""
    begin, middle, end = (element("r") for _ in range(3))
    begin.append(element("fldChar", fldCharType="begin", dirty="true"))
    code = element("r")
    instruction = element("instrText")
    instruction.text = 'TOC \\o "1-2" \\h \\z'
    code.append(instruction)
    middle.append(element("fldChar", fldCharType="separate"))
    end.append(element("fldChar", fldCharType="end"))
    first = paragraphs[0]._p
    at = 1 if first.pPr is not None else 0
    for offset, part in enumerate((begin, code, middle)):
        first.insert(at + offset, part)
    paragraphs[-1]._p.append(end)


def control(paragraph: Paragraph, label: str, size: float) -> None:
    """A marked place to write in; its words go when somebody does."""
    held = element("sdt")
    about = element("sdtPr")
    about.append(element("alias", val=label[:_ALIAS]))
    about.append(element("showingPlcHdr"))
    about.append(element("text", multiLine="1"))
    inside = element("sdtContent")
    run = paragraph.add_run("[isi]")
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().append(element("shd", val="clear", color="auto", fill=OPEN))
    inside.append(run._r)
    held.append(about)
    held.append(inside)
    paragraph._p.append(held)


def head(row: _Row) -> None:
    """Said again on every page."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def whole(row: _Row) -> None:
    """Not broken over two pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def shade(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=colour))


def described(paragraph: Paragraph, words: str) -> None:
    """What the picture of this paragraph shows, for who does not see it."""
    for found in paragraph._p.iter(qn("wp:docPr")):
        found.set("descr", words)


def numbers(document: Document) -> int:
    """The id of a numbered list that begins with 1."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    known = style.pPr.numPr.numId.val
    abstract = next(num for num in numbering.num_lst if num.numId == known).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def still(made: bytes) -> bytes:
    """The same file without the time at which it was packed."""
    out = BytesIO()
    with ZipFile(BytesIO(made)) as packed, ZipFile(out, "w", ZIP_DEFLATED) as anew:
        for name in packed.namelist():
            anew.writestr(ZipInfo(name), packed.read(name), ZIP_DEFLATED)
    return out.getvalue()
