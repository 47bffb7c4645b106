"""Refused rows as a sheet for the clerk who mends them: where, why, what to do; never the text."""

import csv
import re
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from xlsxwriter import Workbook

from etl.errors import ConfigProblem
from etl.os_errors import why
from etl.rejects import Refused
from etl.validate import Reason

HEAD = ("Sumber", "Berkas", "Baris", "Kolom", "Alasan", "Saran", "Bentuk isi", "Selesai")
_OURS = HEAD[:7]
"""How the head of each list begins, of earlier ones too."""
_WIDTHS = (14, 34, 8, 20, 40, 60, 16, 40)
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, the wide forms too."""
_BEGIN, _TEXT = 4096, re.compile("<t[^>]*>([^<]*)</t>")
_XLSX = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_sheet(rows: Sequence[Refused], path: Path) -> None:
    """CSV or XLSX by the path's ending. Raises ConfigProblem where it is neither, cannot be written, or would
    take the place of something else than such a list."""
    kinds = {".csv": _write_csv, ".xlsx": _write_xlsx}
    write = kinds.get(path.suffix.lower())
    if write is None:
        raise ConfigProblem(f"--export {path.name}: beri nama yang berakhir .csv atau .xlsx.")
    try:
        if path.exists() and not _is_list(path):
            raise ConfigProblem(
                f"--export {path}: sudah ada dan bukan daftar baris ditolak, jadi tidak ditimpa; "
                "sebut nama lain."
            )
        write([_cells(row) for row in rows], path)
    except OSError as failed:
        raise ConfigProblem(
            f"--export {path}: tidak bisa ditulis ({why(failed)}); pilih folder yang boleh ditulis, dan "
            "tutup berkas itu bila sedang dibuka."
        ) from None


def _cells(row: Refused) -> tuple[str | int, ...]:
    reason = Reason.of(row.reason)
    return (row.source, row.name, row.line, row.column, reason.label, reason.hint, row.shape, row.closed)


def _is_list(path: Path) -> bool:
    """Whether a list stands there: what one begins with, as it is written below."""
    if path.suffix.lower() == ".csv":
        with path.open("rb") as file:
            return file.read(_BEGIN).decode("utf-8-sig", "replace").startswith(";".join(_OURS))
    try:
        with ZipFile(path) as book, book.open("xl/sharedStrings.xml") as file:
            return tuple(_TEXT.findall(file.read(_BEGIN).decode(errors="replace")))[: len(_OURS)] == _OURS
    except (BadZipFile, KeyError, EOFError, zlib.error, NotImplementedError, RuntimeError):
        return False


def _write_csv(rows: Sequence[Sequence[str | int]], path: Path) -> None:
    # As spreadsheets of an Indonesian computer open it at a click: semicolons, and a mark for UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEAD)
        writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: str | int) -> str | int:
    """What a spreadsheet would run as a formula is a text with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write_xlsx(rows: Sequence[Sequence[str | int]], path: Path) -> None:
    out = BytesIO()
    with Workbook(out, {"in_memory": True, **_XLSX}) as book:
        sheet = book.add_worksheet("Ditolak")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, wrapped)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, HEAD, bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
        sheet.autofilter(0, 0, max(1, len(rows)), len(HEAD) - 1)
    path.write_bytes(out.getvalue())
