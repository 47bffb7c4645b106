"""Who comes with a provider's account: who is expected, as what, and what they may do without a password."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pyotp
import pytest
import time_machine

from dashboard.office import accounts, identities, tickets, totp
from dashboard.office.audit import Kind
from dashboard.roles import Role
from tests.dashboard.single_sign_on.desk import (
    BACK,
    GO,
    GROUPS,
    HIDDEN,
    OWN,
    SITI,
    START,
    Desk,
    Open,
    bound,
    refused,
)
from tests.dashboard.site import KEY, Browser, offered


def test_the_first_who_comes_is_bound_and_a_name_that_is_given_on_is_not_enough(desk: Desk) -> None:
    desk.sign_in()
    desk.provider.claims["email"] = "siti.menikah@contoh.go.id"
    assert desk.sign_in().status_code == 303, "a person stays the same under another name"
    desk.provider.claims.update(email=SITI, sub="orang-2")
    answer = desk.another_sign_in()
    assert (answer.status_code, "belum terdaftar" in answer.text) == (403, True)
    assert bound(desk) == ["orang-1"]


def test_an_admin_lets_another_person_have_it(desk: Desk) -> None:
    desk.sign_in()
    with desk.office.writing() as connection:
        identities.expect(connection, "siti", SITI)
    assert not desk.inside, "what was open has ended"
    desk.provider.claims["sub"] = "orang-2"
    assert desk.sign_in().status_code == 303
    assert bound(desk) == ["orang-2"]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "orang.lain@contoh.go.id"},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": ["siti@contoh.go.id"]},
        {"email": "\u017fiti@contoh.go.id"},
        {"email": "s\u0131ti@contoh.go.id"},
        {"email": SITI + "\x00"},
    ],
)
def test_who_is_not_expected_does_not_come_in(desk: Desk, claims: dict[str, Any]) -> None:
    desk.provider.claims.update(claims)
    refused(desk, desk.sign_in(), 403)
    assert not bound(desk)


def test_an_address_is_written_in_any_case(desk: Desk) -> None:
    desk.provider.claims["email"] = "Siti@Contoh.GO.ID "
    assert desk.sign_in().status_code == 303


def test_people_are_named_by_another_claim_where_the_office_says_so(opened: Open) -> None:
    desk = opened(PANTAU_OIDC_CLAIM="preferred_username")
    refused(desk, desk.sign_in(), 403)
    desk.provider.claims["preferred_username"] = SITI
    assert desk.sign_in().status_code == 303


def test_a_closed_account_and_one_whose_time_is_over_stay_out(desk: Desk) -> None:
    with desk.office.writing() as connection:
        accounts.set_disabled(connection, "siti", datetime.now(UTC))
    refused(desk, desk.sign_in(), 403)
    assert not bound(desk)
    with desk.office.writing() as connection:
        accounts.set_disabled(connection, "siti", None)
    assert desk.sign_in().status_code == 303
    with desk.office.writing() as connection:
        accounts.set_expiry(connection, "siti", datetime.now(UTC) - timedelta(seconds=1))
    assert not desk.inside
    assert desk.sign_in().status_code == 403


def test_no_password_opens_it(desk: Desk) -> None:
    desk.sign_in()
    assert desk.another().login("siti", "").status_code == 401


def test_the_session_that_a_browser_brings_along_ends(desk: Desk) -> None:
    desk.sign_in()
    planted = desk.browser.client.get_cookie("pantau", domain="127.0.0.1", path="/staf/")
    desk.sign_in()
    other = desk.another()
    assert planted is not None
    other.client.set_cookie("pantau", planted.value, domain="127.0.0.1", path="/staf/")
    assert other.get(OWN).status_code == 303


def test_the_second_factor_is_asked_for_here_too(opened: Open) -> None:
    desk = opened(PANTAU_REQUIRE_TOTP="camat")
    with time_machine.travel(START, tick=False) as clock:
        desk.sign_in()
        assert desk.browser.get("/staf/volume").status_code == 403, "nothing else before it is on"
        desk.prove()
        shared = offered(desk.browser)
        code = pyotp.TOTP(shared).at(datetime.now(UTC))
        said = desk.browser.told(desk.browser.act(OWN, f"{OWN}/nyalakan-tanpa-sandi", kode=code))
        assert "Faktor kedua menyala" in said
        assert desk.browser.get("/staf/volume").status_code == 200
        clock.shift(120)
        other = desk.another()
        step = other.get(f"{BACK}?{urlencode(desk.provider.grant(other.get(GO).headers['Location']))}")
        assert (step.status_code, "Kode masuk" in step.text) == (200, True)
        assert other.get(OWN).status_code == 303, "the first step is no session"
        form = {**dict(HIDDEN.findall(step.text)), "code": pyotp.TOTP(shared).at(datetime.now(UTC))}
        assert other.post("/staf/masuk/kode", data=form).status_code == 303
        assert other.get("/staf/volume").status_code == 200


def test_between_the_steps_the_person_must_stay_the_one_who_is_bound(opened: Open) -> None:
    desk = opened()
    with time_machine.travel(START, tick=False) as clock:
        desk.prove()
        shared = offered(desk.browser)
        code = pyotp.TOTP(shared).at(datetime.now(UTC))
        desk.browser.act(OWN, f"{OWN}/nyalakan-tanpa-sandi", kode=code)
        clock.shift(120)
        step = desk.sign_in()
        form = {**dict(HIDDEN.findall(step.text)), "code": pyotp.TOTP(shared).at(datetime.now(UTC))}
        with desk.office.writing() as connection:
            identities.expect(connection, "siti", "orang.lain@contoh.go.id")
        assert desk.browser.post("/staf/masuk/kode", data=form).status_code == 400


@pytest.mark.parametrize(
    ("groups", "role", "office"),
    [
        (["pemda/camat"], Role.CAMAT, None),
        (["lain", "Lurah Sungai Miai"], Role.LURAH, "63.71.04.1002"),
        ("pemda/camat", Role.CAMAT, None),
    ],
)
def test_a_group_says_the_role_at_every_sign_in(
    opened: Open, groups: Any, role: Role, office: str | None
) -> None:
    desk = opened(PANTAU_OIDC_GROUPS=GROUPS)
    with desk.office.writing() as connection:
        accounts.set_role(connection, "siti", Role.OPERATOR, None)
    desk.provider.claims["groups"] = groups
    assert desk.sign_in().status_code == 303
    with desk.office.reading() as connection:
        found = accounts.get(connection, "siti")
    assert (found.role, found.office) == (role, office)
    assert {each["change"] for each in desk.noted(Kind.ACCOUNT)} == {"sso_bound", "role_by_group"}


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        (None, "Tidak ada grup"),
        ([], "Tidak ada grup"),
        (["Pemda/Camat", 7, {"x": 1}], "Tidak ada grup"),
        (["pemda/camat", "akun"], "lebih dari satu peran"),
        (["tamu"], "perlu hari terakhir"),
        ({"pemda/camat": True}, "Tidak ada grup"),
    ],
)
def test_without_one_role_nobody_comes_in_and_nothing_is_kept(opened: Open, groups: Any, why: str) -> None:
    desk = opened(PANTAU_OIDC_GROUPS=GROUPS)
    desk.provider.claims["groups"] = groups
    answer = desk.sign_in()
    refused(desk, answer, 403)
    assert why in answer.text
    assert (bound(desk), desk.role()) == ([], Role.CAMAT)


def test_a_group_takes_the_last_admin_from_nobody(opened: Open) -> None:
    desk = opened(PANTAU_OIDC_GROUPS=GROUPS)
    with desk.office.writing() as connection:
        identities.expect(connection, "admin", "admin@contoh.go.id")
    desk.provider.claims.update(email="admin@contoh.go.id", groups=["pemda/camat"])
    answer = desk.sign_in()
    assert (answer.status_code, desk.role("admin")) == (403, Role.ADMIN)
    assert "satu admin" in answer.text


def test_a_role_that_is_lost_ends_what_is_open_at_the_next_sign_in(opened: Open) -> None:
    desk = opened(PANTAU_OIDC_GROUPS=GROUPS)
    desk.provider.claims["groups"] = ["pemda/camat"]
    desk.sign_in()
    desk.provider.claims["groups"] = ["Lurah Sungai Miai"]
    assert desk.another_sign_in().status_code == 303
    assert not desk.inside


def test_an_admin_connects_an_account_on_its_page(desk: Desk) -> None:
    admin = desk.another()
    admin.login("admin")
    page = "/staf/akun?akun=budi"
    said = admin.told(admin.act(page, "/staf/akun/hubungkan", penyedia="Budi@contoh.go.id"))
    assert said == "Akun budi menunggu budi@contoh.go.id; semua sesi dan tautannya berakhir."
    assert "aktif, lewat akun Pemko" in admin.get("/staf/akun").text
    taken = admin.told(admin.act(page, "/staf/akun/hubungkan", penyedia=SITI))
    assert taken == f"Tidak jadi: “{SITI}” sudah dihubungkan dengan akun “siti”."
    desk.provider.claims.update(email="budi@contoh.go.id", sub="orang-3")
    assert desk.sign_in().status_code == 303
    admin.act(page, "/staf/akun/hubungkan", penyedia="")
    assert not desk.inside
    assert desk.sign_in().status_code == 403


def test_an_admin_does_not_connect_the_own_account_at_an_open_page(desk: Desk) -> None:
    admin = desk.another()
    admin.login("admin")
    assert "/staf/akun/hubungkan" not in admin.get("/staf/akun?akun=admin").text
    form = {
        **admin.form("/staf/akun?akun=budi", "/staf/akun/hubungkan"),
        "akun": "admin",
        "penyedia": "x@y.id",
    }
    assert "perintah di server" in admin.told(admin.post("/staf/akun/hubungkan", data=form))


def test_a_link_that_was_handed_out_is_no_second_way_in(desk: Desk) -> None:
    with desk.office.writing() as connection:
        token = tickets.issue(connection, accounts.get(connection, "budi"), now=datetime.now(UTC))
        identities.expect(connection, "budi", "budi@contoh.go.id")
    assert desk.browser.get(f"/staf/tautan/{token}").status_code == 404


@pytest.mark.parametrize("at", [None, -301, True, 1e10, 2**40])
def test_a_sign_in_that_asked_for_nothing_proves_nothing(desk: Desk, at: Any) -> None:
    """At a machine left open the provider lets in whoever sits there: that switches no factor on."""
    now = int(datetime.now(UTC).timestamp())
    desk.provider.claims["auth_time"] = now + at if at == -301 else at
    desk.sign_in()
    page = desk.browser.get(OWN).text
    assert "Masuk lagi" in page
    assert "nyalakan-tanpa-sandi" not in page
    sent = {
        "token": _token_for(desk, desk.browser, "akun-saya/nyalakan-tanpa-sandi"),
        "kode": pyotp.TOTP(_unshown(desk)).now(),
    }
    assert "buktikan dahulu" in desk.browser.told(desk.browser.post(f"{OWN}/nyalakan-tanpa-sandi", data=sent))


def test_proving_once_more_asks_the_provider_to_ask(desk: Desk) -> None:
    desk.sign_in()
    there = desk.browser.get(f"{GO}?lagi=ya").headers["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])


def test_who_has_no_password_is_asked_for_none(desk: Desk) -> None:
    desk.sign_in()
    desk.prove()
    page = desk.browser.get(OWN).text
    assert "kata sandinya diganti di sana" in page
    assert "Kata sandi sekarang" not in page
    form = {**desk.browser.form(OWN, f"{OWN}/nyalakan-tanpa-sandi"), "kode": "000000"}
    assert "kode tidak cocok" in desk.browser.told(
        desk.browser.post(f"{OWN}/nyalakan-tanpa-sandi", data=form)
    )


def test_who_has_a_password_proves_it_whatever_form_is_sent(desk: Desk) -> None:
    """The form without a password is only for those who have none."""
    admin = desk.another()
    admin.login("admin")
    token = admin.form(OWN, f"{OWN}/nyalakan")
    sent = {"token": _token_for(desk, admin, "akun-saya/nyalakan-tanpa-sandi"), "kode": _code(admin)}
    assert token["token"] != sent["token"]
    assert "buktikan dahulu" in admin.told(admin.post(f"{OWN}/nyalakan-tanpa-sandi", data=sent))


def _code(person: Browser) -> str:
    return pyotp.TOTP(offered(person)).now()


def _unshown(desk: Desk) -> str:
    """The secret that the page would offer."""
    with desk.office.reading() as connection:
        who = accounts.get(connection, "siti").id
    return totp.secret(KEY.encode(), who, _token_for(desk, desk.browser, "factor")[:32])


def _token_for(desk: Desk, person: Browser, purpose: str) -> str:
    """What the form would hold that this person is not shown."""
    cookie = person.client.get_cookie("pantau", domain="127.0.0.1", path="/staf/")
    assert cookie is not None
    return hmac.new(KEY.encode(), f"{purpose}\n{cookie.value}".encode(), "sha256").hexdigest()
