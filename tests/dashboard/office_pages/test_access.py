from __future__ import annotations

import re
from html import unescape

import pytest

from dashboard.office_pages import access
from dashboard.rights import Right
from dashboard.section import shown
from tests.dashboard.site import Browser

PATH = "/staf/hak-akses"
ROW = {
    Right.FIGURES: ["–", *["unduh"] * 4, "lihat", "–", "–"],
    Right.COUNTERS: ["–", "unduh", "–", "unduh", "–", "–", "–", "–"],
    Right.DATA: ["–", *["unduh"] * 2, "–", "unduh", "–", "unduh", "–"],
    Right.AUDIT: ["–", *["–"] * 6, "ya"],
}


def test_the_table_holds_every_right_and_role_and_what_needs_no_account() -> None:
    table = access.matrix()
    heads = ["Publik", "Camat", "Wali Kota", "Lurah", "Penyusun", "Evaluator", "Operator data", "Admin akun"]
    assert [column.head for column in table.columns] == ["Yang dibuka", *heads]
    cells = {row["right"]: [shown(column, row) for column in table.columns[1:]] for row in table.rows}
    assert set(cells) == {access.PUBLIC, *(right.label for right in Right)}
    assert cells[access.PUBLIC] == ["unduh"] * 8
    assert {right: cells[right.label] for right in ROW} == ROW


@pytest.mark.parametrize("name", ["admin", "camat"])
def test_those_who_answer_for_it_read_it(browser: Browser, name: str) -> None:
    browser.login(name)
    page = unescape(browser.get(PATH).text)
    assert re.search(r"<table>.*Angka per loket.*</table>", page, re.DOTALL)
    assert "Evaluator melihat tanpa mengunduh" in page


@pytest.mark.parametrize("name", ["wali-kota", "lurah", "penyusun", "evaluator", "operator"])
def test_nobody_else_does(browser: Browser, name: str) -> None:
    browser.login(name)
    assert browser.get(PATH).status_code == 403
