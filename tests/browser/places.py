"""Every place that a person can come to: the pages that both apps find, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import pages, public_pages
from dashboard.content import find_pages


@dataclass(frozen=True)
class Place:
    name: str
    path: str
    role: str | None = None
    status: int = 200
    sample: bool = False
    """It shows figures, so it must say that they are invented."""


@dataclass(frozen=True)
class View:
    width: int
    scheme: str

    @property
    def name(self) -> str:
        return f"{self.width}-{'gelap' if self.scheme == 'dark' else 'terang'}"


STAFF_PAGES = find_pages(pages)
PUBLIC = tuple(
    Place(page.slug or "beranda", f"/{page.slug}", sample=True)
    for page in find_pages(public_pages)
    if page.sections
)
STAFF = tuple(Place(page.slug, f"/staf/{page.slug}", "camat", sample=True) for page in STAFF_PAGES)
FIGURES = (*PUBLIC, *STAFF)
TYPICAL = tuple(place for place in STAFF if place.name in ("volume", "waktu-tunggu"))
"""Together they have every control and every kind of chart: what is tried on some pages is tried on these."""
EMPTY = tuple(
    Place(
        f"{place.name}-kosong",
        f"{place.path}?dari=2020-01-01&sampai=2020-01-31&kanal=x",
        place.role,
        sample=True,
    )
    for place in TYPICAL
)
NARROWED = tuple(
    Place(f"{place.name}-{name}", f"{place.path}?{query}", place.role, sample=True)
    for place in TYPICAL
    for name, query in {
        "sehari": "dari=2025-09-30&sampai=2025-09-30",
        "sekantor": "periode=30-hari&kantor=63.71.04.1006&layanan=domisili",
        "seasal": "kelurahan=63.71.04.1009&kanal=elok",
    }.items()
)
"""Few cases, long names, long waits, a share of 100 %: what makes charts and forms burst."""
PLAIN = (
    Place("data-terbuka", "/data/", sample=True),
    Place("definisi", "/definisi/", sample=True),
    Place("masuk", "/staf/masuk"),
    Place("keluar", "/staf/keluar", "camat"),
    Place("awal-admin", "/staf/", "admin"),
    Place("akun-satu", "/staf/akun?akun=camat", "admin"),
    Place("akun-saya", "/staf/akun-saya", "camat"),
    Place("pekppp", "/staf/pekppp", "camat", sample=True),
    Place("tindak-lanjut", "/staf/tindak-lanjut", "camat", sample=True),
    Place("pekppp-satu", "/staf/pekppp?indikator=28", "camat", sample=True),
    Place("publikasi", "/staf/publikasi", "camat", sample=True),
    Place("tidak-berhak", STAFF[0].path, "admin", 403),
    Place("tidak-ada", "/tidak-ada", status=404),
    Place("tidak-ada-staf", "/staf/tidak-ada", "camat", 404),
)
PLACES = (*FIGURES, EMPTY[0], *PLAIN)
PHONE, DESK = 390, 1280
SCHEMES = ("light", "dark")
"""What is drawn does not depend on it, and colours follow at once: a page is loaded once for both."""
VIEWS = (View(PHONE, "light"), View(DESK, "dark"))
SEEN = (
    *((place, view) for n, place in enumerate(PLACES) for view in (VIEWS[n % 2], VIEWS[1 - n % 2])),
    *((place, VIEWS[n % 2]) for n, place in enumerate(NARROWED)),
)
"""Each page on a phone and at a desk, in turn first here and first there; a narrowed one on one of them."""
TWICE = (PUBLIC[0], STAFF[0])
"""Loaded anew at each width. The others are loaded at their first and then grow or shrink."""
LOADS = tuple(
    (place, view) for n, (place, view) in enumerate(SEEN) if place in TWICE or place != SEEN[n - 1][0]
)
ROLES = ("camat", "lurah", "admin", "penyusun")


def named(seen: tuple[Place, View]) -> str:
    """In the name of a test."""
    return f"{seen[0].name}-{seen[1].name}"
