"""Waiting by counter, and the half hours in which people come: which counters should be open when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from dashboard import figures, grids, text
from dashboard import format as fmt
from dashboard.answers.waiting import CALLED, DURATIONS, longest, over, worst
from dashboard.canvas import MINUTES
from dashboard.figures import Bar
from dashboard.filters import OFFICE, PERIOD, SERVICE, Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

PAGE = Page(
    slug="per-loket",
    title="Per loket",
    order=90,
    right=Right.COUNTERS,
    filters=(PERIOD, OFFICE, SERVICE),
    lead="Halaman ini hanya untuk camat dan lurah. Angka per loket adalah tentang petugas: perbedaannya "
    "bisa datang dari layanan dan jam yang ditangani, bukan dari orangnya.",
)

UNKNOWN = "Loket tidak dicatat"
ARRIVED = "kunjungan"
TOP = 20
"""Bars in a figure; the table holds them all."""


@PAGE.section(
    "Di loket mana orang menunggu paling lama?", metric="waiting", counted=CALLED, id="loket", width=7
)
def by_counter(reader: Reader, filters: Filters) -> Section:
    found = reader.values("waiting", by=("office", "counter"), filters=filters)
    if not found:
        return EMPTY
    total = sum(row["n"] for row in found)
    rows = sorted(
        (
            {**named(row, reader.name("office", row["office"])), "share": Fraction(row["n"], total)}
            for row in found
        ),
        key=lambda row: (-row["p90_seconds"], row["unit"], row["counter"]),
    )
    first = worst(rows)
    bars = [Bar(_both(row), row["p90_seconds"], row["n"], strong=row is first) for row in rows[:TOP]]
    columns = (
        Column("unit", "Kantor"),
        Column("counter", "Loket"),
        *DURATIONS,
        *over(rows[0]),
        Column("n", "n", Kind.COUNT),
        Column("share", "Bagian kunjungan", Kind.SHARE),
    )
    return Section(
        longest(rows, _both),
        figures.bars(bars, MINUTES),
        Table(columns, rows),
        total,
        note=f"Batang menunjukkan P90{text.only_top(len(rows), TOP, 'loket terlama')}. Bila "
        "antreannya bersama, lama menunggu lebih ditentukan jam datang daripada loket yang memanggil.",
    )


def named(row: Row, office: str) -> Row:
    """With words for its keys; the office under a name of its own, for the row is not all of it."""
    kept = {key: value for key, value in row.items() if key != "office"}
    return {**kept, "unit": office, "counter": row["counter"] or UNKNOWN}


def _both(row: Row) -> str:
    return f"{row['unit']} · {row['counter']}"


@PAGE.section("Kapan orang datang?", metric="arrivals", counted=ARRIVED, id="kedatangan", width=5)
def arrivals(reader: Reader, filters: Filters) -> Section:
    found = reader.values("arrivals", by=("weekday", "half_hour"), filters=filters)
    if not found:
        return EMPTY
    days = open_days(reader, filters)
    rows = [
        {
            **row,
            "day": fmt.weekday(row["weekday"]),
            "at": fmt.half_hour(row["half_hour"]),
            "days": days[row["weekday"]],
            "mean": Fraction(row["n"], days[row["weekday"]]),
        }
        for row in found
    ]
    columns = (
        Column("day", "Hari"),
        Column("at", "Pukul"),
        Column("mean", "Rata-rata per hari buka", Kind.MEAN),
        Column("days", "Hari buka", Kind.COUNT),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        fullest(rows),
        grids.half_hours(rows, "mean", opening=reader.opening),
        Table(columns, rows),
        sum(row["n"] for row in rows),
        note="Pengunjung yang mengambil nomor dalam setengah jam itu, rata-rata per hari yang ada "
        f"kunjungannya; termasuk yang pergi sebelum dipanggil.{together(reader, filters)}",
    )


def together(reader: Reader, filters: Filters) -> str:
    several = filters.office is None and len(reader.choices("office")) > 1
    return " Semua kantor dijumlahkan: pilih satu kantor untuk mengatur loketnya." if several else ""


def open_days(reader: Reader, filters: Filters) -> Mapping[int, int]:
    """Weekday → days on which anybody came, whatever for: a service that nobody asks for is no closed day."""
    days: dict[int, int] = {}
    for row in reader.numbers("arrivals", by=("day",), filters=replace(filters, service=None)):
        weekday = row["day"].isoweekday()
        days[weekday] = days.get(weekday, 0) + 1
    return days


def fullest(rows: Sequence[Row]) -> str:
    known = [row for row in rows if row["n"] >= text.FEW]
    if not known:
        return text.NOT_ENOUGH
    most = max(known, key=lambda row: row["mean"])
    words = (
        f"Paling ramai {most['day']} pukul {most['at']}: rata-rata {fmt.mean(most['mean'])} orang dalam "
        "setengah jam."
    )
    if any(row["mean"] > most["mean"] for row in rows):
        return f"{words} Yang lebih ramai kurang dari {text.FEW} kasus."
    return words
