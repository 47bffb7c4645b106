"""The process that opens the workbook. Reads it from standard input, answers on standard output.

The answer is a row of frames, each with its length in front: {"refused": sentence}, or {"header": names, …}
and then {"lines", "columns", "lost"} for every few rows. Anything else, and any end but 0, is a death.
"""

import resource
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from etl.errors import SourceRefused
from etl.identity import told
from etl.long_names import renamed
from etl.workbook.archive import DAMAGED, MIB, clean
from etl.workbook.texts import Merged, blank, names, refuse_merged, texts_of

MEMORY = 512 * MIB
SECONDS = 10
MOST_ANSWERED = 128 * MIB
LENGTH = struct.Struct(">I")
_ROWS = 2_000
_MOST_IN_A_FRAME = 16 * MIB


class Options(msgspec.Struct, frozen=True):
    sheet: str | None
    header_rows: int
    skip_rows: int
    columns: list[str]
    headers: dict[str, str] = {}


class Frame(msgspec.Struct, omit_defaults=True):
    """`lost` is (line, column, shape's text) of each number that Excel has cut."""

    refused: str | None = None
    header: list[str] | None = None
    since_1904: bool = False
    lines: list[int] = []
    columns: list[list[str]] = []
    lost: list[tuple[int, str, str]] = []


def main() -> None:
    limit()
    options = msgspec.json.decode(sys.argv[1], type=Options)
    try:
        for frame in frames(sys.stdin.buffer, options):
            write(frame)
    except SourceRefused as refusal:
        write(Frame(refused=str(refusal)))
    except MemoryError:
        write(Frame(refused=too_much()))
    except Exception:  # noqa: BLE001 (zip, XML and calamine each have their own ways of saying it)
        write(Frame(refused=DAMAGED))


def too_much() -> str:
    return (
        f"buku kerja ini tidak dapat dibuka dengan memori {MEMORY // MIB} MiB dalam {SECONDS} detik; "
        "hapus lembar, baris, dan kolom yang tidak perlu, bagi berkasnya, atau simpan sebagai CSV"
    )


def limit() -> None:
    """From here on this process cannot take more than this, whatever it reads."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: MOST_ANSWERED,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        # A system that does not know a limit still has the others, and the parent's clock.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def write(frame: Frame) -> None:
    content = msgspec.json.encode(frame)
    sys.stdout.buffer.write(LENGTH.pack(len(content)) + content)
    sys.stdout.buffer.flush()


def frames(file: BinaryIO, options: Options) -> Iterator[Frame]:
    """Raises SourceRefused and much else."""
    # Imported here: what it does wrong, it does under limits.
    from python_calamine import CalamineWorkbook

    with tempfile.TemporaryFile() as copy:
        name, since_1904 = clean(file, copy, options.sheet)
        copy.flush()
        workbook = CalamineWorkbook.from_path(f"/dev/fd/{copy.fileno()}")
        sheet = workbook.get_sheet_by_name(name)
        yield from _frames(sheet, options, since_1904)


def _frames(sheet: Any, options: Options, since_1904: bool) -> Iterator[Frame]:
    rows = _numbered(sheet, options.skip_rows)
    head = list(islice(rows, options.header_rows))
    if not head:
        raise SourceRefused(f'lembar "{told(sheet.name)}" kosong; diharapkan baris judul, lalu baris data')
    merged = _merged(sheet)
    header = names([row for _, row in head], merged, head[0][0] - 1)
    header = renamed(header, options.headers)
    yield Frame(header=list(header), since_1904=since_1904)
    if all(header.count(name) == 1 for name in options.columns):
        places = {name: header.index(name) for name in options.columns}
        last = head[-1][0]
        refuse_merged(merged, last, places)
        clocked = _clocked(sheet, last, places)
        for chunk in _chunks(sheet, last):
            yield _frame(chunk, places, clocked)


def _merged(sheet: Any) -> list[Merged]:
    """Joined cells, columns counted as the rows give them: from the first that holds anything."""
    left = sheet.start[1]
    return [
        ((top, first - left), (bottom, last - left))
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
    ]


def _numbered(sheet: Any, after: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """(line from 1, cells), from the first row after that line which holds anything."""
    begun = False
    for line, row in enumerate(sheet.iter_rows(), start=1):
        begun = begun or (line > after and not blank(row))
        if begun:
            yield line, row


def _chunks(sheet: Any, after: int) -> Iterator[tuple[list[int], list[tuple[Any, ...]]]]:
    """The lines of some rows, and their cells by column. Blank rows are no rows."""
    rows = ((line, row) for line, row in _numbered(sheet, after) if not blank(row))
    while chunk := list(islice(rows, _ROWS)):
        yield [line for line, _ in chunk], list(zip(*(row for _, row in chunk), strict=True))


def _clocked(sheet: Any, after: int, places: Mapping[str, int]) -> set[str]:
    """Columns in which any date has a clock: there a bare date is midnight."""
    found: set[str] = set()
    rows = islice(sheet.iter_rows(), after, None)
    while chunk := list(islice(rows, _ROWS)):
        cells = list(zip(*chunk, strict=True))
        found |= {name for name, place in places.items() if datetime in set(map(type, cells[place]))}
    return found


def _frame(
    chunk: tuple[list[int], list[tuple[Any, ...]]], places: Mapping[str, int], clocked: set[str]
) -> Frame:
    lines, cells = chunk
    texts = {name: texts_of(cells[place], clocked=name in clocked) for name, place in places.items()}
    lost = [
        (lines[i], name, f"{cells[places[name]][i]:.0f}")
        for name, column in texts.items()
        for i, text in enumerate(column)
        if text is None
    ]
    gone = {line for line, _, _ in lost}
    frame = Frame(
        lines=[line for line in lines if line not in gone],
        columns=[
            [text or "" for line, text in zip(lines, column, strict=True) if line not in gone]
            for column in texts.values()
        ],
        lost=lost,
    )
    if len(msgspec.json.encode(frame)) > _MOST_IN_A_FRAME:
        raise SourceRefused(
            f"baris {lines[0]} dan seterusnya: isi selnya terlalu panjang untuk sebuah catatan"
        )
    return frame
