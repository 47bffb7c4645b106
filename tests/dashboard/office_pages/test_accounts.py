from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from werkzeug.test import Client

from dashboard.office import accounts
from dashboard.office.accounts import Account
from tests.dashboard.site import LURAH_OFFICE, PASSWORD, Browser, enrol, office_of, on_both, token_in

kept_in = on_both
PATH = "/staf/akun"
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
Fresh = tuple[Browser, dict[str, str]]


@pytest.fixture
def desk(fresh: Fresh) -> Browser:
    """The admin's."""
    fresh[0].login("admin")
    return fresh[0]


@pytest.fixture
def other(fresh: Fresh) -> Browser:
    return Browser(Client(fresh[0].client.application))


def about(variables: dict[str, str], name: str) -> Account:
    with office_of(variables).reading() as connection:
        return accounts.get(connection, name)


def on(desk: Browser, name: str, action: str, **typed: str) -> str:
    return desk.told(desk.act(f"{PATH}?akun={name}", f"{PATH}/{action}", **typed))


def link_in(text: str) -> str:
    found = re.search(r"<code>http://localhost(/staf/tautan/[\w-]{43})</code>", text)
    assert found, "a link is shown"
    return found[1]


def test_an_account_is_added_with_a_link_that_is_shown_once(desk: Browser, other: Browser) -> None:
    answer = desk.act(PATH, f"{PATH}/tambah", nama="Budi", peran="operator")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    link = link_in(answer.text)
    page = desk.get(PATH).text
    assert link not in page
    assert "menunggu kata sandi" in page
    new = "perahu di sungai martapura"
    form = {"token": token_in(other.get(link).text), "password": new, "again": new}
    assert other.post(link, data=form).status_code == 200
    assert other.login("budi", new).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"nama": "camat"}, "sudah ada"),
        ({"nama": "dengan spasi"}, "nama akun"),
        ({"peran": "dewa"}, "peran itu tidak ada"),
        ({"peran": "lurah"}, "kode kantor"),
        ({"kantor": LURAH_OFFICE}, "kode kantor"),
        ({"sampai": "2020-01-01"}, "sudah lewat"),
        ({"sampai": "9999-12-31"}, "paling lama sampai 2100"),
        ({"sampai": "0001-01-01"}, "paling lama sampai 2100"),
    ],
)
def test_what_cannot_be_an_account_is_told(desk: Browser, typed: dict[str, str], said: str) -> None:
    whole = {"nama": "budi", "peran": "operator", **typed}
    assert said in desk.told(desk.act(PATH, f"{PATH}/tambah", **whole))
    assert "akun=budi" not in desk.get(PATH).text


def test_an_account_with_a_last_day_ends_with_it(fresh: Fresh, other: Browser) -> None:
    desk, variables = fresh
    with time_machine.travel(START, tick=False) as clock:
        desk.login("admin")
        said = on(desk, "camat", "ubah", sampai="2026-11-24")
        assert said == "Akun camat disimpan."
        assert "24 November 2026" in desk.get(PATH).text
        clock.move_to(datetime(2026, 11, 24, 23, 45, tzinfo=UTC))
        assert other.login("camat").status_code == 303
        assert other.get("/staf/volume").status_code == 200
        clock.move_to(datetime(2026, 11, 25, 0, 1, tzinfo=UTC))
        assert other.get("/staf/volume").status_code == 303
        assert other.call("/staf/", "/staf/volume").status_code == 401
        assert other.login("camat").data == other.login("tidak-ada").data
        assert not about(variables, "camat").active(datetime.now(UTC))


@pytest.mark.parametrize(
    ("action", "typed"),
    [
        ("ubah", {"peran": "operator"}),
        ("nonaktifkan", {}),
        ("akhiri-sesi", {}),
        ("setel-faktor", {}),
    ],
)
def test_what_changes_an_account_ends_its_sessions(
    desk: Browser, other: Browser, action: str, typed: dict[str, str]
) -> None:
    other.login("camat")
    enrol(other)
    assert other.get("/staf/volume").status_code == 200
    on(desk, "camat", action, **typed)
    assert other.get("/staf/volume").status_code == 303
    assert other.call("/staf/", "/staf/volume").status_code == 401


def test_another_last_day_ends_no_session(desk: Browser, other: Browser) -> None:
    other.login("camat")
    on(desk, "camat", "ubah", sampai="2099-12-31")
    assert other.get("/staf/volume").status_code == 200


def test_an_account_is_closed_and_opened_again(desk: Browser, other: Browser) -> None:
    on(desk, "camat", "nonaktifkan")
    assert other.login("camat").status_code == 401
    on(desk, "camat", "aktifkan")
    assert other.login("camat").status_code == 303


def test_a_reset_factor_is_no_longer_asked_for(desk: Browser, other: Browser) -> None:
    other.login("camat")
    enrol(other)
    assert other.login("camat").status_code == 200
    on(desk, "camat", "setel-faktor")
    assert other.login("camat").status_code == 303


@pytest.mark.parametrize(
    ("action", "typed"),
    [("nonaktifkan", {}), ("ubah", {"peran": "camat"}), ("ubah", {"sampai": "2099-12-31"})],
)
def test_the_last_admin_cannot_be_locked_out(
    desk: Browser, other: Browser, action: str, typed: dict[str, str]
) -> None:
    # One who is only invited keeps no accounts.
    desk.act(PATH, f"{PATH}/tambah", nama="calon", peran="admin")
    assert "harus tetap ada satu admin" in on(desk, "admin", action, **typed)
    assert desk.get(PATH).status_code == 200
    assert other.login("admin").status_code == 303


def test_a_link_is_made_for_who_forgot_and_not_for_who_is_out(desk: Browser, other: Browser) -> None:
    answer = desk.act(f"{PATH}?akun=camat", f"{PATH}/tautan")
    assert "1 jam" in answer.text
    assert other.get(link_in(answer.text)).status_code == 200
    form = desk.form(f"{PATH}?akun=camat", f"{PATH}/tautan")
    on(desk, "camat", "nonaktifkan")
    assert other.get(link_in(answer.text)).status_code == 404
    assert "tidak aktif" in desk.told(desk.post(f"{PATH}/tautan", data=form))


@pytest.mark.parametrize("action", ["tautan", "setel-faktor"])
def test_a_page_left_open_gives_nobody_the_own_password_or_factor(
    desk: Browser, other: Browser, action: str
) -> None:
    other.login("camat")
    enrol(other)
    form = {**desk.form(f"{PATH}?akun=camat", f"{PATH}/{action}"), "akun": "Admin"}
    assert "di halaman Akun saya" in desk.told(desk.post(f"{PATH}/{action}", data=form))
    assert f'action="{PATH}/{action}"' not in desk.get(f"{PATH}?akun=admin").text
    assert desk.get(PATH).status_code == 200


def test_only_an_admin_gets_here(fresh: Fresh, other: Browser) -> None:
    desk, _ = fresh
    desk.login("admin")
    form = desk.form(f"{PATH}?akun=camat", f"{PATH}/ubah")
    for name in ("camat", "operator", "lurah", "wali-kota"):
        other.login(name)
        assert other.get(PATH).status_code == 403
        assert "Tambah akun" not in other.call("/staf/", PATH).text
        assert other.post(f"{PATH}/ubah", data={**form, "peran": "admin"}).status_code == 403
    assert other.login("camat", PASSWORD).status_code == 303
