"""Rows → figure, one function per shape. Pure; the words in a figure are those of the table behind it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from textwrap import wrap
from typing import Any

from dashboard import canvas
from dashboard import format as fmt
from dashboard.canvas import AMBER, COUNT, FONT, INK, INK_2, LINE, RIVER, WATER, Measure, note, said
from dashboard.section import Figure, Row

_TAGS = re.compile("</?b>")


@dataclass(frozen=True)
class Line:
    key: str
    name: str
    colour: str = RIVER


@dataclass(frozen=True)
class Bar:
    label: str
    value: Any
    """None is drawn as words, never as a bar of nothing."""
    n: int | None
    strong: bool = False
    missing: str = fmt.NO_DATA
    about: str | None = None
    """What else stands beside the name."""


def over_time(
    rows: Sequence[Row],
    lines: Sequence[Line],
    measure: Measure,
    *,
    events: Sequence[tuple[date, str]] = (),
    gap: int = 0,
    most: float | None = None,
) -> Figure:
    """`rows`: `start` (a date), `tick` and `label` (its short and long name), `n`, and a value per line.

    A line breaks where a value is missing and where more than `gap` days lie between two rows.
    """
    rows = _broken(rows, gap) if gap else rows
    known = [measure.place(row[line.key]) for row in rows for line in lines if row[line.key] is not None]
    days = [row["start"] for row in rows]
    first, last = days[0], days[-1]
    if first == last:
        # One step stands in the middle.
        first, last = first - timedelta(days=1), last + timedelta(days=1)
    heights = canvas.value_axis(measure, max(known, default=0.0), most=most)
    inside = [(day, words) for day, words in events if first <= day <= last]
    marks = [row for row in rows if row["label"]]
    ticks = [marks[i] for i in canvas.every(len(marks), _ticks(marks))]
    above = LINE * sum(len(_event_lines(words)) for _, words in inside)
    height, top, bottom = 264 + above, 14 + above, 46
    ends = _ends(rows, lines, measure, (height - top - bottom) / heights["range"][1], height - bottom)
    shapes, notes = _events(inside, first, last)
    return canvas.figure(
        "over_time",
        [_line(rows, line, measure) for line in lines],
        height=height,
        margin=(52, _beside(ends), top, bottom),
        xaxis=canvas.axis(
            first.isoformat(),
            last.isoformat(),
            [row["start"].isoformat() for row in ticks],
            [row["tick"] for row in ticks],
            type="date",
            # The name of the first step stands under the zero, not beside it.
            ticklabelstandoff=5,
        ),
        yaxis=heights,
        shapes=shapes,
        annotations=[*notes, *ends],
    )


def _ticks(rows: Sequence[Row]) -> int:
    """As many as stand side by side on a phone: names in two lines are narrower."""
    return 5 if "<br>" in rows[0]["tick"] else 4


def _broken(rows: Sequence[Row], gap: int) -> list[Row]:
    whole: list[Row] = []
    for row in rows:
        if whole and (row["start"] - whole[-1]["start"]).days > gap:
            empty = dict.fromkeys(row)
            whole.append({**empty, "start": whole[-1]["start"] + timedelta(days=1), "label": "", "n": 0})
        whole.append(row)
    return whole


def _line(rows: Sequence[Row], line: Line, measure: Measure) -> Figure:
    values = [row[line.key] for row in rows]
    lone = sum(value is not None for value in values) < 3
    return {
        "type": "scatter",
        "mode": "lines+markers" if lone or len(rows) < 16 else "lines",
        "name": said(line.name),
        "x": [row["start"].isoformat() for row in rows],
        "y": [None if value is None else measure.place(value) for value in values],
        "customdata": [
            ""
            if value is None
            else canvas.hover(row["label"], f"{line.name} {measure.show(value)}", row["n"])
            for row, value in zip(rows, values, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "line": {"color": line.colour, "width": 2.5},
        "marker": {"color": line.colour, "size": 7},
        "connectgaps": False,
        "cliponaxis": False,
    }


def _beside(ends: Sequence[Figure]) -> int:
    """Room for the longest line of words beside the plot."""
    lines = (line for end in ends for line in end["text"].split("<br>"))
    longest = max((len(unescape(_TAGS.sub("", line))) for line in lines), default=0)
    return max(86, 8 * longest + 12)


def _ends(
    rows: Sequence[Row], lines: Sequence[Line], measure: Measure, scale: float, top: float
) -> list[Figure]:
    """Each line's name and last value, beside its end; `top` is the edge of the drawing, from the axis."""
    ends = []
    for line in lines:
        known = [row for row in rows if row[line.key] is not None]
        if known:
            ends.append((line, known[-1]))
    natural = [measure.place(row[line.key]) * scale for line, row in ends]
    # Two lines of words beside a value near zero would stand on the names of the days.
    placed = canvas.spread(natural, apart=2 * LINE + 4, floor=LINE, ceiling=top - LINE)
    return [
        note(
            f"{said(line.name)}<br><b>{measure.show(row[line.key])}</b>",
            row["start"].isoformat(),
            measure.place(row[line.key]),
            xshift=8,
            yshift=round(there - here, 1),
        )
        for (line, row), here, there in zip(ends, natural, placed, strict=True)
    ]


def _events(events: Sequence[tuple[date, str]], first: date, last: date) -> tuple[list[Figure], list[Figure]]:
    """A rule per event and its name above the plot, each on lines of its own, short enough for a phone."""
    shapes, notes, lines = [], [], 0
    for day, words in events:
        late = (day - first) * 2 > (last - first)
        x = day.isoformat()
        shapes.append(_rule(x0=x, x1=x, y0=0, y1=1, yref="paper"))
        parts = _event_lines(words)
        text = "<br>".join(said(part) for part in parts)
        middle = 6 + LINE * (lines + len(parts) / 2)
        side = "right" if late else "left"
        quiet = {"size": FONT, "color": INK_2}
        notes.append(note(text, x, 1, yref="paper", yshift=middle, xanchor=side, align=side, font=quiet))
        lines += len(parts)
    return shapes, notes


def _event_lines(words: str) -> list[str]:
    return wrap(words, 20)


def _rule(**where: Any) -> Figure:
    line = {"color": AMBER, "width": 2, "dash": "dash"}
    return {"type": "line", "xref": "x", "yref": "y", "line": line, "layer": "above", **where}


THICK, APART, SHORT = 15, 12, 30
"""Of lying bars: thickness and distance in pixels, and letters of a part of a name that stays in one line."""


def bars(rows: Sequence[Bar], measure: Measure, *, top: float | None = None) -> Figure:
    """Lying bars, each under its name, so that long names have the whole width. The y axis counts pixels."""
    names, places, height = _under_names(rows)
    values = [None if row.value is None else measure.place(row.value) for row in rows]
    high = top or max((value for value in values if value is not None), default=0.0) or 1.0
    words = [row.missing if row.value is None else measure.show(row.value) for row in rows]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [value or 0 for value in values],
        "y": places,
        "width": THICK,
        "text": [f"<b>{said(word)}</b>" for word in words],
        "textposition": "outside",
        "textfont": {"size": FONT, "color": INK},
        "cliponaxis": False,
        "marker": {"color": [AMBER if row.strong else WATER for row in rows]},
        "customdata": [canvas.hover(row.label, word, row.n) for row, word in zip(rows, words, strict=True)],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return canvas.figure(
        "bars",
        [trace],
        height=height,
        margin=(0, max(104, 8 * max(map(len, words), default=0) + 12), 0, 0),
        xaxis=canvas.axis(0, high, showticklabels=False),
        yaxis=canvas.axis(height, 0, showticklabels=False),
        annotations=names,
    )


def _under_names(rows: Sequence[Bar]) -> tuple[list[Figure], list[float], int]:
    """Names as notes, the middle of each bar, and the height of all."""
    names, places, at = [], [], 0
    for row in rows:
        lines = _name_lines(f"{row.label} · {row.about}" if row.about else row.label)
        name, room = canvas.named(lines, at)
        names.append(name)
        places.append(at + room + 1 + THICK / 2)
        at += room + 1 + THICK + APART
    return names, places, at


def _name_lines(name: str) -> list[str]:
    """Broken before a «·» rather than after it; what is long behind one has lines of its own."""
    head, *rest = name.split(" · ")
    lines = [head]
    for part in rest:
        if len(part) < SHORT:
            lines[-1] += f" ·{fmt.NBSP}{part.replace(' ', fmt.NBSP)}"
        else:
            lines.append(f"·{fmt.NBSP}{part}")
    return [each for line in lines for each in canvas.lines_of(line)]


def stacked(rows: Sequence[Row], lines: Sequence[Line]) -> Figure:
    """Standing bars, one per row (`tick`, `label`, `n`): counts on top of each other as `lines` come."""
    totals = [sum(COUNT.place(row[line.key] or 0) for line in lines) for row in rows]
    heights = canvas.value_axis(COUNT, max(totals, default=0.0))
    named = len(lines) > 1
    ticks = list(canvas.every(len(rows), _ticks(rows)))
    height, top, bottom = 260, 14, 42
    return canvas.figure(
        "stacked",
        [_part(rows, line) for line in lines],
        height=height,
        margin=(52, max(76, 8 * max(len(line.name) for line in lines) + 12) if named else 24, top, bottom),
        barmode="stack",
        bargap=0.22,
        xaxis=canvas.axis(-0.6, len(rows) - 0.4, ticks, [rows[i]["tick"] for i in ticks]),
        yaxis=heights,
        annotations=_part_names(rows, lines, (height - top - bottom) / heights["range"][1]) if named else [],
    )


def _part(rows: Sequence[Row], line: Line) -> Figure:
    return {
        "type": "bar",
        "name": said(line.name),
        "x": list(range(len(rows))),
        "y": [COUNT.place(row[line.key] or 0) for row in rows],
        "marker": {"color": line.colour},
        "customdata": [
            canvas.hover(row["label"], f"{line.name} {COUNT.show(row[line.key] or 0)}", row["n"])
            for row in rows
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _part_names(rows: Sequence[Row], lines: Sequence[Line], scale: float) -> list[Figure]:
    last, below, middles = rows[-1], 0.0, []
    for line in lines:
        part = COUNT.place(last[line.key] or 0)
        middles.append(below + part / 2)
        below += part
    placed = canvas.spread([middle * scale for middle in middles], apart=LINE + 2)
    return [
        note(
            f"<b>{said(line.name)}</b>",
            len(rows) - 0.4,
            middle,
            xshift=6,
            yshift=round(there - middle * scale, 1),
        )
        for line, middle, there in zip(lines, middles, placed, strict=True)
    ]


def histogram(rows: Sequence[Row], *, limit: tuple[float, str] | None = None) -> Figure:
    """`rows`: `tick`, `label`, `n`, `share`, `over`. `limit`: where between the bars, and its words."""
    tallest = max((canvas.SHARE.place(row["share"]) for row in rows), default=1.0)
    trace = {
        "type": "bar",
        "x": list(range(len(rows))),
        "y": [canvas.SHARE.place(row["share"]) for row in rows],
        "text": [fmt.percent(row["share"]) for row in rows],
        "textposition": "outside",
        # Else plotly makes words smaller that are wider than their bar.
        "constraintext": "none",
        "textfont": {"size": 12, "color": INK},
        "cliponaxis": False,
        "marker": {"color": [AMBER if row["over"] else WATER for row in rows]},
        "customdata": [canvas.hover(row["label"], fmt.percent(row["share"]), row["n"]) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    shapes, notes = [], []
    if limit is not None:
        place, words = limit
        shapes.append(_rule(x0=place, x1=place, y0=0, y1=1, yref="paper"))
        notes.append(note(said(words), place, 1, yref="paper", yanchor="bottom", yshift=4, xanchor="center"))
    return canvas.figure(
        "histogram",
        [trace],
        height=270,
        margin=(4, 4, 28, 30),
        bargap=0.14,
        xaxis=canvas.axis(-0.6, len(rows) - 0.4, list(range(len(rows))), [row["tick"] for row in rows]),
        yaxis=canvas.axis(0, round(tallest * 1.15, 2), showticklabels=False),
        shapes=shapes,
        annotations=notes,
    )
