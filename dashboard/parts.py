"""Rows → lying bars of 100 %, cut into parts; their names stand under a first bar that shows only them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard import canvas
from dashboard import format as fmt
from dashboard.canvas import FONT, INK_2, LINE, SCORES, note, said
from dashboard.section import Figure, Row

THICK, APART, LONGEST = 16, 12, 27
"""Of the bars: thickness and distance in pixels, and letters in one line of a name."""
ROOM = Fraction(15, 100)
"""What a part must measure to have its words under it on a phone."""


@dataclass(frozen=True)
class Part:
    """A share of each row, by its key; `short` fits under a quarter of the width."""

    key: str
    name: str
    short: str


@dataclass(frozen=True)
class _Bar:
    row: Row | None
    shares: Sequence[Fraction]
    middle: float
    under: float


def parts(rows: Sequence[Row], of: Sequence[Part], *, aside: Part) -> Figure:
    """`rows`: `name`, `n`, and a share per part. `aside`: the share that is said beside the name."""
    even = [Fraction(1, len(of))] * len(of)
    bars, notes, at = [_Bar(None, even, THICK / 2, THICK + LINE / 2)], [], THICK + LINE + APART
    for row in rows:
        name, room = canvas.named(canvas.lines_of(row["name"], LONGEST), at)
        notes.append(name)
        told = f"{said(aside.short)} <b>{fmt.percent(row[aside.key])}</b>"
        notes.append(note(told, 1, at + LINE / 2, xref="paper", xanchor="right", align="right"))
        at += room + 2
        bars.append(_Bar(row, [row[part.key] for part in of], at + THICK / 2, at + THICK + LINE / 2))
        at += THICK + LINE + APART
    return canvas.figure(
        "parts",
        [_trace(some, i, part) for some in (bars[:1], bars[1:]) for i, part in enumerate(of)],
        height=at,
        margin=(0, 0, 0, 0),
        barmode="overlay",
        xaxis=canvas.axis(0, 100, showticklabels=False),
        yaxis=canvas.axis(at, 0, showticklabels=False),
        annotations=[*notes, *_under(bars, of)],
    )


def _trace(bars: Sequence[_Bar], i: int, part: Part) -> Figure:
    known = [bar for bar in bars if bar.shares[i]]
    return {
        "type": "bar",
        "orientation": "h",
        "name": said(part.name),
        "x": [canvas.SHARE.place(bar.shares[i]) for bar in known],
        "base": [canvas.SHARE.place(sum(bar.shares[:i], Fraction())) for bar in known],
        "y": [bar.middle for bar in known],
        "width": THICK,
        "marker": {"color": [SCORES[i]] * len(known), "line": {"color": "#ffffff", "width": 1}},
        "customdata": [_hover(bar, part) for bar in known],
        **({"hovertemplate": "%{customdata}<extra></extra>"} if any(bar.row for bar in known) else _MUTE),
    }


_MUTE = {"hoverinfo": "skip"}


def _hover(bar: _Bar, part: Part) -> str:
    if bar.row is None:
        return ""
    return canvas.hover(bar.row["name"], f"{part.name} {fmt.percent(bar.row[part.key])}", bar.row["n"])


def _under(bars: Sequence[_Bar], of: Sequence[Part]) -> list[Figure]:
    """The name of each part under the first bar, then the share under each part that is wide enough."""
    notes = []
    for bar in bars:
        for i, (part, share) in enumerate(zip(of, bar.shares, strict=True)):
            if share < ROOM:
                continue
            words = said(part.short) if bar.row is None else fmt.percent(share)
            middle = canvas.SHARE.place(sum(bar.shares[:i], Fraction()) + share / 2)
            quiet = {"size": FONT, "color": INK_2}
            notes.append(note(words, middle, bar.under, xanchor="center", align="center", font=quiet))
    return notes
