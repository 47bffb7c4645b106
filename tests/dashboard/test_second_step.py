"""Signing in with a code after the password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
import time_machine
from werkzeug.test import Client, TestResponse

from dashboard.errors import SettingsError
from dashboard.office import accounts, totp
from dashboard.roles import Role
from dashboard.settings import load_settings
from tests.dashboard.site import PASSWORD, Browser, enrol, make, office_of, on_both
from tests.dashboard.site import browser as open_browser

kept_in = on_both
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CODE = "/staf/masuk/kode"
Fresh = tuple[Browser, dict[str, str]]
_HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


class Telephone:
    def __init__(self, shared: str, clock: Any) -> None:
        self._totp, self.clock = pyotp.TOTP(shared), clock

    def code(self, steps: int = 0) -> str:
        return self._totp.at(datetime.now(UTC) + timedelta(seconds=30 * steps))


@pytest.fixture
def telephone(fresh: Fresh) -> Iterator[Telephone]:
    """That of the camat, who has switched the second factor on and is signed out again."""
    browser, _ = fresh
    with time_machine.travel(START, tick=False) as clock:
        browser.login("camat")
        shared, _ = enrol(browser)
        browser.client.delete_cookie("pantau", path="/staf/", domain="localhost")
        clock.shift(120)
        yield Telephone(shared, clock)


def first_step(browser: Browser, target: str = "") -> dict[str, str]:
    answer = browser.login("camat", target=target)
    assert answer.status_code == 200
    return dict(_HIDDEN.findall(answer.text))


def second_step(browser: Browser, form: dict[str, str], code: str) -> TestResponse:
    return browser.post(CODE, data={**form, "code": code})


def test_password_and_code_lead_in_and_to_the_page_that_was_asked_for(
    fresh: Fresh, telephone: Telephone
) -> None:
    browser, _ = fresh
    form = first_step(browser, "/staf/volume?periode=bulan-lalu")
    assert browser.get("/staf/").status_code == 303, "the first step is no session"
    answer = second_step(browser, form, telephone.code())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staf/volume?periode=bulan-lalu")
    assert browser.get("/staf/").status_code == 200


def test_a_code_is_used_once(fresh: Fresh, telephone: Telephone) -> None:
    browser, _ = fresh
    code = telephone.code()
    assert second_step(browser, first_step(browser), code).status_code == 303
    assert second_step(browser, first_step(browser), code).status_code == 401
    # Nor one from before it.
    assert second_step(browser, first_step(browser), telephone.code(-1)).status_code == 401
    assert second_step(browser, first_step(browser), telephone.code(1)).status_code == 303


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 303), (0, 303), (1, 303), (2, 401)])
def test_a_telephone_may_be_one_step_off(fresh: Fresh, telephone: Telephone, steps: int, status: int) -> None:
    browser, _ = fresh
    assert second_step(browser, first_step(browser), telephone.code(steps)).status_code == status


@pytest.mark.parametrize("code", ["", "0", "abcdef", "１２３４５６", "ü" * 6, "1" * 300])
def test_what_is_no_code_is_refused(fresh: Fresh, telephone: Telephone, code: str) -> None:
    browser, _ = fresh
    answer = second_step(browser, first_step(browser), code)
    assert (answer.status_code, "Kode tidak cocok" in answer.text) == (401, True)
    assert browser.get("/staf/").status_code == 303


def test_guesses_of_the_code_are_slowed_and_a_right_password_does_not_clear_them(
    fresh: Fresh, telephone: Telephone
) -> None:
    browser, _ = fresh
    wrong = "000000" if telephone.code() != "000000" else "000001"
    for _ in range(5):
        assert second_step(browser, first_step(browser), wrong).status_code == 401
    slowed = browser.login("camat")
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "2")
    telephone.clock.shift(3)
    form = first_step(browser)
    assert second_step(browser, form, wrong).status_code == 401
    assert second_step(browser, form, telephone.code()).status_code == 429


def test_the_second_step_belongs_to_the_browser_the_time_and_the_password_of_the_first(
    fresh: Fresh, telephone: Telephone
) -> None:
    browser, variables = fresh
    form = first_step(browser)
    stranger = Browser(Client(browser.client.application))
    own = dict(_HIDDEN.findall(stranger.get("/staf/masuk").text))
    assert second_step(stranger, form, telephone.code()).status_code == 400
    assert second_step(stranger, {**form, **own}, telephone.code()).status_code == 400
    name, way, until, signature = form["first"].split(":")
    later = str(int(until) + 1)
    for first in (
        "",
        "camat",
        f"{name}:{way}:{later}:{signature}",
        f"{name}:provider:{until}:{signature}",
        f"{name}::{until}:{signature}",
        f"lurah:{way}:{until}:{signature}",
        f"{name}:{way}:²:x",
        f"{name}:{way}:{'9' * 30}:x",
    ):
        assert second_step(browser, {**form, "first": first}, telephone.code()).status_code == 400
    assert second_step(browser, {**form, "token": "0" * 64}, telephone.code()).status_code == 400
    telephone.clock.shift(301)
    assert second_step(browser, form, telephone.code()).status_code == 400
    form = first_step(browser)
    with office_of(variables).writing() as connection:
        accounts.set_password(connection, "camat", "perahu di sungai martapura")
    assert second_step(browser, form, telephone.code()).status_code == 400
    form = dict(_HIDDEN.findall(browser.login("camat", "perahu di sungai martapura").text))
    with office_of(variables).writing() as connection:
        accounts.set_disabled(connection, "camat", datetime.now(UTC))
    assert second_step(browser, form, telephone.code()).status_code == 400


def test_the_code_of_one_account_opens_no_other_whose_row_was_copied(
    fresh: Fresh, telephone: Telephone
) -> None:
    """Who can write the store but has no key cannot give an account a secret that is known."""
    assert len({totp.secret(b"k", number, "salt") for number in (1, 2)} | {totp.secret(b"l", 1, "salt")}) == 3


def test_a_role_that_needs_it_does_nothing_else_before(tmp_path: Path) -> None:
    site, _ = make(tmp_path, PANTAU_REQUIRE_TOTP="camat, admin")
    browser = open_browser(site)
    browser.login("admin")
    assert 'href="/staf/akun-saya" aria-current="page"' in browser.get("/staf/").text
    form = browser.get("/staf/akun")
    assert (form.status_code, "wajib memakai faktor kedua" in form.text) == (403, True)
    assert browser.post("/staf/akun/tambah", data={}).status_code == 403
    browser.login("camat")
    assert browser.get("/staf/volume").status_code == 403
    assert "wajib memakai faktor kedua" in browser.call("/staf/", "/staf/volume").text
    files = ("unduh/volume/per-layanan.csv", "unduh/laporan/skm.pdf?periode=2026", "pekppp/berkas/1")
    for file in files:
        assert browser.get(f"/staf/{file}").status_code == 403
    enrol(browser)
    assert browser.get("/staf/volume").status_code == 200
    assert "/staf/akun-saya/matikan" not in browser.get("/staf/akun-saya").text
    browser.login("lurah")
    assert browser.get("/staf/volume").status_code == 200
    site.close()


def test_required_roles_are_roles() -> None:
    assert load_settings({"PANTAU_REQUIRE_TOTP": "camat,wali_kota"}).require_totp == {
        Role.CAMAT,
        Role.WALI_KOTA,
    }
    assert load_settings({}).require_totp == frozenset()
    with pytest.raises(SettingsError, match="PANTAU_REQUIRE_TOTP"):
        load_settings({"PANTAU_REQUIRE_TOTP": "camat,bupati"})


def test_the_password_alone_is_not_logged_as_a_login(
    fresh: Fresh, telephone: Telephone, capfd: pytest.CaptureFixture[str]
) -> None:
    browser, _ = fresh
    capfd.readouterr()
    second_step(browser, first_step(browser), "000000")
    out = "".join(capfd.readouterr())
    assert "code_failed" in out
    assert "login_succeeded" not in out
    assert PASSWORD not in out
