"""An office whose figures can be told from any other number, for what the wrong person may have seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from dashboard.office import evidence, follow_up
from dashboard.office.evidence import About
from dashboard.office.follow_up import Plan, Shown, Source
from dashboard.office.kept import Brought
from dashboard.office.pekppp import Evaluation, Signed, Subject
from dashboard.office.store import OfficeStore
from dashboard.roles import Role
from tests.dashboard import site as building
from tests.dashboard import small_office
from tests.dashboard.small_office import Book, when
from tests.security.prober.canary import Canaries
from tests.security.prober.door import over_wsgi
from tests.security.prober.visitor import STRANGER, Visitor

OWN, OTHER = "63.71.04.1002", "63.71.04.1001"
"""The office of the lurah, and another."""
VISITS = {OWN: 2179, OTHER: 3253}
"""Of one month; no other number of a page is one of them."""
NOW = datetime(2026, 10, 12, tzinfo=UTC)
_DAYS = [date(2026, 9, 1) + timedelta(days=i) for i in range(30)]
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
_LOKET = f"""
id           = {{ from = "nomor" }}
office       = {{ from = "kantor" }}
service      = {{ value = "kk" }}
channel      = {{ value = "loket" }}
submitted_at = {when("masuk")}
completed_at = {when("selesai")}
status       = {{ value = "completed" }}
"""
TOTAL = sum(VISITS.values())
COUNTER = {OWN: "Kenari", OTHER: "Merpati"}
"""How the counters of each office are called."""
_COUNTERS = Canaries(frozenset(COUNTER.values()))
_FIGURES = Canaries(numbers=frozenset({*VISITS.values(), TOTAL}))
PROOF = "BUKTI-KANARI-7731"
"""Stands in every kept file of the office, and in nothing else."""
_PROOF = Canaries(frozenset({PROOF}))
HIDDEN = {
    # Rounded, all figures are public; those per counter are not.
    "stranger": Canaries(frozenset({"Keluar"})) | _FIGURES | _COUNTERS | _PROOF,
    "admin": _FIGURES | _COUNTERS | _PROOF,
    # How many rows a file has is told to who keeps the data.
    "operator": Canaries(numbers=frozenset(VISITS.values())) | _COUNTERS | _PROOF,
    "evaluator": _COUNTERS,
    "penyusun": _COUNTERS,
    "wali_kota": _COUNTERS,
    # By subtraction the sum of both tells of the other.
    "lurah": Canaries(frozenset({COUNTER[OTHER]}), frozenset({VISITS[OTHER], TOTAL})) | _PROOF,
}


DOORS = ("/", "/staf/")


def everyone(site: Any, *roles: Role) -> list[Visitor]:
    """The stranger, who sees most, and the others."""
    door = over_wsgi(site)
    signed_in = [
        Visitor(role.value, door) for role in roles or (Role.CAMAT, *sorted(set(Role) - {Role.CAMAT}))
    ]
    for visitor in signed_in:
        visitor.sign_in("/staf/", visitor.role.replace("_", "-"), building.PASSWORD)
    return [Visitor(STRANGER, door), *signed_in]


def keep(office: OfficeStore, folder: Path) -> None:
    """A piece of evidence of each indicator, and a proof of a plan, of this year."""
    by = Signed("penyusun", datetime.now(UTC))
    today = by.at.date()
    brought = Brought("bukti.pdf", f"%PDF-1.7 {PROOF}".encode(), folder / "bukti")
    about = About("Bukti", today, "Kasi Pelayanan")
    with office.writing() as connection:
        for indicator in range(1, 32):
            what = Subject(Evaluation(today.year, "enam-aspek"), indicator)
            evidence.file(connection, what, brought, about, by)
        of = Source("2026-T3", None)
        follow_up.report_on(connection, of, date(2026, 10, 5), by)
        number = follow_up.plan(connection, of, "waktu", Plan("Loket kedua", "Camat", today), by)
        follow_up.finish(connection, number, today, Shown(file=brought), by)


def publish(folder: Path, warehouse: str | None = None) -> None:
    """Into the warehouse at this address, or into `folder/warehouse`."""
    head = "nomor;kantor;loket;ambil;panggil;selesai"
    books = {
        "antrean": Book("visit", _ANTREAN, head, _visits()),
        "loket": Book("request", _LOKET, "nomor;kantor;masuk;selesai", _requests()),
    }
    small_office.publish(folder, books, NOW, sample=False, warehouse=warehouse)


def _visits() -> Iterator[str]:
    for office, visits in VISITS.items():
        for i in range(visits):
            day, counter = _DAYS[i % len(_DAYS)], f"{COUNTER[office]} {1 + i % 3}"
            yield f"{office}-{i};{office};{counter};{day} 09:00;{day} 09:{i % 50:02};{day} 10:00"


def _requests() -> Iterator[str]:
    for office, visits in VISITS.items():
        for i in range(visits):
            day = _DAYS[i % len(_DAYS)]
            yield f"{office}-P{i};{office};{day} 09:00;{day} 10:00"
