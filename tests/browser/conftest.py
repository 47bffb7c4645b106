"""Chromium on a real server. With PANTAU_SCREENSHOTS=folder each page is also kept as a picture."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import People, Shown
from tests.browser.places import ROLES, SEEN, Place, View
from tests.browser.site import Site, serving
from tests.office import days, invent

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    assert path, 'Uji peramban memerlukan Chromium: pasang paket "chromium" (apt install chromium).'
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """97 days that hold a whole quarter, three whole months and the opening of a building.

    Only the surveys and complaints are late: both states can be seen.
    """
    folder = tmp_path_factory.mktemp("peramban")
    office, _ = invent(folder / "office", days(date(2025, 10, 2), 97))
    config = office.root / "office.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('max_age = "3d"', ""), encoding="utf-8")
    assert office.run().exit_code == 0
    with serving(office.environ, folder, *ROLES) as running:
        yield running


@pytest.fixture(scope="package")
def people(chromium: Browser, site: Site) -> Iterator[People]:
    found = People(chromium, site)
    yield found
    found.leave()


def _name(value: tuple[Place, View]) -> str:
    return f"{value[0].name}-{value[1].name}"


@pytest.fixture(scope="package", params=SEEN, ids=_name)
def shown(request: Any, people: People) -> Iterator[Shown]:
    """One place as one reader sees it, fully drawn; every check looks at the same page."""
    place, view = request.param
    with people.see(place, view) as page:
        folder = os.environ.get("PANTAU_SCREENSHOTS")
        if folder:
            page.page.screenshot(path=Path(folder) / f"{_name(request.param)}.png", full_page=True)
        yield page
