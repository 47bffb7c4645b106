"""One row of each reference table: who serves, where, what, by which promise and when the doors are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

UNITS = ("menit", "jam_kerja", "hari_kerja", "hari_kalender")
UNKNOWN_AREA = "tidak-diketahui"


@dataclass(frozen=True)
class Office:
    code: str
    name: str
    level: str
    lat: float | None
    lon: float | None
    opened: date | None
    """The day a new building opened."""
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    code: str
    name: str
    kind: str
    lat: float | None
    lon: float | None
    row: int | None
    """Place on the tile map, from 1; only a kelurahan has one."""
    col: int | None
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    code: str
    name: str
    level: str
    channels: tuple[str, ...]
    bukti: str
    """The fact that proves the standard: request or visit, never both."""
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Standard:
    service: str
    value: int
    unit: str
    decree: str
    sejak: date
    sampai: date | None
    """The last day in force; None while it is."""
    note: str


@dataclass(frozen=True)
class Channel:
    code: str
    name: str
    online: bool
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Category:
    code: str
    name: str
    synonyms: tuple[str, ...]


PROMISES = ("tanggapan", "selesai")


@dataclass(frozen=True)
class ComplaintStandard:
    """How soon a complaint of a category is first answered (tanggapan) or closed (selesai)."""

    category: str
    promise: str
    value: int
    unit: str
    decree: str
    sejak: date
    sampai: date | None
    note: str


@dataclass(frozen=True)
class Hours:
    """Opening hours of one weekday (1 = Senin); the row with the latest `sejak` that covers a day wins."""

    sejak: date
    sampai: date | None
    weekday: int
    open: time
    close: time
    break_start: time | None
    break_end: time | None
    note: str


@dataclass(frozen=True)
class Holiday:
    """A day that the national list lacks, or (kerja) one on which the office works all the same."""

    day: date
    name: str
    kind: str


@dataclass(frozen=True)
class Unsur:
    key: str
    number: int
    """In the order of the regulation, where 8 is pengaduan."""
    questionnaire: int
    """In the order of the usual form, where 8 is sarana."""
    name: str
    question: str


class Named(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def synonyms(self) -> tuple[str, ...]: ...


def normal(text: str) -> str:
    """`"  Sei   MUFTI "` → `"sei mufti"`"""
    return " ".join(text.casefold().split())


def keys(row: Named) -> set[str]:
    """Everything by which a source may call the row, normalised."""
    return {normal(word) for word in (row.code, row.name, *row.synonyms)}
