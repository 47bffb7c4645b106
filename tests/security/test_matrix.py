"""Role × page × callback × section × file, over the real apps, against a table that is drawn here by hand.

The table is not read from the code: whoever changes a right draws it here too. Behind it stands an office of
canaries: what is not a role's own never occurs in any answer to it, whatever it asks for.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from dashboard import office_pages, pages
from dashboard.content import find_pages
from dashboard.pages import volume
from dashboard.reports.catalogue import kinds
from dashboard.roles import Role
from tests.dashboard import site as building
from tests.dashboard.site import LURAH_OFFICE, Browser
from tests.security import canary_office as canaries
from tests.sharing import built_once

# F: sees it and may have it as a file. S: sees it. -: neither. By page, then the sections that differ.
TABLE = """
                        camat  wali-kota  lurah  penyusun  evaluator  operator  admin
ringkasan               F      F          F      F         S          -         -
ringkasan#peta          F      F          F      F         -          -         -
waktu-tunggu            F      F          F      F         S          -         -
volume                  F      F          F      F         S          -         -
volume#peta             F      F          F      F         -          -         -
volume#urutan           F      F          F      F         -          -         -
standar                 F      F          F      F         S          -         -
standar#lewat-batas     F      F          F      F         -          -         -
elok                    F      F          F      F         S          -         -
elok#per-kelurahan      F      F          F      F         -          -         -
kepuasan                F      F          F      F         S          -         -
pengaduan               F      F          F      F         S          -         -
pengaduan#lewat-batas   F      F          F      F         -          -         -
per-kantor              F      F          F      F         S          -         -
per-loket               F      -          F      -         -          -         -
mutu-data               F      F          -      F         -          F         -
"""
# Files that lie in the office store go to whoever sees their page: see tests/dashboard/office_pages.
OFFICE_TABLE = """
                        camat  wali-kota  lurah  penyusun  evaluator  operator  admin
akun                    -      -          -      -         -          -         S
akun-saya               S      S          S      S         S          S         S
hak-akses               S      -          -      -         -          -         S
jejak-audit             -      -          -      -         -          -         S
pekppp                  S      S          -      S         S          -         -
tindak-lanjut           S      S          S      S         S          -         -
publikasi               S      S          -      S         S          -         -
"""
_HEAD, *_LINES = [line.split() for line in TABLE.strip().splitlines()]
DRAWN = {line[0]: dict(zip(_HEAD, line[1:], strict=True)) for line in _LINES}
_, *_OFFICE_LINES = [line.split() for line in OFFICE_TABLE.strip().splitlines()]
DRAWN_OFFICE = {line[0]: dict(zip(_HEAD, line[1:], strict=True)) for line in _OFFICE_LINES}
ROLES = tuple(_HEAD)
OFFICE_PAGES = find_pages(office_pages)
PAGES = find_pages(pages)
ENDINGS = ("csv", "xlsx")
SECTIONS = [(page.slug, section) for page in PAGES for section in page.sections]

NOT_YOURS = "tidak berhak membuka halaman ini"
AREA = next(iter(canaries.AREAS))
PLAIN = canaries.PERIOD
FORGED = (
    f"{PLAIN}&kelurahan={AREA}",
    f"{PLAIN}&kantor={canaries.OTHER}",
    f"{PLAIN}&kantor={canaries.OWN}&kelurahan={AREA}&loket=x&layanan=kk",
)
"""What narrows to somebody else's figures."""
REPORTS = [
    f"/staf/unduh/laporan/{name}.xlsx?periode=2020..2030{office}"
    for name in kinds()
    for office in ("", f"&kantor={canaries.OWN}", f"&kantor={canaries.OTHER}")
]
"""Of all, of the lurah's own office, and of another."""
FORGED_FILES = (("volume", "per-kanal"), ("waktu-tunggu", "sebaran"))


def drawn(role: str, page: str, section: str = "") -> str:
    return DRAWN.get(f"{page}#{section}", DRAWN[page])[role]


@dataclass(frozen=True)
class Seen:
    """Everything that one role was answered: status and text by address."""

    role: str
    found: Mapping[str, tuple[int, str]]

    def page(self, slug: str) -> tuple[int, str]:
        return self.found[f"/staf/{slug}?{PLAIN}"]

    def call(self, slug: str) -> tuple[int, str]:
        return self.found[f"callback /staf/{slug}?{PLAIN}"]

    def file(self, slug: str, section: str, ending: str) -> tuple[int, str]:
        return self.found[f"/staf/unduh/{slug}/{section}.{ending}?{PLAIN}"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    known, _ = built_once(tmp_path_factory, "kanari", canaries.publish)
    folder = tmp_path_factory.mktemp("kanari") / "situs"
    shutil.copytree(known, folder)
    made, _ = building.make(folder)
    yield made
    made.close()


@pytest.fixture(scope="module", params=ROLES)
def seen(site: Any, request: pytest.FixtureRequest) -> Seen:
    person = signed_in(site, request.param)
    return Seen(request.param, {address: (status, text) for address, status, text in answers(person)})


def signed_in(site: Any, role: str) -> Browser:
    found = building.browser(site)
    assert found.login(role).status_code == 303
    return found


def answers(person: Browser) -> Iterator[tuple[str, int, str]]:
    """Address, status and text of all that may be asked: pages, their callback, files; forged ones too."""

    def given(address: str, answer: Any) -> tuple[str, int, str]:
        return address, answer.status_code, content(answer)

    for search in (PLAIN, *FORGED):
        for page in PAGES:
            call = person.call("/staf/", f"/staf/{page.slug}", f"?{search}")
            yield given(f"callback /staf/{page.slug}?{search}", call)
            if search is PLAIN:
                yield given(f"/staf/{page.slug}?{search}", person.get(f"/staf/{page.slug}?{search}"))
        for slug, section in SECTIONS if search is PLAIN else FORGED_FILES:
            for ending in ENDINGS:
                address = f"/staf/unduh/{slug}/{section}.{ending}?{search}"
                yield given(address, person.get(address))
    for address in REPORTS:
        yield given(address, person.get(address))


def content(answer: Any) -> str:
    """As text; of a workbook the text of its cells."""
    if not answer.data.startswith(b"PK"):
        return str(answer.text)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    lines = [line for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python()]
    return "\n".join(" ".join(_cell(cell) for cell in line) for line in lines)


def _cell(cell: Any) -> str:
    return number(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def test_the_table_names_every_role_page_and_section_with_a_right_of_its_own() -> None:
    assert set(ROLES) == {role.value.replace("_", "-") for role in Role}
    assert {name for name in DRAWN if "#" not in name} == {page.slug for page in PAGES}
    assert set(DRAWN_OFFICE) == {page.slug for page in OFFICE_PAGES}
    apart = {f"{page.slug}#{q.id}" for page in PAGES for q in page.sections.values() if q.right}
    assert {name for name in DRAWN if "#" in name} == apart


def test_a_role_opens_exactly_its_pages_and_its_menu_holds_them(seen: Seen) -> None:
    for page in PAGES:
        status, html = seen.page(page.slug)
        opens = drawn(seen.role, page.slug) != "-"
        assert status == (200 if opens else 403), page.slug
        assert (f'href="/staf/{page.slug}"' in html) == opens, page.slug


def test_a_role_opens_exactly_its_pages_of_the_office_store(site: Any, seen: Seen) -> None:
    person = signed_in(site, seen.role)
    for page in OFFICE_PAGES:
        opens = DRAWN_OFFICE[page.slug][seen.role] == "S"
        assert person.get(f"/staf/{page.slug}").status_code == (200 if opens else 403), page.slug
        assert (NOT_YOURS in person.call("/staf/", f"/staf/{page.slug}").text) != opens, page.slug


def test_the_callback_gives_a_role_exactly_its_pages(seen: Seen) -> None:
    for page in PAGES:
        status, tree = seen.call(page.slug)
        assert status == 200
        assert (NOT_YOURS in tree) == (drawn(seen.role, page.slug) == "-"), page.slug


def test_a_page_holds_exactly_the_sections_of_the_role(seen: Seen) -> None:
    for slug, section in SECTIONS:
        shown = drawn(seen.role, slug, section) != "-"
        assert (f'id="{section}"' in seen.page(slug)[1]) == shown, (slug, section)
        assert (f'"id":"{section}"' in seen.call(slug)[1]) == shown, (slug, section)


def test_files_go_to_those_who_may_have_them_and_are_offered_to_no_other(seen: Seen) -> None:
    for slug, section in SECTIONS:
        allowed = drawn(seen.role, slug, section) == "F"
        for ending in ENDINGS:
            assert seen.file(slug, section, ending)[0] == (200 if allowed else 403), (slug, section, ending)
            offered = f"/staf/unduh/{slug}/{section}.{ending}" in seen.page(slug)[1]
            assert allowed or not offered, (slug, section)


def test_reports_go_to_those_who_may_have_files_and_a_lurah_gets_the_own_office(seen: Seen) -> None:
    taken = drawn(seen.role, "kepuasan") == "F"
    for address in REPORTS:
        other = seen.role == "lurah" and canaries.OTHER in address
        assert seen.found[address][0] == (403 if not taken else 404 if other else 200), address
        assert taken or "/unduh/laporan/" not in seen.page("kepuasan")[1]


def test_whoever_may_have_a_file_is_offered_it(site: Any) -> None:
    camat = signed_in(site, "camat")
    html = camat.get(f"/staf/volume?{PLAIN}").text
    for section in volume.PAGE.sections:
        assert f"/staf/unduh/volume/{section}.csv" in html
    assert camat.get("/staf/unduh/volume/tidak-ada.csv").status_code == 404
    assert camat.get("/staf/unduh/tidak-ada/peta.csv").status_code == 404


def forbidden(role: str) -> list[str]:
    """What must not occur in any answer to this role."""
    found: list[str] = []
    if role == "lurah":
        found += [
            canaries.OFFICE_NAME.format(canaries.OTHER),
            canaries.OFFICE_NAME.format(canaries.WHOLE) + "<",
        ]
        found += [canaries.COUNTERS[canaries.OTHER]]
        found += [number(canaries.VISITS[canaries.OTHER]), number(sum(canaries.VISITS.values()))]
    if role not in ("camat", "lurah"):
        found += list(canaries.COUNTERS.values())
    if role in ("evaluator", "operator", "admin"):
        found += [canaries.AREA_NAME.format(code) for code in canaries.AREAS]
        found += [number(requests) for requests in canaries.AREAS.values()]
        found += [canaries.CASE.format(i) for i in range(canaries.LATE)]
    if role in ("lurah", "evaluator", "admin"):
        found += ["berkas-kanari.csv"]
    if role in ("operator", "admin"):
        found += [number(visits) for visits in canaries.VISITS.values()]
    return found


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def occurs(word: str, text: str) -> bool:
    """A number also without its mark, as a file or a figure holds it; never as a part of another one."""
    if not re.fullmatch(r"[\d.]+", word):
        return word in text
    bare = re.escape(word).replace(r"\.", r"\.?")
    return re.search(rf"(?<![\d.,-]){bare}(?![\d,-]|\.\d)", text) is not None


def test_nothing_that_is_not_a_roles_own_occurs_in_any_answer_to_it(seen: Seen) -> None:
    for address, (_, text) in seen.found.items():
        plain = unescape(text)
        leaks = [word for word in forbidden(seen.role) if occurs(word, plain)]
        assert not leaks, (address, leaks)
        assert "bdata" not in text, "figures are plain lists, so that this test can read them"


def test_each_canary_does_occur_where_it_may(site: Any) -> None:
    """So that the test above can see a leak: what is kept from others, the camat has."""
    everything = "\n".join(unescape(text) for _, _, text in answers(signed_in(site, "camat")))
    wanted = {word for role in ROLES for word in forbidden(role)}
    assert len(wanted) > 12
    assert not {word for word in wanted if not occurs(word, everything)}


def test_an_area_in_the_address_changes_nothing_for_an_evaluator(site: Any) -> None:
    person = signed_in(site, "evaluator")
    plain, narrowed = (person.get(f"/staf/volume?{search}").text for search in (PLAIN, FORGED[0]))
    assert "Saringan Asal pemohon di alamat ini tidak dikenal, jadi diabaikan." in narrowed
    counted = [re.findall(r"n = [\d.]+", text) for text in (plain, narrowed)]
    assert counted[0] == counted[1]
    assert len(counted[0]) >= 3
    assert 'name="kelurahan"' not in plain


@pytest.fixture
def planted(site: Any) -> Iterator[str]:
    """A page that forgets to name the right that its section needs, on an app that already runs."""
    question = volume.PAGE.section("Lubang?", metric="volume", counted="x", id="lubang")

    def by_area(reader: Any, filters: Any) -> Any:
        return volume.PAGE.sections["peta"].answer(reader, filters)

    question(by_area)
    yield "lubang"
    del volume.PAGE.sections["lubang"]


def test_behind_a_page_that_forgot_its_right_the_reader_refuses(site: Any, planted: str) -> None:
    camat, evaluator = signed_in(site, "camat"), signed_in(site, "evaluator")
    assert camat.get(f"/staf/volume?{PLAIN}").status_code == 200
    page = evaluator.get(f"/staf/volume?{PLAIN}")
    called = evaluator.call("/staf/", "/staf/volume", f"?{PLAIN}")
    assert (page.status_code, called.status_code, called.json) == (403, 403, {"error": 403})
    assert not any(occurs(word, page.text + called.text) for word in forbidden("evaluator"))


def test_the_lurah_of_these_tests_is_of_the_office_that_they_think() -> None:
    assert canaries.OWN == LURAH_OFFICE
