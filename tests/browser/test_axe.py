"""axe finds nothing at any place."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import Shown
from tests.browser.places import PHONE

_AXE = Axe()
_EVERYTHING: dict[str, Any] = {
    "resultTypes": ["violations"],
    # Off by default: WCAG 2.2 asks for 24 pixels to point at.
    "rules": {"target-size": {"enabled": True}},
}
_COLOURS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


def found(shown: Shown, options: dict[str, Any] = _EVERYTHING) -> list[str]:
    violations = _AXE.run(shown.page, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in violations
        for node in violation["nodes"]
    ]


def test_axe_finds_nothing(shown: Shown) -> None:
    """On a phone, which is light, with everything open; at a desk, which is dark, as it comes.

    What opens has its colours looked at in the dark too.
    """
    if shown.page.locator("details").count() == 0:
        assert found(shown) == []
    elif shown.view.width == PHONE:
        with shown.opened():
            assert found(shown) == [], "open"
    else:
        assert found(shown) == []
        with shown.opened():
            assert found(shown, _COLOURS) == [], "open"
