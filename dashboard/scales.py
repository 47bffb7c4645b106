"""Rows → dots on the scale of the index, with the edges between its letters; and what chance leaves open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from dashboard import canvas
from dashboard import format as fmt
from dashboard.canvas import AMBER, FONT, GRID, INK_2, LINE, RIVER, SCORE, note, said
from dashboard.section import Figure, Row
from dashboard.survey import edges as edges_of
from etl.skm import Definition

Edges = Sequence[tuple[Fraction, str, str]]
ROW, APART, TOP = 20, 8, 26
"""Pixels of a dot, between rows, and for the letters above."""
AROUND, NEAR = Fraction(3, 2), 4
"""Points of the index: room beside the outermost values, and how near an edge must be to be shown."""
NARROW = Fraction(8, 100)
"""A letter needs so much of the width."""


@dataclass(frozen=True)
class Dot:
    """`low` and `high` are the ends of an interval, where there is one."""

    label: str
    value: Fraction | None
    n: int
    letter: str | None = None
    strong: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    missing: str = fmt.NO_DATA


def scale(rows: Sequence[Dot], definition: Definition) -> Figure:
    """Dots under their names, at their place between the letters. The y axis counts pixels."""
    every = edges_of(definition)
    left, right = _span((value for row in rows for value in (row.low, row.value, row.high)), every)
    notes, places, at = [], [], TOP
    for row in rows:
        name, room = canvas.named(canvas.lines_of(row.label), at)
        notes.append(name)
        places.append(at + room + ROW / 2)
        at += room + ROW + APART
    edges = [edge for edge, *_ in every if left < edge < right]
    return canvas.figure(
        "scale",
        [*_intervals(rows, places), *_dots(rows, places)],
        height=at + LINE + 8,
        margin=(8, 74, 0, LINE + 8),
        xaxis=canvas.axis(
            float(left), float(right), [float(e) for e in edges], [fmt.number(e, 2) for e in edges]
        ),
        yaxis=canvas.axis(at, 0, places, [""] * len(places), showgrid=True, gridcolor=GRID),
        shapes=[
            _edge(edge, place)
            for edge in edges
            for row, place in zip(rows, places, strict=True)
            if row.value is not None
        ],
        annotations=[*notes, *_letters(left, right, every), *_values(rows, places)],
    )


def _span(values: Iterable[Fraction | None], edges: Edges) -> tuple[Fraction, Fraction]:
    """All values and the edges near them, inside 25 to 100."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=Fraction(25)), max(known, default=Fraction(100))
    near = [edge for edge, *_ in edges if low - NEAR < edge < high + NEAR]
    low, high = min([low, *near]) - AROUND, max([high, *near]) + AROUND
    return max(low, Fraction(25) - 1), min(high, Fraction(100) + 1)


def _edge(edge: Fraction, place: float) -> Figure:
    """Beside the dot only: names are not crossed."""
    line = {"color": AMBER, "width": 2, "dash": "solid"}
    across = {"x0": float(edge), "x1": float(edge), "y0": place - ROW / 2, "y1": place + ROW / 2}
    return {"type": "line", "xref": "x", "yref": "y", **across, "line": line, "layer": "below"}


def _letters(left: Fraction, right: Fraction, edges: Edges) -> list[Figure]:
    """Each letter over the middle of what is seen of it."""
    return [
        note(
            f"mutu {letter}" if share > 3 * NARROW else letter,
            float(middle),
            TOP / 2 - 2,
            xanchor="center",
            align="center",
        )
        for middle, share, letter in _bands(left, right, edges)
        if share > NARROW
    ]


def _bands(low: Fraction, high: Fraction, edges: Edges) -> list[tuple[Fraction, Fraction, str]]:
    """Of each letter that is seen: the middle, the share of the whole, and the letter."""
    ends = [low, *(edge for edge, *_ in edges if low < edge < high), high]
    letters = [above for edge, _, above in edges if edge <= low][-1:] or ["D"]
    letters += [above for edge, _, above in edges if low < edge < high]
    return [
        ((a + b) / 2, (b - a) / (high - low), letter)
        for a, b, letter in zip(ends[:-1], ends[1:], letters, strict=True)
    ]


def _intervals(rows: Sequence[Dot], places: Sequence[float]) -> list[Figure]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "orientation": "h",
            "x": [float(row.low), float(row.high)],
            "y": [place, place],
            "customdata": ["", ""],
            "hoverinfo": "skip",
            "line": {"color": RIVER, "width": 2.5},
            "cliponaxis": False,
        }
        for row, place in zip(rows, places, strict=True)
        if row.low is not None and row.high is not None
    ]


def _dots(rows: Sequence[Dot], places: Sequence[float]) -> list[Figure]:
    traces = []
    for colour, strong in ((RIVER, False), (AMBER, True)):
        mine = [
            (row, row.value, place)
            for row, place in zip(rows, places, strict=True)
            if row.value is not None and row.strong is strong
        ]
        if mine:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "orientation": "h",
                    "x": [SCORE.place(value) for _, value, _ in mine],
                    "y": [place for *_, place in mine],
                    "customdata": [
                        canvas.hover(row.label, SCORE.show(value), row.n) for row, value, _ in mine
                    ],
                    "hovertemplate": "%{customdata}<extra></extra>",
                    "line": {"color": colour, "width": 2.5},
                    "marker": {"color": colour, "size": 12},
                    "cliponaxis": False,
                }
            )
    return traces


def _values(rows: Sequence[Dot], places: Sequence[float]) -> list[Figure]:
    """In a column of their own; where there is no value, why."""
    notes = []
    for row, place in zip(rows, places, strict=True):
        if row.value is None:
            quiet = {"size": FONT, "color": INK_2}
            notes.append(note(said(row.missing), 0, place, xref="paper", font=quiet))
            continue
        letter = f" {row.letter}" if row.letter else ""
        notes.append(note(f"<b>{SCORE.show(row.value)}</b>{letter}", 1, place, xref="paper", xshift=14))
    return notes


HEIGHT, BOTTOM = 264, 46


def trend(rows: Sequence[Row], definition: Definition) -> Figure:
    """`rows`: `start`, `tick`, `label`, `n`, `value`, `letter`. The letters stand beside the scale; it does
    not begin at zero, for no index does. Without a value the line breaks."""
    every = edges_of(definition)
    low, high = _span((row["value"] for row in rows), every)
    first, last = rows[0]["start"], rows[-1]["start"]
    if first == last:
        first, last = first - timedelta(days=1), last + timedelta(days=1)
    ticks = [rows[i] for i in canvas.every(len(rows), 5)]
    edges = [edge for edge, *_ in every if low < edge < high]
    beside = {edge: fmt.number(edge, 2) for edge in edges}
    beside |= {middle: letter for middle, share, letter in _bands(low, high, every) if share > 2 * NARROW}
    places = sorted(beside)
    return canvas.figure(
        "trend",
        [_line(rows)],
        height=HEIGHT,
        margin=(52, 86, 14, BOTTOM),
        xaxis=canvas.axis(
            first.isoformat(),
            last.isoformat(),
            [row["start"].isoformat() for row in ticks],
            [row["tick"] for row in ticks],
            type="date",
        ),
        yaxis=canvas.axis(
            float(low), float(high), [float(place) for place in places], [beside[place] for place in places]
        ),
        shapes=[_level(edge, first, last) for edge in edges],
        annotations=_last(rows),
    )


def _line(rows: Sequence[Row]) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [row["start"].isoformat() for row in rows],
        "y": [None if row["value"] is None else SCORE.place(row["value"]) for row in rows],
        "customdata": [
            "" if row["value"] is None else canvas.hover(row["label"], SCORE.show(row["value"]), row["n"])
            for row in rows
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "line": {"color": RIVER, "width": 2.5},
        "marker": {"color": RIVER, "size": 7},
        "connectgaps": False,
        "cliponaxis": False,
    }


def _level(edge: Fraction, first: date, last: date) -> Figure:
    across = {"xref": "x", "yref": "y", "x0": first.isoformat(), "x1": last.isoformat()}
    line = {"color": AMBER, "width": 2, "dash": "dash"}
    return {"type": "line", **across, "y0": float(edge), "y1": float(edge), "line": line, "layer": "below"}


def _last(rows: Sequence[Row]) -> list[Figure]:
    known = [row for row in rows if row["value"] is not None]
    return [
        note(
            f"<b>{SCORE.show(row['value'])}</b> {row['letter']}",
            row["start"].isoformat(),
            SCORE.place(row["value"]),
            xshift=10,
        )
        for row in known[-1:]
    ]
