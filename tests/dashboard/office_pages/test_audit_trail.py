from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from dashboard.office.audit import AuditLog, Entry, Kind, Origin
from dashboard.office.store import OfficeStore
from dashboard.office_pages import audit_trail
from dashboard.office_pages.audit_trail import chosen, told
from dashboard.settings import Settings
from tests.dashboard.site import KEY, Browser, office_of

PATH = "/staf/jejak-audit"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
Fresh = tuple[Browser, dict[str, str]]


def many(office: OfficeStore, count: int) -> None:
    log = AuditLog(KEY.encode())
    with office.writing() as connection:
        for i in range(count):
            at = NOW + timedelta(minutes=i)
            log.record(connection, Kind.EXPORT, now=at, origin=Origin.PRIVATE, what={"page": f"halaman-{i}"})


def numbers(browser: Browser, asked: str = "") -> list[int]:
    """Of the entries on the page. The first of all tells of the start."""
    text = unescape(unescape(browser.get(f"{PATH}{asked}").text))
    table = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)
    return [int(found) for found in re.findall(r'scope="row">(\d+)<', table[1])] if table else []


def test_the_newest_come_first_and_a_page_has_an_end(fresh: Fresh) -> None:
    browser, variables = fresh
    many(office_of(variables), 119)
    browser.login("admin")
    assert numbers(browser) == list(range(121, 71, -1))
    assert numbers(browser, "?hal=2") == list(range(71, 21, -1))
    assert numbers(browser, "?hal=3") == list(range(21, 0, -1))
    assert numbers(browser, "?hal=99999") == numbers(browser, "?hal=3")
    text = browser.get(f"{PATH}?hal=2").text
    assert "121 entri, halaman 2 dari 3." in text
    assert "hal=1" in text
    assert "hal=3" in text


def test_it_is_narrowed_by_kind_and_account_and_keeps_that_when_turned(fresh: Fresh) -> None:
    browser, variables = fresh
    many(office_of(variables), 59)
    browser.login("camat", "salah sama sekali")
    browser.login("admin")
    assert numbers(browser, "?jenis=login_failed") == [61]
    assert numbers(browser, "?akun=admin") == [62]
    assert numbers(browser, "?jenis=login&akun=admin") == [62]
    assert numbers(browser, "?jenis=logout") == []
    assert "jenis=export&amp;hal=2" in browser.get(f"{PATH}?jenis=export").text


@pytest.mark.parametrize(
    "asked", ["?hal=0", "?hal=-1", "?hal=x", "?hal=9999999999", "?jenis=x", "?akun=<b>", "?akun=camat"]
)
def test_what_is_not_known_is_not_heard(fresh: Fresh, asked: str) -> None:
    browser, variables = fresh
    many(office_of(variables), 1)
    browser.login("admin")
    assert numbers(browser, asked) == [3, 2, 1]


@pytest.mark.parametrize("name", ["camat", "lurah", "evaluator", "operator"])
def test_it_is_for_the_admin_alone(browser: Browser, name: str) -> None:
    browser.login(name)
    assert browser.get(PATH).status_code == 403


def entry(kind: Kind, **what: str | int) -> Entry:
    return Entry(1, NOW, kind, "camat", "camat", None, Origin.PRIVATE, what)


def test_an_entry_is_told_in_words() -> None:
    offices = {"63.71.04.1002": "Kelurahan Alalak Utara"}
    export = entry(
        Kind.EXPORT,
        page="volume",
        section="peta",
        file="csv",
        rows=1204,
        start="2026-09-01",
        end="2026-09-30",
        office="63.71.04.1002",
        service="kk",
    )
    assert told(export, offices).replace("\u00a0", " ") == (
        "volume › peta; CSV; 1.204 baris; September 2026; Kantor Kelurahan Alalak Utara; Layanan kk"
    )
    added = entry(Kind.ACCOUNT, change="added", account="budi", role="lurah", office="63.71.04.1002")
    assert told(added, offices) == "budi: dibuat; Kantor Kelurahan Alalak Utara"
    assert told(entry(Kind.ACCOUNT, change="baru-sekali", account="budi"), {}) == "budi: baru-sekali"
    assert told(entry(Kind.LOGIN), {}) == ""
    assert told(entry(Kind.SETTINGS, host="3f", changed="host, https"), {}) == ("alamat yang didengar, https")
    assert told(entry(Kind.SETTINGS, changed="pertama kali"), {}) == "pertama kali"
    assert told(entry(Kind.RESTORED, active=3), {}) == "3 akun aktif"
    assert told(entry(Kind.LOGIN_FAILED, step="code"), {}) == "kode faktor kedua salah"


def test_every_kind_and_origin_has_its_words() -> None:
    assert set(audit_trail.KINDS) == set(Kind)
    assert set(audit_trail.ORIGINS) == set(Origin)
    assert set(audit_trail.SETTINGS) == {field.name for field in fields(Settings)}


def test_the_address_says_what_is_chosen() -> None:
    choice = chosen({"jenis": "export", "akun": "camat", "hal": "3"}, ["camat"])
    assert (choice.kind, choice.account, choice.page) == (Kind.EXPORT, "camat", 3)
    assert choice.href(4) == "/staf/jejak-audit?jenis=export&akun=camat&hal=4"
    assert chosen({}, []).href(2) == "/staf/jejak-audit?hal=2"
