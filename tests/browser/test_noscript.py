"""Without scripts everything is there: sentences, drawings with words, tables, and a form that works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.people import MEASURE, People, turn
from tests.browser.places import FIGURES, PHONE, STAFF, VIEWS, View


@pytest.fixture(scope="module", params=FIGURES, ids=lambda place: place.name)
def still(request: Any, people: People) -> Iterator[Page]:
    page = people.context(request.param.role, scripts=False).new_page()
    page.goto(request.param.path)
    page.evaluate(MEASURE)
    yield page
    page.close()


def test_every_question_has_its_answer(still: Page) -> None:
    # A card that offers files asks nothing.
    sections = still.locator(".card:not(.offered)")
    assert sections.count() >= 2
    for section in sections.all():
        assert section.locator("h2").inner_text().endswith("?")
        assert section.locator(".answer").is_visible()


def test_every_drawing_says_what_it_shows_and_can_be_read(still: Page) -> None:
    for view in VIEWS:
        turn(still, view)
        drawn = still.locator(".still:visible svg")
        charts = still.evaluate("measure.charts()")
        assert len(charts) == drawn.count() >= 1
        for svg in drawn.all():
            assert (svg.get_attribute("aria-label") or "").endswith(".")
        for chart in charts:
            assert chart["marks"] > 0, chart["id"]
            assert (chart["outside"], chart["overlaps"], chart["small"]) == ([], [], []), chart["id"]
        assert still.evaluate("measure.pale()") == []


def test_nothing_is_cut(still: Page) -> None:
    for view in VIEWS:
        turn(still, view)
        assert still.evaluate("measure.sideways()") <= 0
        assert still.evaluate("measure.cut()") == []


def test_every_table_opens(still: Page) -> None:
    """Those under a drawing; where there is none the table is what is seen."""
    tables = still.locator("details:has(table)")
    assert tables.count() == still.locator(".card:has(.still)").count() >= 1
    for table in still.locator(".card > .scroll").all():
        assert table.locator("tbody th").first.is_visible()
    for table in tables.all():
        table.locator("summary").click()
        assert table.locator("tbody th").first.is_visible()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_the_form_narrows_the_page(people: People, view: View) -> None:
    page = people.context("camat", view, scripts=False).new_page()
    page.goto(STAFF[0].path)
    before = page.locator(".answer").first.inner_text()
    if view.width == PHONE:
        page.locator("form.filters summary").click()
    page.locator("form.filters select[name=kantor]").select_option(label="Kelurahan Alalak Utara")
    page.get_by_role("button", name="Terapkan").click()
    assert "kantor=63.71.04.1002" in page.url
    assert page.locator(".answer").first.inner_text() != before
    assert "Kelurahan Alalak Utara" in page.locator(".head").inner_text()
    page.close()
