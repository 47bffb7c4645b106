"""Citizens who do not exist, each with marks of its own, and a search that finds any of them in any bytes."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyarrow import parquet

AREA = "637199"
"""No kecamatan has it: what begins with it is a canary."""

WORD = "kanari"
_SYLLABLES = ("ba", "lo", "me", "tu", "ri", "sa", "wi", "no", "ke", "da")
_PHONE = "8197199"
_LEAST = 12
"""Digits of a NIK that give its owner away: area and day of birth."""


@dataclass(frozen=True)
class Citizen:
    number: int

    @property
    def nik(self) -> str:
        n = self.number
        day, month, year = n % 28 + 1, n // 28 % 12 + 1, n // 336 % 60 + 40
        return f"{AREA}{day:02}{month:02}{year:02}{n % 9999 + 1:04}"

    @property
    def grouped(self) -> str:
        nik = self.nik
        return f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}.{nik[6:12]}.{nik[12:]}"

    @property
    def name(self) -> str:
        return f"Kanari {''.join(_SYLLABLES[int(digit)] for digit in f'{self.number:05}').title()}"

    @property
    def phone(self) -> str:
        return f"0{_PHONE}{self.number:05}"

    @property
    def mail(self) -> str:
        return f"{WORD}{self.number}@contoh.id"

    @property
    def address(self) -> str:
        return f"Gang {self.name} RT {self.number % 40}"

    @property
    def everything(self) -> str:
        return f"{self.name} NIK {self.nik} telp {self.phone} {self.mail} di {self.address}"


class Search:
    """For marks of these citizens: as text of any case, in UTF-16, grouped, in base64, in hexadecimal digits,
    or as a plain hash of the NIK."""

    def __init__(self, citizens: Iterable[Citizen]) -> None:
        niks = [citizen.nik for citizen in citizens]
        self._begins = {nik[:_LEAST] for nik in niks}
        self._hashes = {
            hashlib.new(kind, text.encode(), usedforsecurity=False).hexdigest()
            for nik in niks
            for text in (nik, f"nik|{nik}")
            for kind in ("md5", "sha1", "sha256")
        }
        self._hashes |= {digest[:32] for digest in self._hashes}
        self.bytes = 0

    @cached_property
    def _disguised(self) -> re.Pattern[bytes]:
        words = [case(word) for word in (WORD, AREA) for case in (str.lower, str.title, str.upper)]
        forms = [word.encode().hex().encode() for word in (WORD, WORD.title(), WORD.upper())]
        forms += [part for word in dict.fromkeys(words) if word != AREA for part in _in_base64(word.encode())]
        return re.compile(b"|".join(map(re.escape, dict.fromkeys(forms))))

    def hits(self, content: bytes, where: str) -> Iterator[str]:
        """What stands there; the parts of a zip one by one, and the rows of a Parquet file."""
        self.bytes += len(content)
        if content.startswith(b"PK\3\4"):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                for name in parts.namelist():
                    yield from self.hits(parts.read(name), f"{where}/{name}")
            return
        if content.startswith(b"PAR1"):
            # A backup is compressed: its bytes tell nothing.
            rows = parquet.read_table(io.BytesIO(content)).to_pylist()
            yield from self.hits(repr(rows).encode(), f"{where} (rows)")
            return
        if found := self._disguised.search(content):
            yield f"{where}: {found[0]!r}, a mark in disguise"
        for said in {content, content.replace(b"\0", b"")}:
            yield from (f"{where}: {what}" for what in self._plain(said))

    def _plain(self, content: bytes) -> Iterator[str]:
        if found := re.search(rb"(?i)kanari.{0,20}", content):
            yield f"{found[0]!r}"
        closed = content.translate(None, b" .-'")
        for found in re.finditer(rb"637199(\d{6})", closed):
            if found[0].decode() in self._begins:
                yield f"a NIK beginning with {found[0].decode()}"
                break
        if found := re.search(rb"(?:0|62)8197199\d{3}", closed):
            yield f"a telephone number {found[0]!r}"
        for found in re.finditer(rb"(?<![0-9a-f])[0-9a-f]{32,64}(?![0-9a-f])", content):
            if found[0].decode() in self._hashes:
                yield f"a plain hash of a NIK {found[0]!r}"
                break

    def below(self, root: Path, but: Iterable[Path] = ()) -> list[str]:
        """In every file below this folder, and in its name; not in the sources themselves."""
        aside, found = set(but), []
        for path in sorted(root.rglob("*")):
            if aside & {path, *path.parents}:
                continue
            told = path.relative_to(root).as_posix()
            found += self.hits(told.encode(errors="surrogateescape"), f"the name {told}")
            if path.is_file():
                found += self.hits(path.read_bytes(), told)
        return found


def _in_base64(word: bytes) -> Iterator[bytes]:
    """The letters that base64 has for it, wherever in a text it begins."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + word + b"\0" * 3)
        yield coded[-(-before * 8 // 6) : (before + len(word)) * 8 // 6]
