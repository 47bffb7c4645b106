"""The online channel beside the counter: who uses it, and whether it serves as well.

Which channels are online the reference tables say; eLOK is the one that this office has.
"""

from collections.abc import Sequence

from dashboard import figures, grids, text
from dashboard import format as fmt
from dashboard.answers.channels import (
    LENGTH,
    PROMISE,
    UNTESTED,
    comparable,
    drawn_pairs,
    laid_together,
    told,
    what_is_drawn,
)
from dashboard.answers.online import called, nowhere, online, over_time, shares
from dashboard.answers.standards import KEPT, kept
from dashboard.canvas import SHARE
from dashboard.figures import Bar
from dashboard.filters import AREA, OFFICE, PERIOD, SERVICE, Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

PAGE = Page(slug="elok", title="eLOK", order=50, right=Right.FIGURES, filters=(PERIOD, OFFICE, AREA, SERVICE))

ASKED = "permohonan"
TOP = 12
"""Bars in a figure; the table holds them all."""


PAGE.section(
    "Seberapa banyak yang lewat daring?", metric="digital_share", counted=ASKED, id="daring", width=7
)(over_time)


@PAGE.section(
    "Dari kelurahan mana kanal daring kurang dipakai?",
    metric="digital_share",
    counted=ASKED,
    id="per-kelurahan",
    width=5,
    right=Right.AREAS,
)
def by_area(reader: Reader, filters: Filters) -> Section:
    found = reader.values("digital_share", by=("area",), filters=filters)
    if not found:
        return EMPTY
    n = sum(row["n"] for row in found)
    if not online(reader):
        return nowhere(n)
    rows = _by_share([{**row, "name": reader.name("area", row["area"])} for row in found], falling=False)
    places = reader.tiles()
    inside = {code for code, *_ in places}
    return Section(
        between([row for row in rows if not places or row["area"] in inside]),
        grids.tiles(places, {row["area"]: row for row in rows}, measure=SHARE) if places else None,
        Table((Column("name", "Asal pemohon"), *shares(called(reader))), rows),
        n,
        note="Letak ubin mengikuti letak kelurahan, bukan batasnya. Asal adalah kelurahan tempat tinggal. "
        + UNTESTED,
    )


def _by_share(rows: Sequence[Row], *, falling: bool) -> list[Row]:
    return sorted(rows, key=lambda row: (-row["value"] if falling else row["value"], row["name"]))


def between(rows: Sequence[Row]) -> str:
    """The lowest and the highest of those with enough cases to be named."""
    known = [row for row in rows if row["n"] >= text.FEW]
    if not known:
        return text.NOT_ENOUGH
    low, high = known[0], known[-1]
    if low is high:
        return f"{_named(low)}."
    if low["value"] == high["value"]:
        return f"{fmt.percent(low['value'])} dari kelurahan mana pun yang cukup kasusnya."
    return f"Dari {_named(low)} sampai {_named(high)}."


def _named(row: Row) -> str:
    return f"{fmt.percent(row['value'])} di {row['name']}"


@PAGE.section(
    "Layanan mana yang lewat daring?", metric="digital_share", counted=ASKED, id="per-layanan", width=7
)
def by_service(reader: Reader, filters: Filters) -> Section:
    found = reader.values("digital_share", by=("service",), filters=filters)
    if not found:
        return EMPTY
    n = sum(row["n"] for row in found)
    if not online(reader):
        return nowhere(n)
    rows = _by_share([{**row, "name": reader.name("service", row["service"])} for row in found], falling=True)
    used = [row for row in rows if row["online"]]
    bars = [Bar(row["name"], row["value"], row["n"]) for row in used[:TOP]]
    name = called(reader)
    return Section(
        offered(rows, name),
        figures.bars(bars, SHARE, top=100) if bars else None,
        Table((Column("name", "Layanan"), *shares(name)), rows),
        n,
        note=left_out(len(used), len(rows) - len(used)),
    )


def left_out(used: int, never: int) -> str | None:
    """How many services came online at all, and how many did not."""
    only = text.only_top(used, TOP, "layanan teratas")
    top = f"Batang menunjukkan bagian{only}." if only else None
    none = (
        "Yang 0,0 % di tabel tidak pernah lewat daring pada periode ini; mungkin tidak ditawarkan."
        if never
        else None
    )
    return " ".join(filter(None, (top, none))) or None


def offered(rows: Sequence[Row], name: str) -> str:
    """The most used, and those that nobody asked for online although enough asked for them."""
    known = [row for row in rows if row["n"] >= text.FEW]
    if not known:
        return text.NOT_ENOUGH
    never = [row["name"] for row in known if not row["online"]]
    listed = fmt.joined([*never[:2], "layanan lain"] if len(never) > 3 else never)
    without = f" Tanpa satu pun lewat {name}: {listed}." if never else ""
    top = known[0]
    if not top["online"]:
        return without.strip()
    return f"Tertinggi {top['name']}: {fmt.percent(top['value'])} dari {fmt.number(top['n'])}.{without}"


@PAGE.section(
    "Apakah janji ditepati, daring dan di loket?",
    metric="on_time",
    counted="urusan menurut hari jatuh tempo",
    id="janji",
    width=5,
)
def promise(reader: Reader, filters: Filters) -> Section:
    found = reader.values("on_time", by=("service", "channel"), filters=filters)
    if not found:
        return EMPTY
    n = sum(row["n"] for row in found)
    if not online(reader):
        return nowhere(n)
    rows = laid_together(reader, [kept(row) for row in found])
    groups = comparable(rows, PROMISE)
    columns = (Column("service_name", "Layanan"), Column("channel_name", "Kanal"), *KEPT)
    return Section(
        told(groups, PROMISE, "tepat janji"),
        drawn_pairs(groups, PROMISE, top=100),
        Table(columns, rows),
        n,
        note=f"Batang menunjukkan bagian yang tepat janji. {what_is_drawn(groups)}",
    )


@PAGE.section(
    "Apakah yang lewat daring juga diselesaikan?",
    metric="completion",
    counted="permohonan yang cukup lama untuk dinilai",
    id="selesai",
)
def completion(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("completion", filters=filters)
    if not whole or not whole[0]["n"]:
        return EMPTY
    if not online(reader):
        return nowhere(whole[0]["n"])
    rows = [
        {**row, "name": reader.name("channel", row["channel"])}
        for row in reader.values("completion", by=("channel",), filters=filters)
    ]
    rows.sort(key=lambda row: (not reader.online(row["channel"]), row["name"]))
    bars = [Bar(row["name"], row["value"], row["n"], missing="belum cukup lama") for row in rows]
    return Section(
        matured(rows, whole[0]["immature"]),
        figures.bars(bars, SHARE, top=100),
        Table((Column("name", "Kanal"), *OUTCOMES), [*rows, {**whole[0], "name": "Semua kanal"}]),
        whole[0]["n"],
        note=f"Yang ditolak atau dicabut tidak terhitung selesai. {UNTESTED}",
    )


OUTCOMES = (
    Column("value", "Bagian selesai", Kind.SHARE, missing="belum cukup lama"),
    Column("completed", "Selesai", Kind.COUNT),
    Column("refused", "Ditolak", Kind.COUNT),
    Column("withdrawn", "Dicabut", Kind.COUNT),
    Column("open", "Belum selesai", Kind.COUNT),
    Column("immature", "Belum cukup lama", Kind.COUNT),
    Column("n", "n", Kind.COUNT),
)


def matured(rows: Sequence[Row], young: int) -> str:
    parts = [
        f"{fmt.percent(row['value'])} dari {fmt.number(row['n'])} lewat {fmt.within(row['name'])}"
        for row in rows
        if row["value"] is not None
    ]
    waiting = f" {fmt.number(young)} belum cukup lama." if young else ""
    return f"Selesai: {'; '.join(parts)}.{waiting}"


@PAGE.section(
    "Berapa lama sampai selesai, daring dan di loket?",
    metric="turnaround_working",
    counted="permohonan yang selesai",
    id="lama",
)
def turnaround(reader: Reader, filters: Filters) -> Section:
    found = reader.values("turnaround_working", by=("service", "channel"), filters=filters)
    if not found:
        return EMPTY
    n = sum(row["n"] for row in found)
    if not online(reader):
        return nowhere(n)
    rows = laid_together(reader, found)
    groups = comparable(rows, LENGTH)
    columns = (
        Column("service_name", "Layanan"),
        Column("channel_name", "Kanal"),
        Column("p50_seconds", "Median, jam kerja", Kind.DURATION),
        Column("p90_seconds", "P90, jam kerja", Kind.DURATION),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        told(groups, LENGTH, "separuh selesai dalam", ", dihitung dalam jam kerja"),
        drawn_pairs(groups, LENGTH),
        Table(columns, rows),
        n,
        note=f"Batang menunjukkan median dalam jam kerja. {what_is_drawn(groups)}",
    )
