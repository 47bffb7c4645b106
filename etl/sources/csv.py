"""Delimited text, read strictly: nothing is guessed, and what cannot be read names its line."""

import csv
import gc
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import compress, islice
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.encoding import codec, refuse_other, undecodable
from etl.errors import SourceRefused
from etl.header import places
from etl.long_names import renamed
from etl.reader import Batch, Reader, Sheet, batched
from etl.source import SourceBlock, source_columns

# Rows are turned into columns while they still lie in the processor's cache: twice as fast as a whole batch.
_CHUNK_ROWS = 5_000
_LINE_LENGTH = 1 << 20
_BLOCK = 1 << 16
_LOOKED_AT = 20
"""Rows below what should be the header, where its names may stand."""
_DELIMITERS = {";": "titik koma", ",": "koma", "\t": "tab", "|": "garis tegak"}


def read_csv(file: BinaryIO, block: SourceBlock) -> Sheet:
    """Raises SourceRefused, here about the header and from the batches about what follows."""
    encoding = codec(block.encoding)
    _refuse_workbook(file)
    refuse_other(file, encoding)
    records = _Records(file, encoding, block.delimiter)
    own = records.header()
    header = renamed(own, block.headers)
    advice = _advice(own, block.delimiter) or _names_below(records, header, block)
    found = places(header, block, advice=advice)
    return Sheet(header, batched(_chunks(records, len(header), found), tuple(found)))


READER = Reader(kind="csv", read=read_csv, options=frozenset({"path", "headers", "encoding", "delimiter"}))


class _Records:
    """Records with the physical line on which each begins."""

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str) -> None:
        self._file = file
        self._encoding = encoding
        file.seek(0)
        guarded: Any = _Guarded(file, wide=encoding.startswith(("utf-16", "utf-32")))
        self._text = io.TextIOWrapper(guarded, encoding=encoding, errors="strict", newline="")
        self._reader = csv.reader(self._text, delimiter=delimiter, strict=True)
        self._ended = 0
        """The last physical line of the records handed out so far."""

    def header(self) -> tuple[str, ...]:
        while rows := self.rows(1)[0]:
            if _says(rows[0]):
                return tuple(cell.strip() for cell in rows[0])
        raise SourceRefused("berkas ini kosong; diharapkan baris judul, lalu baris data")

    def rows(self, count: int) -> tuple[list[list[str]], npt.NDArray[np.int64]]:
        """Up to `count` records and the line of each, blank ones too."""
        before = self._ended
        rows: list[list[str]] = []
        try:
            rows.extend(islice(self._reader, count))
        except UnicodeError:
            raise SourceRefused(undecodable(self._file_again(), self._encoding)) from None
        except csv.Error as error:
            raise SourceRefused(_malformed(before + _physical(rows) + 1, error)) from None
        self._ended = self._reader.line_num
        if self._ended - before == len(rows):
            return rows, np.arange(before + 1, self._ended + 1, dtype=np.int64)
        heights = np.array([_height(row) for row in rows], dtype=np.int64)
        return rows, before + 1 + np.concatenate([[0], np.cumsum(heights)[:-1]]).astype(np.int64)

    def _file_again(self) -> BinaryIO:
        self._file.seek(0)
        return self._file


class _Guarded(io.BufferedIOBase):
    """The file's bytes; refuses what no honest text file holds before it fills the memory."""

    def __init__(self, file: BinaryIO, *, wide: bool) -> None:
        self._file = file
        self._wide = wide
        """Two or four bytes to a character: a zero byte is nothing special."""
        self._line = 1
        self._length = 0

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        block = self._file.read(size if size > 0 else _BLOCK)
        if b"\0" in block and not self._wide:
            line = self._line + _breaks(block.partition(b"\0")[0])
            raise SourceRefused(
                f"baris {line}: ada bita nol, jadi ini bukan teks dengan pengodean yang disebut; "
                'coba encoding = "utf-16-le", atau ekspor ulang sebagai UTF-8'
            )
        self._measure(block)
        return block

    def _measure(self, block: bytes) -> None:
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._length = self._length + len(block) if last < 0 else len(block) - last - 1
        self._line += _breaks(block)
        if self._length > _LINE_LENGTH:
            raise SourceRefused(
                f"baris {self._line}: lebih dari {_LINE_LENGTH} bita tanpa ganti baris; ini bukan CSV"
            )


def _breaks(block: bytes) -> int:
    return block.count(b"\n") or block.count(b"\r")


@contextmanager
def _uncollected() -> Iterator[None]:
    """The rows of a chunk are no garbage, and looking whether they are takes as long as reading them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _height(row: Sequence[str]) -> int:
    """Physical lines of one record: a quoted cell may hold line breaks."""
    return 1 + sum(
        cell.count("\n") + cell.count("\r") - cell.count("\r\n")
        for cell in row
        if "\n" in cell or "\r" in cell
    )


def _physical(rows: Iterable[Sequence[str]]) -> int:
    return sum(map(_height, rows))


def _malformed(line: int, error: csv.Error) -> str:
    why = str(error)
    if "unexpected end of data" in why or "field larger" in why:
        return f'baris {line}: tanda kutip (") dibuka tetapi tidak ditutup; perbaiki, lalu jalankan lagi'
    if "expected after" in why:
        return (
            f'baris {line}: tanda kutip (") di tengah isi; gandakan menjadi "" atau hapus, lalu jalankan lagi'
        )
    return f"baris {line}: susunan CSV rusak; perbaiki baris ini, lalu jalankan lagi"


def _advice(header: Sequence[str], delimiter: str) -> str:
    """One long name is a header that was cut at the wrong sign."""
    other = next((sign for sign in _DELIMITERS if sign != delimiter and sign in header[0]), None)
    if len(header) > 1 or other is None:
        return ""
    return f"; pemisah kolomnya tampaknya {_DELIMITERS[other]}, tulis delimiter = {other!r}"


def _names_below(records: _Records, header: Sequence[str], block: SourceBlock) -> str:
    """Titles above the names of columns, as a report has them."""
    needed = set(source_columns(block))
    if needed <= set(header):
        return ""
    with suppress(SourceRefused):
        for row, line in zip(*records.rows(_LOOKED_AT), strict=True):
            if needed <= {cell.strip() for cell in row}:
                return (
                    f"; nama kolom ada di baris {line}: hapus {line - 1} baris di atasnya (judul laporan), "
                    "lalu jalankan lagi"
                )
    return ""


def _refuse_workbook(file: BinaryIO) -> None:
    file.seek(0)
    start = file.read(8)
    if start.startswith(b"PK\3\4"):
        raise SourceRefused(
            "ini buku kerja Excel (.xlsx) atau arsip ZIP, bukan teks CSV; untuk buku kerja, tulis "
            'read = "xlsx" di blok ini, atau simpan sebagai CSV'
        )
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SourceRefused(
            "ini buku kerja Excel lama (.xls), bukan teks CSV; di Excel, Simpan Sebagai .xlsx lalu tulis "
            'read = "xlsx" di blok ini, atau simpan sebagai CSV'
        )


def _chunks(records: _Records, width: int, places: dict[str, int]) -> Iterator[Batch]:
    while True:
        with _uncollected():
            chunk = _chunk(records, width, places)
        if chunk is None:
            return
        yield chunk


def _chunk(records: _Records, width: int, places: dict[str, int]) -> Batch | None:
    rows, lines = records.rows(_CHUNK_ROWS)
    if not rows:
        return None
    rows, lines = _those(rows, lines, [_says(row) for row in rows])
    broken: tuple[tuple[int, int], ...] = ()
    if set(map(len, rows)) - {width}:
        fits = [len(row) == width for row in rows]
        broken = tuple((int(lines[i]), len(rows[i])) for i, fit in enumerate(fits) if not fit)
        rows, lines = _those(rows, lines, fits)
    cells = list(zip(*rows, strict=True)) or [()] * width
    return Batch(lines, {name: pa.array(cells[i], pa.string()) for name, i in places.items()}, broken)


def _says(row: Sequence[str]) -> bool:
    """A row without anything in its cells is none, as in a workbook. Most say something in the first."""
    return bool(row and (row[0].strip() or any(map(str.strip, row))))


def _those(
    rows: list[list[str]], lines: npt.NDArray[np.int64], which: list[bool]
) -> tuple[list[list[str]], npt.NDArray[np.int64]]:
    return (rows, lines) if all(which) else (list(compress(rows, which)), lines[which])
