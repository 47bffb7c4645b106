"""Sign-in with an account of a provider, against one that is right but for one thing at a time."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pyotp
import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.office import accounts, identities, throttle, tickets, totp
from dashboard.office.audit import Kind, entries
from dashboard.office.schema import account
from dashboard.office.store import OfficeStore
from dashboard.roles import Role
from dashboard.server import create_server
from tests.dashboard.site import KEY, Browser, browser, environ, offered, office_of, office_url, on_both
from tests.oidc.crooked import SECRET, Crooked, crooked, settings

kept_in = on_both
BASE = "http://127.0.0.1:8050"
GO, BACK, OWN = "/staf/masuk/sso", "/staf/masuk/sso/kembali", "/staf/akun-saya"
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
SITI = "siti@contoh.go.id"
GROUPS = "pemda/camat=camat; Lurah Sungai Miai=lurah:63.71.04.1002; tamu=evaluator; akun=admin"


@dataclass
class Desk:
    """A browser, our site and the provider."""

    provider: Crooked
    browser: Browser
    office: OfficeStore
    site: Any

    def go(self, target: str = "") -> str:
        answer = self.browser.get(f"{GO}?{urlencode({'next': target})}")
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def back(self, **answer: str) -> TestResponse:
        return self.browser.get(f"{BACK}?{urlencode(answer)}")

    def sign_in(self, target: str = "") -> TestResponse:
        return self.back(**self.provider.grant(self.go(target)))

    def prove(self) -> None:
        """Sign in once more, with the password of there."""
        self.provider.claims["auth_time"] = int(datetime.now(UTC).timestamp())
        found = re.search(r'href="([^"]*masuk/sso[^"]*)"', self.browser.get(OWN).text)
        there = unescape(found[1]) if found else GO
        self.back(**self.provider.grant(self.browser.get(there).headers["Location"]))

    def another_sign_in(self) -> TestResponse:
        other = self.another()
        return other.get(f"{BACK}?{urlencode(self.provider.grant(other.get(GO).headers['Location']))}")

    @property
    def inside(self) -> bool:
        return self.browser.get(OWN).status_code == 200

    def role(self, name: str = "siti") -> Role:
        with self.office.reading() as connection:
            return accounts.get(connection, name).role

    def noted(self, kind: Kind) -> list[dict[str, Any]]:
        with self.office.reading() as connection:
            return [dict(entry.what) for entry in entries(connection, kind=kind, first=0, most=50)]

    def another(self) -> Browser:
        return browser(self.site, base=BASE)


Open = Callable[..., Desk]


@pytest.fixture
def provider() -> Iterator[Crooked]:
    with crooked() as running:
        running.claims = {"email": SITI, "email_verified": True}
        yield running


@pytest.fixture
def opened(kept_in: str, tmp_path: Path, provider: Crooked) -> Iterator[Open]:
    """A site at which Siti is expected, who has no password, beside an admin who has one."""
    sites = []

    def open_(**more: str) -> Desk:
        variables = environ(tmp_path, **{"OFFICE_URL": url, **settings(provider), **more})
        store = office_of(variables)
        with store.writing() as connection:
            if not accounts.everyone(connection):
                for name, role, password in (
                    ("admin", Role.ADMIN, "kuda laut minum teh"),
                    ("siti", Role.CAMAT, None),
                    ("budi", Role.OPERATOR, None),
                ):
                    accounts.add(
                        connection, name, role=role, office=None, password=password, now=datetime.now(UTC)
                    )
                identities.expect(connection, "siti", SITI)
        site = create_server(variables)
        sites.append(site)
        return Desk(provider, browser(site, base=BASE), store, site)

    with office_url(kept_in, tmp_path) as url:
        yield open_
        for site in sites:
            site.close()


@pytest.fixture
def desk(opened: Open) -> Desk:
    return opened()


def refused(desk: Desk, answer: TestResponse, status: int = 401) -> None:
    assert (answer.status_code, desk.inside) == (status, False), answer.text


def test_there_and_back_one_is_in_at_the_page_that_was_asked_for(desk: Desk) -> None:
    page = desk.browser.get("/staf/volume?periode=bulan-lalu", follow_redirects=True).text
    assert "Masuk dengan akun Pemko" in page
    answer = desk.sign_in("/staf/volume?periode=bulan-lalu")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staf/volume?periode=bulan-lalu")
    assert "siti" in desk.browser.get(OWN).text
    assert desk.noted(Kind.LOGIN) == [{"way": "provider"}]
    assert [each["change"] for each in desk.noted(Kind.ACCOUNT)] == ["sso_bound"]


def test_what_the_provider_is_asked_cannot_be_guessed_and_is_never_the_same(desk: Desk) -> None:
    first, second = (parse_qs(urlsplit(desk.go()).query) for _ in range(2))
    assert first["redirect_uri"] == ["http://127.0.0.1:8050/staf/masuk/sso/kembali"]
    assert (first["response_type"], first["code_challenge_method"]) == (["code"], ["S256"])
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name][0]) >= 43
    assert first["scope"] == ["openid email profile"]


def test_without_a_provider_there_is_no_such_way(fresh: tuple[Browser, dict[str, str]]) -> None:
    assert "masuk/sso" not in fresh[0].get("/staf/masuk").text
    for path in (GO, BACK):
        assert fresh[0].get(path).headers["Location"] == "/staf/masuk", "as any address that is none"


@pytest.mark.parametrize(
    "target", ["//jahat.example", "https://jahat.example", "/staf//jahat", "/data/", "\\x"]
)
def test_it_leads_to_no_other_site(desk: Desk, target: str) -> None:
    assert desk.sign_in(target).headers["Location"] == "/staf/"


def bound(desk: Desk) -> list[str]:
    with desk.office.reading() as connection:
        query = select(account.c.sso_subject).where(account.c.sso_subject.is_not(None))
        return [str(subject) for subject in connection.scalars(query)]


@pytest.mark.parametrize("broken", ["state", "code"])
def test_an_answer_needs_its_state_and_a_code(desk: Desk, broken: str) -> None:
    for value in ("", "lain", "a" * 5000):
        answer = desk.provider.grant(desk.go())
        refused(
            desk, desk.back(**{**answer, broken: value}), 401 if (broken, value) == ("code", "lain") else 400
        )


def test_an_answer_is_for_the_browser_that_was_sent_and_once(desk: Desk) -> None:
    answer = desk.provider.grant(desk.go())
    assert desk.another().get(f"{BACK}?{urlencode(answer)}").status_code == 400
    # Nor for one that was sent itself: somebody's own answer, given to another, would sign them in.
    other = desk.another()
    other.get(GO)
    assert other.get(f"{BACK}?{urlencode(answer)}").status_code == 400
    assert "Waktu masuk habis" in other.get(f"{BACK}?{urlencode(answer)}").text
    assert desk.back(**answer).status_code == 303
    assert desk.back(**answer).status_code == 400


def test_what_is_under_way_is_ended_by_nobody_else(desk: Desk) -> None:
    answer = desk.provider.grant(desk.go())
    assert desk.back(code="x", state="y").status_code == 400
    assert desk.back().status_code == 400
    assert desk.back(**answer).status_code == 303


def test_from_another_name_of_the_server_one_is_led_to_the_registered_one(desk: Desk) -> None:
    """A cookie that was set there would not be sent to where the provider leads back."""
    there = browser(desk.site, base="http://localhost:8050")
    answer = there.get(f"{GO}?{urlencode({'next': '/staf/volume?a=b', 'lagi': 'ya'})}")
    asked = urlsplit(answer.headers["Location"])
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{BASE}{GO}"
    assert parse_qs(asked.query) == {"next": ["/staf/volume?a=b"], "lagi": ["ya"]}
    assert "Set-Cookie" not in answer.headers


def test_a_code_that_was_put_in_from_elsewhere_fits_no_verifier(desk: Desk) -> None:
    """Somebody's code, caught on its way and brought with a state of one's own."""
    caught = desk.provider.grant(desk.go())["code"]
    own = desk.provider.grant(desk.go())
    refused(desk, desk.back(code=caught, state=own["state"]))


@pytest.mark.parametrize(("seconds", "status"), [(600, 303), (601, 400)])
def test_an_answer_comes_within_ten_minutes(desk: Desk, seconds: int, status: int) -> None:
    with time_machine.travel(START, tick=False) as clock:
        begun = desk.go()
        clock.shift(seconds)
        assert desk.back(**desk.provider.grant(begun)).status_code == status


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


def test_what_is_not_in_the_token_comes_from_userinfo_of_the_same_person(opened: Open) -> None:
    desk = opened(PANTAU_OIDC_GROUPS=GROUPS)
    desk.provider.claims.clear()
    desk.provider.person = {"email": SITI, "email_verified": True, "groups": ["pemda/camat"]}
    assert desk.sign_in().status_code == 303
    desk.provider.person["sub"] = "orang-2"
    assert desk.sign_in().status_code == 401


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("access_denied", "dibatalkan"), ("server_error", "tidak dapat dipastikan"), ("<b>", "pastikan")],
)
def test_who_turns_back_at_the_provider_is_told(desk: Desk, said: str, sentence: str) -> None:
    state = desk.provider.grant(desk.go())["state"]
    answer = desk.back(state=state, error=said, error_description="<script>alert(1)</script>")
    refused(desk, answer)
    assert sentence in answer.text
    assert "alert(1)" not in answer.text


def test_what_does_not_prove_a_person_is_said_and_noted(desk: Desk) -> None:
    desk.provider.claims["aud"] = "lain"
    answer = desk.sign_in()
    refused(desk, answer)
    assert "tidak dapat dipastikan" in answer.text
    assert desk.noted(Kind.LOGIN_FAILED) == [{"way": "provider"}]
    assert not bound(desk)


def test_an_answer_of_another_issuer_is_refused(desk: Desk) -> None:
    answer = desk.provider.grant(desk.go())
    refused(desk, desk.back(**answer, iss="https://lain.example"))


def test_while_the_provider_is_away_a_password_still_opens(desk: Desk) -> None:
    desk.provider.status = 500
    answer = desk.browser.get(GO)
    assert (answer.status_code, "Penyedia akun Pemko tidak menjawab" in answer.text) == (503, True)
    assert desk.browser.login("admin").status_code == 303


def test_a_provider_that_goes_away_in_between_is_said(desk: Desk) -> None:
    answer = desk.provider.grant(desk.go())
    desk.provider.token, desk.provider.status = {"access_token": "x"}, 302
    refused(desk, desk.back(**answer), 503)


def test_who_is_only_not_expected_slows_nobody_down(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttle._FREE, "provider", 3)
    desk.provider.claims["email"] = "lain@contoh.go.id"
    assert {desk.sign_in().status_code for _ in range(5)} == {403}
    desk.provider.claims["email"] = SITI
    assert desk.sign_in().status_code == 303


def test_guessing_is_slowed_and_the_right_answer_works_after_the_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        monkeypatch.setitem(throttle._FREE, "provider", 20)
        for _ in range(20):
            state = desk.provider.grant(desk.go())["state"]
            assert desk.back(state=state, code="lain").status_code == 401
        slowed = desk.sign_in()
        assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "2")
        clock.shift(3)
        assert desk.sign_in().status_code == 303


def test_the_forms_of_the_page_one_comes_back_to_may_be_sent(desk: Desk) -> None:
    answer = desk.back(code="x", state="y")
    form = {**dict(HIDDEN.findall(answer.text)), "name": "admin", "password": "kuda laut minum teh"}
    said = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    assert desk.browser.post("/staf/masuk", data=form, headers=said).status_code == 303


def test_only_a_get_from_anywhere_is_answered(desk: Desk) -> None:
    for path in (GO, BACK):
        assert desk.browser.post(path).status_code == 405
        assert desk.browser.client.head(path).status_code == 405
    answer = desk.browser.get(BACK)
    # Not "no-referrer": the page may hold the form of the password, which would then be refused.
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_neither_code_nor_token_nor_claim_stands_in_a_log(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = desk.provider.grant(desk.go())
    desk.back(**answer)
    desk.provider.claims["aud"] = "lain"
    desk.sign_in()
    written = "".join(capfd.readouterr())
    for secret in (answer["code"], answer["state"], "kunci-masuk", SITI, "orang-1", SECRET):
        assert secret not in written


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
