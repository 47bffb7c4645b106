"""axe finds nothing at any place."""

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
    """As it comes in the one scheme, with everything open in the other: both states, both schemes."""
    opens = shown.page.locator("details").count() > 0
    for scheme in shown.schemes:
        if opens and scheme == shown.view.scheme:
            with shown.opened():
                assert found(shown) == [], f"{scheme}, open"
        else:
            with shown.lit(color_scheme=scheme):
                assert found(shown) == [], scheme
