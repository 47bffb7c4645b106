"""How much is asked, from where, for what, and by which channel."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import figures
from dashboard import format as fmt
from dashboard.answers.requests import AREAS, ASKED, STATES, first_of, shares, tile_map
from dashboard.canvas import COUNT, RIVER, SHARE, WATER
from dashboard.figures import Bar, Line
from dashboard.filters import Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.roles import STAFF
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.timeline import Timeline, counts, drawn, timeline, values
from etl.period import Kind as Step

PAGE = Page(slug="volume", title="Volume", order=30, roles=STAFF)

TOP = 12


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
        figures.stacked(shown, [Line("value", "Permohonan", WATER)], COUNT),
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
    columns = (Column("name", "Kanal"), *STATES, Column("share", "Bagian", Kind.SHARE))
    return Section(
        first_of(rows, total),
        figures.bars([Bar(row["name"], row["share"], row["n"]) for row in rows], SHARE, top=100),
        Table(columns, rows),
        total,
    )


@PAGE.section("Berapa bagian yang lewat daring?", metric="volume", counted=ASKED, id="daring", width=7)
def online(reader: Reader, filters: Filters) -> Section:
    codes = {code for code, _ in reader.choices("channel") if reader.online(code)}
    name = fmt.joined([reader.name("channel", code) for code in sorted(codes)])
    line = timeline(filters, reader.data.first_day, reader.data.last_day)
    rows = [online_share(row, codes) for row in counts(reader, "volume", "channel", filters, line)]
    total = sum(row["n"] for row in rows)
    if not total:
        return EMPTY
    if not codes:
        return Section("Kantor ini tidak punya kanal daring.", None, Table(), total)
    part = sum(row["online"] for row in rows)
    whole = {"label": "Seluruh periode", "n": total, "online": part, "share": Fraction(part, total)}
    shown, note = drawn(rows, line)
    columns = (
        Column("label", line.noun.capitalize()),
        Column("online", f"Lewat {name}", Kind.COUNT),
        Column("n", "Semua kanal", Kind.COUNT),
        Column("share", f"Bagian {name}", Kind.SHARE),
    )
    return Section(
        digital(whole, name),
        figures.over_time(
            shown,
            [Line("share", name, RIVER)],
            SHARE,
            gap=4 if line.kind is Step.DAY else 0,
            most=100,
        ),
        Table(columns, [*rows, whole]),
        total,
        note=note,
    )


def online_share(row: Row, codes: set[str]) -> Row:
    part = sum(count for code, count in row["parts"].items() if code in codes)
    return {**row, "online": part, "share": Fraction(part, row["n"]) if row["n"] else None}


def digital(whole: Row, name: str) -> str:
    return (
        f"{fmt.percent(whole['share'])} lewat {name}: "
        f"{fmt.number(whole['online'])} dari {fmt.number(whole['n'])} permohonan."
    )


PAGE.section("Dari mana permohonan datang?", metric="volume", counted=ASKED, id="peta", width=5)(tile_map)


@PAGE.section(
    "Kelurahan mana yang paling banyak meminta?", metric="volume", counted=ASKED, id="urutan", width=5
)
def ranked(reader: Reader, filters: Filters) -> Section:
    """Everyone is in the ranking: those from outside, and those of whom it is not known, too."""
    return _ranking(reader, filters, "area", AREAS)


@PAGE.section(
    "Layanan apa yang paling banyak diminta?", metric="volume", counted=ASKED, id="per-layanan", width=7
)
def by_service(reader: Reader, filters: Filters) -> Section:
    return _ranking(
        reader,
        filters,
        "service",
        (Column("name", "Layanan"), *STATES, Column("share", "Bagian", Kind.SHARE)),
    )


def _ranking(reader: Reader, filters: Filters, by: str, columns: Sequence[Column]) -> Section:
    found = reader.values("volume", by=(by,), filters=filters)
    if not found:
        return EMPTY
    total = sum(row["n"] for row in found)
    rows = shares([{**row, "name": reader.name(by, row[by])} for row in found], total)
    return Section(
        first_of(rows, total),
        figures.bars([Bar(row["name"], row["value"], row["n"]) for row in rows[:TOP]], COUNT),
        Table(columns, rows),
        total,
        note=f"Batang menunjukkan {TOP} teratas; selebihnya ada di tabel." if len(rows) > TOP else None,
    )
