"""How long people wait, when, for what, and who did not wait that long."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from dashboard import figures, grids, text
from dashboard import filters as narrowing
from dashboard import format as fmt
from dashboard.canvas import AMBER, MINUTES, RIVER, SHARE
from dashboard.figures import Bar, Line
from dashboard.filters import Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.roles import STAFF
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.timeline import drawn, timeline, values
from etl.period import Kind as Step

PAGE = Page(slug="waktu-tunggu", title="Waktu tunggu", order=20, roles=STAFF)

CALLED = "kunjungan yang dipanggil"
DURATIONS = (
    Column("p50_seconds", "Median", Kind.DURATION),
    Column("p90_seconds", "P90", Kind.DURATION),
    Column("mean_seconds", "Rata-rata", Kind.DURATION),
)
TOP = 10
"""Bars in a figure; the table holds them all."""


@PAGE.section(
    "Berapa lama orang menunggu?", metric="waiting", counted=CALLED, id="dari-waktu-ke-waktu", width=7
)
def over_time(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("waiting", filters=filters)
    if not whole:
        return EMPTY
    line = timeline(filters, reader.data.first_day, reader.data.last_day)
    rows = [_filled(row) for row in values(reader, "waiting", filters, line)]
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
                *_over(whole[0]),
                Column("n", "n", Kind.COUNT),
            ),
            [*rows, {**whole[0], "label": "Seluruh periode"}],
        ),
        n=whole[0]["n"],
        note=note,
    )


def _filled(row: Row) -> Row:
    """A step without cases has no value."""
    return {"p50_seconds": None, "p90_seconds": None, "mean_seconds": None, "share_over": None, **row}


def _over(row: Row) -> Sequence[Column]:
    limit = row["limit_seconds"]
    return (Column("share_over", f"{fmt.duration(limit)} atau lebih", Kind.SHARE),) if limit else ()


def typical(row: Row) -> str:
    """Half and nine in ten, and what lies over the limit."""
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


@PAGE.section("Seberapa sering menunggu lama?", metric="waiting", counted=CALLED, id="sebaran", width=5)
def distribution(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("waiting", filters=filters)
    if not whole:
        return EMPTY
    limit = whole[0]["limit_seconds"]
    rows = spans(
        reader.bins("waiting", filters=filters), narrow=whole[0]["p90_seconds"] <= 20 * 60, limit=limit
    )
    at = next((i for i, row in enumerate(rows) if row["from"] == limit), None)
    mark = (at - 0.5, f"batas {fmt.duration(limit)}") if at else None
    columns = (
        Column("label", "Lama menunggu"),
        Column("n", "Kunjungan", Kind.COUNT),
        Column("share", "Bagian", Kind.SHARE),
    )
    return Section(
        most_common(rows), figures.histogram(rows, limit=mark), Table(columns, rows), whole[0]["n"]
    )


def spans(bins: Sequence[tuple[int, int | None, int]], *, narrow: bool, limit: int | None) -> list[Row]:
    """Bins joined to equal spans of five or ten minutes, the last one open. Their edges are edges of bins."""
    width, last = (5, 30) if narrow else (10, 60)
    total = sum(count for _, _, count in bins)
    counted = dict.fromkeys(range(0, last + 1, width), 0)
    for lower, _, count in bins:
        counted[min(lower // 60 // width * width, last)] += count
    rows = []
    for start, count in counted.items():
        end = start + width
        tick = f"{start}–{end}" if start < last else f"{last}+"
        label = _span(start, end) if start < last else f"{last} menit atau lebih"
        over = limit is not None and start * 60 >= limit
        rows.append(
            {
                "from": start * 60,
                "tick": tick,
                "label": label,
                "n": count,
                "share": Fraction(count, total),
                "over": over,
            }
        )
    return rows


def _span(start: int, end: int) -> str:
    return f"{start} sampai kurang dari {end} menit" if start else f"kurang dari {end} menit"


def most_common(rows: Sequence[Row]) -> str:
    most = max(rows, key=lambda row: row["n"])
    return f"Paling sering {most['label']}: {fmt.percent(most['share'])} kunjungan."


@PAGE.section(
    "Layanan mana yang paling lama ditunggu?", metric="waiting", counted=CALLED, id="per-layanan", width=7
)
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
    columns = (Column("name", "Layanan"), *DURATIONS, *_over(rows[0]), Column("n", "n", Kind.COUNT))
    return Section(
        slowest(rows),
        figures.bars(bars, MINUTES),
        Table(columns, rows),
        sum(row["n"] for row in rows),
        note=f"Batang menunjukkan P90{_only_top(rows)}.",
    )


def _only_top(rows: Sequence[Row]) -> str:
    return f" dari {TOP} layanan terlama; selebihnya ada di tabel" if len(rows) > TOP else ""


def worst(rows: Sequence[Row]) -> Row | None:
    """The row with the longest P90 among those with enough cases to say so."""
    known = [row for row in rows if row["n"] >= text.FEW]
    return max(known, key=lambda row: row["p90_seconds"], default=None)


def slowest(rows: Sequence[Row]) -> str:
    return longest(rows, lambda row: str(row["name"]))


def longest(rows: Sequence[Row], name: Callable[[Row], str]) -> str:
    """Names the worst; where a longer one stands on too few cases to be named, it says so."""
    named = worst(rows)
    if named is None:
        return text.NOT_ENOUGH
    words = f"{name(named)}: sepuluh persen menunggu lebih dari {fmt.duration(named['p90_seconds'])}."
    if any(row["p90_seconds"] > named["p90_seconds"] for row in rows):
        return f"{words} Yang lebih lama kurang dari {text.FEW} kasus."
    return words


@PAGE.section(
    "Kapan orang paling lama menunggu?", metric="waiting", counted=CALLED, id="hari-dan-jam", width=5
)
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
        period=fmt.period(months.start, months.end),
    )


def month_note(filters: Filters, months: Filters) -> str:
    """Hours of the week are kept by whole months: what else was asked is said."""
    if (months.start, months.end) == (filters.start, filters.end):
        return ""
    shown = fmt.period(months.start, months.end)
    return f" Rincian hari dan jam hanya tersedia untuk bulan utuh; ditampilkan {shown}."


def busiest(rows: Sequence[Row]) -> str:
    return longest(rows, lambda row: f"{fmt.weekday(row['weekday'])} pukul {fmt.hour(row['hour'])}")


@PAGE.section(
    "Siapa yang pergi sebelum dipanggil?", metric="left_after", counted="kunjungan", id="yang-pergi"
)
def left(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("arrivals", filters=filters)
    if not whole:
        return EMPTY
    patience = reader.values("left_after", filters=filters)
    rows = leavers(
        reader.values("arrivals", by=("service",), filters=filters),
        reader.values("left_after", by=("service",), filters=filters),
    )
    named = [{**row, "name": reader.name("service", row["service"])} for row in rows]
    everyone = {**leavers(whole, patience)[0], "name": "Semua layanan"}
    bars = [Bar(row["name"], row["share"], row["n"]) for row in named[:TOP]]
    columns = (
        Column("name", "Layanan"),
        Column("n", "Kunjungan", Kind.COUNT),
        Column("left", "Pergi", Kind.COUNT),
        Column("share", "Bagian yang pergi", Kind.SHARE),
        Column("p50_seconds", "Pergi sesudah, median", Kind.DURATION),
        Column("p90_seconds", "Pergi sesudah, P90", Kind.DURATION),
    )
    return Section(
        gone(everyone),
        figures.bars(bars, SHARE) if everyone["left"] else None,
        Table(columns, [*named, everyone]),
        whole[0]["n"],
        note=f"Batang menunjukkan bagian yang pergi{_only_top(named).replace('terlama', 'tertinggi')}.",
    )


def leavers(arrivals: Sequence[Row], patience: Sequence[Row], key: str = "service") -> list[Row]:
    """Who left, out of all who came, and after how long; the largest share first."""
    after = {row.get(key): row for row in patience}
    rows = []
    for row in arrivals:
        stayed = after.get(row.get(key), {})
        rows.append(
            {
                "service": row.get("service"),
                "n": row["n"],
                "left": row["left"],
                "share": Fraction(row["left"], row["n"]),
                "p50_seconds": stayed.get("p50_seconds"),
                "p90_seconds": stayed.get("p90_seconds"),
            }
        )
    return sorted(rows, key=lambda row: (-row["share"], str(row["service"])))


def gone(row: Row) -> str:
    if not row["left"]:
        return f"Tidak ada yang pergi dari {fmt.number(row['n'])} pengunjung."
    words = (
        f"{fmt.number(row['left'])} dari {fmt.number(row['n'])} pengunjung ({fmt.percent(row['share'])}) "
        "pergi sebelum dipanggil"
    )
    if row["p50_seconds"] is None:
        return f"{words}."
    return f"{words}, separuh di antaranya dalam {fmt.duration(row['p50_seconds'])}."
