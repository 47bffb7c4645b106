"""How much is asked, from where, for what, and by which channel."""

from collections.abc import Sequence

from dashboard import figures
from dashboard import format as fmt
from dashboard.answers.online import over_time as over_time_online
from dashboard.answers.ranking import first_of, ranking, shares
from dashboard.answers.requests import AREAS, ASKED, STATES, tile_map
from dashboard.canvas import SHARE, WATER
from dashboard.figures import Bar, Line
from dashboard.filters import Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.timeline import Timeline, drawn, timeline, values
from etl.period import Kind as Step

PAGE = Page(slug="volume", title="Volume", order=30, right=Right.FIGURES)

SHARED = Column("share", "Bagian", Kind.SHARE)
SERVICES = (Column("name", "Layanan"), *STATES, SHARED)


@PAGE.section(
    "Berapa banyak permohonan masuk?", metric="volume", counted=ASKED, id="dari-waktu-ke-waktu", width=7
)
def over_time(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("volume", filters=filters)
    if not whole:
        return EMPTY
    line = timeline(filters, reader.data.first_day, reader.data.last_day)
    rows = values(reader, "volume", filters, line)
    shown, note = drawn([{"value": None, **row} for row in rows], line)
    return Section(
        most(rows, whole[0], line),
        figures.stacked(shown, [Line("value", "Permohonan", WATER)]),
        Table(
            (Column("label", line.noun.capitalize()), *STATES),
            [*rows, {**whole[0], "label": "Seluruh periode"}],
        ),
        whole[0]["n"],
        note=note,
    )


def most(rows: Sequence[Row], whole: Row, line: Timeline) -> str:
    total = f"{fmt.number(whole['value'])} permohonan"
    known = [row for row in rows if row["n"]]
    if len(known) < 2:
        return f"{total}."
    top, second = sorted(known, key=lambda row: -row["value"])[:2]
    if top["value"] == second["value"]:
        return f"{total}."
    when = f"minggu {top['label']}" if line.kind is Step.WEEK else top["label"]
    return f"{total}; terbanyak pada {when}: {fmt.number(top['value'])}."


@PAGE.section("Lewat kanal mana?", metric="volume", counted=ASKED, id="per-kanal", width=5)
def by_channel(reader: Reader, filters: Filters) -> Section:
    found = reader.values("volume", by=("channel",), filters=filters)
    if not found:
        return EMPTY
    total = sum(row["n"] for row in found)
    rows = shares([{**row, "name": reader.name("channel", row["channel"])} for row in found], total)
    columns = (Column("name", "Kanal"), *STATES, SHARED)
    return Section(
        first_of(rows, total, ASKED),
        figures.bars([Bar(row["name"], row["share"], row["n"]) for row in rows], SHARE, top=100),
        Table(columns, rows),
        total,
    )


PAGE.section("Berapa bagian yang lewat daring?", metric="digital_share", counted=ASKED, id="daring", width=7)(
    over_time_online
)
PAGE.section(
    "Dari mana permohonan datang?", metric="volume", counted=ASKED, id="peta", width=5, right=Right.AREAS
)(tile_map)


@PAGE.section(
    "Kelurahan mana yang paling banyak meminta?",
    metric="volume",
    counted=ASKED,
    id="urutan",
    width=5,
    right=Right.AREAS,
)
def ranked(reader: Reader, filters: Filters) -> Section:
    """Everyone is in the ranking: those from outside, and those of whom it is not known, too."""
    return ranking(reader, filters, metric="volume", by="area", columns=AREAS, noun=ASKED)


@PAGE.section(
    "Layanan apa yang paling banyak diminta?", metric="volume", counted=ASKED, id="per-layanan", width=7
)
def by_service(reader: Reader, filters: Filters) -> Section:
    return ranking(reader, filters, metric="volume", by="service", columns=SERVICES, noun=ASKED)
