"""Excel workbooks. The file is opened in a process of its own; here only its answer is read.

Text stays text. A cell that the workbook types as date or time comes as YYYY-MM-DD, HH:MM:SS or both; a
number without exponent and with a decimal point; a logical value as TRUE or FALSE; an error as it is shown.
"""

import os
import subprocess  # nosec B404
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import numpy as np
import pyarrow as pa

from etl.errors import SourceRefused
from etl.header import places, quoted
from etl.options import Join
from etl.reader import Batch, Lost, Reader, Sheet, batched
from etl.source import SourceBlock, source_columns, uses_format
from etl.workbook.child import LENGTH, SECONDS, Frame, Options, too_much
from etl.workbook.joining import Beside, wanted
from etl.workbook.joining import places as places_beside

MOST_PACKED = 100 << 20
_BLOCK = 1 << 20
_ROOT = Path(__file__).parents[2]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop()); from etl.workbook.child import main; main()"
_PASSED = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Of the environment; a workbook that takes the process over finds no secret there."""

_ZIP, _NO_PARTS, _OLE = b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_xlsx(file: BinaryIO, block: SourceBlock) -> Sheet:
    """Raises SourceRefused. The whole workbook has been read when this returns."""
    names = source_columns(block)
    own = [name for name in names if not any(name.startswith(join.prefix) for join in block.joins)]
    # One workbook has one time, however many of its sheets are read.
    until = time.monotonic() + SECONDS
    own = list(dict.fromkeys([*own, *(join.on.strip() for join in block.joins)]))
    with tempfile.TemporaryFile() as copy:
        _copy(file, cast(BinaryIO, copy))
        _refuse_others(cast(BinaryIO, copy))
        options = Options(block.sheet, block.header_rows, block.skip_rows, own, block.headers)
        answer = _Answer(cast(BinaryIO, copy), options, until)
        header = _header(answer, block)
        others = [
            _other(cast(BinaryIO, copy), join, wanted(join, names), block, until) for join in block.joins
        ]
    beside = [name for other in others for name in other.columns]
    found = tuple(places((*header, *beside), block))
    _refuse_missing(header, block.joins)
    notes: list[str] = []
    chunks = _chunks(answer, tuple(own))
    return Sheet(header, batched(_beside(chunks, others, notes), found), notes=notes)


def _header(answer: "_Answer", block: SourceBlock) -> tuple[str, ...]:
    head = answer.frame()
    if head.since_1904 and uses_format(block, "excel"):
        raise SourceRefused(
            'buku kerja ini menghitung hari sejak 1904, sedangkan format = "excel" sejak 1900; di Excel, '
            'jadikan kolom itu bertipe tanggal, lalu baca misalnya dengan format = "%Y-%m-%d"'
        )
    return tuple(head.header or ())


def _other(file: BinaryIO, join: Join, columns: list[str], block: SourceBlock, until: float) -> Beside:
    options = Options(join.sheet.strip(), join.header_rows, join.skip_rows, columns)
    answer = _Answer(file, options, until)
    places_beside(join, _header(answer, block), columns)
    return Beside.of(join, _chunks(answer, tuple(columns)), columns)


def _refuse_missing(header: tuple[str, ...], joins: Sequence[Join]) -> None:
    for join in joins:
        if header.count(join.on.strip()) != 1:
            raise SourceRefused(
                f'baris judul: kolom kunci "{join.on}" untuk lembar "{join.sheet}" tidak ada, atau ada dua '
                f"kali; kolom yang ada: {quoted(header)}"
            )


def _beside(chunks: Iterator[Batch], others: Sequence[Beside], notes: list[str]) -> Iterator[Batch]:
    for chunk in chunks:
        for other in others:
            chunk = other.add(chunk)
        yield chunk
    notes += [note for note in (other.note() for other in others) if note]


READER = Reader(
    kind="xlsx",
    read=read_xlsx,
    options=frozenset({"path", "headers", "sheet", "header_rows", "skip_rows", "join"}),
)


def _copy(file: BinaryIO, copy: BinaryIO) -> None:
    file.seek(0)
    left = MOST_PACKED
    while piece := file.read(_BLOCK):
        left -= len(piece)
        if left < 0:
            raise SourceRefused(
                f"buku kerja ini lebih dari {MOST_PACKED >> 20} MiB; bagi menjadi beberapa berkas, "
                "atau simpan sebagai CSV"
            )
        copy.write(piece)
    copy.flush()


def _refuse_others(file: BinaryIO) -> None:
    file.seek(0)
    start = file.read(512)
    if start.startswith(_ZIP):
        return
    if not start or start.startswith(_NO_PARTS):
        raise SourceRefused("berkas ini kosong; diharapkan buku kerja Excel (.xlsx)")
    if start.startswith(_OLE):
        file.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise SourceRefused("buku kerja ini dikunci kata sandi; simpan ulang tanpa kata sandi")
        raise SourceRefused("ini buku kerja Excel lama (.xls); di Excel, Simpan Sebagai .xlsx")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise SourceRefused("ini halaman HTML atau XML, bukan .xlsx; buka di Excel, Simpan Sebagai .xlsx")
    text = b"\0" not in start
    raise SourceRefused(
        "ini bukan buku kerja Excel (.xlsx)"
        + ('; tampaknya teks, coba read = "csv"' if text else "; ekspor ulang")
    )


class _Answer:
    """What the process has answered, once it has ended: frames, one after the other."""

    def __init__(self, file: BinaryIO, options: Options, until: float) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the last frame is read or let go)
        file.seek(0)
        try:
            # No shell; the interpreter that runs this, and arguments of our own.
            ended = subprocess.run(  # nosec B603
                [sys.executable, "-I", "-c", _PROGRAM, msgspec.json.encode(options).decode(), str(_ROOT)],
                stdin=file,
                stdout=self._file,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _PASSED if name in os.environ},
                timeout=max(until - time.monotonic(), 0.1),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SourceRefused(too_much()) from None
        if ended.returncode != 0:
            raise SourceRefused(too_much())
        self._file.seek(0)

    def __del__(self) -> None:
        # A sheet of which only the header was wanted is let go without reading its rows.
        self._file.close()

    def frame(self) -> Frame:
        """The next; an empty one is the end. Raises SourceRefused if that is the answer."""
        length = self._file.read(LENGTH.size)
        if not length:
            return Frame()
        frame = msgspec.json.decode(self._file.read(*LENGTH.unpack(length)), type=Frame)
        if frame.refused is not None:
            raise SourceRefused(frame.refused)
        return frame


def _chunks(answer: _Answer, names: tuple[str, ...]) -> Iterator[Batch]:
    while (chunk := _chunk(answer.frame(), names)) is not None:
        yield chunk


def _chunk(frame: Frame, names: tuple[str, ...]) -> Batch | None:
    if not frame.lines and not frame.lost:
        return None
    return Batch(
        np.array(frame.lines, np.int64),
        {name: pa.array(cells, pa.string()) for name, cells in zip(names, frame.columns, strict=True)},
        lost=tuple(Lost(line, column, "angka_terpotong", found) for line, column, found in frame.lost),
    )
