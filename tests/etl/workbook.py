"""Workbooks as they would come in: by a program, or put together by hand with what no program would write."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

from etl.source import SourceBlock
from tests.etl.written import block

FORMATS = {"day": "dd/mm/yyyy", "both": "dd/mm/yyyy hh:mm:ss", "clock": "hh:mm:ss", "long": "[h]:mm:ss"}

COLUMNS = {"id": {"from": "no"}, "area": None, "taken_at": {"from": "ambil", "format": "%Y-%m-%d %H:%M:%S"}}


def xlsx_block(columns: Mapping[str, Any] | None = None, **keys: Any) -> SourceBlock:
    return block(columns or COLUMNS, **{"read": "xlsx", "delimiter": ",", **keys})


def workbook(fill: Callable[[Any, dict[str, Any]], None], **options: Any) -> bytes:
    """`fill` gets the XlsxWriter workbook and its formats."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    fill(book, {name: book.add_format({"num_format": text}) for name, text in FORMATS.items()})
    book.close()
    return file.getvalue()


def rows(*given: Sequence[Any], **options: Any) -> bytes:
    """One sheet. A cell may be (value, name of a format)."""

    def fill(book: Any, formats: dict[str, Any]) -> None:
        sheet = book.add_worksheet("Data")
        for line, row in enumerate(given):
            for column, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write(line, column, cell[0], formats[cell[1]])
                elif isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                else:
                    sheet.write(line, column, cell)

    return workbook(fill, **options)


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LIST = f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


def relation(number: int, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"{more}/>'


def parts(sheet: str | bytes, **more: str | bytes) -> dict[str, str | bytes]:
    """The fewest parts of a workbook of one sheet; more by their names, with "__" for "/" and "_" for "."."""
    return {
        "_rels/.rels": f"{_LIST}{relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>",
        "xl/workbook.xml": f'{HEAD}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{_LIST}{relation(1, 'worksheet', 'worksheets/sheet1.xml')}"
        f"{relation(2, 'sharedStrings', 'sharedStrings.xml')}</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        **{name.replace("__", "/").replace("_xml", ".xml"): content for name, content in more.items()},
    }


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def sheet(*content: str, before: str = "", after: str = "") -> str:
    """Sheet XML: a header "no", "ambil" in row 1, one good row, then what is given."""
    return (
        f'{HEAD}<worksheet {MAIN}>{before}<sheetData><row r="1">{text("A1", "no")}{text("B1", "ambil")}</row>'
        f'<row r="2"><c r="A2"><v>1</v></c>{text("B2", "2025-03-03 08:00:00")}</row>'
        f"{''.join(content)}</sheetData>{after}</worksheet>"
    )


def zipped(content: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as made:
        for name, part in content.items():
            made.writestr(name, part)
    return file.getvalue()


def by_hand(*content: str, before: str = "", after: str = "", **more: str | bytes) -> bytes:
    return zipped(parts(sheet(*content, before=before, after=after), **more))
