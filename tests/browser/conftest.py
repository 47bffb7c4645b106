"""Chromium on a real server. With PANTAU_SCREENSHOTS=folder each page is also kept as a picture."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.people import People, Shown, Stage
from tests.browser.places import ROLES, SEEN, named
from tests.browser.site import Site, serving
from tests.office import Office, days, invent
from tests.sharing import built_once

expect.set_options(timeout=20_000)
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that is asked of a place is asked while it is open."""
    here = Path(__file__).parent
    ours = [n for n, item in enumerate(items) if here in item.path.parents]
    for n in ours:
        items[n].add_marker(pytest.mark.browser)
    places = [n for n in ours if _seen(items[n]) is not None]
    in_order = sorted((items[n] for n in places), key=lambda item: SEEN.index(_seen(item)))
    for n, item in zip(places, in_order, strict=True):
        items[n] = item


def _seen(item: pytest.Item) -> Any:
    """Which place in which view it looks at, if it looks at one."""
    called = getattr(item, "callspec", None)
    return called.params.get("shown") if called else None


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    assert path, 'Uji peramban memerlukan Chromium: pasang paket "chromium" (apt install chromium).'
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


def _office(folder: Path) -> Office:
    """97 days that hold a whole quarter, three whole months and the opening of a building.

    Only the surveys and complaints are late: both states can be seen.
    """
    office, _ = invent(folder / "office", days(date(2025, 10, 2), 97))
    config = office.root / "office.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('max_age = "3d"', ""), encoding="utf-8")
    assert office.run().exit_code == 0
    return office


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this worker's own, over the one office."""
    _, office = built_once(tmp_path_factory, "peramban", _office)
    with serving(office.environ, tmp_path_factory.mktemp("peramban"), *ROLES) as running:
        yield running


@pytest.fixture(scope="package")
def people(chromium: Browser, site: Site) -> Iterator[People]:
    found = People(chromium, site)
    yield found
    found.leave()


@pytest.fixture(scope="package")
def stage(people: People) -> Iterator[Stage]:
    found = Stage(people)
    yield found
    found.clear()


@pytest.fixture(scope="package", params=SEEN, ids=named)
def shown(request: Any, stage: Stage) -> Shown:
    """One place as one reader sees it, fully drawn; every check looks at the same page."""
    page = stage.look(*request.param)
    folder = os.environ.get("PANTAU_SCREENSHOTS")
    if folder:
        page.page.screenshot(path=Path(folder) / f"{named(request.param)}.png", full_page=True)
    return page
