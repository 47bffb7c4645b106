"""The list of what a pack holds, and whether it still holds that. Pure.

manifest.json tells the SHA-256 of each other file; SHA256SUMS tells the same and that of manifest.json, in
the form that `sha256sum -c` reads. One hash, that of manifest.json, stands for the whole pack.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from dashboard.errors import PackError
from dashboard.publications.pack.archive import MOST_FILES, Archive

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
FORMAT = 1


@dataclass(frozen=True)
class Fault:
    path: str
    words: str


@dataclass(frozen=True)
class Listed:
    """`about` is what the pack says of itself, `files` path → SHA-256."""

    about: Mapping[str, Any]
    files: Mapping[str, str]


def with_lists(files: Mapping[str, bytes], about: Mapping[str, Any]) -> dict[str, bytes]:
    """The files and both lists of them."""
    told = {"format": FORMAT, **about, "files": {path: digest(files[path]) for path in sorted(files)}}
    manifest = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    listed = {**files, MANIFEST: manifest}
    return {**listed, SUMS: sums({path: digest(content) for path, content in listed.items()})}


def sums(files: Mapping[str, str]) -> bytes:
    return "".join(f"{files[path]}  {path}\n" for path in sorted(files)).encode()


def read(archive: Archive) -> Listed:
    """Raises PackError where there is no list that can be read."""
    content = archive.files.get(MANIFEST)
    if content is None:
        raise PackError(f"paket tidak memuat {MANIFEST} yang terbaca, jadi tidak dapat diperiksa")
    try:
        told = json.loads(content)
        files = told.pop("files")
        if told["format"] != FORMAT or not all(isinstance(each, str) for each in files.values()):
            raise ValueError("format")
        if len(files) > MOST_FILES:
            raise ValueError("files")
        return Listed(told, dict(files))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise PackError(f"{MANIFEST} berubah: isinya tidak terbaca sebagai daftar berkas") from fault


def faults(archive: Archive, listed: Listed, known: str | None) -> list[Fault]:
    """What is not as it was listed. `known`: the hash of the list that whoever made the pack remembers."""
    found = [*_files(archive, listed)]
    content = archive.files[MANIFEST]
    whole = {**listed.files, MANIFEST: digest(content)}
    if known is not None and digest(content) != known:
        found.append(Fault(MANIFEST, "berubah: bukan daftar yang tercatat saat paket dibuat"))
    if archive.files.get(SUMS) != sums(whole):
        # Of two lists that differ the one that is remembered is right; if none is, either may be the other.
        found.append(Fault(SUMS, f"berubah: tidak cocok dengan {MANIFEST}"))
        if known is None:
            found.append(Fault(MANIFEST, f"berubah, atau {SUMS} yang berubah: keduanya tidak cocok"))
    return found


def _files(archive: Archive, listed: Listed) -> Iterable[Fault]:
    here = archive.files.keys() | archive.broken
    for path in sorted(listed.files.keys() | here - {MANIFEST, SUMS}):
        if path not in here:
            yield Fault(path, "hilang")
        elif path not in listed.files:
            yield Fault(path, "tidak ada di daftar: ditambahkan sesudahnya")
        elif path in archive.broken or digest(archive.files[path]) != listed.files[path]:
            yield Fault(path, "berubah")


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()
