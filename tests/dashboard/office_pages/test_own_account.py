from __future__ import annotations

from datetime import UTC, datetime

import pyotp
import pytest
import time_machine
from werkzeug.test import Client

from dashboard.office import totp
from tests.dashboard.site import PASSWORD, Browser, enrol, kept, offered, office_of, on_both

kept_in = on_both
PATH = "/staf/akun-saya"
CHANGE, ON, OFF = f"{PATH}/sandi", f"{PATH}/nyalakan", f"{PATH}/matikan"
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
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


def test_the_second_factor_is_switched_on_with_a_code_and_asked_for_from_then_on(fresh: Fresh) -> None:
    browser, variables = fresh
    other = Browser(Client(browser.client.application))
    other.login("camat")
    browser.login("camat")
    assert "<img" in browser.get(PATH).text
    shared, said = enrol(browser)
    assert "menyala" in said
    assert browser.get(PATH).status_code == 200
    assert "<img" not in browser.get(PATH).text
    # Whoever was in without it is out.
    assert other.get(PATH).status_code == 303
    assert other.login("camat").status_code == 200
    assert other.get(PATH).status_code == 303
    assert shared not in kept(office_of(variables))


def test_it_is_switched_on_only_with_the_password_and_a_code_of_this_secret(fresh: Fresh) -> None:
    browser, _ = fresh
    browser.login("camat")
    good = pyotp.TOTP(offered(browser)).now()
    foreign = totp.secret(b"another key", 1, "salt")
    for typed in (
        {"kode": good, "lama": "salah sama sekali"},
        {"kode": "000000" if good != "000000" else "000001", "lama": PASSWORD},
        {"kode": pyotp.TOTP(foreign).now(), "lama": PASSWORD},
    ):
        assert "Tidak jadi" in browser.told(browser.act(PATH, ON, **typed))
    assert "<img" in browser.get(PATH).text


def test_it_is_switched_off_with_password_and_code_which_ends_the_sessions(fresh: Fresh) -> None:
    browser, _ = fresh
    with time_machine.travel(START, tick=False) as clock:
        browser.login("camat")
        shared, _ = enrol(browser)
        clock.shift(60)
        code = pyotp.TOTP(shared).now()
        assert "tidak cocok" in browser.told(browser.act(PATH, OFF, kode=code, lama="salah sama sekali"))
        assert "Faktor kedua mati" in browser.act(PATH, OFF, kode=code, lama=PASSWORD).text
        assert browser.get(PATH).status_code == 303
        assert browser.login("camat").status_code == 303
