"""What every page of the office store has by being one: forms that are held to what they declare."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO, RawIOBase
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dash import html

from dashboard import staff
from dashboard.errors import AccountError
from dashboard.office.kept import LARGEST, Brought
from dashboard.office_page import Action, Field, Handed, Kind, OfficePage, Shown, Visit, form
from dashboard.rights import Right
from dashboard.server import create_staff_server
from tests.dashboard.site import Browser, environ, office_of, people
from tests.dashboard.site import browser as open_browser

PATH, NOTE, ONCE, FAIL = "/staf/uji", "/staf/uji/catat", "/staf/uji/sekali", "/staf/uji/gagal"
BRING, MUST_BRING, HAND = "/staf/uji/bawa", "/staf/uji/harus", "/staf/uji/berkas"
MULTIPART = "multipart/form-data; boundary=x"
FIELDS = (
    Field("akun", "Akun", Kind.HIDDEN),
    Field("kata", "Kata", longest=8),
    Field("hari", "Hari", Kind.DAY, required=False),
)
seen: list[dict[str, str]] = []
brought: list[dict[str, Brought]] = []


def note(visit: Visit, sent: Any) -> str:
    seen.append(dict(sent))
    return f"{visit.account.name}: <b>{sent['kata']}</b>"


def fail(visit: Visit, sent: Any) -> str:
    raise AccountError("begitu tidak bisa")


def bring(visit: Visit, sent: Any) -> str:
    brought.append(dict(visit.brought))
    return ", ".join(f"{each.name}: {len(each.content)}" for each in visit.brought.values()) or "kosong"


def hand(visit: Visit, number: int) -> Handed | None:
    if number == 2:
        raise AccountError("berkas hilang")
    return Handed('sk "2" ü.pdf', b"%PDF-") if number == 1 else None


FILE, MUST = Field("berkas", "Berkas", Kind.FILE, required=False), Field("berkas", "Berkas", Kind.FILE)
ACTIONS = (
    Action("catat", "Catat", note, FIELDS, Right.ACCOUNTS),
    Action("bawa", "Bawa", bring, (FIELDS[0], FILE), Right.ACCOUNTS),
    Action("harus", "Harus", bring, (MUST,), Right.ACCOUNTS),
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
    hand=hand,
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
    seen.clear(), brought.clear()
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


class Unread(RawIOBase):
    """A body that nobody may have read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _: Any) -> int:
        raise AssertionError("the body was read")


def test_a_file_reaches_the_action_and_never_the_disk(
    desk: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk(*_: Any, **__: Any) -> None:
        raise AssertionError("it is put on the disk")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", disk)
    content = b"%PDF-" + b"x" * (1024 * 1024)
    parts = [(f'"{name}"', value.encode()) for name, value in desk.form(PATH, BRING).items()]
    parts.append(('"berkas"; filename="../sk.pdf"', content))
    head = b"--x\r\nContent-Disposition: form-data; name="
    body = b"".join(head + name.encode() + b"\r\n\r\n" + value + b"\r\n" for name, value in parts)
    answer = desk.post(BRING, data=body + b"--x--\r\n", content_type=MULTIPART)
    assert desk.told(answer) == f"../sk.pdf: {len(content)}"
    assert brought == [{"berkas": Brought("../sk.pdf", content, tmp_path / "bukti")}]


def test_an_empty_field_is_no_file_and_one_that_must_be_filled_is_refused(desk: Browser) -> None:
    assert desk.told(desk.bring(PATH, BRING, ("", b""))) == "kosong"
    assert desk.bring(PATH, MUST_BRING, ("", b"")).status_code == 400
    assert desk.bring(PATH, BRING, ("", b"x")).status_code == 400
    assert brought == [{}]


def test_files_that_no_form_sends_are_refused_before_they_reach_the_action(desk: Browser) -> None:
    def sent(**changes: Any) -> int:
        whole = {**desk.form(PATH, BRING), "berkas": (BytesIO(b"x"), "a"), **changes}
        kept = {name: value for name, value in whole.items() if value is not None}
        return desk.post(BRING, data=kept, content_type="multipart/form-data").status_code

    files = [(BytesIO(b"x"), "a"), (BytesIO(b"y"), "b")]
    assert [sent(berkas=files), sent(berkas="x"), sent(berkas=None)] == [400] * 3
    assert [sent(lain=(BytesIO(b"x"), "a")), sent(akun=(BytesIO(b"budi"), "a"))] == [400] * 2
    assert [sent(token="0" * 64), sent(token=(BytesIO(b"x"), "a")), sent(token=None)] == [400] * 3
    kept = {**desk.form(PATH, BRING), "berkas": (BytesIO(b"x"), "a")}
    desk.login("admin")
    assert desk.post(BRING, data=kept, content_type="multipart/form-data").status_code == 400
    assert brought == []


def test_an_action_without_files_takes_none(desk: Browser) -> None:
    sent = {**desk.form(PATH, NOTE), "kata": "x"}
    assert desk.post(NOTE, data=sent, content_type="multipart/form-data").status_code == 415
    assert seen == []


@pytest.mark.parametrize(
    ("name", "path", "length", "status"),
    [
        ("admin", BRING, LARGEST + 64 * 1024 + 1, 413),
        ("admin", NOTE, 256 * 1024 + 1, 415),
        ("camat", BRING, 1000, 403),
        ("operator", BRING, 10**12, 403),
        (None, BRING, 1000, 401),
    ],
)
def test_what_is_refused_is_not_read(
    desk: Browser, name: str | None, path: str, length: int, status: int
) -> None:
    if name is None:
        desk.client.delete_cookie("pantau", path="/staf/", domain="localhost")
    elif name != "admin":
        desk.login(name)
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": MULTIPART}
    answer = desk.post(path, environ_overrides=body)
    assert answer.status_code == status
    assert brought == []


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"--x", b"--x--", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--"],
)
def test_a_broken_body_is_refused(desk: Browser, body: bytes) -> None:
    for kind in (MULTIPART, "multipart/form-data"):
        assert desk.post(BRING, data=body, content_type=kind).status_code == 400
    assert brought == []


def test_a_kept_file_is_taken_along_and_never_shown(desk: Browser) -> None:
    answer = desk.get(f"{HAND}/1")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"%PDF-", "application/pdf")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''sk%20%222%22%20%C3%BC.pdf" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert desk.told(desk.get(f"{HAND}/2")) == "Tidak jadi: berkas hilang."
    for number in ("3", "0", "-1", "1.5", "x", "2147483648", "9" * 40, "1/../2", ""):
        assert desk.get(f"{HAND}/{number}").status_code == 404, number
    assert desk.post(f"{HAND}/1").status_code == 405
    for name, status in (("camat", 200), ("operator", 403)):
        desk.login(name)
        assert desk.get(f"{HAND}/1").status_code == status
