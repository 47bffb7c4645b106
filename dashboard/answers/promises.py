"""Whether what was promised was kept: for which service, at which office, and at which hours it came in."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction

from dashboard import filters as narrowing
from dashboard import format as fmt
from dashboard import grids, text
from dashboard.answers.standards import (
    KEPT,
    PROMISE,
    doubts,
    kept,
    kept_bars,
    services,
    what_is_drawn,
)
from dashboard.answers.waiting import month_note
from dashboard.canvas import COUNT
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Row, Section, Span, Table

DUE = "urusan menurut hari jatuh tempo"
NEARLY = Fraction(9, 10)
"""Of the part that is late: what still counts as about as often."""


def by_service(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("on_time", filters=filters)
    if not whole:
        return EMPTY
    rows = services(reader, filters)
    every = {**kept(whole[0]), "name": "Semua layanan", "promise": "–"}
    return Section(
        most_broken(rows, lambda row: str(row["name"])),
        kept_bars(rows, strong=breaker(rows)),
        Table((Column("name", "Layanan"), PROMISE[0], *KEPT), [*rows, every]),
        whole[0]["n"],
        note=f"{what_is_drawn(rows)}{doubts(rows)}",
    )


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
        return _nobody(rows)
    return (
        f"{name(named)} paling banyak meleset: {fmt.number(named['broken'])} dari "
        f"{fmt.number(named['judged'])} terlambat, {fmt.percent(named['value'])} tepat janji."
    )


def _nobody(rows: Sequence[Row]) -> str:
    """Where none is named: nothing was late, or only where little was asked, or it is spread."""
    late = [row for row in rows if row["broken"]]
    if not late:
        return "Semua urusan yang dinilai selesai tepat janji."
    if all(row["judged"] < text.FEW for row in late):
        return f"Yang terlambat hanya pada layanan dengan kurang dari {text.FEW} kasus."
    broken, judged = (sum(row[key] for row in rows) for key in ("broken", "judged"))
    return (
        f"{fmt.number(broken)} dari {fmt.number(judged)} urusan yang dinilai terlambat; tidak ada layanan "
        f"dengan {text.FEW} kasus atau lebih yang menonjol."
    )


def by_hour(reader: Reader, filters: Filters) -> Section:
    """Of what came in at each hour of the week, how much was late."""
    months, rows = hours(reader, filters)
    if not rows:
        return EMPTY
    named = [{**row, "day": fmt.weekday(row["weekday"]), "at": fmt.hour(row["hour"])} for row in rows]
    columns = (Column("day", "Hari"), Column("at", "Pukul"), *KEPT)
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
        period=Span(months.start, months.end),
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
    return months, [kept(row) for row in rows]


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
