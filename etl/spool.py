"""A source file → a private copy with its hash, so that what is read is what was hashed."""

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

from etl.errors import SourceRefused
from etl.identity import names_someone, shape

CHUNK = 1 << 20
_MARK = 3
_TIMES = "~"

_WHY = {
    errno.ELOOP: "ini tautan, bukan berkas biasa; salin berkasnya sendiri ke folder ini.",
    errno.EACCES: "akun ini tidak boleh membacanya; ubah izin berkas.",
    errno.ENOENT: "berkas atau foldernya tidak ada; periksa namanya.",
}
_OTHERWISE = "tidak bisa dibuka; pastikan berkas biasa dan boleh dibaca."


@dataclass(frozen=True)
class Spool:
    """`file` is the sha-256 of the content, `size` its bytes. See `named` and `delivered`.

    `name` is the source file's name as it may be told and kept, `own_name` as it is.
    """

    stream: BinaryIO
    name: str
    file: str
    size: int
    own_name: str = field(repr=False)

    def named(self) -> "Spool":
        """Known by content and name, where the same bytes under another name say something else."""
        both = hashlib.sha256(f"{self.file}\x1f{self.own_name}".encode()).hexdigest()
        return replace(self, file=both)

    def delivered(self, times: int) -> "Spool":
        """The same bytes as their second delivery, their third …"""
        return self if times == 1 else replace(self, file=f"{self.file}{_TIMES}{times}")

    def is_of(self, file: str) -> bool:
        """Whether `file` names these bytes, be it with their name, or as one of several deliveries."""
        return once(file) in (self.file, self.named().file)


def once(file: str) -> str:
    """What a file is known by, however often it was delivered."""
    return file.partition(_TIMES)[0]


@contextmanager
def spooled(path: Path) -> Iterator[Spool]:
    """A copy that has no name in any folder, so it is gone when closed and after any crash.

    Raises SourceRefused when the file is a link, cannot be read, or changes while it is copied.
    """
    digest, size = hashlib.sha256(), 0
    with os.fdopen(_opened(path), "rb") as source, tempfile.TemporaryFile() as copy:
        before = os.fstat(source.fileno())
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            copy.write(chunk)
        after = os.fstat(source.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise SourceRefused("berubah selagi dibaca; tunggu sampai selesai ditulis, lalu jalankan lagi.")
        copy.seek(0)
        yield Spool(cast(BinaryIO, copy), name_of(path), digest.hexdigest(), size, _text(path.name))


def _opened(path: Path) -> int:
    """A pipe or a device has no end: only a regular file is read, and the opening waits for nobody."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as failed:
        raise SourceRefused(_WHY.get(failed.errno or 0, _OTHERWISE)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SourceRefused(_OTHERWISE)
    return handle


def name_of(path: Path) -> str:
    """The file's name as it may be told: by its shape if it holds a person's number.

    Clerks name files after those who came; a name alone cannot be told from other words.
    """
    name = _text(path.name)
    if not names_someone(name):
        return name
    # So that two of one shape are two: too few digits to find the name by.
    mark = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:_MARK]
    return f"{shape(path.stem)}~{mark}" + (path.suffix if path.suffix[1:].isalpha() else "")


def _text(name: str) -> str:
    """Bytes of another encoding, as an old zip leaves them, as their numbers."""
    return os.fsencode(name).decode(errors="backslashreplace")
