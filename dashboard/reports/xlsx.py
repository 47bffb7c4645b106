"""A report as XLSX: its figures computed again by formulas that stand open, its tables, and what it is.

Text is written as text, whatever it begins with; a formula is only what the report itself composes, with the
result beside it, so that a reader that does not compute shows the same.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

from xlsxwriter.worksheet import Worksheet

from dashboard import text
from dashboard.reports.model import Cell, Grid, Report, Sheet, numbered, readable
from dashboard.section import Kind, Table, displayed, shown
from dashboard.sheet import A4, NUMBERS, Styles, head_of, workbook, write

ABOUT = "Keterangan"
_WIDE, _LINE = 60, 15.75
"""Characters of a column, and points of a line."""


def to_xlsx(report: Report) -> bytes:
    """The same report makes the same bytes."""
    out = BytesIO()
    book = workbook(out)
    book.set_properties({"title": readable(report.title), "created": report.until.astimezone(UTC)})
    styles = Styles(book)
    for sheet in report.sheets:
        _compute(book.add_worksheet(sheet.name), styles, sheet)
    for name, grids in _grids(report).items():
        page = book.add_worksheet(name)
        _tables(page, styles, grids)
        if len(grids) == 1:
            page.freeze_panes(2, 0)
    _about(book.add_worksheet(ABOUT), styles, report)
    for page in book.worksheets():
        _print(page, report)
    book.close()
    return out.getvalue()


def _compute(page: Worksheet, styles: Styles, sheet: Sheet) -> None:
    for i, width in enumerate(sheet.widths):
        page.set_column(i, i, width)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            _cell(page, styles, (row, column), cell, wrapped=row == sheet.frozen - 1)
        if row == sheet.frozen - 1:
            _high(page, row, [(str(cell.value or ""), sheet.widths[i]) for i, cell in enumerate(cells)])
    page.freeze_panes(sheet.frozen, 0)


def _cell(page: Worksheet, styles: Styles, at: tuple[int, int], cell: Cell, *, wrapped: bool) -> None:
    """The last row that stays when the others are scrolled holds heads: those may have several lines."""
    looks: dict[str, Any] = {"bold": True} if cell.strong else {}
    looks |= {"text_wrap": True} if wrapped else {}
    if cell.formula is None and isinstance(cell.value, str):
        write(page, styles, at, readable(cell.value), **looks)
        return
    look = styles.get(num_format=f"#,##0{'.' if cell.decimals else ''}{'0' * cell.decimals}", **looks)
    value = cell.value if isinstance(cell.value, str | None) else float(cell.value)
    if cell.formula is not None:
        page.write_formula(*at, f"={cell.formula}", look, "" if value is None else value)
    elif value is not None:
        page.write_number(*at, value, look)


def _grids(report: Report) -> dict[str, list[tuple[Grid, str]]]:
    """The tables with their captions, by the sheet on which they stand."""
    found: dict[str, list[tuple[Grid, str]]] = {}
    for part, caption in numbered(report.parts):
        if isinstance(part, Grid) and part.sheet is not None:
            found.setdefault(part.sheet, []).append((part, caption))
    return found


def _tables(page: Worksheet, styles: Styles, grids: Sequence[tuple[Grid, str]]) -> None:
    """One under the other."""
    widths: dict[int, int] = {}
    for grid, _ in grids:
        for i, room in enumerate(grid.room):
            widths[i] = max(widths.get(i, 0), min(room + 3, _WIDE))
    for i, width in widths.items():
        page.set_column(i, i, width)
    row = 0
    for grid, caption in grids:
        write(page, styles, (row, 0), readable(caption), bold=True)
        row = _table(page, styles, grid.table, row + 1, widths) + 1


def _high(page: Worksheet, row: int, cells: Iterable[tuple[str, float]]) -> None:
    """As high as its words need in columns of these widths; not every reader finds that out by itself."""
    lines = max((math.ceil(len(words) / (width - 1)) for words, width in cells), default=1)
    if lines > 1:
        page.set_row(row, _LINE * lines)


def _table(page: Worksheet, styles: Styles, table: Table, first: int, widths: Mapping[int, int]) -> int:
    """From this row on; gives the row below it."""
    for row, line in enumerate([{}, *table.rows], first):
        words = [shown(column, line) if line else head_of(column) for column in table.columns]
        _high(page, row, [(word, widths[i]) for i, word in enumerate(words)])
    for i, column in enumerate(table.columns):
        side: dict[str, Any] = {"align": "left", "indent": 1 if i else 0}
        if column.kind is not Kind.TEXT:
            side = {"align": "right"}
        head = readable(head_of(column))
        write(page, styles, (first, i), head, bold=True, bottom=1, text_wrap=True, **side)
        for row, line in enumerate(table.rows, first + 1):
            value = displayed(column, line)
            if isinstance(value, str):
                write(page, styles, (row, i), readable(value), text_wrap=True, **side)
            else:
                page.write_number(row, i, float(value), styles.get(num_format=NUMBERS[column.kind]))
    return first + 1 + len(table.rows)


def _about(page: Worksheet, styles: Styles, report: Report) -> None:
    lines = [
        *([(text.SAMPLE, "")] if report.sample else []),
        ("Laporan", report.title),
        ("Kantor", report.office),
        ("Periode", report.period),
        ("Data", report.stamp),
        *report.notes,
    ]
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    for row, (label, words) in enumerate(lines):
        write(page, styles, (row, 0), readable(label), bold=True)
        write(page, styles, (row, 1), readable(words), text_wrap=True)


def _print(page: Worksheet, report: Report) -> None:
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    stamp = readable(report.stamp).replace("&", "&&")[:120]
    sample = f"\n{text.SAMPLE}" if report.sample else ""
    page.set_footer(f"&L&8 {stamp}{sample}&R&8Halaman &P dari &N")
