"""A report of the SKM: its unsur from the lowest up, which have a plan, and what became of the plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard import text
from dashboard.follow_up.deeds import PLAN, REPORT
from dashboard.follow_up.looked_at import SLUG, Looked, office_name, offices, terms
from dashboard.office.follow_up import Line
from dashboard.office_page import OfficePage, form
from dashboard.office_parts import card, facts, listed, narrowed
from dashboard.reports.catalogue import WRITERS
from dashboard.reports.term import parse_term
from dashboard.rights import Right
from dashboard.section import Row

NO_CAUSE = (
    "Pengaruh membandingkan NRR unsur itu pada periode laporan ini dengan periode berikutnya yang sama "
    "panjang. Apakah bedanya karena kegiatannya tidak dapat dikatakan dari angka ini."
)


def overview(looked: Looked, planning: str | None) -> Sequence[Component]:
    """`planning`: the unsur that somebody is about to plan for."""
    form_of = [_plan(looked, planning)] if planning and looked.writes else []
    return [
        _narrowing(looked),
        *_overdue(looked),
        _report(looked),
        *form_of,
        _elements(looked),
        _lines(looked),
        *_withdrawn(looked),
    ]


def _narrowing(looked: Looked) -> Component:
    choices = {"periode": ("Periode SKM", terms(looked)), "kantor": ("Kantor", offices(looked.visit))}
    return narrowed(SLUG, looked.about, choices)


def _overdue(looked: Looked) -> list[Component]:
    """Of every period: they are waited for whatever somebody looks at."""
    if not looked.overdue:
        return []
    rows: list[Sequence[Component | str]] = [
        [
            html.A(each.plan.programme, href=looked.at(each)),
            fmt.day(each.plan.due),
            each.plan.owner,
            f"{parse_term(each.of.term).words}, {office_name(looked.visit, each.of)}",
        ]
        for each in sorted(looked.overdue, key=lambda each: each.plan.due)
    ]
    heads = ("Rencana", "Tenggat", "Penanggung jawab", "Laporan")
    said = f"{fmt.number(len(rows))} rencana lewat tenggat dan belum selesai."
    table = listed("Lewat tenggat", heads, rows)
    return [card("Apa yang lewat tenggat?", html.P(said, className="answer"), table)]


def _report(looked: Looked) -> Component:
    day = looked.reported_on
    query = {"dari": looked.term.start.isoformat(), "sampai": looked.term.end.isoformat()}
    query |= {"kantor": looked.of.office} if looked.of.office else {}
    page = html.A("halaman Kepuasan", href=f"{OfficePage.base}/kepuasan?{urlencode(query)}")
    rows: list[tuple[str, Component | str]] = [
        ("Tanggal laporan", fmt.day(day) if day else "belum diisi"),
        *([("Dihitung untuk", _counts_for(day))] if day else []),
        ("Angkanya", page),
        ("Rencana", _counts(looked)),
        *_files(looked),
    ]
    parts: list[Component] = [html.P(_sentence(looked), className="answer"), facts(rows)]
    if looked.writes:
        values = {**looked.about, "tanggal": day.isoformat() if day else ""}
        title = "Ubah tanggal laporan" if day else "Isi tanggal laporan dahulu"
        parts += [html.H3(title), form(looked.visit, SLUG, REPORT, values)]
    return card(f"Laporan SKM {looked.term.words}, {looked.office}", *parts)


def _counts_for(day: date) -> str:
    """The evaluations that look at a report of this day."""
    year = day.year + 1
    return f"PEKPPP {year} (indikator 8 dan 9) dan {year + 1} (indikator 9), menurut tahun tanggal laporan"


def _files(looked: Looked) -> list[tuple[str, Component | str]]:
    """The report itself, with these plans in it, for who may take it."""
    if looked.visit.reader is None or not looked.visit.account.scope.takes(Right.FIGURES):
        return []
    query = {"periode": looked.of.term, **({"kantor": looked.of.office} if looked.of.office else {})}
    address = f"{OfficePage.base}/unduh/laporan/skm"
    links = [
        html.A(ending.upper(), href=f"{address}.{ending}?{urlencode(query)}", download="")
        for ending in WRITERS
    ]
    return [("Laporan dengan rencana ini", html.Span(links, className="acts"))]


def _sentence(looked: Looked) -> str:
    low = looked.lowest
    if not low:
        return "Tidak ada jawaban survei pada periode ini."
    lacking = [row["name"] for row in low if not looked.planned(row["unsur"])]
    many = {1: "Satu", 2: "Dua", 3: "Tiga"}[len(low)]
    if not lacking:
        return f"{many} unsur terendah sudah punya rencana."
    return f"Dari {many.lower()} unsur terendah, yang belum punya rencana: {'; '.join(lacking)}."


def _counts(looked: Looked) -> str:
    lines = looked.lines
    if not lines:
        return "belum ada"
    done = sum(1 for each in lines if each.done_on)
    late = sum(1 for each in lines if each.overdue(looked.today))
    said = f"{fmt.number(done)} dari {fmt.number(len(lines))} selesai"
    return f"{said}, {fmt.number(late)} lewat tenggat" if late else said


def _plan(looked: Looked, code: str) -> Component:
    title = f"Rencana untuk {fmt.within(looked.unsur(code))}"
    if looked.reported_on is None:
        said = "Isi tanggal laporan dahulu: kecepatan tindak lanjut dihitung dari hari itu."
        return card(title, html.P(said))
    return card(title, form(looked.visit, SLUG, PLAN, {**looked.about, "unsur": code}))


def _elements(looked: Looked) -> Component:
    title = "Unsur mana yang terendah?"
    if not looked.rows:
        return card(title, html.P("Belum ada jawaban survei yang dapat dibaca.", className="empty"))
    rows = [_element(looked, row) for row in looked.rows]
    heads = ("Unsur", "NRR (1–4)", "Mutu", "Rencana", "Nilai konversi", "n")
    few = [html.P(text.NOT_ENOUGH, className="small")] if looked.rows[0]["n"] < text.FEW else []
    return card(title, *few, listed("Unsur dari yang terendah", heads, rows))


def _element(looked: Looked, row: Row) -> list[Component | str]:
    code = row["unsur"]
    planned = looked.planned(code)
    lacks = row in looked.lowest and not planned
    words = "belum ada" if lacks else fmt.number(len(planned)) if planned else "–"
    state = html.Span(words, className="chip bad" if lacks else "chip good" if planned else "")
    cell: list[Component | str] = [state]
    if looked.writes:
        cell += [" ", html.A("rencanakan", href=looked.href(unsur=code))]
    return [
        row["name"],
        fmt.NO_DATA if row["value"] is None else fmt.number(row["value"], 2),
        row["mutu"] or fmt.NO_DATA,
        html.Span(cell),
        fmt.NO_DATA if row["converted"] is None else fmt.number(row["converted"], 2),
        fmt.number(row["n"]),
    ]


def _lines(looked: Looked) -> Component:
    title = "Apa yang direncanakan, dan apa pengaruhnya?"
    if not looked.lines:
        return card(title, html.P("Belum ada rencana untuk periode ini.", className="empty"))
    order = {row["unsur"]: place for place, row in enumerate(looked.rows)}
    lines = sorted(looked.lines, key=lambda each: (order.get(each.unsur, len(order)), each.plan.due))
    rows = [_line(looked, each) for each in lines]
    heads = ("Rencana", "Keadaan", "Tenggat", "Penanggung jawab", "Unsur", "Pengaruh")
    note = html.P(NO_CAUSE, className="small")
    return card(title, listed("Rencana tindak lanjut", heads, rows), note)


def _line(looked: Looked, each: Line) -> list[Component | str]:
    return [
        html.A(each.plan.programme, href=looked.at(each)),
        state(looked, each),
        f"{fmt.day(each.plan.due)} (TW {('I', 'II', 'III', 'IV')[(each.plan.due.month - 1) // 3]})",
        each.plan.owner,
        looked.unsur(each.unsur),
        looked.effect(each).words,
    ]


def state(looked: Looked, each: Line) -> Component:
    if each.withdrawn:
        return html.Span("dicabut", className="chip")
    if each.done_on is not None:
        return html.Span(f"selesai {fmt.day(each.done_on)}", className="chip good")
    late = each.overdue(looked.today)
    return html.Span("lewat tenggat" if late else "belum selesai", className="chip bad" if late else "chip")


def _withdrawn(looked: Looked) -> list[Component]:
    if not looked.withdrawn:
        return []
    rows: list[Sequence[Component | str]] = [
        [
            html.A(each.plan.programme, href=looked.at(each)),
            looked.unsur(each.unsur),
            each.now.reason or "–",
            each.now.account,
        ]
        for each in looked.withdrawn
    ]
    heads = ("Rencana", "Unsur", "Alasan", "Oleh")
    said = "Yang dicabut tidak dihitung dalam bagian yang selesai, dan tetap dapat dibaca."
    return [card("Rencana yang dicabut", html.P(said), listed("Rencana yang dicabut", heads, rows))]
