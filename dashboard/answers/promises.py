"""Whether what was promised was kept: for which service, at which office, and at which hours it came in."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction

from dashboard import figures, grids, text
from dashboard import filters as narrowing
from dashboard import format as fmt
from dashboard.answers.standards import PROMISE, doubts, of_service
from dashboard.answers.waiting import month_note
from dashboard.canvas import COUNT, SHARE
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

DUE = "urusan menurut hari jatuh tempo"
TOP = 10
"""Bars in a figure; the table holds them all."""
NEARLY = Fraction(9, 10)
"""Of the part that is late: what still counts as about as often."""
KEPT = (
    Column("value", "Tepat janji", Kind.SHARE),
    Column("broken", "Terlambat", Kind.COUNT),
    Column("judged", "Dinilai", Kind.COUNT),
    Column("pending", "Belum jatuh tempo", Kind.COUNT),
)


def by_service(reader: Reader, filters: Filters) -> Section:
    found = reader.values("on_time", by=("service",), filters=filters)
    if not found:
        return EMPTY
    rows = sorted(
        (
            {
                **broken(row),
                "name": reader.name("service", row["service"]),
                **of_service(reader, row["service"], filters),
            }
            for row in found
        ),
        key=_lowest_first,
    )
    named = breaker(rows)
    judged = [row for row in rows if row["value"] is not None]
    bars = [Bar(row["name"], row["value"], row["n"], strong=row is named) for row in judged[:TOP]]
    columns = (Column("name", "Layanan"), PROMISE[0], *KEPT, Column("n", "n", Kind.COUNT))
    return Section(
        most_broken(rows, lambda row: str(row["name"])),
        figures.bars(bars, SHARE, top=100) if bars else None,
        Table(columns, rows),
        sum(row["n"] for row in rows),
        note=f"Batang menunjukkan bagian yang tepat janji{_only_lowest(len(judged))}.{doubts(rows)}",
    )


def _only_lowest(judged: int) -> str:
    return f" dari {TOP} layanan terendah; selebihnya ada di tabel" if judged > TOP else ""


def broken(row: Row) -> Row:
    """With `broken`: late when it ended, or still open after its time."""
    return {**row, "broken": row["missed"] + row["overdue"]}


def _lowest_first(row: Row) -> tuple[bool, object, str]:
    return (row["value"] is None, row["value"], row["name"])


def breaker(rows: Sequence[Row]) -> Row | None:
    """The one that broke most promises, of those that are late about as often as all together or more.

    A large service that keeps nearly all is not to blame for its size; one of few cases is not named.
    """
    judged = sum(row["judged"] for row in rows)
    late = NEARLY * sum(row["broken"] for row in rows)
    known = [
        row
        for row in rows
        if row["judged"] >= text.FEW and row["broken"] and row["broken"] * judged >= late * row["judged"]
    ]
    return max(known, key=lambda row: row["broken"], default=None)


def most_broken(rows: Sequence[Row], name: Callable[[Row], str]) -> str:
    if sum(row["judged"] for row in rows) < text.FEW:
        return text.NOT_ENOUGH
    named = breaker(rows)
    if named is None:
        if any(row["broken"] for row in rows):
            return f"Yang terlambat hanya pada layanan dengan kurang dari {text.FEW} kasus."
        return "Semua urusan yang dinilai selesai tepat janji."
    return (
        f"{name(named)} paling banyak meleset: {fmt.number(named['broken'])} dari "
        f"{fmt.number(named['judged'])} terlambat, {fmt.percent(named['value'])} tepat janji."
    )


def lowest(rows: Sequence[Row]) -> Row | None:
    """The row that keeps the smallest part of its promises, among those with enough cases to say so."""
    known = [row for row in rows if row["judged"] >= text.FEW]
    return min(known, key=lambda row: (row["value"], -row["broken"]), default=None)


def by_hour(reader: Reader, filters: Filters) -> Section:
    """Of what came in at each hour of the week, how much was late."""
    months, rows = hours(reader, filters)
    if not rows:
        return EMPTY
    named = [{**row, "day": fmt.weekday(row["weekday"]), "at": fmt.hour(row["hour"])} for row in rows]
    columns = (Column("day", "Hari"), Column("at", "Pukul"), *KEPT, Column("n", "n", Kind.COUNT))
    # What comes in online at night would make the week too wide to read.
    days, open_hours = ({slot[i] for slot in reader.opening} for i in (0, 1))
    inside = [row for row in rows if row["weekday"] in days and row["hour"] in open_hours] or rows
    outside = " Yang masuk di luar hari dan jam buka ada di tabel." if len(inside) < len(rows) else ""
    thousands = any(row["broken"] >= THOUSAND for row in inside)
    short, unit = (in_thousands, " Angka dalam kotak: ribuan.") if thousands else (fmt.number, "")
    return Section(
        piled(rows) + unit,
        grids.week_grid(inside, "broken", COUNT, opening=reader.opening, short=short),
        Table(columns, named),
        sum(row["n"] for row in rows),
        note=f"Angka: yang terlambat, menurut hari dan jam masuknya.{outside}{month_note(filters, months)}",
        period=fmt.period(months.start, months.end),
    )


THOUSAND = 1000
"""From here on a number is too wide for its square on a phone."""


def in_thousands(count: int) -> str:
    """«2,4»; what would be nothing is said to be little."""
    if 0 < count < THOUSAND // 20:
        return "<0,1"
    return fmt.number(Fraction(count, THOUSAND), 1)


def hours(reader: Reader, filters: Filters) -> tuple[Filters, list[Row]]:
    """Hours of the week by whole months, as far as those are judged: not the month of the data time."""
    months = narrowing.whole_months(filters, reader.data.last_day - timedelta(days=1))
    rows = reader.values("on_time", by=("weekday", "hour"), filters=months)
    return months, [broken(row) for row in rows]


def peak(rows: Sequence[Row]) -> Row | None:
    """The hour of the week from which most were late, if enough came in it to say so."""
    known = [row for row in rows if row["judged"] >= text.FEW and row["broken"]]
    return max(known, key=lambda row: (row["broken"], -row["judged"]), default=None)


def piled(rows: Sequence[Row]) -> str:
    top = peak(rows)
    if top is None:
        return text.NOT_ENOUGH if any(row["broken"] for row in rows) else "Tidak ada yang terlambat."
    return (
        f"Yang terlambat paling banyak masuk {moment(top)}: {fmt.number(top['broken'])} dari "
        f"{fmt.number(top['judged'])} yang masuk saat itu."
    )


def moment(row: Row) -> str:
    at = f"pukul {fmt.hour(row['hour'])}"
    return at if row["weekday"] is None else f"{fmt.weekday(row['weekday'])} {at}"


def of_any_day(rows: Sequence[Row]) -> list[Row]:
    """Hours of the day, whatever the weekday: for an office that is too small for hours of the week."""
    sums: dict[int, Row] = {}
    for row in rows:
        hour = sums.setdefault(row["hour"], {"weekday": None, "hour": row["hour"], "judged": 0, "broken": 0})
        hour["judged"] += row["judged"]
        hour["broken"] += row["broken"]
    return list(sums.values())
