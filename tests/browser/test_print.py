"""On paper: figures without controls, dark on white even from a dark screen."""

from __future__ import annotations

import pytest

from tests.browser.people import People
from tests.browser.places import DESK, FIGURES, Place, View


@pytest.mark.parametrize("place", FIGURES, ids=lambda place: place.name)
def test_paper_holds_the_figures_and_not_the_controls(people: People, place: Place) -> None:
    with people.see(place, View(DESK, "dark")) as shown:
        shown.page.emulate_media(media="print")
        assert shown.page.locator("form:visible, nav:visible, .act:visible").count() == 0
        assert len(shown.measured("charts")) == shown.html.count('class="still wide"')
        assert shown.measured("pale") == []
        assert shown.page.pdf(format="A4").startswith(b"%PDF")
