"""The keyboard alone reaches every control and every table of every page, in the order of reading."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.people import Shown
from tests.browser.places import FIGURES, LOADS, named

MORE = 40
"""Stops inside of stops: a date has one for each of its parts."""
PAGES = tuple((place, view) for place, view in LOADS if place in FIGURES)


def walked(page: Page) -> Any:
    """Where Tab leads, until it begins again."""
    for _ in range(page.evaluate("walk.begin()")):
        page.keyboard.press("Tab")
    for _ in range(MORE):
        if page.evaluate("walk.ended()"):
            return page.evaluate("walk.end()")
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab leads on and on: {page.evaluate('walk.end()')}")


@pytest.mark.parametrize("shown", PAGES, ids=named, indirect=True)
def test_the_keyboard_reaches_every_control_and_every_table_and_is_seen(shown: Shown) -> None:
    """With everything open that opens, once through the page."""
    with shown.opened():
        found = walked(shown.page)
    assert found["missed"] == []
    assert found["unseen"] == []
    assert found["names"][0] == "a Lewati ke isi"
    assert found["ordered"] is True, found["names"]
    # Where nothing is to be told (no day lacks, no closed day changed) a card has no table.
    cards, told = (shown.page.locator(which).count() for which in (".card", ".card:has(table)"))
    assert found["reached"] == found["tables"] == told > cards / 2
