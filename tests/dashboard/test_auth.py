from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from dashboard.auth import WRONG
from dashboard.office import accounts, passwords
from tests.dashboard.site import PASSWORD, Browser, make, office_of, on_both, token_in
from tests.dashboard.site import browser as open_browser

kept_in = on_both
Fresh = tuple[Browser, dict[str, str]]
AWAY = [
    "",
    "//evil.example",
    "/\\evil.example",
    "https:evil",
    "/%09/evil",
    "/staf/../evil",
    "/staf/tidak-ada",
    "/",
]


def test_login_leads_back_to_the_page_that_was_asked_for(browser: Browser) -> None:
    asked = browser.get("/staf/volume?periode=bulan-lalu")
    assert asked.status_code == 303
    assert asked.headers["Location"] == "/staf/masuk?next=%2Fstaf%2Fvolume%3Fperiode%3Dbulan-lalu"
    answer = browser.login("camat", target="/staf/volume?periode=bulan-lalu")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staf/volume?periode=bulan-lalu")
    assert browser.get("/staf/volume").status_code == 200


@pytest.mark.parametrize("path", ["tautan/RAHASIA/", "tautan/RAHASIA/x", "tidak-ada"])
def test_what_is_no_page_is_not_carried_to_the_login(browser: Browser, path: str) -> None:
    assert browser.get(f"/staf/{path}").headers["Location"] == "/staf/masuk"


@pytest.mark.parametrize("target", AWAY)
def test_login_never_leads_to_another_site(browser: Browser, target: str) -> None:
    assert browser.login("camat", target=target).headers["Location"] == "/staf/"


def test_the_cookie_is_for_the_server_only(browser: Browser) -> None:
    cookie = browser.login("camat").headers.get_all("Set-Cookie")[0]
    assert cookie.startswith("pantau=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/staf/" in cookie
    assert "Secure" not in cookie
    assert "Expires" not in cookie


def test_with_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Any) -> None:
    site, _ = make(tmp_path, PANTAU_HTTPS="ya")
    browser = open_browser(site, base="https://localhost")
    answer = browser.login("camat")
    cookie = answer.headers.get_all("Set-Cookie")[0]
    assert cookie.startswith("__Host-pantau=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers
    assert browser.get("/staf/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(browser: Browser) -> None:
    wrong, unknown = (
        browser.login("walikota", "salah sama sekali"),
        browser.login("tidak-ada", "salah sama sekali"),
    )
    assert WRONG in wrong.text
    assert (wrong.status_code, wrong.data) == (unknown.status_code, unknown.data)
    assert sorted(wrong.headers.keys()) == sorted(unknown.headers.keys())


def test_a_wrong_password_and_an_unknown_name_cost_the_same(fresh: Fresh) -> None:
    """In processor time, each try from an address of its own so that no delay answers instead."""
    browser, _ = fresh
    took: dict[str, list[float]] = {"camat": [], "tidak-ada": []}
    browser.get("/staf/masuk")
    for i in range(15):
        for name, times in took.items():
            start = time.process_time()
            browser.login(name, "salah sama sekali", environ_base={"REMOTE_ADDR": f"192.0.2.{i}"})
            times.append(time.process_time() - start)
    known, unknown = (min(times) for times in took.values())
    assert abs(known - unknown) < 0.35 * max(known, unknown)


def test_a_disabled_account_gets_the_same_answer_as_an_unknown_one(fresh: Fresh) -> None:
    browser, variables = fresh
    with office_of(variables).writing() as connection:
        accounts.set_disabled(connection, "camat", datetime.now(UTC))
    assert browser.login("camat").data == browser.login("tidak-ada").data


def test_five_failures_slow_down_and_the_right_password_works_after_the_wait(fresh: Fresh) -> None:
    browser, _ = fresh
    start = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        assert [browser.login("camat", "salah sama sekali").status_code for _ in range(5)] == [401] * 5
        slowed = browser.login("camat")
        assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "2")
        unknown = [browser.login("tidak-ada", "salah sama sekali").status_code for _ in range(6)]
        assert unknown == [401] * 5 + [429]
    with time_machine.travel(start + timedelta(seconds=2), tick=False):
        assert browser.login("camat").status_code == 303


def test_clients_of_a_socket_for_both_kinds_of_address_do_not_share_one_count(fresh: Fresh) -> None:
    browser, _ = fresh
    with time_machine.travel(datetime(2026, 11, 24, 2, 0, tzinfo=UTC), tick=False):
        for i in range(21):
            wrong = browser.login(f"nama-{i}", "salah", environ_base={"REMOTE_ADDR": "::ffff:36.66.1.2"})
        assert wrong.status_code == 429
        assert browser.login("camat", environ_base={"REMOTE_ADDR": "36.66.1.2"}).status_code == 429
        assert browser.login("camat", environ_base={"REMOTE_ADDR": "::ffff:36.66.1.3"}).status_code == 303


@pytest.mark.parametrize("name", ["camat\0", "\0", "a\0b", "\ud800", "x" * 5000])
def test_what_cannot_be_a_name_is_nobody(fresh: Fresh, name: str) -> None:
    """PostgreSQL takes no text with a NUL."""
    browser, _ = fresh
    assert browser.login(name.encode(errors="surrogatepass").decode(errors="replace")).status_code == 401
    token = browser.form("/staf/masuk", "/staf/masuk")["token"]
    form = {"token": token, "first": f"{name[:9]}:1:x".encode(errors="replace").decode(), "code": "123456"}
    assert browser.post("/staf/masuk/kode", data=form).status_code == 400


def test_login_rotates_the_session_and_takes_none_that_was_planted(fresh: Fresh) -> None:
    browser, _ = fresh
    browser.client.set_cookie("pantau", "planted", path="/staf/", domain="localhost")
    browser.login("camat")
    first = browser.client.get_cookie("pantau", path="/staf/", domain="localhost")
    browser.login("camat")
    second = browser.client.get_cookie("pantau", path="/staf/", domain="localhost")
    assert first is not None
    assert second is not None
    assert len({"planted", first.value, second.value}) == 3
    browser.client.set_cookie("pantau", first.value, path="/staf/", domain="localhost")
    assert browser.get("/staf/").status_code == 303


def test_logout_ends_the_session_in_the_store(browser: Browser) -> None:
    browser.login("camat")
    kept = browser.client.get_cookie("pantau", path="/staf/", domain="localhost")
    assert kept is not None
    token = token_in(browser.get("/staf/").text)
    assert browser.post("/staf/keluar", data={"token": token}).status_code == 303
    browser.client.set_cookie("pantau", kept.value, path="/staf/", domain="localhost")
    assert browser.get("/staf/").status_code == 303
    assert browser.call("/staf/", "/staf/").status_code == 401


def test_logout_asks_before_it_acts_on_a_link_and_needs_its_token(browser: Browser) -> None:
    browser.login("camat")
    page = browser.get("/staf/keluar")
    assert page.status_code == 200
    assert "<form" in page.text
    assert browser.post("/staf/keluar", data={}).status_code == 403
    assert browser.post("/staf/keluar", data={"token": "ü" * 64}).status_code == 403
    assert browser.get("/staf/").status_code == 200


def test_login_needs_the_token_of_its_form(browser: Browser) -> None:
    browser.get("/staf/masuk")
    for form in ({}, {"token": ""}, {"token": "0" * 64}, {"token": "ü"}):
        answer = browser.post("/staf/masuk", data={"name": "camat", "password": PASSWORD, **form})
        assert answer.status_code == 400
        assert "Set-Cookie" not in answer.headers or "pantau=" not in answer.headers["Set-Cookie"]


def test_disabling_ends_what_is_open(fresh: Fresh) -> None:
    browser, variables = fresh
    browser.login("camat")
    assert browser.get("/staf/").status_code == 200
    with office_of(variables).writing() as connection:
        accounts.set_disabled(connection, "camat", datetime.now(UTC))
    assert browser.get("/staf/").status_code == 303
    assert browser.call("/staf/", "/staf/").status_code == 401


def test_a_session_ends_after_thirty_idle_minutes(fresh: Fresh) -> None:
    browser, _ = fresh
    start = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        browser.login("camat")
    for minutes, status in ((20, 200), (45, 200), (76, 303)):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert browser.get("/staf/").status_code == status


def test_nothing_that_was_typed_is_logged(fresh: Fresh, capfd: pytest.CaptureFixture[str]) -> None:
    browser, variables = fresh
    for _ in range(7):
        browser.login("nama-rahasia", "sandi-rahasia-sekali")
    browser.login("camat")
    browser.get("/staf/volume?kantor=nilai-rahasia")
    cookie = browser.client.get_cookie("pantau", path="/staf/", domain="localhost")
    assert cookie is not None
    out = "".join(capfd.readouterr())
    assert "login_failed" in out
    for secret in ("nama-rahasia", "sandi-rahasia", "nilai-rahasia", PASSWORD, cookie.value):
        assert secret not in out
        assert secret not in variables["OFFICE_URL"]


@pytest.mark.parametrize("change", ["closed", "password"])
def test_what_changes_while_the_password_is_compared_counts(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    browser, variables = fresh
    compare = passwords.matches

    def meanwhile(password: str, kept: str) -> bool:
        with office_of(variables).writing() as connection:
            if change == "closed":
                accounts.set_disabled(connection, "camat", datetime.now(UTC))
            else:
                accounts.set_password(connection, "camat", "perahu di sungai martapura")
        return compare(password, kept)

    monkeypatch.setattr("dashboard.auth.passwords.matches", meanwhile)
    assert browser.login("camat").status_code == 401
    assert browser.get("/staf/").status_code == 303
