"""Using it: filters, links, history, keyboard, files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People, drawn
from tests.browser.places import EMPTY, PHONE, PUBLIC, STAFF, View

PATH = next(place.path for place in STAFF if place.name == "waktu-tunggu")
OFFICE = "63.71.04.1002"
_DATA = "JSON.stringify(document.querySelector('.js-plotly-plot').data)"
_FOCUS = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return {
    tag: at.tagName.toLowerCase(),
    name: at.getAttribute('name') || at.getAttribute('data-title') || at.textContent.trim().slice(0, 40),
    part: (at.closest('.skip, .nav, .who, form.filters, .figure, .scroll, .act, .behind') || at).className,
    ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.right > 0 && box.left < innerWidth,
  };
}"""


@dataclass
class Start:
    """A staff page at its start, drawn, and marked: a reload would lose the mark."""

    page: Page
    sentence: str = ""
    data: str = ""

    def again(self) -> Page:
        """Loaded anew only where a test has left it elsewhere."""
        at_start = self.page.url.endswith(PATH) and self.page.locator("details[open]").count() == 0
        if not (at_start and self.page.evaluate("window.same")):
            start(self.page, PATH)
        self.page.evaluate("window.scrollTo(0, 0)")
        return self.page


@pytest.fixture(scope="module")
def begun(people: People) -> Iterator[Start]:
    opened = people.context("camat").new_page()
    start(opened, PATH)
    yield Start(opened, answer(opened), opened.evaluate(_DATA))
    opened.close()


@pytest.fixture
def page(begun: Start) -> Page:
    return begun.again()


def start(page: Page, path: str) -> None:
    page.goto(path)
    drawn(page)
    page.evaluate("window.same = true")


def answer(page: Page) -> str:
    return page.locator(".answer").first.inner_text()


def narrowed(page: Page) -> None:
    """The page after another office was chosen."""
    expect(page.locator(".head")).to_contain_text("Kelurahan Alalak Utara")
    page.wait_for_selector(".js-plotly-plot .main-svg")


@pytest.fixture
def chosen(begun: Start) -> Page:
    """The page on which another office was chosen, with the keyboard in the field."""
    page = begun.page
    if not page.url.endswith(f"{PATH}?kantor={OFFICE}"):
        begun.again()
        page.locator("select[name=kantor]").focus()
        page.locator("select[name=kantor]").select_option(OFFICE)
        narrowed(page)
    return page


def test_a_choice_changes_address_sentence_and_chart_without_a_reload(chosen: Page, begun: Start) -> None:
    assert chosen.url.endswith(f"{PATH}?kantor={OFFICE}")
    assert answer(chosen) != begun.sentence
    assert chosen.evaluate(_DATA) != begun.data
    assert chosen.evaluate("window.same") is True


def test_focus_stays_where_it_was_after_a_choice(chosen: Page) -> None:
    expect(chosen.locator("select[name=kantor]")).to_be_focused()


def test_a_copied_link_opens_the_same_view(chosen: Page, people: People) -> None:
    link = chosen.locator(".copy").nth(1).get_attribute("href")
    assert link is not None
    assert link.startswith(f"{PATH}?kantor={OFFICE}#")
    other = people.context("camat").new_page()
    start(other, link)
    assert other.locator(".answer").all_inner_texts() == chosen.locator(".answer").all_inner_texts()
    assert other.locator("select[name=kantor]").input_value() == OFFICE
    other.close()


def test_back_and_forward_restore_each_view(chosen: Page, begun: Start) -> None:
    after = answer(chosen)
    chosen.go_back()
    expect(chosen.locator(".answer").first).to_have_text(begun.sentence)
    assert chosen.locator("select[name=kantor]").input_value() == "semua"
    assert chosen.url.endswith(PATH)
    chosen.go_forward()
    expect(chosen.locator(".answer").first).to_have_text(after)
    chosen.go_back()
    expect(chosen.locator(".answer").first).to_have_text(begun.sentence)
    assert chosen.evaluate("window.same") is True


def test_an_own_period_is_applied_by_its_button(page: Page) -> None:
    page.locator("select[name=periode]").select_option("tanggal")
    page.get_by_label("Dari", exact=True).fill("2025-09-01")
    page.get_by_label("Sampai", exact=True).fill("2025-09-14")
    page.get_by_role("button", name="Terapkan").click()
    expect(page.locator(".head")).to_contain_text("1–14 September 2025")
    assert page.url.endswith(f"{PATH}?dari=2025-09-01&sampai=2025-09-14")
    assert page.evaluate("window.same") is True


def test_on_a_phone_the_sheet_is_filled_in_and_applied_once(people: People) -> None:
    page = people.context("camat", View(PHONE, "light")).new_page()
    start(page, PATH)
    page.locator("form.filters summary").click()
    page.locator("select[name=kantor]").select_option(OFFICE)
    page.locator("select[name=periode]").select_option("30-hari")
    assert page.url.endswith(PATH)
    page.get_by_role("button", name="Terapkan").click()
    narrowed(page)
    assert page.url.endswith(f"{PATH}?periode=30-hari&kantor={OFFICE}")
    expect(page.locator("form.filters summary")).to_be_focused()
    assert page.evaluate("window.same") is True
    page.close()


def test_the_public_month_changes_without_a_reload(people: People) -> None:
    page = people.context(None).new_page()
    start(page, PUBLIC[0].path)
    page.locator("select[name=bulan]").select_option("2025-08")
    expect(page).to_have_url(f"{people.site.base}/?bulan=2025-08")
    expect(page.locator("#janji .answer")).to_be_visible()
    assert page.evaluate("window.same") is True
    page.close()


def test_an_empty_view_says_why(people: People) -> None:
    for place in EMPTY:
        with people.see(place) as shown:
            reasons = shown.page.locator(".card .empty").all_inner_texts()
            assert len(reasons) == shown.page.locator(".card").count()
            assert all("di luar data" in reason for reason in reasons)
            assert shown.page.locator(".dash-graph").count() == 0
            assert "tidak dikenal" in shown.page.locator(".notice").inner_text()


def test_a_mark_tells_its_value_when_pointed_at(page: Page) -> None:
    # Plotly listens on a sheet that lies over the marks.
    page.locator("#per-layanan .bars path").first.hover(force=True)
    told = page.locator("#per-layanan .hoverlayer")
    expect(told).to_contain_text("n = ")
    assert "menit" in told.inner_html()


def test_the_skip_link_leads_past_the_navigation(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUS)["name"] == "periode"


def test_the_navigation_takes_the_reader_to_the_heading(page: Page) -> None:
    link = page.get_by_role("link", name="Volume", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate("window.same") is True
    expect(page).to_have_title("Volume · Pantau")


def test_a_table_opens_and_scrolls_by_keyboard(page: Page) -> None:
    summary = page.locator("details:has(table) > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open] table").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUS)["part"] == "scroll"


@pytest.mark.parametrize("place", [PUBLIC[0], STAFF[1]], ids=lambda place: place.name)
def test_a_file_comes_with_its_mark_and_its_warning(people: People, place: Any) -> None:
    """Both kinds."""
    with people.see(place) as shown:
        for ending in ("csv", "xlsx"):
            shown.page.get_by_role("link", name=f"Unduh {ending.upper()}: ").first.focus()
            with shown.page.expect_download() as download:
                shown.page.keyboard.press("Enter")
            made = download.value.path().read_bytes()
            assert download.value.suggested_filename.endswith(f".{ending}")
            assert made.startswith(b"PK" if ending == "xlsx" else "\ufeffData contoh".encode())
            said = words_of(made) if ending == "xlsx" else made.decode("utf-8-sig")
            assert "Data contoh" in said
            assert shown.page.locator(".answer").first.inner_text() in said


def words_of(workbook: bytes) -> str:
    return unescape(zipfile.ZipFile(io.BytesIO(workbook)).read("xl/sharedStrings.xml").decode())
