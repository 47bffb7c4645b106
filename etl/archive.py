"""A backup as it lies on disk: a folder with one Parquet file per table, and a manifest.

    <time>-<generation>/manifest.json, request.parquet, ledger.parquet …

Both engines write and read the same. A backup is written under a draft's name, synced and renamed: what was
broken off is none. The manifest names the hash of every file and has one of its own, so a changed byte shows.
"""

import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import parquet

from etl.errors import ConfigProblem
from etl.os_errors import why
from etl.warehouse.disk import sync

FORMAT = 1
MANIFEST = "manifest.json"
_DRAFT = ".draft-"
_STALE = 24 * 3600
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
_MOST = 16 << 20
"""Bytes of a manifest."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table."""

    rows: int
    bytes: int
    sha256: str


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself."""

    format: int
    made_at: datetime
    """UTC, aware."""
    engine: str
    revision: str
    """Of the schema of the facts."""
    generation: int
    content: str | None
    """The content hash; None where the tallies were not yet of the definitions of the code that wrote it."""
    version: str | None
    """What was published then."""
    made_by: str
    """The definitions, the configuration and the code of the moment, as a version names them."""
    parts: dict[str, Part]


class _Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str
    contents: Contents


@dataclass(frozen=True)
class Archive:
    """A whole backup."""

    folder: Path
    contents: Contents

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.contents.parts.values())

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


@contextmanager
def drafted(folder: Path) -> Iterator[Path]:
    """A folder for the parts of a backup in the making; it is gone when the block ends, sealed or not.

    Raises ConfigProblem where there is no room or no right to write.
    """
    draft = folder / f"{_DRAFT}{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(folder)
        draft.mkdir(mode=0o700)
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as failed:
        raise ConfigProblem(
            f"Cadangan di {folder} tidak bisa ditulis ({why(failed)}); "
            "tidak ada yang tersimpan. Beri ruang atau hak tulis, atau sebut folder lain dengan --to."
        ) from failed


def seal(draft: Path, contents: Contents) -> Archive:
    """Make a whole backup of a draft whose parts are written."""
    sealed = _Sealed(_sum(contents), contents)
    path = draft / MANIFEST
    with private(path) as file:
        file.write(msgspec.json.format(msgspec.json.encode(sealed)))
    sync(draft)
    name = f"{contents.made_at:%Y%m%dT%H%M%S%f}-{contents.generation}"
    folder = draft.rename(draft.parent / name)
    sync(folder.parent)
    return Archive(folder, contents)


@contextmanager
def private(path: Path) -> Iterator[Any]:
    """A new file that only its owner may read, on disk when the block ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write_part(draft: Path, table: str, shape: pa.Schema, pieces: Iterator[pa.Table]) -> Part:
    """One table, piece by piece."""
    rows, path = 0, draft / f"{table}.parquet"
    with private(path) as file, parquet.ParquetWriter(file, shape, compression="zstd") as writer:
        for piece in pieces:
            writer.write_table(piece.cast(shape))
            rows += piece.num_rows
    return Part(rows, path.stat().st_size, _hash(path))


def opened(folder: Path) -> Archive:
    """The backup in this folder, its files not yet looked at. Raises ConfigProblem."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            sealed = msgspec.json.decode(file.read(_MOST), type=_Sealed)
    except OSError as failed:
        raise _unopened(path, failed) from None
    except msgspec.ValidationError:
        raise _damaged(path, "isinya bukan keterangan sebuah cadangan") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _damaged(path, "isinya terpotong atau berubah") from None
    contents = sealed.contents
    if sealed.sha256 != _sum(contents):
        raise _damaged(path, "isinya tidak sesuai dengan jumlah pemeriksanya")
    if contents.format != FORMAT:
        raise ConfigProblem(
            f"{folder}: bentuk cadangan {contents.format}, yang dikenal {FORMAT}; perbarui Pantau."
        )
    if wrong_names := [name for name in contents.parts if not _NAME.fullmatch(name)]:
        raise _damaged(path, f'nama tabel "{wrong_names[0][:20]}"')
    return Archive(folder, contents)


def check(archive: Archive) -> None:
    """Every file is there and holds what was written. Raises ConfigProblem that names the first fault."""
    for table, part in archive.contents.parts.items():
        path = archive.path(table)
        try:
            size, found = path.stat().st_size, _hash(path)
        except FileNotFoundError:
            raise _damaged(path, "berkas itu tidak ada") from None
        except OSError as failed:
            raise _unopened(path, failed) from None
        if (size, found) != (part.bytes, part.sha256):
            raise _damaged(path, "isinya berbeda dari yang disimpan")


def shape_of(archive: Archive, table: str) -> pa.Schema:
    return parquet.read_schema(archive.path(table))


def read_part(archive: Archive, table: str, rows: int) -> Iterator[pa.Table]:
    """The table in pieces of so many rows at most."""
    with parquet.ParquetFile(archive.path(table)) as file:
        for batch in file.iter_batches(rows):
            yield pa.Table.from_batches([batch])


def archives(folder: Path) -> list[Archive | str]:
    """The backups in a folder, the newest first; of one that is damaged the sentence that says so.

    Raises ConfigProblem where the folder may not be looked at.
    """
    try:
        inside = sorted(folder.iterdir(), reverse=True)
        there = [path for path in inside if path.name[:1] != "." and _may_be_one(path)]
    except FileNotFoundError:
        return []
    except OSError as failed:
        raise ConfigProblem(
            f"{folder}: tidak bisa dibaca ({why(failed)}); sebut folder cadangan lain dengan --to."
        ) from failed
    found: list[Archive | str] = []
    for path in there:
        try:
            found.append(opened(path))
        except ConfigProblem as problem:
            found.append(str(problem))
    return found


def _may_be_one(folder: Path) -> bool:
    try:
        return (folder / MANIFEST).is_file()
    except PermissionError:
        # The others are listed all the same, and of this one it is said.
        return True


def _sweep(folder: Path) -> None:
    """Drop what broken-off backups have left; one that is being made is not a day old."""
    for draft in folder.glob(f"{_DRAFT}*"):
        if time.time() - draft.stat().st_mtime > _STALE:
            shutil.rmtree(draft, ignore_errors=True)


def _unopened(path: Path, failed: OSError) -> ConfigProblem:
    """What does not let itself be read is neither damaged nor no backup."""
    if not isinstance(failed, FileNotFoundError):
        return ConfigProblem(
            f"{path} tidak bisa dibaca ({why(failed)}); sebut folder sebuah cadangan, dan jalankan sebagai "
            "akun yang boleh membacanya."
        )
    if os.path.lexists(path.parent):
        return ConfigProblem(f"{path.parent} bukan cadangan Pantau: {path.name} tidak ada di sana.")
    return ConfigProblem(f"{path.parent} tidak ada; cadangan yang ada: python -m etl backups.")


def _damaged(path: Path, how: str) -> ConfigProblem:
    return ConfigProblem(
        f"Cadangan rusak, {path}: {how}. Tidak ada yang diubah; pakai cadangan lain "
        "(python -m etl backups), atau salin lagi folder ini dari asalnya."
    )


def _sum(contents: Contents) -> str:
    return hashlib.sha256(msgspec.json.encode(contents)).hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
