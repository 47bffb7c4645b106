"""Rows → grids of squares: the hours of a week, and the tiles of a map."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import canvas
from dashboard import format as fmt
from dashboard.canvas import COUNT, FONT, INK, INK_2, MEAN, WASH, Measure, note, said
from dashboard.section import Figure, Row
from dashboard.text import CLOSED

NOTHING = "–"
_WHOLE = 10
"""From so many people on a square tells whole ones."""


@dataclass(frozen=True)
class Cell:
    """One square of a grid. `value` decides the colour, `words` are written in it, `hover` says all."""

    x: int
    y: int
    value: Any
    words: str
    hover: str


def _minutes(seconds: Any) -> str:
    return str(fmt.minutes(seconds))


def week_grid(
    rows: Sequence[Row],
    key: str,
    measure: Measure,
    *,
    opening: frozenset[tuple[int, int]],
    short: Callable[[Any], str] = _minutes,
) -> Figure:
    """Weekday × hour. An hour that is not in `opening` says «tutup»; an open one without cases, a dash.

    `short` is how a value is written in its square.
    """
    known = {(row["weekday"], row["hour"]): row for row in rows if row[key] is not None}
    slots = set(known) | set(opening)
    days = sorted({day for day, _ in slots})
    hours = range(min(hour for _, hour in slots), max(hour for _, hour in slots) + 1)
    cells = []
    for y, day in enumerate(days):
        for x, hour in enumerate(hours):
            when = f"{fmt.weekday(day)} pukul {fmt.hour(hour)}"
            row = known.get((day, hour))
            if row is None:
                words, why = (NOTHING, fmt.NO_DATA) if (day, hour) in opening else (CLOSED, CLOSED)
                cells.append(Cell(x, y, None, words, f"{when}<br>{why}"))
                continue
            hover = canvas.hover(when, measure.show(row[key]), row["n"])
            cells.append(Cell(x, y, measure.place(row[key]), short(row[key]), hover))
    return _grid(
        "week_grid",
        cells,
        height=44 * len(days) + 36,
        margin=(36, 8, 30, 4),
        ticks=([f"{hour:02d}" for hour in hours], [fmt.DAYS_SHORT[day - 1] for day in days]),
        size=FONT,
    )


def half_hours(rows: Sequence[Row], key: str, *, opening: frozenset[tuple[int, int]]) -> Figure:
    """Half hours downwards, weekdays across: so many rows fit on a phone. `key`: people, on average."""
    known = {(row["weekday"], row["half_hour"]): row for row in rows}
    is_open = {(day, 2 * hour + half) for day, hour in opening for half in (0, 1)}
    slots = set(known) | is_open
    days = sorted({day for day, _ in slots})
    halves = range(min(half for _, half in slots), max(half for _, half in slots) + 1)
    cells = []
    for y, half in enumerate(halves):
        for x, day in enumerate(days):
            when = f"{fmt.weekday(day)} pukul {fmt.half_hour(half)}"
            row = known.get((day, half))
            if row is None:
                words, why = (NOTHING, fmt.NO_DATA) if (day, half) in is_open else (CLOSED, CLOSED)
                cells.append(Cell(x, y, None, words, f"{when}<br>{why}"))
                continue
            hover = canvas.hover(when, MEAN.show(row[key]), row["n"])
            words = fmt.number(row[key]) if row[key] >= _WHOLE else fmt.mean(row[key])
            cells.append(Cell(x, y, MEAN.place(row[key]), words, hover))
    return _grid(
        "half_hours",
        cells,
        height=28 * len(halves) + 34,
        margin=(46, 4, 30, 4),
        ticks=([fmt.DAYS_SHORT[day - 1] for day in days], [fmt.half_hour(half) for half in halves]),
        size=FONT,
    )


def tiles(
    places: Sequence[tuple[str, str, int, int]],
    found: Mapping[str, Row],
    *,
    measure: Measure = COUNT,
    missing: str = fmt.NO_DATA,
) -> Figure:
    """`places`: code, name, row, column; `found`: code → a row with its `value`. They lie roughly as the
    kelurahan do."""
    cells = []
    for code, name, row_number, column in places:
        row = found.get(code)
        value = None if row is None else row.get("value")
        words = missing if value is None else measure.show(value)
        over = "<br>".join(said(part) for part in name.split())
        hover = canvas.hover(name, words, None if row is None else row["n"])
        place = None if value is None else measure.place(value)
        # A tile is too narrow for the words; pointing at it says them.
        short = NOTHING if words == fmt.NO_DATA else words
        cells.append(Cell(column - 1, row_number - 1, place, f"{over}<br><b>{said(short)}</b>", hover))
    rows = max(cell.y for cell in cells) + 1
    columns = max(cell.x for cell in cells) + 1
    return _grid(
        "tiles",
        cells,
        height=86 * rows,
        margin=(0, 0, 0, 0),
        ticks=([""] * columns, [""] * rows),
        size=12,
    )


def _grid(
    shape: str,
    cells: Sequence[Cell],
    *,
    height: int,
    margin: tuple[int, int, int, int],
    ticks: tuple[list[str], list[str]],
    size: int,
) -> Figure:
    """Colour is a wash over the card: dark text on it can be read in the light and light text in the dark."""
    columns, rows = range(len(ticks[0])), range(len(ticks[1]))
    return canvas.figure(
        shape,
        [_washed(cells, columns, rows)],
        height=height,
        margin=margin,
        xaxis=canvas.axis(-0.5, len(columns) - 0.5, list(columns), ticks[0], side="top"),
        yaxis=canvas.axis(len(rows) - 0.5, -0.5, list(rows), ticks[1]),
        annotations=[
            note(
                cell.words,
                cell.x,
                cell.y,
                xanchor="center",
                align="center",
                font={"size": size, "color": INK_2 if cell.value is None else INK},
            )
            for cell in cells
        ],
    )


def _washed(cells: Sequence[Cell], columns: range, rows: range) -> dict[str, Any]:
    at = {(cell.x, cell.y): cell for cell in cells}
    high = max((cell.value for cell in cells if cell.value is not None), default=1.0)

    def each(part: str) -> list[list[Any]]:
        return [[getattr(at[x, y], part) if (x, y) in at else None for x in columns] for y in rows]

    return {
        "type": "heatmap",
        "z": each("value"),
        "x": list(columns),
        "y": list(rows),
        "customdata": each("hover"),
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
        "showscale": False,
        "xgap": 4,
        "ygap": 4,
        "zmin": 0,
        "zmax": high or 1.0,
        "colorscale": [[0, WASH % "0.06"], [1, WASH % "0.6"]],
    }
