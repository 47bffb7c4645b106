"""A table as a workbook: a sheet to read, count with and print, and a sheet that says what it is.

A number is stored as a number, rounded as it is shown on the page, so that a sheet cannot say another one.
Excel writes it in the reader's own country's way. The same version and choice make the same bytes.
"""

import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard import format as fmt
from dashboard import text
from dashboard.section import FORMULA, About, Column, Kind, Row, Table, displayed, shown

TABLE, ABOUT = "Tabel", "Keterangan"
A4 = 9
NUMBERS = {
    Kind.COUNT: "#,##0",
    Kind.SHARE: f'0.0"{fmt.NBSP}"%',
    Kind.DURATION: "#,##0",
    Kind.ELAPSED: "#,##0",
    Kind.SCORE: "#,##0.00",
    Kind.FINE: "#,##0.000",
    Kind.MEAN: "#,##0.0",
}
_NARROWEST, _WIDEST, _HEAD = 9, 60, 18
"""Characters; a head is broken into lines beyond the last."""
_LINE = 80
"""Characters that the lines above a narrow table may reach over its edge."""
_PORTRAIT = 95
"""Characters that stay readable across a standing A4."""
_POINTS = 15.75
"""Height of a line."""
_LONGEST = 32767
"""What a cell holds, in units of UTF-16; what is longer would be left out whole."""
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def to_xlsx(about: About, table: Table) -> bytes:
    out = BytesIO()
    book = workbook(out)
    book.set_properties({"title": about.question, "created": about.until.astimezone(UTC)})
    styles = Styles(book)
    _fill_table(book.add_worksheet(TABLE), styles, about, table)
    _fill_about(book.add_worksheet(ABOUT), styles, about)
    book.close()
    return out.getvalue()


def workbook(out: BytesIO) -> Workbook:
    """In which no text becomes anything but text."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return Workbook(out, {"in_memory": True, **plain})


class Styles:
    """Each look once. Text that a sheet would run if it were typed again keeps its quiet apostrophe."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, written: str = "", **looks: object) -> Format:
        if written.startswith(FORMULA):
            looks["quote_prefix"] = True
        key = tuple(sorted(looks.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format({"valign": "top", **looks})
        return self._known[key]


def write(sheet: Worksheet, styles: Styles, at: tuple[int, int], words: str, **looks: object) -> None:
    """As text, whatever it says."""
    words = _NOT_XML.sub("\ufffd", words)
    if len(words.encode("utf-16-le")) > 2 * _LONGEST:
        words = words[: _LONGEST // 2] + "…"
    look = styles.get(words, **looks)
    if words.startswith("<r>") and words.endswith("</r>"):
        # The library would take this for markup of its own; in parts it is written as it stands.
        sheet.write_rich_string(*at, "<", "r", words[2:], look)
    else:
        sheet.write_string(*at, words, look)


def _fill_table(sheet: Worksheet, styles: Styles, about: About, table: Table) -> None:
    widths = [_width(column, table.rows) for column in table.columns]
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    head = _fill_top(sheet, styles, about, widths)
    if not table.columns:
        write(sheet, styles, (head, 0), fmt.NO_DATA)
    for i, column in enumerate(table.columns):
        write(
            sheet,
            styles,
            (head, i),
            head_of(column),
            bold=True,
            text_wrap=True,
            bottom=2,
            align=_align(column),
        )
        _fill_column(sheet, styles, column, table.rows, at=(head + 1, i))
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    # A name of digits is a name: Excel need not warn of it.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _print(sheet, about, wide=sum(widths) > _PORTRAIT)


def _fill_top(sheet: Worksheet, styles: Styles, about: About, widths: Sequence[float]) -> int:
    """What must not be parted from the table, in lines across it; gives the row of its heads."""
    last, room = len(widths), sum(widths)
    while room < _LINE:
        last, room = last + 1, room + _NARROWEST
    lines: list[tuple[str, dict[str, object]]] = [(text.SAMPLE, _RED)] if about.sample else []
    lines += [
        (about.question, {"bold": True, "font_size": 14}),
        (about.answer, {}),
        ("; ".join(f"{label}: {value}" for label, value in (*about.narrowed, ("n", about.n))), {}),
        (about.completeness, {}),
    ]
    for row, (words, looks) in enumerate(lines):
        size = looks.get("font_size", 11)
        assert isinstance(size, int)
        sheet.set_row(row, _POINTS * size / 11 * math.ceil(len(words) * size / 11 * 1.1 / room or 1))
        sheet.merge_range(row, 0, row, last - 1, "", styles.get(words, text_wrap=True, **looks))
        write(sheet, styles, (row, 0), words, text_wrap=True, **looks)
    return len(lines) + 1


_RED = {"bold": True, "font_color": "#B3261E"}


def _fill_column(
    sheet: Worksheet, styles: Styles, column: Column, rows: Sequence[Row], *, at: tuple[int, int]
) -> None:
    """Text in a column of numbers stands where there is none: to the right, and grey."""
    row, col = at
    if column.kind is Kind.TEXT:
        for i, words in enumerate(_words(column, rows)):
            write(sheet, styles, (row + i, col), words, text_wrap=True)
        return
    look = styles.get(num_format=NUMBERS[column.kind])
    for i, line in enumerate(rows):
        value = displayed(column, line)
        if isinstance(value, str):
            write(sheet, styles, (row + i, col), value, align="right", font_color="#5F6368")
        else:
            sheet.write_number(row + i, col, float(value), look)


def _words(column: Column, rows: Sequence[Row]) -> Iterator[str]:
    return (shown(column, row) for row in rows)


def head_of(column: Column) -> str:
    """A share brings its own mark."""
    return column.head if column.kind is Kind.SHARE else column.head + column.kind.unit


def _align(column: Column) -> str:
    return "left" if column.kind is Kind.TEXT else "right"


def _width(column: Column, rows: Sequence[Row]) -> float:
    """That of the longest cell; no number is ever cut to ####."""
    head = head_of(column)
    longest = max((len(words) for words in _words(column, rows)), default=0)
    needed = max(longest, min(len(head), _HEAD), *(len(word) for word in head.split(" ")))
    return min(max(needed + 2, _NARROWEST), _WIDEST)


def _fill_about(sheet: Worksheet, styles: Styles, about: About) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    for row, (label, value) in enumerate(about.lines):
        looks = _RED if label == text.SAMPLE else {"bold": True}
        write(sheet, styles, (row, 0), label, **looks)
        write(sheet, styles, (row, 1), value, text_wrap=True)
    _print(sheet, about, wide=False)


def _print(sheet: Worksheet, about: About, *, wide: bool) -> None:
    sheet.set_paper(A4)
    if wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sample = f"&C&8{text.SAMPLE}" if about.sample else ""
    # A digit after "&8" would be read as part of the size.
    version = f"Versi data {about.version}".replace("&", "&&")
    sheet.set_footer(f"&L&8{version}{sample}&R&8Halaman &P dari &N")
