"""The office's reference tables as the version holds them: names, choices, standards, openings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from etl.warehouse import published

_NAMED = {
    "office": published.office,
    "area": published.area,
    "service": published.service,
    "channel": published.channel,
    "unsur": published.unsur,
    "category": published.category,
}


@dataclass(frozen=True)
class Standard:
    """A promise: `value` in `unit` (menit, jam_kerja, hari_kerja, hari_kalender)."""

    service: str
    value: int
    unit: str
    decree: str
    note: str
    sejak: date
    sampai: date | None


@dataclass(frozen=True)
class ComplaintStandard:
    """How soon a complaint of a category is first answered (tanggapan) or closed (selesai)."""

    category: str
    promise: str
    value: int
    unit: str
    decree: str
    note: str
    sejak: date
    sampai: date | None


P = TypeVar("P", Standard, ComplaintStandard)


@dataclass(frozen=True)
class Reference:
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]]
    """Kind → code → row, in the order of the reference file."""
    standards: tuple[Standard, ...]
    complaint_standards: tuple[ComplaintStandard, ...]
    opening: frozenset[tuple[int, int]]
    """Weekday (1 Monday) and hour of an ordinary week in which the office is open."""

    def name(self, kind: str, code: str) -> str:
        row = self.tables[kind].get(code)
        return str(row["name"]) if row else code

    def choices(self, kind: str) -> list[tuple[str, str]]:
        return [(code, str(row["name"])) for code, row in self.tables[kind].items()]

    def online(self, channel: str) -> bool:
        """A code that is gone is no online channel: an old table may still name it."""
        row = self.tables["channel"].get(channel)
        return bool(row and row["online"])

    def standard(self, service: str, day: date) -> Standard | None:
        """The promise in force on a day."""
        return next((s for s in self.standards if s.service == service and _in_force(s, day)), None)

    def promised(self, metric: str, service: str | None = None) -> bool:
        """Whether there ever was a promise, of this service or any, by which this metric judges.

        True for a metric that judges by none.
        """
        if metric == "on_time":
            return any(service in (None, standard.service) for standard in self.standards)
        judged = {"responses_on_time": "tanggapan", "complaints_on_time": "selesai"}.get(metric)
        return judged is None or any(each.promise == judged for each in self.complaint_standards)

    def standards_between(self, service: str, start: date, end: date) -> list[Standard]:
        """The promises that were in force on some day of a period, oldest first."""
        return _between([s for s in self.standards if s.service == service], start, end)

    def complaint_standards_between(
        self, category: str, promise: str, start: date, end: date
    ) -> list[ComplaintStandard]:
        mine = [s for s in self.complaint_standards if (s.category, s.promise) == (category, promise)]
        return _between(mine, start, end)

    def tiles(self) -> list[tuple[str, str, int, int]]:
        """Code, name, row and column of the areas on the tile map."""
        areas = self.tables["area"].items()
        return [(code, row["name"], row["row"], row["col"]) for code, row in areas if row["row"] is not None]

    def level(self, office: str) -> str:
        """kecamatan or kelurahan."""
        return str(self.tables["office"][office]["level"])

    def opened(self) -> list[tuple[str, str, date]]:
        """Offices with a new building: code, name, opening day."""
        offices = self.tables["office"].items()
        return [(code, row["name"], row["opened"]) for code, row in offices if row["opened"] is not None]


def _in_force(standard: Standard, day: date) -> bool:
    return standard.sejak <= day and (standard.sampai is None or day <= standard.sampai)


def _between(standards: Sequence[P], start: date, end: date) -> list[P]:
    known = [s for s in standards if s.sejak <= end and (s.sampai is None or s.sampai >= start)]
    return sorted(known, key=lambda s: s.sejak)


def read_reference(connection: Connection) -> Reference:
    tables = {
        kind: {
            row["code"]: dict(row)
            for row in connection.execute(select(table).order_by(table.c.position)).mappings()
        }
        for kind, table in _NAMED.items()
    }
    standards = connection.execute(select(published.standard)).mappings()
    complaints = connection.execute(select(published.complaint_standard)).mappings()
    opening = connection.execute(select(published.opening)).all()
    return Reference(
        tables,
        tuple(Standard(**row) for row in standards),
        tuple(ComplaintStandard(**row) for row in complaints),
        frozenset((row.weekday, row.hour) for row in opening),
    )
