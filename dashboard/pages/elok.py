"""The online channel beside the counter: who uses it, and whether it serves as well.

Which channels are online the reference tables say; eLOK is the one that this office has.
"""

from collections.abc import Sequence

from dashboard import format as fmt
from dashboard import grids, text
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
from dashboard.answers.completion import OLD_ENOUGH
from dashboard.answers.completion import by_channel as completion
from dashboard.answers.online import (
    by_service,
    by_share,
    called,
    nowhere,
    online,
    over_time,
    shares,
)
from dashboard.answers.standards import KEPT, kept
from dashboard.canvas import SHARE
from dashboard.filters import AREA, OFFICE, PERIOD, SERVICE, Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

PAGE = Page(slug="elok", title="eLOK", order=50, right=Right.FIGURES, filters=(PERIOD, OFFICE, AREA, SERVICE))

ASKED = "permohonan"


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
    rows = by_share([{**row, "name": reader.name("area", row["area"])} for row in found], falling=False)
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


PAGE.section(
    "Layanan mana yang lewat daring?", metric="digital_share", counted=ASKED, id="per-layanan", width=7
)(by_service)


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


PAGE.section(
    "Apakah yang lewat daring juga diselesaikan?", metric="completion", counted=OLD_ENOUGH, id="selesai"
)(completion)


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
