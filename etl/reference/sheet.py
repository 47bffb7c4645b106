"""One CSV table kept by hand: text becomes typed rows, and each wrong cell is named by file and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


class CellError(Exception):
    """A cell that cannot be read; the message says what to write instead."""


Cell = Callable[[str], object]


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """One file, the shape of its rows and how each column is read. The order of columns is free."""

    file: str
    shape: Callable[..., Row]
    columns: Mapping[str, Cell]
    may_be_empty: bool = False


@dataclass(frozen=True)
class Numbered(Generic[Row]):
    """A row and the line it stands on."""

    line: int
    row: Row


def wrong(file: str, line: int, column: str, found: object, why: str) -> str:
    """The one form in which a wrong cell is reported."""
    return f'{file}, baris {line}, kolom "{column}": "{found}" {why}'


def parse(sheet: Sheet[Row], content: bytes) -> tuple[list[Numbered[Row]], list[str]]:
    """The readable rows, and what is wrong with the others."""
    try:
        (header_line, header), *body = _records(sheet.file, content)
    except _TableError as failure:
        return [], [str(failure)]
    problems = _header_problems(sheet, header_line, header)
    if problems:
        return [], problems
    if not body and not sheet.may_be_empty:
        return [], [f"{sheet.file}, baris {header_line}: tidak ada baris data; isi sedikitnya satu"]
    rows: list[Numbered[Row]] = []
    for line, cells in body:
        values, found = _values(sheet, line, header, cells)
        problems += found
        if not found:
            rows.append(Numbered(line, sheet.shape(**values)))
    return rows, problems


class _TableError(Exception):
    """No table can be seen in the file at all."""


def _records(file: str, content: bytes) -> list[tuple[int, list[str]]]:
    """At least the header; blank lines are skipped."""
    try:
        # A spreadsheet program may put a byte order mark in front; it is no part of the first column's name.
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = content[: failure.start].count(b"\n") + 1
        raise _TableError(f"{file}, baris {line}: bukan UTF-8; simpan kembali sebagai CSV UTF-8") from None
    reader = csv.reader(io.StringIO(written, newline=""), strict=True)
    try:
        records = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error:
        where = f"{file}, baris {reader.line_num}"
        raise _TableError(f"{where}: tanda kutip tidak lengkap; periksa baris ini") from None
    if not records:
        raise _TableError(f"{file}, baris 1: berkas kosong; tulis baris judul kolom dan isinya")
    return records


def _header_problems(sheet: Sheet[Any], line: int, header: list[str]) -> list[str]:
    expected = ", ".join(sheet.columns)
    unknown = [name for name in header if name not in sheet.columns]
    missing = [name for name in sheet.columns if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    return [
        *(wrong(sheet.file, line, name, name, f"tidak dikenal; kolomnya {expected}") for name in unknown),
        *(f'{sheet.file}, baris {line}: kolom "{name}" tidak ada; kolomnya {expected}' for name in missing),
        *(wrong(sheet.file, line, name, name, "tertulis dua kali; hapus salah satu") for name in twice),
    ]


def _values(
    sheet: Sheet[Any], line: int, header: list[str], cells: list[str]
) -> tuple[dict[str, object], list[str]]:
    if len(cells) != len(header):
        return {}, [f"{sheet.file}, baris {line}: {len(cells)} kolom; seharusnya {len(header)}"]
    values: dict[str, object] = {}
    problems: list[str] = []
    for name, cell in zip(header, cells, strict=True):
        try:
            values[name] = sheet.columns[name](cell.strip())
        except CellError as failure:
            problems.append(wrong(sheet.file, line, name, cell, str(failure)))
    return values, problems


def text(cell: str) -> str:
    if not cell:
        raise CellError("kosong; wajib diisi")
    return cell


def optional_text(cell: str) -> str:
    return cell


def words(cell: str) -> tuple[str, ...]:
    """`a|b|c`"""
    return tuple(word for part in cell.split("|") if (word := part.strip()))


def some_words(cell: str) -> tuple[str, ...]:
    return words(text(cell))


def one_of(*allowed: str) -> Cell:
    def read(cell: str) -> str:
        if cell not in allowed:
            raise CellError(f"tidak dikenal; tulis {_either(allowed)}")
        return cell

    return read


def yes_no(cell: str) -> bool:
    return one_of("ya", "tidak")(cell) == "ya"


def whole(lowest: int, highest: int) -> Cell:
    def read(cell: str) -> int:
        # Plain ASCII digits only: int() would also take "1_0", "+1" and "١".
        if not (cell.isascii() and cell.isdigit()) or not lowest <= int(cell) <= highest:
            raise CellError(f"bukan bilangan bulat {lowest} sampai {highest}")
        return int(cell)

    return read


def degrees(limit: int) -> Cell:
    """Decimal degrees between -limit and limit, or nothing."""

    def read(cell: str) -> float | None:
        if not cell:
            return None
        try:
            value = float(cell)
        except ValueError:
            raise CellError("bukan derajat desimal; tulis misalnya -3.27953") from None
        if not -limit <= value <= limit:
            raise CellError(f"di luar jangkauan; tulis antara -{limit} dan {limit}")
        return value

    return read


def day(cell: str) -> date:
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        raise CellError("bukan tanggal; tulis seperti 2025-09-01") from None
    if found.isoformat() != cell:
        raise CellError("bukan tanggal; tulis seperti 2025-09-01")
    return found


def clock(cell: str) -> time:
    try:
        found = time.fromisoformat(cell)
    except ValueError:
        raise CellError("bukan jam; tulis seperti 08:00") from None
    if found.strftime("%H:%M") != cell:
        raise CellError("bukan jam; tulis seperti 08:00")
    return found


def optional(read: Cell) -> Cell:
    return lambda cell: read(cell) if cell else None


def _either(allowed: Iterable[str]) -> str:
    *others, last = allowed
    return f"{', '.join(others)} atau {last}" if others else last
