"""Files by their path, as one ZIP: the same files make the same bytes. What is read may be hostile."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from stat import S_IFMT, S_IFREG
from struct import Struct, error
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from dashboard.errors import PackError

MOST_FILES = 10_000
LARGEST = 300 * 1024 * 1024
"""Bytes of all files together, unpacked."""
_BROKEN = (BadZipFile, LargeZipFile, zlib.error, error, EOFError, OSError, ValueError, NotImplementedError)
_READABLE = 0o644 << 16
_END = Struct("<4s4H2LH")
"""The last bytes of a ZIP without a comment: sign, disks, entries here and of all, bytes and place of their
list, length of a comment."""
_END_SIGN, _ZIP64_SIGN, _ZIP64_LENGTH = b"PK\x05\x06", b"PK\x06\x07", 20
_LONGEST_LIST = 4 * 1024 * 1024
"""Bytes of the list of entries."""
_METHODS = (ZIP_STORED, ZIP_DEFLATED)


@dataclass(frozen=True)
class Archive:
    """`broken`: paths whose content cannot be read."""

    files: Mapping[str, bytes]
    broken: frozenset[str] = frozenset()


def to_zip(files: Mapping[str, bytes], at: datetime) -> bytes:
    """`at`: the time of every file in it. Raises PackError for more than can be read again."""
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
        raise PackError(
            f"paket lebih dari {LARGEST // 1024 // 1024} MB atau {MOST_FILES} berkas; "
            "cabut berkas bukti yang tidak terpakai"
        )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = ZipInfo(path, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, _READABLE
            archive.writestr(entry, files[path])
    return out.getvalue()


def from_zip(content: bytes) -> Archive:
    """Raises PackError for what is no ZIP, holds a path twice or one that leads outside, or is too large."""
    _require_end(content)
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if entry.file_size or not _folder(entry)]
            _require(entries)
            return _read(archive, entries)
    except _BROKEN as fault:
        raise PackError("berkas itu bukan ZIP yang utuh; ambil lagi dari yang menyerahkannya") from fault


def _require_end(content: bytes) -> None:
    """Before any entry is read: a list of a million of them would fill the memory by itself."""
    end = content[-_END.size :]
    before = content[-_END.size - _ZIP64_LENGTH :]
    if len(end) < _END.size or end[:4] != _END_SIGN or before.startswith(_ZIP64_SIGN):
        raise PackError(
            "berkas itu bukan ZIP yang utuh seperti buatan Pantau; ambil lagi dari yang menyerahkannya"
        )
    _, _, _, _, entries, length, _, comment = _END.unpack(end)
    if comment or entries > MOST_FILES or length > _LONGEST_LIST:
        raise PackError(f"berkas itu bukan paket: lebih dari {MOST_FILES} berkas, atau berkomentar")


def _require(entries: list[ZipInfo]) -> None:
    paths = [entry.filename for entry in entries]
    # What a file system takes for one name is one name.
    if len({unicodedata.normalize("NFKC", path).casefold() for path in paths}) < len(paths):
        raise PackError("paket memuat satu nama berkas dua kali; isinya tidak dapat dipercaya")
    if (strange := next((path for path in paths if _leads_outside(path)), None)) is not None:
        raise PackError(f"paket memuat nama berkas yang tidak wajar: {ascii(strange)[:60]}")
    if strange := next((entry.filename for entry in entries if not _plain(entry)), None):
        raise PackError(f"paket memuat berkas yang bukan berkas biasa: {ascii(strange)[:60]}")
    if len(paths) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST:
        raise PackError(f"paket lebih dari {LARGEST // 1024 // 1024} MB atau {MOST_FILES} berkas")


def _leads_outside(path: str) -> bool:
    return (
        not path or path.startswith("/") or "\\" in path or not path.isprintable() or ".." in path.split("/")
    )


def _folder(entry: ZipInfo) -> bool:
    """`ZipInfo.is_dir` itself fails on a name without a letter."""
    return entry.filename.endswith("/")


def _plain(entry: ZipInfo) -> bool:
    """Not a link to elsewhere, not under a password, and packed in a way that takes no memory of its own."""
    mode = entry.external_attr >> 16
    if _folder(entry):
        return False
    return entry.compress_type in _METHODS and not entry.flag_bits & 1 and S_IFMT(mode) in (0, S_IFREG)


def _read(archive: ZipFile, entries: list[ZipInfo]) -> Archive:
    files: dict[str, bytes] = {}
    broken: set[str] = set()
    for entry in entries:
        try:
            with archive.open(entry) as opened:
                # No more than it says of itself: a liar is cut off, and its hash does not fit.
                files[entry.filename] = opened.read(entry.file_size + 1)[: entry.file_size + 1]
        except (*_BROKEN, RuntimeError):
            broken.add(entry.filename)
    return Archive(files, frozenset(broken))
