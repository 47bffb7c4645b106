"""A figure → a drawing that stands alone: SVG with its colours written out, in a typeface of the writers."""

import re
from collections.abc import Mapping
from typing import Any

from dashboard import svg

WIDTH = 720
FONT = "Libertinus Serif"
"""Comes with the typesetter, so that a page looks alike on every machine."""
_COLOUR = re.compile(r"var\(--[\w-]+,(#[0-9a-f]{6})\)")
_HEAD = re.compile(r'viewBox="0 0 (\d+) (\d+)" height="\d+"')


def drawing(figure: Mapping[str, Any]) -> str:
    drawn = svg.draw(figure, width=WIDTH)
    head = rf'viewBox="0 0 \1 \2" width="\1" height="\2" font-family="{FONT}"'
    return _COLOUR.sub(r"\1", _HEAD.sub(head, drawn, count=1))
