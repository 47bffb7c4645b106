"""Every place that a person can come to: the pages that both apps find, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

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
    Place(page.slug or "beranda", f"/{page.slug}", sample=True) for page in find_pages(public_pages)
)
STAFF = tuple(Place(page.slug, f"/staf/{page.slug}", "camat", sample=True) for page in STAFF_PAGES)
EMPTY = tuple(
    Place(
        f"{place.name}-kosong",
        f"{place.path}?dari=2020-01-01&sampai=2020-01-31&kanal=x",
        place.role,
        sample=True,
    )
    for place in STAFF
)
NARROWED = tuple(
    Place(f"{place.name}-{name}", f"{place.path}?{query}", place.role, sample=True)
    for place in STAFF
    for name, query in {
        "sehari": "dari=2025-09-30&sampai=2025-09-30",
        "sekantor": "periode=30-hari&kantor=63.71.04.1006&layanan=domisili",
        "seasal": "kelurahan=63.71.04.1009&kanal=elok",
    }.items()
)
"""Few cases, long names, long waits, a share of 100 %: what makes charts and forms burst."""
PLAIN = (
    Place("masuk", "/staf/masuk"),
    Place("keluar", "/staf/keluar", "camat"),
    Place("awal-admin", "/staf/", "admin"),
    Place("tidak-berhak", STAFF[0].path, "admin", 403),
    Place("tidak-ada", "/tidak-ada", status=404),
    Place("tidak-ada-staf", "/staf/tidak-ada", "camat", 404),
)
PLACES = (*PUBLIC, *STAFF, EMPTY[0], *PLAIN)
FIGURES = (*PUBLIC, *STAFF)
PHONE, DESK = 390, 1280
SCHEMES = ("light", "dark")
"""What is drawn does not depend on it, and colours follow at once: a page is loaded once for both."""
VIEWS = (View(PHONE, "light"), View(DESK, "dark"))
SEEN = tuple(product((*PLACES, *NARROWED), VIEWS))
ROLES = ("camat", "lurah", "admin")
