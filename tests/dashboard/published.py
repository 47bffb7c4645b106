"""A small office with two whole months and a bit, through the real pipeline, for what pages say of it.

September and October 2026 and the first week of November, working days only: visits with waits that are known
by hand, some who left, one whom nobody called, requests by counter and eLOK from three areas, answers to the
survey, and complaints.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.dashboard import small_office
from tests.dashboard.small_office import REFERENCE, Book, when

NOW = datetime(2026, 11, 7, 3, tzinfo=UTC)
FIRST, LAST = date(2026, 8, 31), date(2026, 11, 6)
VISITS_A_DAY = 12
LONG, SHORT = 40, 8
"""Minutes of waiting at nine, and at ten."""
LEFT_AFTER = 20
FORGOTTEN = date(2026, 9, 1)
"""The day of the visit and of the complaint that nobody ended."""

_ANTREAN = f"""
id          = {{ from = "id" }}
office      = {{ value = "63.71.04" }}
service     = {{ from = "layanan" }}
taken_at    = {when("ambil")}
called_at   = {when("panggil")}
finished_at = {when("selesai")}
outcome     = {{ from = "akhir" }}
"""
_LOKET = f"""
id           = {{ from = "id" }}
office       = {{ value = "63.71.04" }}
area         = {{ from = "asal", codes = "areas" }}
service      = {{ value = "kk" }}
channel      = {{ from = "kanal" }}
submitted_at = {when("masuk")}
completed_at = {when("selesai")}
status       = {{ value = "completed" }}
"""
_SKM = f"""
id          = {{ from = "id" }}
office      = {{ value = "63.71.04" }}
service     = {{ value = "kk" }}
answered_at = {when("isi")}
persyaratan = {{ from = "tinggi" }}
prosedur    = {{ from = "tinggi" }}
waktu       = {{ from = "tinggi" }}
biaya       = {{ from = "tinggi" }}
produk      = {{ from = "tinggi" }}
kompetensi  = {{ from = "tinggi" }}
perilaku    = {{ from = "tinggi" }}
pengaduan   = {{ from = "tinggi" }}
sarana      = {{ from = "rendah" }}
"""
_PENGADUAN = f"""
id           = {{ from = "id" }}
office       = {{ value = "63.71.04" }}
channel      = {{ from = "kanal" }}
category     = {{ from = "kategori" }}
received_at  = {when("terima")}
responded_at = {when("tanggap")}
closed_at    = {when("tutup")}
status       = {{ from = "status" }}
"""


def working_days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        if day.isoweekday() <= 5:
            yield day
        day += timedelta(days=1)


def publish(folder: Path, reference: Path = REFERENCE, *, counter: str | None = None) -> str:
    """Into `folder/warehouse`; its address. `counter`: what the one counter is called, if there is any."""
    at_counter = "" if counter is None else f"counter = {{ value = {json.dumps(counter)} }}\n"
    books = {
        "antrean": Book("visit", _ANTREAN + at_counter, "id;layanan;ambil;panggil;selesai;akhir", _visits()),
        "loket": Book("request", _LOKET, "id;asal;kanal;masuk;selesai", _requests()),
        "skm": Book("answer", _SKM, "id;isi;tinggi;rendah", _answers()),
        "pengaduan": Book(
            "complaint", _PENGADUAN, "id;kanal;kategori;terima;tanggap;tutup;status", _complaints()
        ),
    }
    return small_office.publish(folder, books, NOW, reference=reference)


def _visits() -> Iterator[str]:
    """Eleven are called: three at nine wait long, eight at ten do not. The twelfth leaves."""
    for day in working_days():
        for i in range(VISITS_A_DAY - 1):
            hour, wait = (9, LONG) if i < 3 else (10, SHORT)
            service = "legalisasi" if i < 3 else "domisili"
            called = f"{day} {hour:02}:{wait + i:02}"
            yield f"{day}-{i};{service};{day} {hour:02}:{i:02};{called};{day} {hour:02}:59;served"
        yield f"{day}-x;domisili;{day} 10:30;;{day} 10:{30 + LEFT_AFTER};left"
    yield f"lupa;legalisasi;{FORGOTTEN} 09:30;;;open"


def _requests() -> Iterator[str]:
    """Daily four from Alalak Utara (one by eLOK), one of no known kelurahan; in all one from Pangeran."""
    for day in working_days():
        for i in range(5):
            area = "Alalak Utara" if i < 4 else ""
            channel = "elok" if i == 0 else "loket"
            yield f"{day}-{i};{area};{channel};{day} 09:0{i};{day} 11:00"
    yield f"p;Pangeran;loket;{date(2026, 10, 5)} 09:00;{date(2026, 10, 5)} 11:00"


def _answers() -> Iterator[str]:
    day = date(2026, 7, 1)
    while day <= date(2026, 9, 30):
        yield f"{day};{day} 10:00;4;3"
        day += timedelta(days=1)


def _complaints() -> Iterator[str]:
    """One a working day. Most are answered and closed soon; of each five one is closed late (the first, of
    five days) and one answered late (the second). What would happen after the data end has not happened."""
    for i, day in enumerate(working_days()):
        category, answer, close = (
            ("informasi", 0, 14) if i % 5 == 0 else ("biaya", 8, 9) if i % 5 == 1 else ("waktu", 0, 1)
        )
        channel = "elok" if i % 2 else "loket"
        answered, closed = (day + timedelta(days=days) for days in (answer, close))
        first = f"{answered} 12:00" if answered <= LAST else ""
        last, status = (f"{closed} 13:00", "resolved") if closed <= LAST else ("", "open")
        yield f"{day};{channel};{category};{day} 10:00;{first};{last};{status}"
    yield f"lupa;loket;petugas;{FORGOTTEN} 09:30;{FORGOTTEN} 10:00;;open"
