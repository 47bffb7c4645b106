"""One line of a plan: what it says now, what may be done with it, its proof, and its history."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.follow_up.deeds import CHANGE, FINISH, REOPEN, WITHDRAW
from dashboard.follow_up.looked_at import SLUG, Looked
from dashboard.follow_up.overview import NO_CAUSE, state
from dashboard.office.follow_up import Line, State, Step
from dashboard.office_page import Action, form
from dashboard.office_parts import card, facts, listed, taken

STATES = {
    State.PLANNED: "direncanakan",
    State.CHANGED: "diubah",
    State.DONE: "selesai",
    State.OPENED: "dibuka lagi",
    State.WITHDRAWN: "dicabut",
}


def one(looked: Looked, line: Line) -> Sequence[Component]:
    return [
        html.P(html.A(f"Semua rencana {looked.term.words}", href=looked.href())),
        _now(looked, line),
        *(_forms(looked, line) if looked.writes else []),
        _history(looked, line),
    ]


def _now(looked: Looked, line: Line) -> Component:
    rows: list[tuple[str, Component | str]] = [
        ("Unsur", looked.unsur(line.unsur)),
        ("Laporan", f"SKM {looked.term.words}, {looked.office}, {fmt.day(line.reported_on)}"),
        ("Penanggung jawab", line.plan.owner),
        ("Tenggat", fmt.day(line.plan.due)),
        ("Keadaan", state(looked, line)),
        ("Bukti", _proof(line.now)),
        (f"Pengaruh pada {looked.term.after().words}", looked.effect(line).words),
    ]
    return card(line.plan.programme, facts(rows), html.P(NO_CAUSE, className="small"))


def _proof(step: Step) -> Component | str:
    proof = step.proof
    parts: list[Component | str] = [
        *([proof.note] if proof.note else []),
        *(
            [html.A(proof.link, href=proof.link, rel="noopener noreferrer", target="_blank")]
            if proof.link
            else []
        ),
        *([taken(SLUG, step.id, proof.file.name, proof.file.size)] if proof.file else []),
    ]
    if not parts:
        return "belum ada"
    return html.Div([html.Div(part) for part in parts])


def _forms(looked: Looked, line: Line) -> list[Component]:
    about = {**looked.about, "rencana": str(line.id)}

    def entry(action: Action, **values: str) -> Component:
        return form(looked.visit, SLUG, action, {**about, **values})

    if line.done_on is not None:
        return [card("Ternyata belum selesai?", entry(REOPEN))]
    if line.withdrawn:
        return []
    plan = line.plan
    now = {"program": plan.programme, "penanggung": plan.owner, "tenggat": plan.due.isoformat()}
    said = "Isi sedikitnya satu bukti: catatan, tautan, atau berkas."
    return [
        card("Sudah dilaksanakan?", html.P(said), entry(FINISH, tanggal=looked.today.isoformat())),
        card("Ubah rencana", entry(CHANGE, **now)),
        card("Cabut rencana", entry(WITHDRAW)),
    ]


def _history(looked: Looked, line: Line) -> Component:
    heads = ("Waktu", "Langkah", "Rencana saat itu", "Bukti atau alasan", "Oleh")
    rows = [_step(looked, each) for each in reversed(line.steps)]
    return card("Riwayat", listed("Riwayat rencana", heads, rows))


def _step(looked: Looked, each: Step) -> list[Component | str]:
    done = f" {fmt.day(each.done_on)}" if each.done_on else ""
    return [
        fmt.moment_short(each.at.astimezone(looked.visit.zone)),
        f"{STATES[each.state]}{done}",
        f"{each.plan.programme}; {each.plan.owner}; {fmt.day(each.plan.due)}",
        each.reason or (_proof(each) if each.done_on else "–"),
        each.account,
    ]
