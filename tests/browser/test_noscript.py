"""Without scripts everything is there: sentences, drawings with words, tables, and a form that works."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.people import MEASURE, People
from tests.browser.places import FIGURES, PHONE, STAFF, VIEWS, Place, View


@pytest.fixture(scope="module", params=product(FIGURES, VIEWS), ids=lambda p: f"{p[0].name}-{p[1].name}")
def still(request: Any, people: People) -> Iterator[tuple[Place, View, Page]]:
    place, view = request.param
    page = people.context(place.role, view, scripts=False).new_page()
    page.goto(place.path)
    page.evaluate(MEASURE)
    yield place, view, page
    page.close()


def test_every_question_has_its_answer(still: tuple[Place, View, Page]) -> None:
    _, _, page = still
    sections = page.locator(".card")
    assert sections.count() >= 4
    for section in sections.all():
        assert section.locator("h2").inner_text().endswith("?")
        assert section.locator(".answer").is_visible()


def test_every_drawing_says_what_it_shows_and_can_be_read(still: tuple[Place, View, Page]) -> None:
    _, _, page = still
    drawn = page.locator(".still:visible svg")
    charts = page.evaluate("measure.charts()")
    assert len(charts) == drawn.count() >= 4
    for svg in drawn.all():
        assert (svg.get_attribute("aria-label") or "").endswith(".")
    for chart in charts:
        assert chart["marks"] > 0, chart["id"]
        assert (chart["outside"], chart["overlaps"], chart["small"]) == ([], [], []), chart["id"]
    assert page.evaluate("measure.pale()") == []


def test_nothing_is_cut(still: tuple[Place, View, Page]) -> None:
    _, _, page = still
    assert page.evaluate("measure.sideways()") <= 0
    assert page.evaluate("measure.cut()") == []


def test_every_table_opens(still: tuple[Place, View, Page]) -> None:
    _, _, page = still
    tables = page.locator("details:has(table)")
    assert tables.count() >= 4
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
