"""How long people wait, when, for what, and who did not wait that long."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.answers.waiting import CALLED, TOP, by_hour, by_service, over_time
from dashboard.canvas import SHARE
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

PAGE = Page(slug="waktu-tunggu", title="Waktu tunggu", order=20, right=Right.FIGURES)

PAGE.section(
    "Berapa lama orang menunggu?", metric="waiting", counted=CALLED, id="dari-waktu-ke-waktu", width=7
)(over_time)


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


PAGE.section(
    "Layanan mana yang paling lama ditunggu?", metric="waiting", counted=CALLED, id="per-layanan", width=7
)(by_service)
PAGE.section(
    "Kapan orang paling lama menunggu?", metric="waiting", counted=CALLED, id="hari-dan-jam", width=5
)(by_hour)


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
        note=f"Batang menunjukkan bagian yang pergi{text.only_top(len(named), TOP, 'layanan tertinggi')}.",
    )


def leavers(arrivals: Sequence[Row], patience: Sequence[Row]) -> list[Row]:
    """Who left, out of all who came, and after how long; the largest share first."""
    after = {row.get("service"): row for row in patience}
    rows = []
    for row in arrivals:
        stayed = after.get(row.get("service"), {})
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
    if row["p50_seconds"] is None or row["left"] < text.FEW:
        return f"{words}."
    return f"{words}, separuh di antaranya dalam {fmt.duration(row['p50_seconds'])}."
