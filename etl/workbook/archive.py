"""A foreign XLSX → a small one of our own, in which only checked parts of it stand.

What calamine reads is written here: a list of one sheet, the sheet, its texts and formats. So a second
directory, a path that climbs out, a link to another file, a part that is larger than it says never reach it.
"""

import struct
import zlib
from collections.abc import Iterator
from html import escape
from typing import BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from etl.errors import SourceRefused
from etl.identity import told
from etl.workbook.index import Index, sheet_of
from etl.workbook.scan import checked, scanned

MIB = 1 << 20
MOST_UNPACKED = 100 * MIB
MOST_PARTS = 2_000
MOST_GROWTH = 100
_SMALL = MIB
"""A part that is no larger may be packed as tightly as it likes."""

_BLOCK = 1 << 18
_LOCAL = struct.Struct("<4s22x2H")
_ENCRYPTED = 1
DAMAGED = "berkas rusak atau terpotong; salin atau ekspor ulang dari sistem asal"


class Cleaned(NamedTuple):
    """The sheet's name, and whether its days are counted since 1904."""

    sheet: str
    since_1904: bool


def clean(file: BinaryIO, copy: BinaryIO, wanted: str | None) -> Cleaned:
    """Copies the one sheet that is wanted into a new workbook. Raises SourceRefused."""
    parts = _parts(file)
    index = Index.read(lambda name: _whole(file, parts, name))
    sheet = sheet_of(index, wanted)
    if sheet.path not in parts:
        raise SourceRefused(DAMAGED)
    with ZipFile(copy, "w", ZIP_STORED) as made:
        kept = {"worksheets/sheet1.xml": sheet.path, **index.shared()}
        for name, path in kept.items():
            if path not in parts:
                continue
            pieces = checked(_unpacked(file, parts[path]))
            if name.startswith("worksheets/"):
                pieces = scanned(pieces, sheet.name, stale=index.stale)
            with made.open(f"xl/{name}", "w") as target:
                for piece in pieces:
                    target.write(piece)
        made.writestr("_rels/.rels", _ROOT)
        made.writestr("xl/workbook.xml", _workbook(sheet.name, index.since_1904))
        made.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
    return Cleaned(sheet.name, index.since_1904)


def _workbook(name: str, since_1904: bool) -> str:
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(since_1904)}"/>'
        f'<sheets><sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LIST = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_ROOT = (
    f'{_LIST}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
_RELATIONS = (
    f"{_LIST}"
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)


def _parts(file: BinaryIO) -> dict[str, ZipInfo]:
    """The directory, by names as the standard writes them. Refuses what is not worth opening."""
    infos = ZipFile(file).infolist()
    if len(infos) > MOST_PARTS:
        raise SourceRefused(f"buku kerja ini berisi {len(infos)} bagian; paling banyak {MOST_PARTS}")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise SourceRefused("buku kerja ini dikunci kata sandi; simpan ulang tanpa kata sandi")
    _refuse_growth(infos)
    parts: dict[str, ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").lower()
        if name in parts:
            raise SourceRefused(
                f"ada dua bagian bernama {told(info.filename[:60])}; ekspor ulang dari sistem asal"
            )
        parts[name] = info
    _refuse_others(parts)
    return parts


def _refuse_growth(infos: list[ZipInfo]) -> None:
    packed, unpacked = sum(i.compress_size for i in infos), sum(i.file_size for i in infos)
    if unpacked > MOST_UNPACKED:
        raise SourceRefused(
            f"buku kerja ini menjadi {unpacked // MIB} MiB setelah dibuka; paling besar "
            f"{MOST_UNPACKED // MIB} MiB. Bagi menjadi beberapa berkas, atau simpan sebagai CSV"
        )
    pairs = [(info.compress_size, info.file_size) for info in infos] + [(packed, unpacked)]
    growth = max((size // max(small, 1) for small, size in pairs if size > _SMALL), default=0)
    if growth > MOST_GROWTH:
        raise SourceRefused(
            f"buku kerja ini mengembang {growth} kali setelah dibuka, tidak wajar untuk catatan kantor; "
            "buka di Excel, hapus baris dan kolom yang kosong, lalu simpan lagi"
        )


def _refuse_others(parts: dict[str, ZipInfo]) -> None:
    if "_rels/.rels" in parts and any(name.endswith("workbook.xml") for name in parts):
        return
    if "xl/workbook.bin" in parts:
        raise SourceRefused("ini buku kerja biner (.xlsb); di Excel, Simpan Sebagai .xlsx")
    if "content.xml" in parts:
        raise SourceRefused("ini berkas OpenDocument (.ods); Simpan Sebagai .xlsx")
    raise SourceRefused("ini arsip zip, bukan buku kerja Excel; keluarkan isinya dulu, lalu taruh .xlsx-nya")


def _whole(file: BinaryIO, parts: dict[str, ZipInfo], name: str) -> bytes:
    """A small part as a whole."""
    if name not in parts or parts[name].file_size > 4 * MIB:
        raise SourceRefused(DAMAGED)
    return b"".join(checked(_unpacked(file, parts[name])))


def _unpacked(file: BinaryIO, info: ZipInfo) -> Iterator[bytes]:
    """A part's content; one that is not as long as the directory says, or other than its sum, is refused."""
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise SourceRefused("buku kerja ini dikemas dengan cara yang tidak biasa; simpan ulang dari Excel")
    length, summed = 0, 0
    for piece in _inflated(file, info):
        length += len(piece)
        summed = zlib.crc32(piece, summed)
        if length > info.file_size:
            break
        yield piece
    if length != info.file_size or summed != info.CRC:
        raise SourceRefused(
            "isi buku kerja tidak sama dengan ukuran atau jumlah periksa yang tertulis di dalamnya; "
            + DAMAGED
        )


def _inflated(file: BinaryIO, info: ZipInfo) -> Iterator[bytes]:
    """At most a block at a time, however much a packed byte may stand for."""
    file.seek(info.header_offset)
    sign, name_length, extra_length = _LOCAL.unpack(file.read(_LOCAL.size))
    if sign != b"PK\3\4":
        raise SourceRefused(DAMAGED)
    file.seek(name_length + extra_length, 1)
    left = info.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (packed := file.read(min(_BLOCK, left))):
        left -= len(packed)
        if info.compress_type == ZIP_STORED:
            yield packed
            continue
        while packed and not inflater.eof:
            yield inflater.decompress(packed, _BLOCK)
            packed = inflater.unconsumed_tail
    if info.compress_type == ZIP_DEFLATED:
        yield inflater.flush()
