"""How long requests take, by the calendar and in the hours in which the office works."""

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.answers.standards import PROMISE, TOP, beside, of_service
from dashboard.canvas import ELAPSED
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

COMPLETED = "permohonan yang selesai"
LENGTHS = (
    Column("p50_seconds", "Median, kalender", Kind.ELAPSED),
    Column("p90_seconds", "P90, kalender", Kind.ELAPSED),
    Column("p50_worked", "Median, jam kerja", Kind.DURATION),
    Column("p90_worked", "P90, jam kerja", Kind.DURATION),
)
ROUNDED = "Waktu kalender dari satu hari ke atas dibulatkan ke jam penuh."
ONLY_BESIDE = (
    "Janji berdampingan sebagai pembanding; yang janjinya dibuktikan dengan kunjungan dinilai dari "
    "antreannya, bukan dari permohonannya."
)


def by_service(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("turnaround", filters=filters)
    if not whole:
        return EMPTY
    worked = {
        row["service"]: row for row in reader.values("turnaround_working", by=("service",), filters=filters)
    }
    rows = [
        {
            **row,
            **_worked(worked.get(row["service"])),
            "name": reader.name("service", row["service"]),
            **of_service(reader, row["service"], filters),
        }
        for row in reader.values("turnaround", by=("service",), filters=filters)
    ]
    rows.sort(key=lambda row: (-row["p90_seconds"], row["name"]))
    every = {
        **whole[0],
        **_worked(next(iter(reader.values("turnaround_working", filters=filters)), None)),
        "name": "Semua layanan",
        "promise": "–",
    }
    bars = [Bar(row["name"], row["p90_seconds"], row["n"], about=beside(row)) for row in rows[:TOP]]
    return Section(
        typical(every),
        figures.bars(bars, ELAPSED),
        Table(
            (Column("name", "Layanan"), PROMISE[0], *LENGTHS, Column("n", "n", Kind.COUNT)), [*rows, every]
        ),
        whole[0]["n"],
        note=f"Batang menunjukkan P90 menurut kalender{text.only_top(len(rows), TOP, 'layanan terlama')}. "
        f"{ROUNDED} {ONLY_BESIDE}",
    )


def _worked(row: Row | None) -> Row:
    return {key: row and row[f"{key[:3]}_seconds"] for key in ("p50_worked", "p90_worked")}


def typical(row: Row) -> str:
    if row["n"] < text.FEW:
        return text.NOT_ENOUGH
    words = (
        f"Separuh selesai dalam {fmt.elapsed(row['p50_seconds'])}, sembilan dari sepuluh dalam "
        f"{fmt.elapsed(row['p90_seconds'])} menurut kalender"
    )
    if row["p90_worked"] is None:
        return f"{words}."
    return (
        f"{words}; dalam jam kerja {fmt.duration(row['p50_worked'])} dan {fmt.duration(row['p90_worked'])}."
    )
