"""How long people wait: over time, for what, and at which hours of the week."""

from collections.abc import Callable, Sequence
from datetime import date

from dashboard import figures, grids, text
from dashboard import filters as narrowing
from dashboard import format as fmt
from dashboard.canvas import AMBER, MINUTES, RIVER
from dashboard.figures import Bar, Line
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Span, Table
from dashboard.timeline import drawn, timeline, values
from etl.period import Kind as Step

CALLED = "kunjungan yang dipanggil"
TOP = 10
"""Bars in a figure; the table holds them all."""
DURATIONS = (
    Column("p50_seconds", "Median", Kind.DURATION),
    Column("p90_seconds", "P90", Kind.DURATION),
    Column("mean_seconds", "Rata-rata", Kind.DURATION),
)


def over_time(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("waiting", filters=filters)
    if not whole:
        return EMPTY
    line = timeline(filters, reader.data.first_day, reader.data.last_day)
    rows = [filled(row) for row in values(reader, "waiting", filters, line)]
    shown, note = drawn(rows, line)
    return Section(
        sentence=typical(whole[0]),
        figure=figures.over_time(
            shown,
            [Line("p90_seconds", "P90", AMBER), Line("p50_seconds", "Median", RIVER)],
            MINUTES,
            events=openings(reader, filters),
            gap=4 if line.kind is Step.DAY else 0,
        ),
        table=Table(
            (
                Column("label", line.noun.capitalize()),
                *DURATIONS,
                *over(whole[0]),
                Column("n", "n", Kind.COUNT),
            ),
            [*rows, {**whole[0], "label": "Seluruh periode"}],
        ),
        n=whole[0]["n"],
        note=note,
    )


def filled(row: Row) -> Row:
    """A step without cases has no value."""
    return {"p50_seconds": None, "p90_seconds": None, "mean_seconds": None, "share_over": None, **row}


def over(row: Row) -> Sequence[Column]:
    limit = row["limit_seconds"]
    return (Column("share_over", f"{fmt.duration(limit)} atau lebih", Kind.SHARE),) if limit else ()


def typical(row: Row) -> str:
    """Half and nine in ten, and what lies over the limit."""
    if row["n"] < text.FEW:
        return text.NOT_ENOUGH
    words = (
        f"Separuh pengunjung dipanggil dalam {fmt.duration(row['p50_seconds'])}, "
        f"sembilan dari sepuluh dalam {fmt.duration(row['p90_seconds'])}"
    )
    if row["share_over"] is None:
        return f"{words}."
    return (
        f"{words}; {fmt.percent(row['share_over'])} menunggu {fmt.duration(row['limit_seconds'])} atau lebih."
    )


def openings(reader: Reader, filters: Filters) -> list[tuple[date, str]]:
    """New buildings that the chosen office could feel."""
    mine = {code for code, _ in reader.choices("office")}
    return [
        (day, f"Gedung baru {name.removeprefix('Kelurahan ')}")
        for code, name, day in reader.opened()
        if code in mine and filters.office in (None, code)
    ]


def by_hour(reader: Reader, filters: Filters) -> Section:
    months = narrowing.whole_months(filters, reader.data.last_day)
    rows = reader.values("waiting", by=("weekday", "hour"), filters=months)
    if not rows:
        return EMPTY
    named = [{**row, "day": fmt.weekday(row["weekday"]), "at": fmt.hour(row["hour"])} for row in rows]
    columns = (Column("day", "Hari"), Column("at", "Pukul"), *DURATIONS, Column("n", "n", Kind.COUNT))
    return Section(
        busiest(rows),
        grids.week_grid(rows, "p90_seconds", MINUTES, opening=reader.opening),
        Table(columns, named),
        sum(row["n"] for row in rows),
        note=f"P90 dalam menit.{month_note(filters, months)}",
        period=Span(months.start, months.end),
    )


def month_note(filters: Filters, months: Filters) -> str:
    """Hours of the week are kept by whole months: what else was asked is said."""
    if (months.start, months.end) == (filters.start, filters.end):
        return ""
    shown = fmt.period(months.start, months.end)
    return f" Rincian hari dan jam hanya tersedia untuk bulan utuh; ditampilkan {shown}."


def busiest(rows: Sequence[Row]) -> str:
    return longest(rows, lambda row: f"{fmt.weekday(row['weekday'])} pukul {fmt.hour(row['hour'])}")


def by_service(reader: Reader, filters: Filters) -> Section:
    found = reader.values("waiting", by=("service",), filters=filters)
    if not found:
        return EMPTY
    rows = sorted(
        ({**row, "name": reader.name("service", row["service"])} for row in found),
        key=lambda row: (-row["p90_seconds"], row["name"]),
    )
    named = worst(rows)
    bars = [Bar(row["name"], row["p90_seconds"], row["n"], strong=row is named) for row in rows[:TOP]]
    columns = (Column("name", "Layanan"), *DURATIONS, *over(rows[0]), Column("n", "n", Kind.COUNT))
    return Section(
        slowest(rows),
        figures.bars(bars, MINUTES),
        Table(columns, rows),
        sum(row["n"] for row in rows),
        note=f"Batang menunjukkan P90{text.only_top(len(rows), TOP, 'layanan terlama')}.",
    )


def slowest(rows: Sequence[Row]) -> str:
    return longest(rows, lambda row: str(row["name"]))


def worst(rows: Sequence[Row]) -> Row | None:
    """The row with the longest P90 among those with enough cases to say so."""
    known = [row for row in rows if row["n"] >= text.FEW]
    return max(known, key=lambda row: row["p90_seconds"], default=None)


def longest(rows: Sequence[Row], name: Callable[[Row], str]) -> str:
    """Names the worst; where a longer one stands on too few cases to be named, it says so."""
    named = worst(rows)
    if named is None:
        return text.NOT_ENOUGH
    words = f"{name(named)}: sepuluh persen menunggu lebih dari {fmt.duration(named['p90_seconds'])}."
    if any(row["p90_seconds"] > named["p90_seconds"] for row in rows):
        return f"{words} Yang lebih lama kurang dari {text.FEW} kasus."
    return words
