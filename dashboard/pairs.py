"""Rows → pairs of lying bars under one name: the same thing by two ways or more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import canvas
from dashboard.canvas import FONT, INK, QUIET, WATER, Measure, said
from dashboard.section import Figure

THICK, BETWEEN, APART = 15, 5, 14
"""Of the bars: thickness, and distance inside and between groups, in pixels."""


@dataclass(frozen=True)
class Half:
    """One bar of a group. `strong`: the one that the question is about."""

    name: str
    value: Any
    n: int
    strong: bool


@dataclass(frozen=True)
class Group:
    label: str
    halves: Sequence[Half]


def pairs(groups: Sequence[Group], measure: Measure, *, top: float | None = None) -> Figure:
    """Each bar says its name and value behind its end. The y axis counts pixels.

    A bar is named «group · bar» when it is pointed at, as the first two cells of the table's row.
    """
    names: list[Figure] = []
    bars: list[tuple[Group, Half, float]] = []
    at = 0.0
    for group in groups:
        name, room = canvas.named(canvas.lines_of(group.label), at)
        names.append(name)
        at += room + 1
        for half in group.halves:
            bars.append((group, half, at + THICK / 2))
            at += THICK + BETWEEN
        at += APART - BETWEEN
    high = top or max((measure.place(half.value) for _, half, _ in bars), default=0.0) or 1.0
    longest = max((len(half.name) + len(measure.show(half.value)) for _, half, _ in bars), default=0)
    return canvas.figure(
        "pairs",
        [_trace(bars, measure)],
        height=round(at),
        margin=(0, 24 + 8 * longest, 0, 0),
        xaxis=canvas.axis(0, high, showticklabels=False),
        yaxis=canvas.axis(round(at), 0, showticklabels=False),
        annotations=names,
    )


def _trace(bars: Sequence[tuple[Group, Half, float]], measure: Measure) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [measure.place(half.value) for _, half, _ in bars],
        "y": [place for *_, place in bars],
        "width": THICK,
        "text": [f"{said(half.name)} <b>{said(measure.show(half.value))}</b>" for _, half, _ in bars],
        "textposition": "outside",
        "textfont": {"size": FONT, "color": INK},
        "cliponaxis": False,
        "marker": {"color": [WATER if half.strong else QUIET for _, half, _ in bars]},
        "customdata": [
            canvas.hover(f"{group.label} · {half.name}", measure.show(half.value), half.n)
            for group, half, _ in bars
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
