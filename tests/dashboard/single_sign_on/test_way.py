"""The way to the provider and back: what fits, what is refused, and what is said of it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine

from dashboard.office import throttle
from dashboard.office.audit import Kind
from tests.dashboard.single_sign_on.desk import (
    BACK,
    BASE,
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
from tests.dashboard.site import Browser, browser
from tests.oidc.crooked import SECRET


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
