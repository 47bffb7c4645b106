"""What is still open: over time, and of which service."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.answers.waiting import openings
from dashboard.canvas import COUNT, RIVER
from dashboard.figures import Bar, Line
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.timeline import Timeline, timeline, values

MOVED = "permohonan yang sudah ada atau masuk"
TOP = 8
"""Bars in a figure; the table holds them all."""
STOCK = (
    Column("opening", "Sebelumnya", Kind.COUNT),
    Column("received", "Masuk", Kind.COUNT),
    Column("closed", "Ditutup", Kind.COUNT),
    Column("value", "Belum selesai", Kind.COUNT),
    Column("n", "n", Kind.COUNT),
)


def over_time(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("backlog", filters=filters)
    if not whole:
        return EMPTY
    line = timeline(filters, reader.data.first_day, reader.data.last_day)
    if not line.steps:
        return EMPTY
    rows = carried(values(reader, "backlog", filters, line), whole[0]["opening"])
    begun = filters.start <= reader.data.first_day
    return Section(
        remaining(whole[0], begun=begun),
        figures.over_time(
            rows, [Line("value", "Belum selesai", RIVER)], COUNT, events=openings(reader, filters)
        ),
        Table(
            (Column("label", line.noun.capitalize()), *STOCK),
            [*rows, {**whole[0], "label": "Seluruh periode"}],
        ),
        whole[0]["n"],
        note=f"{_from_the_start(line)}{UNKNOWN if begun else ''}",
    )


UNKNOWN = " Yang masuk sebelum data mulai tidak diketahui, jadi tidak terhitung."


def carried(rows: Sequence[Row], opening: int) -> list[Row]:
    """Where nothing moved, what was open before is open still."""
    found, left = [], opening
    for row in rows:
        still = {"value": left, "opening": left, "received": 0, "closed": 0}
        found.append({**still, **row, "n": row["n"] or left})
        left = found[-1]["value"]
    return found


def _from_the_start(line: Timeline) -> str:
    return f"Titik terakhir tiap {line.noun}: yang masih terbuka pada hari terakhirnya."


def remaining(row: Row, *, begun: bool = False) -> str:
    """`begun`: the period begins with the data, so what was open before is not known, which is not none."""
    if not row["value"]:
        return (
            f"Tidak ada yang belum selesai pada akhir periode: {fmt.number(row['received'])} masuk, "
            f"{fmt.number(row['closed'])} ditutup."
        )
    before = "" if begun else f", dari {fmt.number(row['opening'])} pada awalnya"
    return (
        f"{fmt.number(row['value'])} belum selesai pada akhir periode{before}: "
        f"{fmt.number(row['received'])} masuk, {fmt.number(row['closed'])} ditutup."
    )


def by_service(reader: Reader, filters: Filters) -> Section:
    found = reader.values("backlog", by=("service",), filters=filters)
    if not found or filters.start > reader.data.last_day:
        # What will still be open then is not known.
        return EMPTY
    rows = sorted(
        ({**row, "name": reader.name("service", row["service"])} for row in found),
        key=lambda row: (-row["value"], row["name"]),
    )
    total = sum(row["value"] for row in rows)
    rows = [{**row, "share": Fraction(row["value"], total) if total else None} for row in rows]
    left = [row for row in rows if row["value"]]
    bars = [Bar(row["name"], row["value"], row["n"]) for row in left[:TOP]]
    whole = {"name": "Semua layanan", "value": total, "n": sum(row["n"] for row in rows)}
    whole |= {key: sum(row[key] for row in rows) for key in ("opening", "received", "closed")}
    return Section(
        highest(rows, total),
        figures.bars(bars, COUNT) if bars else None,
        Table(
            (Column("name", "Layanan"), *STOCK, Column("share", "Bagian", Kind.SHARE)),
            [*rows, {**whole, "share": Fraction(1) if total else None}],
        ),
        whole["n"],
        note=f"Batang menunjukkan yang masih terbuka pada akhir periode"
        f"{text.only_top(len(left), TOP, 'layanan terbanyak')}.",
    )


def highest(rows: Sequence[Row], total: int) -> str:
    if not total:
        return "Tidak ada yang belum selesai pada akhir periode."
    top = rows[0]
    if total < text.FEW or (len(rows) > 1 and rows[1]["value"] == top["value"]):
        return f"{fmt.number(total)} belum selesai pada akhir periode."
    return (
        f"{top['name']} paling banyak: {fmt.number(top['value'])} dari {fmt.number(total)} yang belum "
        f"selesai ({fmt.percent(top['share'])})."
    )
