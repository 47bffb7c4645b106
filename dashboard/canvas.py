"""What all figures share: one layout, one palette, axes with Indonesian ticks, labels beside what they name.

A figure is a plain plotly dict. Each axis states its range and ticks, so that svg.py draws the same picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from textwrap import wrap
from typing import Any

from dashboard import format as fmt
from dashboard.section import Figure

RIVER, WATER, AMBER, QUIET = "#0b5b66", "#0f7d86", "#b57a0e", "#7d8d93"
"""The style sheet knows these by name and gives each its colour in the dark."""
SCORES = ("#8a4b00", "#ba8220", "#3f98a0", RIVER)
"""Of the scores 1 to 4, brown to teal: told apart also by those who do not see red or green."""
WASH = "rgba(15,125,134,%s)"
INK, INK_2, GRID = "#12252b", "#4a5c62", "#e9e6dd"
FONT = 13
LINE = 17
"""Pixels from one line of text to the next."""


@dataclass(frozen=True)
class Measure:
    """How a kind of value stands on an axis (`place`) and in words (`show`)."""

    place: Callable[[Any], float]
    show: Callable[[Any], str]
    tick: Callable[[Any], str]
    steps: tuple[int, ...]
    """Distances between ticks that people count in."""


COUNT = Measure(float, fmt.number, fmt.number, tuple(step * 10**k for k in range(8) for step in (1, 2, 5)))
MINUTES = Measure(
    lambda seconds: round(float(Fraction(seconds) / 60), 2),
    fmt.duration,
    fmt.number,
    (1, 2, 5, 10, 15, 30, 60, 120, 240, 480),
)
ELAPSED = Measure(
    lambda seconds: float(fmt.elapsed_minutes(seconds)),
    fmt.elapsed,
    lambda tick: fmt.elapsed(60 * tick),
    tuple(60 * hours for hours in (1, 2, 4, 8, 24, 48, 120, 240, 480, 1200, 2400)),
)
SHARE = Measure(
    lambda share: round(float(share * 100), 2),
    fmt.percent,
    lambda tick: f"{fmt.number(tick)}{fmt.NBSP}%",
    (1, 2, 5, 10, 20, 25),
)


SCORE = Measure(
    lambda score: round(float(score), 2), lambda score: fmt.number(score, 2), fmt.number, (1, 2, 5, 10, 20)
)


MEAN = Measure(float, fmt.mean, fmt.number, (1, 2, 5, 10, 20))


def figure(
    shape: str, traces: list[Figure], *, height: int, margin: tuple[int, int, int, int], **layout: Any
) -> Figure:
    """`margin`: left, right, top, bottom in pixels."""
    left, right, top, bottom = margin
    return {
        "data": traces,
        "layout": {
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
            "font": {"family": "inherit", "size": FONT, "color": INK_2},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "separators": ",.",
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": INK, "bordercolor": INK, "font": {"color": "#ffffff", "size": FONT}},
            "meta": {"shape": shape},
            **layout,
        },
    }


def axis(low: Any, high: Any, ticks: Sequence[Any] = (), words: Sequence[str] = (), **more: Any) -> Figure:
    return {
        "range": [low, high],
        "tickmode": "array",
        "tickvals": list(ticks),
        "ticktext": list(words),
        "fixedrange": True,
        "zeroline": False,
        "showgrid": False,
        "automargin": False,
        "ticks": "",
        "tickfont": {"size": FONT},
        "ticklabeloverflow": "allow",
        **more,
    }


def value_axis(measure: Measure, top: float, *, most: float | None = None) -> Figure:
    """From zero, with four or five round ticks and a little room above the highest value."""
    high = max(top, 1.0)
    step = next((step for step in measure.steps if high / step <= 5.5), measure.steps[-1])
    end = max(high * 1.12, float(step))
    if most is not None:
        end = min(end, most)
    ticks = list(range(0, int(end) + 1, step))
    words = [measure.tick(tick) for tick in ticks]
    return axis(0, round(end, 2), ticks, words, showgrid=True, gridcolor=GRID, ticklabelstandoff=6)


def said(text: str) -> str:
    """Names in a figure: plotly reads a little HTML in them, so they are escaped."""
    return escape(text, quote=False)


def hover(label: str, value: str, n: int | None) -> str:
    counted = "" if n is None else f"<br>n = {fmt.number(n)}"
    return f"{said(label)}<br>{said(value)}{counted}"


def note(text: str, x: Any, y: Any, **more: Any) -> Figure:
    """A piece of text; `x` and `y` are data unless `xref` or `yref` says paper."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
        "xshift": 0,
        "yshift": 0,
        "font": {"size": FONT, "color": INK},
        **more,
    }


NAME = 42
"""Letters of a name in one line on a phone."""


def lines_of(name: str, letters: int = NAME) -> list[str]:
    return wrap(name, letters) or [""]


def named(lines: Sequence[str], top: float) -> tuple[Figure, int]:
    """A name above what it names: its note, `top` pixels down, and the pixels that it takes."""
    room = LINE * len(lines)
    words = "<br>".join(said(line) for line in lines)
    return note(words, 0, top + room / 2, xref="paper", font={"size": FONT, "color": INK_2}), room


def spread(
    heights: Sequence[float], *, apart: float, floor: float = float("-inf"), ceiling: float = float("inf")
) -> list[float]:
    """The same heights in pixels, moved up as little as keeps neighbours `apart` and all above `floor`;
    then down again as far as `ceiling` asks."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed = list(heights)
    for i in order:
        placed[i] = max(heights[i], floor)
        floor = placed[i] + apart
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - apart
    return placed


def every(count: int, most: int) -> range:
    """Positions of at most `most` ticks among `count`, evenly apart and ending with the last."""
    step = max(1, -(-count // most))
    return range((count - 1) % step, count, step)
