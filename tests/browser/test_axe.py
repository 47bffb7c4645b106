"""axe finds nothing at any place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import Shown
from tests.browser.places import NARROWED, PHONE

_AXE = Axe()
_COLOURS = ("color-contrast", "link-in-text-block")
"""They take as long as all other rules together, and where all is open they see all that is seen closed."""
_EVERYTHING: dict[str, Any] = {
    "resultTypes": ["violations"],
    # Off by default: WCAG 2.2 asks for 24 pixels to point at.
    "rules": {"target-size": {"enabled": True}},
}
_BUT_COLOURS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}, **dict.fromkeys(_COLOURS, {"enabled": False})},
}
_ONLY_COLOURS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": list(_COLOURS)},
}


def found(shown: Shown, options: dict[str, Any] = _EVERYTHING) -> list[str]:
    violations = _AXE.run(shown.page, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in violations
        for node in violation["nodes"]
    ]


@contextmanager
def opened(shown: Shown) -> Iterator[None]:
    shown.measured("shorten")
    with shown.opened():
        yield
    shown.measured("lengthen")


def test_axe_finds_nothing(shown: Shown) -> None:
    """On a phone, light, with everything open; at a desk, dark, as it comes, and the colours of what opens.

    What narrows a page brings no new colours.
    """
    if shown.page.locator("details").count() == 0:
        assert found(shown) == []
    elif shown.place in NARROWED:
        assert found(shown, _BUT_COLOURS) == []
    elif shown.view.width == PHONE:
        with opened(shown):
            assert found(shown) == [], "open"
    else:
        assert found(shown, _BUT_COLOURS) == []
        with opened(shown):
            assert found(shown, _ONLY_COLOURS) == [], "open"
