"""axe finds nothing at any place: as it comes, and with everything open that opens."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import Shown

_AXE = Axe()
_OPTIONS: dict[str, Any] = {
    "resultTypes": ["violations"],
    # Off by default: WCAG 2.2 asks for 24 pixels to point at.
    "rules": {"target-size": {"enabled": True}},
}


def found(shown: Shown) -> list[str]:
    violations = _AXE.run(shown.page, options=_OPTIONS).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in violations
        for node in violation["nodes"]
    ]


def test_axe_finds_nothing(shown: Shown) -> None:
    assert found(shown) == []


def test_axe_finds_nothing_in_what_opens(shown: Shown) -> None:
    if shown.page.locator("details").count() == 0:
        return
    shown.measured("open")
    try:
        assert found(shown) == []
    finally:
        shown.measured("close")
