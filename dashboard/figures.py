"""Rows → figure, one function per shape. Pure; the words in a figure are those of the table behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard import canvas
from dashboard import format as fmt
from dashboard.canvas import AMBER, COUNT, FONT, INK, INK_2, LINE, RIVER, WASH, WATER, Measure, note, said
from dashboard.section import Figure, Row
from dashboard.text import CLOSED


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


@dataclass(frozen=True)
class Cell:
    """One square of a grid. `value` decides the colour, `words` are written in it, `hover` says all."""

    x: int
    y: int
    value: Any
    words: str
    hover: str


def _hover(label: str, value: str, n: int | None) -> str:
    counted = "" if n is None else f"<br>n = {fmt.number(n)}"
    return f"{said(label)}<br>{said(value)}{counted}"


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
    first, last = days[0], max(days[-1], days[0] + timedelta(days=1))
    heights = canvas.value_axis(measure, max(known, default=0.0), most=most)
    inside = [(day, words) for day, words in events if first <= day <= last]
    marks = [row for row in rows if row["label"]]
    ticks = [marks[i] for i in canvas.every(len(marks), 5)]
    height, top, bottom = 260 + LINE * len(inside), 14 + LINE * len(inside), 42
    plot = height - top - bottom
    shapes, notes = _events(inside, first, last)
    return canvas.figure(
        "over_time",
        [_line(rows, line, measure) for line in lines],
        height=height,
        margin=(44, 86, top, bottom),
        xaxis=canvas.axis(
            first.isoformat(),
            last.isoformat(),
            [row["start"].isoformat() for row in ticks],
            [row["tick"] for row in ticks],
            type="date",
        ),
        yaxis=heights,
        shapes=shapes,
        annotations=[*notes, *_ends(rows, lines, measure, plot / heights["range"][1])],
    )


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
            "" if value is None else _hover(row["label"], f"{line.name} {measure.show(value)}", row["n"])
            for row, value in zip(rows, values, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "line": {"color": line.colour, "width": 2.5},
        "marker": {"color": line.colour, "size": 7},
        "connectgaps": False,
    }


def _ends(rows: Sequence[Row], lines: Sequence[Line], measure: Measure, scale: float) -> list[Figure]:
    """Each line's name and last value, beside its end."""
    ends = []
    for line in lines:
        known = [row for row in rows if row[line.key] is not None]
        if known:
            ends.append((line, known[-1]))
    natural = [measure.place(row[line.key]) * scale for line, row in ends]
    placed = canvas.spread(natural, apart=2 * LINE + 4)
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
    shapes, notes = [], []
    for i, (day, words) in enumerate(events):
        late = (day - first) * 2 > (last - first)
        x = day.isoformat()
        shapes.append(_rule(x0=x, x1=x, y0=0, y1=1, yref="paper"))
        notes.append(
            note(
                said(words),
                x,
                1,
                yref="paper",
                yanchor="bottom",
                yshift=4 + LINE * i,
                xanchor="right" if late else "left",
                font={"size": FONT, "color": INK_2},
            )
        )
    return shapes, notes


def _rule(**where: Any) -> Figure:
    line = {"color": AMBER, "width": 2, "dash": "dash"}
    return {"type": "line", "xref": "x", "yref": "y", "line": line, "layer": "above", **where}


def bars(rows: Sequence[Bar], measure: Measure, *, top: float | None = None) -> Figure:
    """Lying bars, each under its name, so that long names have the whole width."""
    pitch = 44
    values = [None if row.value is None else measure.place(row.value) for row in rows]
    high = top or max((value for value in values if value is not None), default=0.0) or 1.0
    words = [row.missing if row.value is None else measure.show(row.value) for row in rows]
    places = list(range(len(rows)))
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [value or 0 for value in values],
        "y": places,
        "width": 0.34,
        "text": [f"<b>{said(word)}</b>" for word in words],
        "textposition": "outside",
        "textfont": {"size": FONT, "color": INK},
        "cliponaxis": False,
        "marker": {"color": [AMBER if row.strong else WATER for row in rows]},
        "customdata": [_hover(row.label, word, row.n) for row, word in zip(rows, words, strict=True)],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return canvas.figure(
        "bars",
        [trace],
        height=pitch * len(rows) + 12,
        margin=(0, 104, 12, 0),
        xaxis=canvas.axis(0, high, showticklabels=False),
        yaxis=canvas.axis(len(rows) - 0.5, -0.5, showticklabels=False),
        annotations=[
            note(said(row.label), 0, place, xref="paper", yshift=17, font={"size": FONT, "color": INK_2})
            for row, place in zip(rows, places, strict=True)
        ],
    )


def stacked(
    rows: Sequence[Row], lines: Sequence[Line], measure: Measure = COUNT, *, most_ticks: int = 5
) -> Figure:
    """Standing bars, one per row (`tick`, `label`, `n`), parts on top of each other as `lines` come."""
    totals = [sum(measure.place(row[line.key] or 0) for line in lines) for row in rows]
    heights = canvas.value_axis(measure, max(totals, default=0.0))
    named = len(lines) > 1
    ticks = list(canvas.every(len(rows), most_ticks))
    height, top, bottom = 260, 14, 42
    return canvas.figure(
        "stacked",
        [_part(rows, line, measure) for line in lines],
        height=height,
        margin=(52, 76 if named else 8, top, bottom),
        barmode="stack",
        bargap=0.22,
        xaxis=canvas.axis(-0.6, len(rows) - 0.4, ticks, [rows[i]["tick"] for i in ticks]),
        yaxis=heights,
        annotations=_part_names(rows, lines, measure, (height - top - bottom) / heights["range"][1])
        if named
        else [],
    )


def _part(rows: Sequence[Row], line: Line, measure: Measure) -> Figure:
    return {
        "type": "bar",
        "name": said(line.name),
        "x": list(range(len(rows))),
        "y": [measure.place(row[line.key] or 0) for row in rows],
        "marker": {"color": line.colour},
        "customdata": [
            _hover(row["label"], f"{line.name} {measure.show(row[line.key] or 0)}", row["n"]) for row in rows
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _part_names(rows: Sequence[Row], lines: Sequence[Line], measure: Measure, scale: float) -> list[Figure]:
    last, below, middles = rows[-1], 0.0, []
    for line in lines:
        part = measure.place(last[line.key] or 0)
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
        "textfont": {"size": 12, "color": INK},
        "cliponaxis": False,
        "marker": {"color": [AMBER if row["over"] else WATER for row in rows]},
        "customdata": [_hover(row["label"], fmt.percent(row["share"]), row["n"]) for row in rows],
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


def week_grid(
    rows: Sequence[Row], key: str, measure: Measure, *, opening: frozenset[tuple[int, int]]
) -> Figure:
    """Weekday × hour. An hour that is not in `opening` says «tutup»; an open one without cases, a dash."""
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
                words, why = ("–", fmt.NO_DATA) if (day, hour) in opening else (CLOSED, CLOSED)
                cells.append(Cell(x, y, None, words, f"{when}<br>{why}"))
                continue
            hover = _hover(when, measure.show(row[key]), row["n"])
            cells.append(Cell(x, y, measure.place(row[key]), str(fmt.minutes(row[key])), hover))
    return _grid(
        "week_grid",
        cells,
        height=44 * len(days) + 36,
        margin=(40, 0, 30, 4),
        ticks=([f"{hour:02d}" for hour in hours], [fmt.DAYS_SHORT[day - 1] for day in days]),
        size=FONT,
    )


def tiles(
    places: Sequence[tuple[str, str, int, int]],
    found: Mapping[str, Row],
    key: str = "value",
    measure: Measure = COUNT,
    *,
    missing: str = fmt.NO_DATA,
) -> Figure:
    """`places`: code, name, row, column. The tiles lie roughly as the kelurahan do."""
    cells = []
    for code, name, row_number, column in places:
        row = found.get(code)
        value = None if row is None else row.get(key)
        words = missing if value is None else measure.show(value)
        over = "<br>".join(said(part) for part in name.split())
        hover = _hover(name, words, None if row is None else row["n"])
        place = None if value is None else measure.place(value)
        cells.append(Cell(column - 1, row_number - 1, place, f"{over}<br><b>{said(words)}</b>", hover))
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
    at = {(cell.x, cell.y): cell for cell in cells}
    xticks, yticks = ticks
    columns, rows = range(len(xticks)), range(len(yticks))
    high = max((cell.value for cell in cells if cell.value is not None), default=1.0)

    def each(part: str) -> list[list[Any]]:
        return [[getattr(at[x, y], part) if (x, y) in at else None for x in columns] for y in rows]

    trace = {
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
    return canvas.figure(
        shape,
        [trace],
        height=height,
        margin=margin,
        xaxis=canvas.axis(-0.5, len(xticks) - 0.5, list(columns), xticks, side="top"),
        yaxis=canvas.axis(len(yticks) - 0.5, -0.5, list(rows), yticks),
        annotations=[
            note(
                cell.words,
                cell.x,
                cell.y,
                xanchor="center",
                align="center",
                font={"size": size, "color": INK},
            )
            for cell in cells
        ],
    )
