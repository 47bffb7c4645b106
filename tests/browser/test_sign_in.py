"""Coming in, going out, and what a lurah gets to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from dashboard.rights import who
from dashboard.roles import Role
from tests.browser.people import People, drawn, fill_in, sign_in
from tests.browser.places import STAFF, STAFF_PAGES
from tests.browser.site import OWN_OFFICE


@pytest.fixture
def stranger(people: People) -> Iterator[Page]:
    context = people.fresh()
    yield context.new_page()
    context.close()


def test_a_wrong_password_is_said_and_the_right_one_leads_on(stranger: Page) -> None:
    sign_in(stranger, "camat", "bukan kata sandinya")
    expect(stranger.get_by_role("alert")).to_have_text("Nama akun atau kata sandi tidak cocok.")
    assert stranger.get_by_label("Nama akun").input_value() == ""
    sign_in(stranger, "camat")
    expect(stranger.locator("h1").first).to_have_text(STAFF_PAGES[0].title)


def test_a_stranger_is_asked_to_sign_in_and_comes_to_the_page(stranger: Page) -> None:
    target = f"{STAFF[1].path}?kantor={OWN_OFFICE}"
    stranger.goto(target)
    expect(stranger.locator("h1")).to_have_text("Masuk ke Pantau")
    fill_in(stranger, "camat")
    stranger.keyboard.press("Enter")
    drawn(stranger)
    assert stranger.url.endswith(target)


def test_who_leaves_is_out_and_back_shows_nothing(stranger: Page) -> None:
    sign_in(stranger, "camat")
    stranger.get_by_role("button", name="Keluar").click()
    expect(stranger.locator("h1")).to_have_text("Masuk ke Pantau")
    stranger.go_back()
    expect(stranger.locator("h1")).to_have_text("Masuk ke Pantau")
    answer = stranger.goto("/staf/unduh/volume/per-layanan.csv")
    assert answer is not None
    assert answer.status == 401


def test_a_session_that_ends_leads_to_the_login_and_back(stranger: Page) -> None:
    sign_in(stranger, "camat")
    drawn(stranger)
    stranger.context.clear_cookies()
    stranger.locator("select[name=kantor]").select_option(OWN_OFFICE)
    expect(stranger.locator("h1")).to_have_text("Masuk ke Pantau")
    fill_in(stranger, "camat")
    stranger.keyboard.press("Enter")
    drawn(stranger)
    assert f"kantor={OWN_OFFICE}" in stranger.url


def test_a_lurah_sees_the_own_office_and_no_other(people: People) -> None:
    page = people.context("lurah", scripts=False).new_page()
    own, forged = [], []
    allowed = [place for place, made in zip(STAFF, STAFF_PAGES, strict=True) if Role.LURAH in who(made.right)]
    for place in allowed:
        page.goto(place.path)
        own += page.locator(".foot .num").all_inner_texts()
        assert page.locator("select[name=kantor]").count() == 0
        assert "Kelurahan Alalak Utara" in page.locator(".brand").inner_text()
        page.goto(f"{place.path}?kantor=63.71.04.1001")
        forged += page.locator(".foot .num").all_inner_texts()
    assert own == forged
    assert len(own) >= 10
    page.close()
