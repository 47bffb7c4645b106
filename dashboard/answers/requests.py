"""What is asked, and from where."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import format as fmt
from dashboard import grids
from dashboard.answers.ranking import first_of, shares
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

ASKED = "permohonan"
STATES = (
    Column("value", "Permohonan", Kind.COUNT),
    Column("completed", "Selesai", Kind.COUNT),
    Column("refused", "Ditolak", Kind.COUNT),
    Column("withdrawn", "Dicabut", Kind.COUNT),
    Column("open", "Belum selesai", Kind.COUNT),
)
AREAS = (Column("name", "Asal pemohon"), *STATES, Column("share", "Bagian", Kind.SHARE))


def tile_map(reader: Reader, filters: Filters) -> Section:
    found = reader.values("volume", by=("area",), filters=filters)
    if not found:
        return EMPTY
    total = sum(row["n"] for row in found)
    rows = shares([{**row, "name": reader.name("area", row["area"])} for row in found], total)
    places = reader.tiles()
    if not places:
        return Section(first_of(rows, total, ASKED), None, Table(AREAS, rows), total)
    return Section(
        within(rows, {code for code, *_ in places}, total),
        grids.tiles(places, {row["area"]: row for row in rows}),
        Table(AREAS, rows),
        total,
        note="Letak ubin mengikuti letak kelurahan, bukan batasnya. Asal adalah kelurahan tempat tinggal.",
    )


def within(rows: Sequence[Row], inside: set[str], total: int) -> str:
    """How many come from the kelurahan on the map; the rest is said, not hidden."""
    part = sum(row["n"] for row in rows if row["area"] in inside)
    if part == total:
        return f"Semua {fmt.number(total)} permohonan dari kelurahan di kecamatan ini."
    return (
        f"{fmt.number(part)} dari {fmt.number(total)} permohonan ({fmt.percent(Fraction(part, total))}) "
        "dari kelurahan di kecamatan ini."
    )
