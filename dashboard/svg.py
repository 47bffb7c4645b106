"""Our figure dicts → small SVG that says what it shows: first paint, readers without scripts, print.

It draws what canvas.py and those that use it write, and nothing else: linear and date axes with stated
ranges, lines, bars, grids, rules, and text. Colours are the style sheet's, with the light ones behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Flag, auto
from html import escape, unescape
from typing import Any

from dashboard import canvas
from dashboard.section import Figure

COLOURS = {
    canvas.RIVER: "var(--sungai,#0b5b66)",
    canvas.WATER: "var(--sungai-2,#0f7d86)",
    canvas.AMBER: "var(--amber,#b57a0e)",
    canvas.QUIET: "var(--quiet,#7d8d93)",
    canvas.SCORES[0]: "var(--skor-1,#8a4b00)",
    canvas.SCORES[1]: "var(--skor-2,#ba8220)",
    canvas.SCORES[2]: "var(--skor-3,#3f98a0)",
    canvas.INK: "var(--ink,#12252b)",
    canvas.INK_2: "var(--ink-2,#4a5c62)",
    canvas.GRID: "var(--grid,#e9e6dd)",
}
SCALED = {358: 14, 720: 16}
"""Text in pixels by drawn width: a drawing may shrink to 308 and 540 before its text falls below 12."""


class Look(Flag):
    PLAIN = 0
    MIDDLE = auto()
    STRONG = auto()
    INK = auto()


@dataclass(frozen=True)
class Frame:
    """Where data stand in the drawing."""

    left: float
    top: float
    width: float
    height: float
    x: Mapping[str, Any]
    y: Mapping[str, Any]
    size: int

    def across(self, value: Any, ref: str = "x") -> float:
        return self.left + self.width * (value if ref == "paper" else _part(value, self.x["range"]))

    def down(self, value: Any, ref: str = "y") -> float:
        return self.top + self.height * (1 - (value if ref == "paper" else _part(value, self.y["range"])))


def _part(value: Any, span: Sequence[Any]) -> float:
    low, high = (_position(end) for end in span)
    return (_position(value) - low) / (high - low)


def _position(value: Any) -> float:
    return float(date.fromisoformat(value).toordinal() if isinstance(value, str) else value)


def draw(figure: Mapping[str, Any], *, width: int) -> str:
    """One drawing of this width, as high as plotly's; its label is the sentence above it on the card."""
    layout = figure["layout"]
    margin = layout["margin"]
    size = SCALED[width]
    grow = size / canvas.FONT
    left, right = margin["l"] * grow, margin["r"] * grow
    top, bottom = margin["t"] * grow, margin["b"] * grow
    height = round(layout["height"] * grow)
    frame = Frame(
        left, top, width - left - right, height - top - bottom, layout["xaxis"], layout["yaxis"], size
    )
    parts = [*_axes(frame, layout), *_traces(frame, figure)]
    parts += [_rule(frame, shape) for shape in layout.get("shapes", ())]
    parts += [_note(frame, note, grow) for note in layout.get("annotations", ())]
    label = escape(str(layout["meta"].get("label", "")), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" height="{layout["height"]}" '
        'preserveAspectRatio="xMinYMid" role="img" '
        f'aria-label="{label}" font-size="{size}">{"".join(parts)}</svg>'
    )


def _axes(frame: Frame, layout: Mapping[str, Any]) -> list[str]:
    parts = []
    for tick, words in zip(frame.y["tickvals"], frame.y["ticktext"], strict=True):
        y = frame.down(tick)
        if frame.y["showgrid"]:
            right = frame.left + frame.width
            parts.append(
                f'<line x1="{frame.left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
                f'stroke="{COLOURS[canvas.GRID]}"/>'
            )
        if words:
            parts.append(_text(words, (frame.left - 8, y), "end", frame.size, Look.MIDDLE))
    above = frame.x.get("side") == "top"
    for tick, words in zip(frame.x["tickvals"], frame.x["ticktext"], strict=True):
        if words:
            y = frame.top - 10 if above else frame.top + frame.height + frame.size * 1.35
            parts.append(_text(words, (frame.across(tick), y), "middle", frame.size))
    return parts


def _traces(frame: Frame, figure: Mapping[str, Any]) -> list[str]:
    parts: list[str] = []
    below: dict[Any, float] = {}
    for trace in figure["data"]:
        match trace["type"]:
            case "scatter":
                parts += _line(frame, trace)
            case "heatmap":
                parts += _squares(frame, trace)
            case _ if trace.get("orientation") == "h":
                parts += _lying(frame, trace)
            case _:
                parts += _standing(frame, trace, below, figure["layout"].get("bargap", 0.2))
    return parts


def _line(frame: Frame, trace: Mapping[str, Any]) -> list[str]:
    colour = COLOURS[trace["line"]["color"]]
    runs: list[list[str]] = [[]]
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{frame.across(x):.1f},{frame.down(y):.1f}")
    parts = [
        f'<polyline fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round" '
        f'points="{" ".join(run)}"/>'
        for run in runs
        if len(run) > 1 and "lines" in trace["mode"]
    ]
    radius = trace.get("marker", {"size": 7})["size"] / 2
    marked = "markers" in trace["mode"]
    points = [point for run in runs if run and (marked or len(run) == 1) for point in run]
    return parts + [
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'
        for x, y in (point.split(",") for point in points)
    ]


def _lying(frame: Frame, trace: Mapping[str, Any]) -> list[str]:
    """From zero, or from `base`: then the next bar begins where this one ends, and a gap parts them."""
    parts = []
    thick = trace["width"] * frame.height / abs(frame.y["range"][1] - frame.y["range"][0])
    bases = trace.get("base")
    for i, (value, place, colour) in enumerate(
        zip(trace["x"], trace["y"], trace["marker"]["color"], strict=True)
    ):
        y, start = frame.down(place), frame.across(bases[i] if bases else 0)
        end = frame.across((bases[i] if bases else 0) + value)
        wide = end - start - (1 if bases else 0)
        parts.append(_box(start, y - thick / 2, wide, thick, COLOURS[colour], 0 if bases else 3))
        if "text" in trace:
            parts.append(
                _text(trace["text"][i], (end + 6, y), "start", frame.size, Look.MIDDLE | Look.STRONG)
            )
    return parts


def _standing(frame: Frame, trace: Mapping[str, Any], below: dict[Any, float], gap: float) -> list[str]:
    span = frame.x["range"]
    wide = frame.width / (span[1] - span[0]) * (1 - gap)
    colours = trace["marker"]["color"]
    parts = []
    for i, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        floor = below.get(x, 0.0)
        below[x] = floor + y
        top = frame.down(floor + y)
        colour = colours if isinstance(colours, str) else colours[i]
        middle = frame.across(x)
        parts.append(_box(middle - wide / 2, top, wide, frame.down(floor) - top, COLOURS[colour], 2))
        if "text" in trace:
            parts.append(_text(trace["text"][i], (middle, top - 5), "middle", frame.size, Look.STRONG))
    return parts


def _squares(frame: Frame, trace: Mapping[str, Any]) -> list[str]:
    wide, high = frame.width / len(trace["x"]), frame.height / len(trace["y"])
    parts = []
    for y, row in zip(trace["y"], trace["z"], strict=True):
        for x, value in zip(trace["x"], row, strict=True):
            if value is None:
                continue
            strength = 0.06 + 0.54 * value / trace["zmax"]
            left, top = frame.across(x) - wide / 2 + 2, frame.down(y) - high / 2 + 2
            parts.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide - 4:.1f}" height="{high - 4:.1f}" rx="5" '
                f'fill="#0f7d86" fill-opacity="{strength:.2f}"/>'
            )
    return parts


def _box(x: float, y: float, width: float, height: float, fill: str, round_: int) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" '
        f'rx="{round_}" fill="{fill}"/>'
    )


def _rule(frame: Frame, shape: Figure) -> str:
    x0, x1 = (frame.across(shape[key], shape["xref"]) for key in ("x0", "x1"))
    y0, y1 = (frame.down(shape[key], shape["yref"]) for key in ("y0", "y1"))
    colour = COLOURS[shape["line"]["color"]]
    dashes = ' stroke-dasharray="5 4"' if shape["line"]["dash"] == "dash" else ""
    return (
        f'<line x1="{x0:.1f}" x2="{x1:.1f}" y1="{y0:.1f}" y2="{y1:.1f}" stroke="{colour}" '
        f'stroke-width="2"{dashes}/>'
    )


def _note(frame: Frame, note: Figure, grow: float) -> str:
    anchor = {"left": "start", "center": "middle", "right": "end"}[note["xanchor"]]
    x = frame.across(note["x"], note["xref"]) + note["xshift"]
    y = frame.down(note["y"], note["yref"]) - note["yshift"] * grow
    look = Look.PLAIN if note["font"]["color"] == canvas.INK_2 else Look.INK
    if note["yanchor"] == "middle":
        look |= Look.MIDDLE
    return _text(note["text"], (x, y), anchor, frame.size, look)


def _text(words: str, place: tuple[float, float], anchor: str, size: int, look: Look = Look.PLAIN) -> str:
    """Lines at <br>; a line in <b> is bold. MIDDLE centres them on the place, else the first stands on it."""
    x, y = place
    lines = words.split("<br>")
    step = size * 1.25
    first = y + (size * 0.35 - step * (len(lines) - 1) / 2 if Look.MIDDLE in look else 0)
    fill = COLOURS[canvas.INK_2 if look in (Look.PLAIN, Look.MIDDLE) else canvas.INK]
    spans = []
    for i, line in enumerate(lines):
        bold = ' font-weight="650"' if Look.STRONG in look or "<b>" in line else ""
        plain = escape(unescape(line.replace("<b>", "").replace("</b>", "")), quote=False)
        spans.append(f'<tspan x="{x:.1f}" y="{first + step * i:.1f}"{bold}>{plain}</tspan>')
    return f'<text text-anchor="{anchor}" font-size="{size}" fill="{fill}">{"".join(spans)}</text>'
