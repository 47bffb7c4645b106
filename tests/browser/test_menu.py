"""The way between pages: a list on a wide screen, on a phone one line that names the page and opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People, drawn
from tests.browser.places import DESK, PHONE, STAFF, STAFF_PAGES, View

FIRST, SECOND = STAFF_PAGES[0], STAFF_PAGES[1]
OFFICE_TITLES = ("Tindak lanjut SKM", "PEKPPP", "Publikasi", "Akun saya", "Hak akses")
TITLES = [*(page.title for page in STAFF_PAGES), *OFFICE_TITLES]


@pytest.fixture
def phone(people: People) -> Iterator[Page]:
    opened = people.context("camat", View(PHONE, "light")).new_page()
    opened.goto(STAFF[0].path)
    drawn(opened)
    opened.evaluate("window.same = true")
    yield opened
    opened.close()


def test_on_a_phone_one_line_names_the_page_and_opens_by_keyboard(phone: Page) -> None:
    menu = phone.locator("#content .menu")
    line = menu.locator("summary")
    expect(line).to_have_text(f"Halaman: {FIRST.title}")
    assert line.evaluate("at => at.getBoundingClientRect().height") == 44
    assert menu.locator("a").first.is_hidden()
    line.focus()
    phone.keyboard.press("Enter")
    assert menu.locator("a").all_inner_texts() == TITLES
    assert all(link.is_visible() for link in menu.locator("a").all())
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    expect(menu.locator("a").nth(1)).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator("#content h1")).to_have_text(SECOND.title)
    expect(phone.locator("#content .menu summary")).to_have_text(f"Halaman: {SECOND.title}")
    assert phone.locator("#content .menu[open]").count() == 0, "it has done its work"
    assert phone.evaluate("window.same") is True


def test_on_a_wide_screen_all_pages_are_in_sight_and_the_current_one_is_told(people: People) -> None:
    page = people.context("camat", View(DESK, "light")).new_page()
    page.goto(STAFF[1].path)
    drawn(page)
    menu = page.locator("#content .menu")
    assert menu.locator("summary").is_hidden()
    assert menu.locator("a:visible").all_inner_texts() == TITLES
    assert menu.locator("[aria-current=page]").all_inner_texts() == [SECOND.title]
    page.close()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_without_scripts_it_works_alike(people: People, width: int) -> None:
    page = people.context("camat", View(width, "light"), scripts=False).new_page()
    page.goto(STAFF[0].path)
    if width == PHONE:
        page.locator(".menu summary").click()
    page.get_by_role("link", name=SECOND.title, exact=True).first.click()
    expect(page.locator("h1")).to_have_text(SECOND.title)
    page.close()


def test_the_first_page_leads_to_the_page_that_shows_why(phone: Page) -> None:
    """From the sentence that names the service to its page, narrowed to it, without a reload."""
    sentence = phone.locator("#content .say li").first
    link = sentence.locator("a")
    title, address = link.inner_text(), link.get_attribute("href")
    link.click()
    expect(phone.locator("#content h1")).to_have_text(title)
    assert phone.url.endswith(str(address))
    assert phone.evaluate("window.same") is True
