"""The page can be read before any script has run, and nothing moves when Dash takes its place."""

from __future__ import annotations

import pytest

from tests.browser.people import Shown
from tests.browser.places import LOADS, named

pytestmark = pytest.mark.parametrize("shown", LOADS, ids=named, indirect=True)
MOST_SHIFT = 0.05
_TIMES = """() => ({
  painted: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  plotly: performance.getEntriesByType('resource')
    .filter(entry => /package_data\\/plotly/.test(entry.name)).map(entry => entry.responseEnd),
})"""


def test_what_is_not_drawn_again_has_no_scripts(shown: Shown) -> None:
    assert ("<script" in shown.html) == (shown.watched is not None)


def test_no_frame_is_blank_or_double_and_nothing_moves(shown: Shown) -> None:
    watched = shown.watched or {"frames": 1, "blank": 0, "double": 0, "shift": 0, "jump": 0}
    assert watched["frames"] > 0
    assert (watched["blank"], watched["double"]) == (0, 0)
    assert watched["shift"] < MOST_SHIFT, watched["moved"]
    assert watched["jump"] < 2


def test_the_plain_content_goes_when_every_chart_is_drawn(shown: Shown) -> None:
    expected = shown.html.count('class="still wide"')
    if shown.watched is None:
        assert expected == 0
    else:
        assert shown.watched["swap"] == {"graphs": expected, "drawn": expected}
    assert shown.page.locator("#first-paint").count() == 0


def test_content_is_painted_before_plotly_has_come(shown: Shown) -> None:
    times = shown.page.evaluate(_TIMES)
    assert times["painted"] > 0
    if shown.html.count('class="still wide"'):
        assert len(times["plotly"]) == 1
        assert times["painted"] < times["plotly"][0]
