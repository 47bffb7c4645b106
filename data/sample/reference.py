"""The reference tables as the generator needs them: names to write and hours to keep."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Named:
    """A thing with a code and the ways people write it."""

    code: str
    name: str
    kind: str
    spellings: tuple[str, ...]
    opened: date | None = None


@dataclass(frozen=True)
class Service:
    code: str
    name: str
    level: str
    online: bool
    proven_by_visit: bool
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Standard:
    """A promised time; `until` is empty while it is in force."""

    value: int
    unit: str
    since: date
    until: date | None


@dataclass(frozen=True)
class ComplaintStandard:
    """How soon a complaint of a category is first answered (tanggapan) or closed (selesai)."""

    category: str
    promise: str
    value: int
    unit: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Hours:
    """Opening hours of a weekday (Monday = 1) in seconds after midnight; no break: both ends equal."""

    since: date
    until: date | None
    weekday: int
    open: int
    close: int
    break_start: int
    break_end: int


@dataclass(frozen=True)
class Reference:
    offices: tuple[Named, ...]
    areas: tuple[Named, ...]
    services: tuple[Service, ...]
    standards: dict[str, tuple[Standard, ...]]
    categories: tuple[Named, ...]
    complaint_standards: tuple[ComplaintStandard, ...]
    channels: dict[str, tuple[str, ...]]
    hours: tuple[Hours, ...]
    days: dict[date, str]


def read_reference(folder: Path) -> Reference:
    offices = _rows(folder / "offices.csv")
    services = tuple(_service(row) for row in _rows(folder / "services.csv"))
    standards: dict[str, tuple[Standard, ...]] = {}
    for row in _rows(folder / "standards.csv"):
        standards[row["service"]] = (*standards.get(row["service"], ()), _standard(row))
    return Reference(
        offices=tuple(_named(row, kind="level") for row in offices if row["level"] != "unit"),
        areas=tuple(_named(row, kind="kind") for row in _rows(folder / "areas.csv")),
        services=services,
        standards=standards,
        categories=tuple(_named(row, kind="code") for row in _rows(folder / "categories.csv")),
        complaint_standards=_complaint_standards(folder / "complaint_standards.csv"),
        channels={row["code"]: _spellings(row) for row in _rows(folder / "channels.csv")},
        hours=tuple(_hours(row) for row in _rows(folder / "hours.csv")),
        days={date.fromisoformat(row["day"]): row["kind"] for row in _rows(folder / "holidays.csv")},
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _spellings(row: dict[str, str]) -> tuple[str, ...]:
    """How clerks write it: mostly the name, sometimes in capitals, now and then a synonym."""
    name = row["name"]
    synonyms = [synonym for synonym in row["synonyms"].split("|") if synonym]
    return (name, name, name, name.upper(), name.lower(), name.replace(" ", "  "), *synonyms[:4])


def _named(row: dict[str, str], *, kind: str) -> Named:
    opened = row.get("opened", "")
    return Named(
        code=row["code"],
        name=row["name"],
        kind=row[kind],
        spellings=_spellings(row),
        opened=date.fromisoformat(opened) if opened else None,
    )


def _service(row: dict[str, str]) -> Service:
    return Service(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        online="elok" in row["channels"].split("|"),
        proven_by_visit=row["bukti"] == "visit",
        spellings=_spellings(row),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _standard(row: dict[str, str]) -> Standard:
    since = date.fromisoformat(row["sejak"])
    return Standard(value=int(row["value"]), unit=row["unit"], since=since, until=_day(row["sampai"]))


def _complaint_standards(path: Path) -> tuple[ComplaintStandard, ...]:
    """None where the office promises nothing about complaints."""
    return tuple(
        ComplaintStandard(
            category=row["category"],
            promise=row["promise"],
            value=int(row["value"]),
            unit=row["unit"],
            since=date.fromisoformat(row["sejak"]),
            until=_day(row["sampai"]),
        )
        for row in (_rows(path) if path.exists() else ())
    )


def _hours(row: dict[str, str]) -> Hours:
    opens, closes = _seconds(row["open"]), _seconds(row["close"])
    return Hours(
        since=date.fromisoformat(row["sejak"]),
        until=_day(row["sampai"]),
        weekday=int(row["weekday"]),
        open=opens,
        close=closes,
        break_start=_seconds(row["break_start"]) if row["break_start"] else closes,
        break_end=_seconds(row["break_end"]) if row["break_end"] else closes,
    )


def _seconds(text: str) -> int:
    hour, minute = text.split(":")[:2]
    return int(hour) * 3600 + int(minute) * 60
