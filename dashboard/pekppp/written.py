"""What is written by hand in a TOML file, taken with its type or refused with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from dashboard.errors import InstrumentError

_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,18}|/\d{1,9})?", re.ASCII)
"""One with an exponent may have a thousand million digits."""


@dataclass(frozen=True)
class Part:
    """A table of the file; `place` is where it stands, for messages."""

    file: Path
    place: str
    values: Mapping[str, Any]

    def refuse(self, key: str, found: object, expected: str) -> InstrumentError:
        place = f"{self.place}.{key}" if self.place and key else self.place or key
        shown = "tidak ada" if found is None else f"“{found}”"
        return InstrumentError(f"{self.file}, {place}: ditemukan {shown}, seharusnya {expected}")

    def only(self, *known: str) -> None:
        """A misspelt key would otherwise be taken as left out."""
        for key in self.values:
            if key not in known:
                raise self.refuse(key, key, f"salah satu dari {', '.join(known)}")

    def text(self, key: str, default: str | None = None) -> str:
        found = self.values.get(key, default)
        if not isinstance(found, str) or (not found.strip() and default is None):
            raise self.refuse(key, found, "tulisan yang tidak kosong")
        return found

    def whole(self, key: str, low: int, high: int) -> int:
        found = self.values.get(key)
        # A bool is an int in Python, and no number here.
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            raise self.refuse(key, found, f"bilangan bulat {low} sampai {high}")
        return found

    def exact(self, key: str) -> Fraction:
        """A whole number, or a decimal in quotation marks: a bare 0.1 would not be exact."""
        found = self.values.get(key)
        if isinstance(found, int) and not isinstance(found, bool):
            return Fraction(found)
        try:
            return Fraction(found) if isinstance(found, str) and _NUMBER.fullmatch(found) else _no()
        except (ValueError, ZeroDivisionError):
            raise self.refuse(key, found, "bilangan bulat, atau pecahan dalam tanda kutip") from None

    def day(self, key: str) -> date:
        found = self.values.get(key)
        if type(found) is not date:
            raise self.refuse(key, found, "tanggal, misalnya 2022-01-01")
        return found

    def yes(self, key: str) -> bool:
        found = self.values.get(key, False)
        if not isinstance(found, bool):
            raise self.refuse(key, found, "true atau false")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
            raise self.refuse(key, found, "daftar tulisan")
        return tuple(found)

    def wholes(self, key: str) -> tuple[int, ...]:
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(type(each) is int for each in found):
            raise self.refuse(key, found, "daftar bilangan bulat")
        return tuple(found)

    def part(self, key: str) -> Part:
        found = self.values.get(key)
        if not isinstance(found, dict):
            raise self.refuse(key, found, f"bagian [{key}]")
        return Part(self.file, f"{self.place}.{key}" if self.place else key, found)

    def parts(self, key: str) -> Iterator[Part]:
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.refuse(key, found, f"daftar bagian {key}")
        place = f"{self.place}.{key}" if self.place else key
        for count, values in enumerate(found, start=1):
            yield Part(self.file, f"{place} ke-{count}", values)


def read(file: Path) -> Part:
    """The whole file. Raises InstrumentError."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as failure:
        raise InstrumentError(
            f"{file}: tidak dapat dibaca ({failure}); periksa nama dan hak berkas"
        ) from None
    except tomllib.TOMLDecodeError as failure:
        raise InstrumentError(f"{file}: bukan TOML yang benar ({failure})") from None
    return Part(file, "", values)


def _no() -> Fraction:
    raise ValueError
