"""How many complaints there are, what they are about, and whether they are answered in time."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import figures
from dashboard import format as fmt
from dashboard.answers.ranking import ranking
from dashboard.answers.standards import (
    PROMISE,
    beside,
    doubts,
    judgement,
    kept,
    kept_bars,
    least,
    lowest_first,
    of_complaint,
    overall,
    what_is_drawn,
)
from dashboard.canvas import AMBER, WATER
from dashboard.figures import Line
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.timeline import drawn, timeline, values

CAME = "pengaduan"
DUE = "pengaduan menurut hari jatuh tempo"
STATES = (
    Column("value", "Pengaduan", Kind.COUNT),
    Column("resolved", "Selesai", Kind.COUNT),
    Column("open", "Terbuka", Kind.COUNT),
    Column("resolved_share", "Bagian selesai", Kind.SHARE),
)


@dataclass(frozen=True)
class Promised:
    """A promise of a complaint: its code in the reference tables, and what keeping it is called."""

    code: str
    met: str
    columns: Sequence[Column]


RESPONSE = Promised(
    "tanggapan",
    "ditanggapi tepat waktu",
    judgement("Ditanggapi terlambat", "Lewat batas, belum ditanggapi"),
)
CLOSING = Promised("selesai", "selesai tepat waktu", judgement())
IN_FORCE = "Tiap pengaduan dinilai menurut standar kategorinya yang berlaku saat diterima."


def over_time(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("complaints", filters=filters)
    if not whole:
        return EMPTY
    line = timeline(filters, reader.data.first_day, reader.data.last_day)
    nothing = {"value": 0, "resolved": 0, "open": 0, "resolved_share": None}
    rows = [{**nothing, **row} for row in values(reader, "complaints", filters, line)]
    shown, note = drawn(rows, line)
    return Section(
        resolved(whole[0]),
        figures.stacked(shown, [Line("resolved", "Selesai", WATER), Line("open", "Terbuka", AMBER)]),
        Table(
            (Column("label", line.noun.capitalize()), *STATES, Column("n", "n", Kind.COUNT)),
            [*rows, {**whole[0], "label": "Seluruh periode"}],
        ),
        whole[0]["n"],
        note=note,
    )


def resolved(row: Row) -> str:
    every = "semuanya " if row["value"] > 1 else ""
    if not row["open"]:
        return f"{fmt.number(row['value'])} pengaduan, {every}sudah diselesaikan."
    if not row["resolved"]:
        return f"{fmt.number(row['value'])} pengaduan, {every}belum diselesaikan."
    return (
        f"{fmt.number(row['value'])} pengaduan; {fmt.number(row['resolved'])} sudah diselesaikan "
        f"({fmt.percent(row['resolved_share'])}), {fmt.number(row['open'])} belum."
    )


def by_channel(reader: Reader, filters: Filters) -> Section:
    return _parts(reader, filters, "channel", "Kanal")


def by_category(reader: Reader, filters: Filters) -> Section:
    return _parts(reader, filters, "category", "Kategori")


def by_office(reader: Reader, filters: Filters) -> Section:
    return _parts(reader, filters, "office", "Kantor")


def _parts(reader: Reader, filters: Filters, by: str, head: str) -> Section:
    columns = (Column("name", head), *STATES, Column("share", "Bagian", Kind.SHARE))
    return ranking(reader, filters, metric="complaints", by=by, columns=columns, noun=CAME)


def answered(reader: Reader, filters: Filters) -> Section:
    return _in_time(reader, filters, "responses_on_time", RESPONSE)


def closed(reader: Reader, filters: Filters) -> Section:
    return _in_time(reader, filters, "complaints_on_time", CLOSING)


def _in_time(reader: Reader, filters: Filters, metric: str, promise: Promised) -> Section:
    whole = reader.values(metric, filters=filters)
    if not whole:
        return EMPTY
    rows = lowest_first(
        [
            {
                **kept(row),
                "name": reader.name("category", row["category"]),
                **of_complaint(reader, row["category"], promise.code, filters),
            }
            for row in reader.values(metric, by=("category",), filters=filters)
        ]
    )
    every = {**kept(whole[0]), "name": "Semua kategori", "promise": "–"}
    return Section(
        overall(whole[0], promise.met),
        kept_bars(rows, strong=least(rows), about=beside),
        Table((Column("name", "Kategori"), PROMISE[0], *promise.columns, *PROMISE[1:]), [*rows, every]),
        whole[0]["n"],
        note=f"{what_is_drawn(rows, promise.met)} {IN_FORCE}{doubts(rows)}",
    )
