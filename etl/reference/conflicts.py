"""What no single cell of the reference tables can show: rows that contradict or miss one another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from operator import attrgetter
from typing import Any

from etl.reference.rows import UNKNOWN_AREA, Area, Hours, normal
from etl.reference.sheet import Numbered, wrong
from etl.skm import UNSUR

Tables = Mapping[str, list[Numbered[Any]]]


def conflicts(tables: Tables, unreadable: Collection[str]) -> Iterator[str]:
    """`unreadable` tables have rows missing here, so nothing is concluded from what they lack."""
    for kind in ("offices", "areas", "services", "channels", "categories"):
        yield from _claimed_twice(f"{kind}.csv", tables[kind])
    for area in tables["areas"]:
        yield from _area(area)
    yield from _same(
        "areas.csv", "row", "petak peta", tables["areas"], lambda row: row.row and (row.row, row.col)
    )
    yield from _promises("standards.csv", tables["standards"], attrgetter("service"))
    yield from _promises(
        "complaint_standards.csv", tables["complaint_standards"], attrgetter("category", "promise")
    )
    for hours in tables["hours"]:
        yield from _period("hours.csv", hours)
        yield from _opening(hours)
    yield from _same("hours.csv", "weekday", "hari", tables["hours"], lambda row: (row.sejak, row.weekday))
    yield from _same("holidays.csv", "day", "tanggal", tables["holidays"], lambda row: row.day)
    for column in ("key", "number", "questionnaire"):
        yield from _same("unsur.csv", column, "nilai", tables["unsur"], attrgetter(column))
    if "services" not in unreadable:
        yield from _standards_of_nothing("standards.csv", "service", "services", "layanan", tables)
    if "categories" not in unreadable:
        yield from _standards_of_nothing(
            "complaint_standards.csv", "category", "categories", "kategori", tables
        )
    if "channels" not in unreadable:
        yield from _services_through_nothing(tables)
    if "areas" not in unreadable and all(area.row.code != UNKNOWN_AREA for area in tables["areas"]):
        yield f"areas.csv: wilayah {UNKNOWN_AREA} tidak ada; tambahkan barisnya"
    if "unsur" not in unreadable:
        present = {numbered.row.key for numbered in tables["unsur"]}
        missing = [key for key in UNSUR if key not in present]
        yield from (f"unsur.csv: unsur {key} tidak ada; kesembilan unsur wajib ada" for key in missing)


def _claimed_twice(file: str, rows: list[Numbered[Any]]) -> Iterator[str]:
    owner: dict[str, Numbered[Any]] = {}
    codes: set[str] = set()
    for numbered in rows:
        row = numbered.row
        if row.code in codes:
            yield wrong(file, numbered.line, "code", row.code, "sudah dipakai baris lain; beri kode lain")
            continue
        codes.add(row.code)
        for column, written in (("code", (row.code,)), ("name", (row.name,)), ("synonyms", row.synonyms)):
            for word in written:
                first = owner.setdefault(normal(word), numbered)
                if first is not numbered:
                    why = f"sudah dipakai baris {first.line} ({first.row.code}); hapus dari salah satunya"
                    yield wrong(file, numbered.line, column, word, why)


def _same(
    file: str, column: str, what: str, rows: list[Numbered[Any]], key: Callable[[Any], object]
) -> Iterator[str]:
    """Rows that share a key which must be theirs alone; an empty key is nobody's."""
    first: dict[object, int] = {}
    for numbered in rows:
        mine = key(numbered.row)
        if mine is not None and (line := first.setdefault(mine, numbered.line)) != numbered.line:
            why = f"memakai {what} yang sama dengan baris {line}; ubah salah satunya"
            yield wrong(file, numbered.line, column, getattr(numbered.row, column), why)


def _area(numbered: Numbered[Area]) -> Iterator[str]:
    area, line = numbered.row, numbered.line
    for column, place in (("row", area.row), ("col", area.col)):
        if (area.kind == "kelurahan") != (place is not None):
            why = "; kelurahan wajib punya row dan col, wilayah lain dikosongkan"
            yield wrong("areas.csv", line, column, "" if place is None else place, f"tidak cocok{why}")
    if (area.kind == "tidak_diketahui") != (area.code == UNKNOWN_AREA):
        why = f"tidak cocok; {UNKNOWN_AREA} adalah satu-satunya wilayah berjenis tidak_diketahui"
        yield wrong("areas.csv", line, "kind", area.kind, why)


def _period(file: str, numbered: Numbered[Any]) -> Iterator[str]:
    row = numbered.row
    if row.sampai is not None and row.sampai < row.sejak:
        yield wrong(file, numbered.line, "sampai", row.sampai, f"sebelum sejak ({row.sejak}); balikkan")


def _promises(file: str, rows: list[Numbered[Any]], of: Callable[[Any], Any]) -> Iterator[str]:
    for numbered in rows:
        yield from _period(file, numbered)
    yield from _overlaps(file, rows, of)


def _overlaps(file: str, rows: list[Numbered[Any]], of: Callable[[Any], Any]) -> Iterator[str]:
    """Two promises about the same thing in force on one day."""
    ordered = sorted(rows, key=lambda numbered: (of(numbered.row), numbered.row.sejak, numbered.line))
    for earlier, later in pairwise(ordered):
        end = earlier.row.sampai
        if of(earlier.row) == of(later.row) and (end is None or end >= later.row.sejak):
            why = f"tumpang tindih dengan baris {earlier.line}; akhiri yang lama sehari sebelum yang baru"
            yield wrong(file, later.line, "sejak", later.row.sejak, why)


def _opening(numbered: Numbered[Hours]) -> Iterator[str]:
    hours, line = numbered.row, numbered.line
    if (hours.break_start is None) != (hours.break_end is None):
        found = hours.break_start or hours.break_end
        yield wrong("hours.csv", line, "break_start", found, "tidak lengkap; isi break_start dan break_end")
        return
    times = [t for t in (hours.open, hours.break_start, hours.break_end, hours.close) if t is not None]
    if any(later <= earlier for earlier, later in pairwise(times)):
        written = "–".join(t.strftime("%H:%M") for t in times)
        why = "tidak berurutan; tulis open < break_start < break_end < close"
        yield wrong("hours.csv", line, "open", written, why)


def _standards_of_nothing(file: str, column: str, kind: str, noun: str, tables: Tables) -> Iterator[str]:
    known = {numbered.row.code for numbered in tables[kind]}
    for numbered in tables[file.removesuffix(".csv")]:
        code = getattr(numbered.row, column)
        if code not in known:
            why = f"tidak ada di {kind}.csv; tulis kode {noun} yang ada"
            yield wrong(file, numbered.line, column, code, why)


def _services_through_nothing(tables: Tables) -> Iterator[str]:
    channels = sorted({numbered.row.code for numbered in tables["channels"]})
    for numbered in tables["services"]:
        for channel in numbered.row.channels:
            if channel not in channels:
                why = f"tidak ada di channels.csv; tulis {' atau '.join(channels)}"
                yield wrong("services.csv", numbered.line, "channels", channel, why)
