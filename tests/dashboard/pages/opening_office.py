"""Four offices from July to October 2025: Alalak Utara opens its building on 1 September and gets better.

Working days only. Of twelve visits a day four to six wait 40 minutes and the rest 8, everywhere until
September; from then on at Alalak Utara none or one. Requests: ten to twelve a day, there fifteen to seventeen
from September on, each done in two hours. The kecamatan is as the others, but has three times the visits.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.dashboard import small_office
from tests.dashboard.small_office import Book, when

KECAMATAN, OPENED, QUIET, PLAIN = "63.71.04", "63.71.04.1002", "63.71.04.1001", "63.71.04.1009"
OFFICES = (KECAMATAN, OPENED, QUIET, PLAIN)
OPENING = date(2025, 9, 1)
FIRST, LAST = date(2025, 7, 1), date(2025, 10, 31)
VISITS, LONG, SHORT = 12, 40, 8

_ANTREAN = f"""
id          = {{ from = "id" }}
office      = {{ from = "kantor" }}
service     = {{ value = "legalisasi" }}
taken_at    = {when("ambil")}
called_at   = {when("panggil")}
finished_at = {when("selesai")}
outcome     = {{ value = "served" }}
"""
_LOKET = f"""
id           = {{ from = "id" }}
office       = {{ from = "kantor" }}
service      = {{ value = "kk" }}
channel      = {{ value = "loket" }}
submitted_at = {when("masuk")}
completed_at = {when("selesai")}
status       = {{ value = "completed" }}
"""


def working_days() -> Iterator[tuple[int, date]]:
    day, i = FIRST, 0
    while day <= LAST:
        if day.isoweekday() <= 5:
            yield i, day
            i += 1
        day += timedelta(days=1)


def publish(folder: Path) -> str:
    """Into `folder/warehouse`; its address."""
    books = {
        "antrean": Book("visit", _ANTREAN, "id;kantor;ambil;panggil;selesai", _visits()),
        "loket": Book("request", _LOKET, "id;kantor;masuk;selesai", _requests()),
    }
    return small_office.publish(folder, books, datetime(2025, 11, 1, 3, tzinfo=UTC))


def better(office: str, day: date) -> bool:
    return office == OPENED and day >= OPENING


def _visits() -> Iterator[str]:
    for i, day in working_days():
        for office in OFFICES:
            late = i % 2 if better(office, day) else 4 + (i + len(office)) % 3
            for v in range(VISITS * (3 if office == KECAMATAN else 1)):
                wait = LONG if v % VISITS < late else SHORT
                called = f"{day} 09:{wait + v % VISITS:02}"
                yield f"{office}-{day}-{v};{office};{day} 09:{v % VISITS:02};{called};{day} 10:00"


def _requests() -> Iterator[str]:
    for i, day in working_days():
        for office in OFFICES:
            count = 10 + i % 3 + (5 if better(office, day) else 0)
            for r in range(count):
                yield f"{office}-{day}-{r};{office};{day} 08:{r:02};{day} 10:{r:02}"
