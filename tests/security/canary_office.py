"""An office whose names and counts occur nowhere else, so that a single one in an answer is a leak.

Names of offices, areas, counters and cases, and counts per area and per office, are known here by hand.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.dashboard import small_office
from tests.dashboard.small_office import REFERENCE, Book, when

NOW = datetime(2026, 10, 30, 3, tzinfo=UTC)
FIRST = date(2026, 9, 1)
WHOLE, OWN, OTHER = "63.71.04", "63.71.04.1002", "63.71.04.1001"
VISITS = {OWN: 1117, OTHER: 1361}
AREAS = {"63.71.04.1003": 1216, "63.71.04.1004": 1459}
"""Requests by where people live, all of them made at the kecamatan and in both channels alike."""
LATE, LATE_AREA = 3, "63.71.04.1003"
PERIOD = "periode=semua"

OFFICE_NAME = "Kantor Kanari {}"
AREA_NAME = "Asal Kanari {}"
COUNTERS = {OWN: "Loket Kanari Satu", OTHER: "Loket Kanari Dua"}
CASE = "KASUS-KANARI-{}"

_ANTREAN = f"""
id          = {{ from = "nomor" }}
office      = {{ from = "kantor" }}
service     = {{ value = "ktp-el" }}
counter     = {{ from = "loket" }}
taken_at    = {when("ambil")}
called_at   = {when("panggil")}
finished_at = {when("selesai")}
outcome     = {{ value = "served" }}
"""
_PERMOHONAN = f"""
id           = {{ from = "nomor" }}
office       = {{ value = "{WHOLE}" }}
area         = {{ from = "asal" }}
service      = {{ value = "kk" }}
channel      = {{ from = "kanal" }}
submitted_at = {when("masuk")}
completed_at = {when("selesai")}
status       = {{ from = "status" }}
"""


def publish(folder: Path) -> str:
    """Into `folder/warehouse`; its address."""
    books = {
        "antrean": Book("visit", _ANTREAN, "nomor;kantor;loket;ambil;panggil;selesai", _visits()),
        "berkas-kanari": Book("request", _PERMOHONAN, "nomor;asal;kanal;masuk;selesai;status", _requests()),
    }
    return small_office.publish(folder, books, NOW, reference=_reference(folder / "acuan"))


def _reference(folder: Path) -> Path:
    """The project's tables with other names."""
    shutil.copytree(REFERENCE, folder)
    for table, name in (("offices", OFFICE_NAME), ("areas", AREA_NAME)):
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows({**row, "name": name.format(row["code"])} for row in rows)
    return folder


def _visits() -> Iterator[str]:
    for office, visits in VISITS.items():
        for i in range(visits):
            day = FIRST + timedelta(days=i % 50)
            minute = i // 50
            yield (
                f"{office}-{i};{office};{COUNTERS[office]};{day} 09:{minute:02};"
                f"{day} 09:{minute + 20:02};{day} 10:30"
            )


def _requests() -> Iterator[str]:
    for area, requests in AREAS.items():
        for i in range(requests if area != LATE_AREA else requests - LATE):
            day = FIRST + timedelta(days=i % 50)
            channel = "elok" if i % 2 else "loket"
            yield f"{area}-{i};{area};{channel};{day} 09:{i // 50:02};{day} 11:00;completed"
    for i in range(LATE):
        yield f"{CASE.format(i)};{LATE_AREA};loket;{FIRST} 08:00;;open"
