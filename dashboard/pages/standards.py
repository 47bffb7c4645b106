"""Whether the office keeps what it promises: where it does not, what is late now, and what piles up."""

from dashboard import figures, text
from dashboard.answers import backlog, overdue, turnaround
from dashboard.answers.backlog import MOVED
from dashboard.answers.promises import DUE, by_hour
from dashboard.answers.standards import (
    KEPT,
    PROMISE,
    beside,
    doubts,
    kept,
    kept_bars,
    least,
    lowest_first,
    overall,
    services,
    weakest,
    what_is_drawn,
)
from dashboard.answers.turnaround import COMPLETED
from dashboard.answers.waiting import openings
from dashboard.canvas import RIVER, SHARE
from dashboard.figures import Line
from dashboard.filters import Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, Column, Row, Section, Table
from dashboard.timeline import drawn, timeline, values
from etl.period import Kind as Step

PAGE = Page(slug="standar", title="Standar pelayanan", order=40, right=Right.FIGURES)

IN_FORCE = "Tiap urusan dinilai menurut janji yang berlaku saat diajukan."


@PAGE.section("Apakah janji ditepati?", metric="on_time", counted=DUE, id="janji", width=7)
def over_time(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("on_time", filters=filters)
    if not whole:
        return EMPTY
    line = timeline(filters, reader.data.first_day, reader.data.last_day)
    rows = [_judged(row) for row in values(reader, "on_time", filters, line)]
    shown, note = drawn(rows, line)
    return Section(
        overall(whole[0], "tepat janji"),
        figures.over_time(
            shown,
            [Line("value", "Tepat janji", RIVER)],
            SHARE,
            events=openings(reader, filters),
            gap=4 if line.kind is Step.DAY else 0,
            most=100,
        ),
        Table(
            (Column("label", line.noun.capitalize()), *KEPT),
            [*rows, {**kept(whole[0]), "label": "Seluruh periode"}],
        ),
        whole[0]["n"],
        note=" ".join(filter(None, (note, IN_FORCE))),
    )


def _judged(row: Row) -> Row:
    """A step without cases has no share, and none that is late."""
    nothing = dict.fromkeys(("met", "missed", "overdue", "judged", "pending"), 0)
    return kept({"value": None, **nothing, **row})


PAGE.section("Kapan yang terlambat itu masuk?", metric="on_time", counted=DUE, id="hari-dan-jam", width=5)(
    by_hour
)


@PAGE.section(
    "Layanan mana yang melanggar janjinya?", metric="on_time", counted=DUE, id="per-layanan", width=7
)
def by_service(reader: Reader, filters: Filters) -> Section:
    rows = services(reader, filters)
    if not rows:
        return EMPTY
    return Section(
        weakest(rows),
        kept_bars(rows, strong=least(rows), about=beside),
        Table((Column("name", "Layanan"), PROMISE[0], *KEPT, *PROMISE[1:]), rows),
        sum(row["n"] for row in rows),
        note=f"{what_is_drawn(rows)} {IN_FORCE}{doubts(rows)}",
    )


@PAGE.section("Kantor mana yang melanggar janjinya?", metric="on_time", counted=DUE, id="per-kantor", width=5)
def by_office(reader: Reader, filters: Filters) -> Section:
    found = reader.values("on_time", by=("office",), filters=filters)
    if not found:
        return EMPTY
    rows = lowest_first([{**kept(row), "name": reader.name("office", row["office"])} for row in found])
    return Section(
        weakest(rows),
        kept_bars(rows, strong=least(rows)),
        Table((Column("name", "Kantor"), *KEPT), rows),
        sum(row["n"] for row in rows),
        note=f"{what_is_drawn(rows)} Kantor berbeda layanannya, jadi berbeda pula janjinya.",
    )


@PAGE.section("Layanan apa di kantor mana?", metric="on_time", counted=DUE, id="layanan-dan-kantor")
def by_both(reader: Reader, filters: Filters) -> Section:
    """A row names service and office by its own words: it is of neither alone."""
    found = reader.values("on_time", by=("service", "office"), filters=filters)
    if not found:
        return EMPTY
    rows = lowest_first([_both(reader, row) for row in found])
    many = [row for row in rows if row["judged"] >= text.FEW]
    return Section(
        weakest(rows),
        kept_bars(many, strong=least(many)),
        Table((Column("service_name", "Layanan"), Column("office_name", "Kantor"), *KEPT), rows),
        sum(row["n"] for row in rows),
        note=f"{what_is_drawn(many)} Yang kurang dari {text.FEW} kasus hanya ada di tabel. {IN_FORCE}",
    )


def _both(reader: Reader, row: Row) -> Row:
    service, office = reader.name("service", row["service"]), reader.name("office", row["office"])
    figures_of = {key: value for key, value in kept(row).items() if key not in ("service", "office")}
    return {
        "service_name": service,
        "office_name": office,
        "name": f"{service} · {office}",
        "said": f"{service} di {office}",
        **figures_of,
    }


@PAGE.section(
    "Apa yang sekarang lewat batas waktu?",
    metric="on_time",
    counted="urusan yang dijanjikan",
    id="lewat-batas",
    right=Right.CASES,
)
def late(reader: Reader, filters: Filters) -> Section:
    columns = (Column("service_name", "Layanan"), Column("office_name", "Kantor"))
    facts = ("request", "visit")
    return overdue.listed(reader, filters, metric="on_time", what="urusan", facts=facts, columns=columns)


PAGE.section(
    "Berapa permohonan yang belum selesai?", metric="backlog", counted=MOVED, id="belum-selesai", width=7
)(backlog.over_time)
PAGE.section("Layanan mana yang menumpuk?", metric="backlog", counted=MOVED, id="tumpukan-layanan", width=5)(
    backlog.by_service
)
PAGE.section("Berapa lama sampai selesai?", metric="turnaround", counted=COMPLETED, id="lama-penyelesaian")(
    turnaround.by_service
)
