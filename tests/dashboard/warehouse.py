"""A small published warehouse, made by the real pipeline: one visit a day from 1 September 2026,
for 40 days at one office and for 17 at another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.dashboard import small_office
from tests.dashboard.small_office import Book, when

HERE, ELSEWHERE = "63.71.04.1002", "63.71.04.1001"
VISITS = {HERE: 40, ELSEWHERE: 17}
NOW = datetime(2026, 10, 12, tzinfo=UTC)
_ANTREAN = f"""
id          = {{ from = "nomor" }}
office      = {{ from = "kantor" }}
service     = {{ value = "ktp-el" }}
taken_at    = {when("ambil")}
called_at   = {when("panggil")}
finished_at = {when("selesai")}
outcome     = {{ value = "served" }}
"""
_LOKET = f"""
id           = {{ from = "nomor" }}
office       = {{ value = "63.71.04" }}
service      = {{ value = "kk" }}
channel      = {{ value = "loket" }}
submitted_at = {when("masuk")}
completed_at = {when("selesai")}
status       = {{ value = "completed" }}
"""


def publish(folder: Path, *, warehouse: str | None = None) -> None:
    """Into this warehouse, or `folder/warehouse`."""
    books = {
        "antrean": Book("visit", _ANTREAN, "nomor;kantor;ambil;panggil;selesai", _visits()),
        "loket": Book("request", _LOKET, "nomor;masuk;selesai", _requests()),
    }
    small_office.publish(folder, books, NOW, sample=False, warehouse=warehouse)


def load(folder: Path) -> None:
    small_office.load(folder, NOW)


def _visits() -> Iterator[str]:
    for office, visits in VISITS.items():
        for i in range(visits):
            day = date(2026, 9, 1) + timedelta(days=i)
            yield f"{office}-{i};{office};{day} 09:00;{day} 09:{i:02};{day} 10:00"


def _requests() -> Iterator[str]:
    for day in range(1, 31):
        yield f"P{day};2026-09-{day:02} 09:00;2026-09-{day:02} 10:00"
