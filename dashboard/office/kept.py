"""Files that people bring: each lies in a folder of its own under its hash, and is never taken out."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dashboard.errors import AccountError

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""
LONGEST_NAME = 120
_LONGEST_IN_BYTES = 200
"""Of a name, which may stand behind a number where it is unpacked: a file system takes 255."""
_BEGINS = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
}
"""Endings that are taken, and how such a file begins."""
ENDINGS = tuple(_BEGINS)
_STRANGE = re.compile(r"[^\w. ()-]+")


@dataclass(frozen=True)
class Brought:
    """A file as it came, and the folder where such files lie."""

    name: str
    content: bytes
    folder: Path


@dataclass(frozen=True)
class Kept:
    """`name`: under which it was brought, without a path."""

    name: str
    size: int
    sha256: str


def checked(brought: Brought) -> Kept:
    """What a register keeps of it. Raises AccountError where it is none of the kinds that are taken."""
    name = _STRANGE.sub("_", brought.name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in _BEGINS:
        raise AccountError(f"berkas “.{ending}” tidak diterima; yang diterima: {', '.join(ENDINGS)}")
    if not brought.content or len(brought.content) > LARGEST:
        raise AccountError(f"berkas kosong, atau lebih dari {LARGEST // 1024 // 1024} MB")
    if not brought.content.startswith(_BEGINS[ending]):
        raise AccountError(f"isi berkas bukan {ending}, walau namanya begitu")
    return Kept(_short(name), len(brought.content), sha256(brought.content).hexdigest())


def _short(name: str) -> str:
    """Its end, with the ending."""
    name = name[-LONGEST_NAME:]
    while len(name.encode()) > _LONGEST_IN_BYTES:
        name = name[1:]
    return name


def put(brought: Brought, kept: Kept) -> None:
    """Whole or not there at all; the same content is kept once, and in the place of one that was changed.

    Raises AccountError.
    """
    place = brought.folder / kept.sha256
    if place.is_file() and sha256(place.read_bytes()).hexdigest() == kept.sha256:
        return
    draft = brought.folder / f".{kept.sha256}.{secrets.token_hex(8)}"
    try:
        brought.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(brought.content)
            made.flush()
            os.fsync(made.fileno())
        draft.rename(place)
    except OSError as failed:
        with suppress(OSError):
            draft.unlink()
        raise AccountError(f"berkas tidak dapat disimpan ({failed.strerror}); beri tahu admin") from failed


def opened(folder: Path, kept: Kept) -> bytes:
    """Its content, if it is still what was brought. Raises AccountError."""
    try:
        content = (folder / kept.sha256).read_bytes()
    except OSError as failed:
        raise AccountError(f"berkas bukti “{kept.name}” tidak ada di tempat simpannya") from failed
    if sha256(content).hexdigest() != kept.sha256:
        raise AccountError(f"berkas bukti “{kept.name}” berubah sejak diserahkan; jangan dipakai")
    return content
