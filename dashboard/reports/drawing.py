"""A figure → a drawing that stands alone: SVG with its colours written out, in a typeface of the writers."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import svg

WIDTH = 720
FONT = "Libertinus Serif"
"""Comes with the typesetter, so that a page looks alike on every machine."""
_COLOUR = re.compile(r"var\(--[\w-]+,(#[0-9a-f]{6})\)")
_ROOM, _RED = 26, "#b3261e"
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)" width="\d+" height="\d+"')
_HEAD = re.compile(r'viewBox="0 0 (\d+) (\d+)" height="\d+"')


def drawing(figure: Mapping[str, Any]) -> str:
    drawn = svg.draw(figure, width=WIDTH)
    head = rf'viewBox="0 0 \1 \2" width="\1" height="\2" font-family="{FONT}"'
    return _COLOUR.sub(r"\1", _HEAD.sub(head, drawn, count=1))


def marked(drawn: str, words: str) -> str:
    """With these words below it."""
    size = _SIZE.search(drawn)
    assert size, "a drawing says how large it is"
    width, height = int(size[1]), int(size[2])
    head = f'viewBox="0 0 {width} {height + _ROOM}" width="{width}" height="{height + _ROOM}"'
    told = f'<text x="8" y="{height + _ROOM - 9}" font-size="14" fill="{_RED}">{escape(words)}</text></svg>'
    return drawn.replace(size[0], head, 1).removesuffix("</svg>") + told
