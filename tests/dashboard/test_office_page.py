"""What every page of the office store has by being one: forms that are held to what they declare."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dash import html

from dashboard import staff
from dashboard.errors import AccountError
from dashboard.office_page import Action, Field, Kind, OfficePage, Shown, Visit, form
from dashboard.rights import Right
from dashboard.server import create_staff_server
from tests.dashboard.site import Browser, environ, office_of, people
from tests.dashboard.site import browser as open_browser

PATH, NOTE, ONCE, FAIL = "/staf/uji", "/staf/uji/catat", "/staf/uji/sekali", "/staf/uji/gagal"
FIELDS = (
    Field("akun", "Akun", Kind.HIDDEN),
    Field("kata", "Kata", longest=8),
    Field("hari", "Hari", Kind.DAY, required=False),
)
seen: list[dict[str, str]] = []


def note(visit: Visit, sent: Any) -> str:
    seen.append(dict(sent))
    return f"{visit.account.name}: <b>{sent['kata']}</b>"


def fail(visit: Visit, sent: Any) -> str:
    raise AccountError("begitu tidak bisa")


ACTIONS = (
    Action("catat", "Catat", note, FIELDS, Right.ACCOUNTS),
    Action("sekali", "Sekali", lambda visit, sent: Shown("Sekali", html.P("rahasia <i>"))),
    Action("gagal", "Gagal", fail),
)
PAGE = OfficePage(
    "uji",
    "Uji",
    1,
    Right.MATRIX,
    lambda visit: [form(visit, "uji", action, {"akun": "budi"}) for action in ACTIONS],
    ACTIONS,
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A staff app with this one page more, and its admin signed in."""
    found = staff.find_pages
    more = SimpleNamespace(PAGE=PAGE)
    monkeypatch.setattr(
        staff,
        "find_pages",
        lambda package: (*found(package), *([more.PAGE] if package is staff.office_pages else [])),
    )
    variables = environ(tmp_path)
    people(office_of(variables))
    site = create_staff_server(variables)
    browser = open_browser(site)
    browser.login("admin")
    seen.clear()
    yield browser
    site.close()


def test_what_is_sent_reaches_the_action_and_a_sentence_comes_back(desk: Browser) -> None:
    answer = desk.act(PATH, NOTE, kata="siang", hari="2026-11-24")
    assert seen == [{"akun": "budi", "kata": "siang", "hari": "2026-11-24"}]
    assert answer.headers["Location"].startswith("/staf/uji?akun=budi&kata=")
    assert desk.told(answer) == "admin: <b>siang</b>"
    # Dash draws the same page once more.
    path, _, search = answer.headers["Location"].partition("?")
    assert "admin: " in desk.call("/staf/", path, f"?{search}").text


def test_a_sentence_cannot_be_written_by_somebody_else(desk: Browser) -> None:
    address = desk.act(PATH, NOTE, kata="siang").headers["Location"]
    text, _, signature = address.partition("kata=")[2].partition(".")
    for forged in (f"{text}x.{signature}", f"{text}.{'0' * 64}", text, ".", f"QUJD.{signature}", "ü.ü"):
        assert 'class="notice"' not in desk.get("/staf/uji", query_string={"kata": forged}).text
    # Nor is it shown in another session.
    desk.login("admin")
    assert 'class="notice"' not in desk.get(address).text


def test_what_cannot_be_is_told(desk: Browser) -> None:
    assert desk.told(desk.act(PATH, FAIL)) == "Tidak jadi: begitu tidak bisa."


def test_what_is_shown_once_stands_in_the_answer_and_in_no_address(desk: Browser) -> None:
    answer = desk.act(PATH, ONCE)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "rahasia &lt;i&gt;" in answer.text
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"token": ""},
        {"token": "0" * 64},
        {"token": "ü"},
        {"token": None},
        {"kata": None},
        {"kata": ""},
        {"kata": "x" * 9},
        {"kata": "a\nb"},
        {"kata": "\u202e"},
        {"kata": ["a", "b"]},
        {"hari": "24-11-2026"},
        {"hari": "20261124"},
        {"hari": "2026-02-30"},
        {"akun": ""},
        {"lain": "x"},
    ],
)
def test_what_no_form_sends_is_refused_before_it_reaches_the_action(
    desk: Browser, changes: dict[str, Any]
) -> None:
    whole = {**desk.form(PATH, NOTE), "kata": "siang", **changes}
    sent = {name: value for name, value in whole.items() if value is not None}
    assert desk.post(NOTE, data=sent).status_code == 400
    assert seen == []


def test_a_token_is_for_one_action_of_one_session(desk: Browser) -> None:
    token = desk.form(PATH, ONCE)["token"]
    assert desk.post(NOTE, data={**desk.form(PATH, NOTE), "kata": "x", "token": token}).status_code == 400
    kept = {**desk.form(PATH, NOTE), "kata": "x"}
    desk.login("admin")
    assert desk.post(NOTE, data=kept).status_code == 400
    assert seen == []


def test_only_a_form_is_taken_and_only_from_the_own_site(desk: Browser) -> None:
    sent = {**desk.form(PATH, NOTE), "kata": "x"}
    assert desk.post(NOTE, json=sent).status_code == 415
    assert desk.post(NOTE, data=sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert desk.post(NOTE, data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert desk.get(NOTE).status_code == 404
    assert seen == []


def test_who_may_look_may_not_act_yet(desk: Browser) -> None:
    sent = {**desk.form(PATH, NOTE), "kata": "x"}
    for name, looks in (("camat", 200), ("operator", 403)):
        desk.login(name)
        assert desk.get(PATH).status_code == looks
        assert desk.post(NOTE, data=sent).status_code == 403
        assert ('href="/staf/uji"' in desk.get("/staf/akun-saya").text) == (looks == 200)
    desk.client.delete_cookie("pantau", path="/staf/", domain="localhost")
    assert desk.post(NOTE, data=sent).status_code == 401
    assert seen == []
