"""What an account sees whose office is in no table that was published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dashboard import pages
from dashboard.content import find_pages
from dashboard.office import accounts
from dashboard.roles import Role
from tests.dashboard.site import PASSWORD, Browser, office_of


def test_a_lurah_of_an_office_that_is_not_published_gets_pages_without_figures(
    made: tuple[Any, dict[str, str]], browser: Browser
) -> None:
    with office_of(made[1]).writing() as connection:
        accounts.add(
            connection,
            "lurah-baru",
            role=Role.LURAH,
            office="63.71.04.9999",
            password=PASSWORD,
            now=datetime.now(UTC),
        )
    browser.login("lurah-baru")
    statuses = {page.slug: browser.get(f"/staf/{page.slug}").status_code for page in find_pages(pages)}
    assert set(statuses.values()) <= {200, 403}, statuses
    assert statuses["volume"] == 200
    assert browser.call("/staf/", "/staf/volume").status_code == 200
