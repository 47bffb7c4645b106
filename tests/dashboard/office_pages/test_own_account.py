from __future__ import annotations

import pytest

from tests.dashboard.site import PASSWORD, Browser

PATH = "/staf/akun-saya"
CHANGE = f"{PATH}/sandi"
NEW = "perahu di sungai martapura"
Fresh = tuple[Browser, dict[str, str]]


def test_everyone_sees_who_they_are(browser: Browser) -> None:
    for name, role in (("lurah", "Lurah"), ("admin", "Admin akun")):
        browser.login(name)
        page = browser.get(PATH).text
        assert f"<dd>{name}</dd>" in page
        assert f"<dd>{role}</dd>" in page


def test_a_new_password_ends_every_session_and_is_the_one_to_sign_in_with(fresh: Fresh) -> None:
    browser, _ = fresh
    browser.login("camat")
    answer = browser.act(PATH, CHANGE, lama=PASSWORD, baru=NEW, lagi=NEW)
    assert answer.status_code == 200
    assert "Kata sandi diganti" in answer.text
    assert browser.get(PATH).status_code == 303
    assert browser.login("camat", PASSWORD).status_code == 401
    assert browser.login("camat", NEW).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"lama": "salah sama sekali"}, "sekarang tidak cocok"),
        ({"lagi": "lain sama sekali"}, "tidak sama"),
        ({"baru": "pendek", "lagi": "pendek"}, "12–128"),
    ],
)
def test_what_cannot_be_a_new_password_is_told(fresh: Fresh, typed: dict[str, str], said: str) -> None:
    browser, _ = fresh
    browser.login("camat")
    assert said in browser.told(
        browser.act(PATH, CHANGE, **{"lama": PASSWORD, "baru": NEW, "lagi": NEW, **typed})
    )
    assert browser.login("camat").status_code == 303


def test_guessing_the_old_password_at_an_open_page_is_slowed_like_a_login(fresh: Fresh) -> None:
    browser, _ = fresh
    browser.login("camat")
    for _ in range(5):
        browser.act(PATH, CHANGE, lama="salah sama sekali", baru=NEW, lagi=NEW)
    assert "coba lagi" in browser.told(browser.act(PATH, CHANGE, lama=PASSWORD, baru=NEW, lagi=NEW))
    assert browser.login("camat").status_code == 429
