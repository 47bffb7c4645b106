"""One frozen period: what it is, who stands by it, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard import text
from dashboard.office.publications import Edition
from dashboard.office_page import OfficePage, form
from dashboard.office_parts import card, facts, listed
from dashboard.publications import words
from dashboard.publications.deeds import SIGN
from dashboard.publications.frozen import Frozen, Key
from dashboard.publications.looked_at import SLUG, Looked, href, read, since
from dashboard.publications.restatement import Comparison, Restated
from dashboard.publications.sheets import young
from dashboard.reports.term import parse_term
from etl.metrics import metrics

_SHOWN = 100
"""Restated figures that are named; all of them stand in the evidence pack."""
FILES = ("pdf", "xlsx", "docx", "json")
_PROGRESS = "Yang saat dibekukan belum selesai dapat selesai kemudian; itu pun terhitung perubahan."
_BROKEN = (
    "Isi yang tersimpan bukan lagi yang dibekukan: sidiknya tidak cocok. Jangan dipakai; beri tahu admin."
)


def one(looked: Looked, edition: Edition) -> Sequence[Component]:
    found = read(edition)
    back = html.P(html.A("Semua publikasi", href=href()))
    if found is None:
        return [back, card(parse_term(edition.period).words, html.P(_BROKEN, className="answer"))]
    return [back, _about(looked, edition, found), _restated(looked, edition, found), _figures(found)]


def _about(looked: Looked, edition: Edition, frozen: Frozen) -> Component:
    signed = looked.signed.get(edition.id, ())
    told = [
        f"{each.role.label} ({each.account}), {fmt.moment(each.at.astimezone(looked.visit.zone))}"
        for each in signed
    ]
    rows: list[tuple[str, Component | str]] = [
        ("Edisi", f"{edition.edition}" + (f": {edition.reason}" if edition.reason else "")),
        ("Dibekukan", f"{fmt.moment(frozen.frozen_at)} oleh {edition.account}"),
        ("Data", f"sampai {fmt.moment(frozen.origin.data_time)}, versi {frozen.origin.data_version}"),
        ("Tanda tangan", html.Ul([html.Li(words) for words in told]) if told else "belum ada"),
        ("Sidik SHA-256", html.Code(edition.sha256)),
    ]
    if looked.beside:
        rows.append(("Edisi lain", html.Ul([_beside(looked, each) for each in looked.beside])))
    if frozen.provisional_from:
        rows.append(("Sementara", young(frozen.provisional_from)))
    parts: list[Component] = [facts(rows)]
    if frozen.sample:
        parts.insert(0, html.P(html.Span(text.SAMPLE, className="chip bad")))
    if (
        looked.signs
        and not looked.later(edition)
        and all(each.role is not looked.visit.account.role for each in signed)
    ):
        parts.append(form(looked.visit, SLUG, SIGN, {"beku": str(edition.id), "sidik": edition.sha256}))
    links = [
        html.A(ending.upper(), href=f"{OfficePage.base}/unduh/beku/{edition.id}.{ending}", download="")
        for ending in FILES
    ]
    parts.append(html.P(["Unduh: ", *(part for link in links for part in (link, " "))]))
    return card(frozen.term.words, *parts)


def _beside(looked: Looked, each: Edition) -> Component:
    roles = fmt.joined([one.role.label for one in looked.signed.get(each.id, ())])
    signed = f"ditandatangani {roles}" if roles else "belum ditandatangani"
    link = html.A(f"edisi {each.edition}", href=href(beku=str(each.id)))
    return html.Li([link, f", {fmt.moment_short(each.at.astimezone(looked.visit.zone))}, {signed}"])


def _restated(looked: Looked, edition: Edition, frozen: Frozen) -> Component:
    title = "Apa yang berubah sejak itu?"
    if looked.visit.reader is None:
        return card(title, html.P("Data sekarang tidak terbaca, jadi tidak dapat dibandingkan."))
    found = since(frozen, looked.visit.reader)
    parts: list[Component] = [html.P(_sentence(found, looked.later(edition)), className="answer")]
    if found.restated:
        rows = [line for each in found.restated[:_SHOWN] for line in _lines(frozen, each)]
        heads = ("Angka", "Rincian", "Dahulu → sekarang")
        parts.append(listed("Ralat", heads, rows))
        parts.append(html.P(_PROGRESS))
    parts += [html.P(words) for words in _why(found)]
    return card(title, *parts)


def _sentence(found: Comparison, later: Edition | None) -> str:
    if found.same:
        return f"Tidak ada: {fmt.number(found.agreeing)} angka sama sampai digit terakhir."
    more = f"; {_SHOWN} pertama di bawah ini" if len(found.restated) > _SHOWN else ""
    said = f"{fmt.number(len(found.restated))} angka berubah, {fmt.number(found.agreeing)} tetap sama{more}."
    if later:
        return f"{said} Periode ini sudah dibekukan lagi: edisi {later.edition}."
    return f"{said} Untuk menyatakannya sebagai ralat resmi, bekukan periode ini lagi dengan alasan."


def _why(found: Comparison) -> list[str]:
    """What may explain it: other files, other definitions, other options, other code."""
    said = [
        f"Sumber {source}: {fmt.number(count)} isi berkas baru dibaca sejak itu."
        for source, count in found.read.items()
    ]
    said += [
        f"Sumber {source}: {fmt.number(count)} isi berkas tidak dikenal lagi."
        for source, count in found.gone.items()
    ]
    if found.purged:
        said.append(found.purged)
    if found.definitions:
        said.append(
            f"Cara hitung berubah: {fmt.joined([words.title((n, '', '')) for n in found.definitions])}."
        )
    if found.options:
        said.append("Pilihan kantor (bobot survei atau batas waktu) berubah sejak itu.")
    if found.code:
        said.append("Kode, tabel acuan, atau pengaturan berubah sejak itu.")
    return said


def _lines(frozen: Frozen, each: Restated) -> list[Sequence[Component | str]]:
    metric = metrics().get(each.key[0])
    before, now = each.before, each.now
    title, place = words.title(each.key), _place(frozen, each.key)
    lines: list[Sequence[Component | str]] = []
    if (before.n if before else None) != (now.n if now else None):
        many = [fmt.number(one.n) if one else fmt.NO_DATA for one in (before, now)]
        lines.append([title, f"{place} · n", " → ".join(many)])
    for name in each.fields if metric else ():
        assert metric is not None
        values = [one.fields.get(name) if one else None for one in (before, now)]
        told = " → ".join(words.said(metric, name, value) for value in values)
        lines.append([title, f"{place} · {words.label(name, frozen)}", told])
    return lines


def _place(frozen: Frozen, key: Key) -> str:
    return f"{words.breakdown(key[1])}: {words.place(key, frozen)}" if key[1] else words.WHOLE


def _figures(frozen: Frozen) -> Component:
    rows: list[Sequence[Component | str]] = [
        [metrics()[key[0]].label, words.main(metrics()[key[0]], figure, frozen), fmt.number(figure.n)]
        for key, figure in sorted(frozen.figures.items(), key=lambda each: words.title(each[0]))
        if not key[1] and key[0] in metrics()
    ]
    return card(
        "Angka seluruh kecamatan",
        listed("Angka beku", ("Angka", "Nilai", "n"), rows),
        html.P("Per kantor, layanan, kanal, dan jenis pengaduan ada di berkasnya.", className="small"),
    )
