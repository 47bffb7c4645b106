"""Names come from files that people write: in a page they are words, whatever they say."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.people import People, Shown
from tests.browser.places import FIGURES, PUBLIC, TYPICAL, Place
from tests.browser.site import serving
from tests.dashboard.published import publish
from tests.dashboard.small_office import REFERENCE

HOSTILE = (
    '<img src=x onerror=window.PWN=1> <a href="https://evil.example">{}</a><script>window.PWN=1</script>'
)
_FOREIGN = (
    "img:not([src^='data:image/svg+xml']), [onerror], a[href*=evil], a[href^=javascript], a[href*=plotly]"
)
"""A line of a key number is a picture of our own, in the page itself."""
_FOREIGN_IN = """([html, foreign]) =>
  new DOMParser().parseFromString(html, 'text/html').querySelectorAll(foreign).length"""
# Plotly has it on by default; its words are those of assets/plotly-id.js.
_UPLOAD = "[data-title^=Bagikan], [data-title^=Share], [data-title*=Cloud], [data-title*=Studio]"
_RENAMED = {
    "services.csv": "domisili",
    "areas.csv": "63.71.04.1002",
    "channels.csv": "elok",
    "offices.csv": "63.71.04",
    "categories.csv": "biaya",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[People]:
    """An office, an area, a channel, a service, a category and a counter called so, by the real pipeline."""
    folder = tmp_path_factory.mktemp("jahat")
    shutil.copytree(REFERENCE, folder / "reference")
    for name, code in _RENAMED.items():
        rename(folder / "reference" / name, code)
    warehouse = publish(folder, folder / "reference", counter=HOSTILE.format("1"))
    variables = {"PANTAU_CONFIG": str(folder / "office.toml"), "WAREHOUSE_URL": warehouse}
    with serving(variables, folder, "camat") as site:
        people = People(chromium, site)
        yield people
        people.leave()


def rename(path: Path, code: str) -> None:
    """What the row was called stays one of its other names, so that files still find it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["code"] == code:
            row["synonyms"] = "|".join(filter(None, [row["synonyms"], row["name"]]))
            row["name"] = HOSTILE.format(code)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module", params=(*PUBLIC, *TYPICAL), ids=lambda place: place.name)
def opened(request: Any, hostile: People) -> Iterator[Shown]:
    place: Place = request.param
    with hostile.see(place) as shown:
        yield shown


def test_no_page_makes_markup_of_a_name_or_runs_it_or_leads_where_it_says(hostile: People) -> None:
    """As it comes, before any script, and with its scripts; and plotly offers to send a chart to nobody."""
    shown_at, buttons = set(), 0
    for place in FIGURES:
        with hostile.see(place) as shown:
            page = shown.page
            assert shown.status == 200
            assert "<img src=x" not in shown.html, place.name
            assert page.evaluate(_FOREIGN_IN, [shown.html, _FOREIGN]) == 0, place.name
            shown.measured("open")
            assert page.evaluate("window.PWN") is None, place.name
            assert page.locator(_FOREIGN).count() == 0, place.name
            assert page.locator(_UPLOAD).count() == 0, place.name
            buttons += page.locator(".modebar-btn").count()
            assert shown.heard.console == [], place.name
            if any("<img src=x" in words for words in shown.measured("words")):
                shown_at.add(place.name)
    assert buttons > 0
    assert {"per-loket", "pengaduan", "standar", "volume"} <= shown_at, "else nothing was tried"


def test_a_name_is_shown_and_does_nothing(opened: Shown) -> None:
    page = opened.page
    opened.measured("open")
    words = " ".join(opened.measured("words"))
    assert words.count("<img src=x onerror=window.PWN=1>") >= 4
    assert page.evaluate("window.PWN") is None
    assert page.locator("img, [onerror], a[href*=evil]").count() == 0
    assert opened.heard.console == []
    assert opened.heard.errors == []
    assert "<img src=x" not in opened.html


def test_a_chart_has_no_link_that_the_app_did_not_make(opened: Shown) -> None:
    page = opened.page
    assert page.locator(".js-plotly-plot").count() >= 4
    assert page.locator(".js-plotly-plot a, svg a").count() == 0
    drawn = page.locator(".js-plotly-plot text").filter(has_text="<img").count()
    assert drawn >= 1


def test_pointing_at_it_shows_words(opened: Shown) -> None:
    """The name stands on its tile, and above its bar."""
    page = opened.page
    told = 0
    for name in page.locator(".js-plotly-plot .annotation-text").filter(has_text="<img").all():
        name.scroll_into_view_if_needed()
        box = name.bounding_box()
        assert box is not None
        for place in (
            (box["x"] + box["width"] / 2, box["y"] + 6),
            (box["x"] + 2, box["y"] + box["height"] + 9),
        ):
            page.mouse.move(*place)
            page.wait_for_timeout(150)
            told += page.locator(".hoverlayer .hovertext").filter(has_text="<img").count()
            assert page.locator(".hoverlayer a, .hoverlayer img").count() == 0
    assert page.evaluate("window.PWN") is None
    assert told >= 1
