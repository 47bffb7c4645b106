"""One indicator: what is proposed and why, what was decided, its evidence, what another score would give."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.office import pekppp
from dashboard.office.evidence import Kind, Piece
from dashboard.office.pekppp import Decision, State
from dashboard.office_page import Action, OfficePage, form
from dashboard.office_parts import card, facts, listed, narrowed, taken
from dashboard.pekppp.deeds import ACCEPT, ANSWER, ENTER, FILE, LINK, NOT_THERE, NOTE, REMOVE, THERE
from dashboard.pekppp.instrument import TOP, Indicator
from dashboard.pekppp.looked_at import SLUG, Looked
from dashboard.pekppp.next_step import simulate
from dashboard.pekppp.proposal import Proposal
from dashboard.pekppp.score import f02
from dashboard.pekppp.views.parts import doubt, judged, total

STATES = {
    State.ACCEPTED: "usulan diterima",
    State.OVERRIDDEN: "lain dari usulan",
    State.ENTERED: "tanpa usulan",
    State.WITHDRAWN: "dicabut",
}
SHOWN = 20
"""Decisions in the history."""


def one(looked: Looked, indicator: Indicator) -> Sequence[Component]:
    return [
        html.P(html.A("Semua indikator", href=looked.href())),
        _now(looked, indicator),
        _proposed(looked, indicator),
        *([_decide(looked, indicator)] if looked.writes else []),
        *([_facilities(looked, indicator)] if indicator.steps else []),
        _evidence(looked, indicator),
        _what_if(looked, indicator),
        _history(looked, indicator),
    ]


def _about(looked: Looked, indicator: Indicator) -> dict[str, str]:
    return {**looked.about, "indikator": str(indicator.number)}


def _form(
    looked: Looked, action: Action, values: dict[str, str], **choices: Sequence[tuple[str, str]]
) -> Component:
    return form(looked.visit, SLUG, action, values, choices)


def _now(looked: Looked, indicator: Indicator) -> Component:
    decision = looked.decisions.get(indicator.number)
    weight = looked.instrument.weight(indicator)
    score = decision.score if decision else None
    rows: list[tuple[str, Component | str]] = [
        ("Nilai", "belum dinilai" if score is None else f"{score} dari {TOP}"),
        ("Kode", indicator.code),
        (
            "Satu nilai menambah F-02",
            fmt.number(weight, 4) if weight else "tidak: indikator ini tidak dinilai",
        ),
        ("Kepastian bobot", doubt(indicator.certainty)),
    ]
    answer = looked.answers.get(indicator.number)
    rows.append(("Jawaban F-01", answer.answer if answer else "belum diisi"))
    levels = [
        html.Li([html.Strong(f"{level}: "), words, " ← nilai sekarang" if level == score else ""])
        for level, words in enumerate(indicator.rubric)
    ]
    return card(
        f"{indicator.number}. {indicator.label}",
        *([html.P(indicator.official)] if indicator.official else []),
        facts(rows),
        html.H3("Arti tiap nilai"),
        html.Ul(levels),
    )


def _proposed(looked: Looked, indicator: Indicator) -> Component:
    title = "Apa yang diusulkan data?"
    found = looked.proposal(indicator)
    if found is None:
        return card(title, html.P("Data tidak dapat membuktikan indikator ini; nilainya dari bukti."))
    offered = "Tidak ada nilai yang diusulkan." if found.score is None else f"Diusulkan nilai {found.score}."
    parts: list[Component] = [html.P(offered, className="answer"), facts(_grounds(found))]
    if found.counts:
        rows = [[name, fmt.number(count)] for name, count in found.counts]
        parts.append(listed("Hitungan di balik usulan", ("Hitungan", "Jumlah"), rows))
    decision = looked.decisions.get(indicator.number)
    if looked.writes and found.score is not None and not (decision and decision.score == found.score):
        parts.append(_form(looked, ACCEPT, {**_about(looked, indicator), "usulan": str(found.score)}))
    return card(title, *parts)


def _grounds(found: Proposal) -> list[tuple[str, Component | str]]:
    rows: list[tuple[str, Component | str]] = [
        ("Angka", found.figure),
        ("n", fmt.number(found.n)),
        ("Aturan", found.rule),
    ]
    if found.period:
        rows.append(("Masa", fmt.period(*found.period)))
    if found.link:
        rows.append(("Lihat", html.A("halaman yang menunjukkannya", href=f"{OfficePage.base}/{found.link}")))
    rows.append(("Yang belum pasti", found.certainty or "–"))
    return rows


def _decide(looked: Looked, indicator: Indicator) -> Component:
    about = _about(looked, indicator)
    decision = looked.decisions.get(indicator.number)
    scores = [("", "cabut nilai" if decision else "pilih nilai")]
    scores += [(str(score), f"{score}: {words}") for score, words in enumerate(indicator.rubric)]
    now = str(decision.score) if decision else ""
    answer = looked.answers.get(indicator.number)
    return card(
        "Putuskan nilainya",
        _form(looked, ENTER, {**about, "nilai": now}, nilai=scores),
        html.H3("Jawaban F-01"),
        _form(looked, ANSWER, {**about, "jawaban": answer.answer if answer else ""}),
    )


def _facilities(looked: Looked, indicator: Indicator) -> Component:
    visit = looked.visit
    office = visit.asked.get("kantor", "")
    if office not in dict(visit.offices):
        office = next(
            iter([code for code, _, _ in _opened(looked)] or [code for code, _ in visit.offices]), ""
        )
    about = {**_about(looked, indicator), "kantor": office}
    rows: list[Sequence[Component | str]] = []
    for each in looked.instrument.facilities:
        if each.indicator != indicator.number:
            continue
        seen = looked.seen.get((office, each.key))
        state = "belum diperiksa" if seen is None else "ada" if seen.present else "tidak ada"
        when = f" ({fmt.day(seen.at.astimezone(visit.zone).date())}, {seen.account})" if seen else ""
        acts = [_form(looked, act, {**about, "sarana": each.key}) for act in (THERE, NOT_THERE)]
        label = f"{each.label} (wajib)" if each.required else each.label
        row: list[Component | str] = [label, f"{state}{when}"]
        rows.append([*row, html.Div(acts, className="acts")] if looked.writes else row)
    heads = ("Sarana", "Keadaan", "Periksa") if looked.writes else ("Sarana", "Keadaan")
    return card(
        "Sarana apa yang ada?",
        narrowed(SLUG, about, {"kantor": ("Kantor", visit.offices)})
        if visit.offices
        else html.P("Belum ada kantor."),
        listed("Daftar periksa sarana", heads, rows),
    )


def _opened(looked: Looked) -> Sequence[tuple[str, str, object]]:
    """The offices with a new building, whose facilities were promised."""
    return looked.visit.reader.opened() if looked.visit.reader else ()


def _evidence(looked: Looked, indicator: Indicator) -> Component:
    pieces = looked.evidence(indicator.number)
    about = _about(looked, indicator)
    parts: list[Component] = [html.P("Yang diminta: " + "; ".join(indicator.evidence) + ".")]
    if pieces:
        heads = ("Bukti", "Isi", "Tanggal", "Penanggung jawab")
        rows = [[*_piece(each), *_removal(looked, about, each)] for each in pieces]
        parts.append(listed("Bukti", (*heads, "Cabut") if looked.writes else heads, rows))
    else:
        parts.append(html.P("Belum ada bukti.", className="empty"))
    if looked.writes:
        today = {**about, "tanggal": looked.basis.today.isoformat(), "penanggung": looked.visit.account.name}
        parts += [
            html.H3("Tambah berkas"),
            _form(looked, FILE, today),
            html.H3("Tambah tautan"),
            _form(looked, LINK, today),
            html.H3("Tambah catatan"),
            _form(looked, NOTE, today),
        ]
    return card(f"Bukti: {fmt.number(len(pieces))}", *parts)


def _piece(each: Piece) -> list[Component | str]:
    content: Component | str = each.content
    if each.kind is Kind.LINK:
        content = html.A(each.content, href=each.content, rel="noopener noreferrer", target="_blank")
    if each.kind is Kind.FILE:
        content = taken(SLUG, each.id, each.content, each.size or 0)
    return [each.title, content, fmt.day(each.day), each.owner]


def _removal(looked: Looked, about: dict[str, str], each: Piece) -> list[Component]:
    if not looked.writes:
        return []
    return [html.Div(_form(looked, REMOVE, {**about, "bukti": str(each.id)}), className="acts")]


def _what_if(looked: Looked, indicator: Indicator) -> Component:
    title = "Bila nilainya lain?"
    if not indicator.weight:
        return card(title, html.P("Indikator ini tidak ikut nilai."))
    rows = []
    for score in range(TOP + 1):
        changed = {indicator.number: score}
        whole = f02(looked.instrument, {**looked.scores, **changed})
        found = simulate(looked.instrument, looked.scores, looked.heard, changed)
        rows.append([str(score), total(whole), judged(found) if found else "belum ada"])
    return card(title, listed("Bila nilainya lain", ("Nilai", "F-02", "IPP"), rows))


def _history(looked: Looked, indicator: Indicator) -> Component:
    with looked.visit.office.reading() as connection:
        found = pekppp.history(connection, looked.of, indicator.number)
    if not found:
        return card("Riwayat", html.P("Belum ada keputusan.", className="empty"))
    heads = ("Waktu", "Nilai", "Keputusan", "Usulan saat itu", "Alasan", "Oleh")
    rows = [_line(looked, each) for each in found[:SHOWN]]
    return card("Riwayat", listed("Riwayat keputusan", heads, rows))


def _line(looked: Looked, each: Decision) -> list[Component | str]:
    proposed = "–" if each.proposed is None else f"{each.proposed} · {each.figure}"
    return [
        fmt.moment_short(each.at.astimezone(looked.visit.zone)),
        "–" if each.score is None else str(each.score),
        STATES[each.state],
        proposed,
        each.reason or "–",
        each.account,
    ]
