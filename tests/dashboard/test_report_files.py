"""Reports as files of the staff app: who gets which, of what period, and what is noted of it."""

import re
from html import unescape
from itertools import product
from typing import Any

import pytest

from dashboard.office.audit import Kind
from dashboard.reports.catalogue import WRITERS
from tests.dashboard.site import LURAH_OFFICE, Browser
from tests.dashboard.test_audit_trail import log_of, office_of

SKM, MONTHLY = "/staf/unduh/laporan/skm", "/staf/unduh/laporan/monthly"
STARTS = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}


def offered(page: str) -> list[str]:
    """Addresses of reports on a page."""
    return [unescape(found) for found in re.findall(r'href="(/staf/unduh/laporan/[^"]+)"', page)]


def test_whatever_the_page_offers_is_there_and_is_noted(
    made: tuple[Any, dict[str, str]], browser: Browser
) -> None:
    browser.login("camat")
    office = office_of(made[1])
    before = len(log_of(office))
    addresses = offered(browser.get(f"/staf/kepuasan?periode=bulan-lalu&kantor={LURAH_OFFICE}").text)
    assert {address.split("?")[1] for address in addresses} >= {f"periode=2026-09&kantor={LURAH_OFFICE}"}
    for address in addresses[:3]:
        answer = browser.get(address)
        ending = address.split("?")[0].rsplit(".")[-1]
        assert (answer.status_code, answer.mimetype) == (200, WRITERS[ending][0])
        assert answer.data.startswith(STARTS[ending])
        assert answer.headers["Cache-Control"] == "no-store"
        name = rf'attachment; filename="laporan-skm_2026-09_{LURAH_OFFICE}_\w+\.{ending}"'
        assert re.fullmatch(name, answer.headers["Content-Disposition"])
    noted = log_of(office)[before:]
    assert [(entry.kind, entry.what["page"], entry.what["file"]) for entry in noted] == [
        (Kind.EXPORT, "laporan", ending) for ending in WRITERS
    ]
    assert noted[0].what["start"] == "2026-09-01"


def test_the_monthly_report_is_one_click_away_on_the_first_page(browser: Browser) -> None:
    browser.login("camat")
    addresses = offered(browser.get("/staf/ringkasan").text)
    month = [address for address in addresses if address.endswith("?periode=2026-09")]
    assert [address.split("?")[0].rsplit("/", 1)[1] for address in month] == [
        f"monthly.{ending}" for ending in WRITERS
    ]
    for address in month:
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("role", ["evaluator", "operator", "admin"])
def test_who_may_have_no_file_is_offered_none_and_gets_none(browser: Browser, role: str) -> None:
    browser.login(role)
    for page in ("kepuasan", "ringkasan"):
        assert not offered(browser.get(f"/staf/{page}").text)
    for ending, report in product(WRITERS, (SKM, MONTHLY)):
        assert browser.get(f"{report}.{ending}?periode=2026-09").status_code == 403


def test_a_lurah_gets_the_own_office_and_no_other(browser: Browser) -> None:
    browser.login("lurah")
    assert browser.get(f"{SKM}.xlsx?periode=2026-09").status_code == 200
    assert browser.get(f"{SKM}.xlsx?periode=2026-09&kantor=63.71.04").status_code == 404


def test_what_is_no_report_and_no_period_is_not_there(browser: Browser) -> None:
    browser.login("camat")
    for path in ("", "?periode=", "?periode=90-hari", "?periode=2026-Q1", "?periode=2026&kantor=x"):
        assert browser.get(f"{SKM}.pdf{path}").status_code == 404
    assert browser.get("/staf/unduh/laporan/lain.pdf?periode=2026").status_code == 404
    assert browser.get(f"{SKM}.csv?periode=2026").status_code == 404
    assert browser.get("/unduh/laporan/skm.pdf?periode=2026").status_code == 404
