"""The page behind a link for one use."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from werkzeug.test import Client, TestResponse

from dashboard.office import accounts, tickets
from dashboard.office.store import OfficeStore
from dashboard.roles import Role
from tests.dashboard.site import PASSWORD, Browser, kept, office_of, on_both, token_in

kept_in = on_both
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
NEW = "perahu di sungai martapura"
Fresh = tuple[Browser, dict[str, str]]


@pytest.fixture
def stranger(fresh: Fresh) -> Browser:
    return fresh[0]


@pytest.fixture
def store(fresh: Fresh) -> OfficeStore:
    return office_of(fresh[1])


def invited(store: OfficeStore, name: str = "budi") -> str:
    now = datetime.now(UTC)
    with store.writing() as connection:
        made = accounts.add(connection, name, role=Role.OPERATOR, office=None, password=None, now=now)
        return tickets.issue(connection, made, now=now)


def reset(store: OfficeStore, name: str = "camat") -> str:
    with store.writing() as connection:
        return tickets.issue(connection, accounts.get(connection, name), now=datetime.now(UTC))


def look(browser: Browser, token: str) -> TestResponse:
    return browser.get(f"/staf/tautan/{token}")


def use(browser: Browser, token: str, password: str = NEW, again: str | None = None) -> TestResponse:
    form = {"token": token_in(look(browser, token).text), "password": password, "again": again or password}
    return browser.post(f"/staf/tautan/{token}", data=form)


def test_the_invited_sets_a_password_and_signs_in(stranger: Browser, store: OfficeStore) -> None:
    token = invited(store)
    assert stranger.login("budi", "").status_code == 401
    for _ in range(3):
        assert "Untuk akun <b>budi</b>" in look(stranger, token).text
    answer = use(stranger, token)
    assert (answer.status_code, "Kata sandi tersimpan" in answer.text) == (200, True)
    assert stranger.get("/staf/").status_code == 303, "the link is no login"
    assert stranger.login("budi", NEW).status_code == 303
    assert token not in kept(store)


def test_a_reset_leaves_the_old_password_until_it_is_used_and_then_ends_the_sessions(
    stranger: Browser, store: OfficeStore
) -> None:
    token = reset(store)
    assert stranger.login("camat").status_code == 303
    other = Browser(Client(stranger.client.application))
    assert use(other, token).status_code == 200
    assert stranger.get("/staf/").status_code == 303
    assert stranger.login("camat", PASSWORD).status_code == 401


def test_unknown_used_replaced_disabled_and_too_old_links_get_one_answer(
    stranger: Browser, store: OfficeStore
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        used, replaced, closed = invited(store), reset(store), reset(store, "lurah")
        assert use(stranger, used).status_code == 200
        current = reset(store)
        with store.writing() as connection:
            accounts.set_disabled(connection, "lurah", START)
            accounts.set_disabled(connection, "lurah", None)
            expired = accounts.set_expiry(connection, "operator", START + timedelta(minutes=5))
            soon = tickets.issue(connection, expired, now=START)
        assert look(stranger, current).status_code == 200
        assert look(stranger, soon).status_code == 200
        clock.shift(301)
        answers = [look(stranger, each) for each in ("x", "%00", "ü", used, replaced, closed, soon)]
        clock.shift(3600 - 301)
        answers.append(look(stranger, current))
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.data for answer in answers}) == 1
        assert len({tuple(sorted(answer.headers.keys())) for answer in answers}) == 1
        sent = {"token": "x", "password": NEW, "again": NEW}
        posted = [stranger.post(f"/staf/tautan/{each}", data=sent) for each in ("x", used, replaced, closed)]
        assert {answer.status_code for answer in posted} == {404}
        assert {answer.data for answer in posted} == {answers[0].data}
    assert stranger.login("lurah").status_code == 303


@pytest.mark.parametrize(("who", "hours"), [("invite", 72), ("reset", 1)])
def test_a_link_is_valid_for_its_time(stranger: Browser, store: OfficeStore, who: str, hours: int) -> None:
    with time_machine.travel(START, tick=False) as clock:
        token = invited(store) if who == "invite" else reset(store)
        clock.shift(hours * 3600 - 1)
        assert look(stranger, token).status_code == 200
        clock.shift(1)
        assert look(stranger, token).status_code == 404


def test_two_at_once_use_it_once(store: OfficeStore) -> None:
    token, done = invited(store), []

    def one(password: str) -> None:
        with store.writing() as connection:
            done.append(tickets.redeem(connection, token, password, now=datetime.now(UTC)))

    threads = [threading.Thread(target=one, args=(f"{NEW} {i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([found for found in done if found is not None]) == 1


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("pendek", None, "12–128"), (NEW, NEW + "x", "tidak sama"), ("budi" * 4, None, "mudah ditebak")],
)
def test_a_password_that_cannot_be_leaves_the_link(
    stranger: Browser, store: OfficeStore, password: str, again: str | None, said: str
) -> None:
    token = invited(store)
    answer = use(stranger, token, password, again)
    assert (answer.status_code, said in answer.text) == (400, True)
    assert use(stranger, token).status_code == 200


def test_the_address_is_told_to_nobody_and_kept_by_nobody(stranger: Browser, store: OfficeStore) -> None:
    token = invited(store)
    for answer in (look(stranger, token), look(stranger, "x"), use(stranger, token)):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert not re.findall(r'(?:src|href)="(?!/|data:)', answer.text)


def test_the_form_is_sent_by_the_browser_that_got_it_and_from_this_site(
    stranger: Browser, store: OfficeStore
) -> None:
    token = invited(store)
    address = f"/staf/tautan/{token}"
    form = {"token": token_in(look(stranger, token).text), "password": NEW, "again": NEW}
    other = Browser(Client(stranger.client.application))
    assert other.post(address, data=form).status_code == 400
    assert stranger.post(address, data={**form, "token": "ü"}).status_code == 400
    foreign = [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site"},
    ]
    for headers in foreign:
        assert stranger.post(address, data=form, headers=headers).status_code == 403
    # A browser says this of a page that tells nobody where it is.
    own = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert stranger.post("/staf/masuk", data={}, headers=own).status_code == 403
    assert stranger.post(address, data=form, headers=own).status_code == 200


def test_trying_links_is_slowed_and_a_good_one_counts_for_nothing(
    stranger: Browser, store: OfficeStore
) -> None:
    token = invited(store)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(30):
            assert look(stranger, token).status_code == 200
        assert [look(stranger, f"x{i}").status_code for i in range(20)] == [404] * 20
        slowed = look(stranger, token)
        assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "2")
        clock.shift(2)
        assert look(stranger, token).status_code == 200
