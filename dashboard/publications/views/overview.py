"""The whole: what is due, what was frozen, whether it changed since, and which packs were made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.errors import InstrumentError
from dashboard.office.publications import Edition
from dashboard.office_page import OfficePage, form
from dashboard.office_parts import card, listed
from dashboard.pekppp.views.parts import doubt
from dashboard.publications.deadlines import Due
from dashboard.publications.deeds import CHECK, FREEZE
from dashboard.publications.looked_at import SLUG, Looked, href, read, since
from dashboard.reports.term import parse_term

COMPARED = 4
"""Frozen periods that the list holds against today's data; any other when it is opened."""
PACK = f"{OfficePage.base}/unduh/paket-bukti.zip"


def overview(looked: Looked) -> Sequence[Component]:
    freezing = [_freezing(looked)] if looked.freezes else []
    return [_deadlines(looked), *freezing, _frozen(looked), _packs(looked), _checking(looked)]


def _deadlines(looked: Looked) -> Component:
    title = "Apa yang harus jadi, dan kapan?"
    try:
        found = looked.due
    except InstrumentError:
        # It was right when the app started; what is wrong in it now, the app says when it starts again.
        said = "Daftar tenggat (reference/tenggat.toml) berubah dan tidak terbaca lagi; beri tahu admin."
        return card(title, html.P(said, className="answer"))
    rows: list[Sequence[Component | str]] = [
        [
            f"{due.deadline.name}, {due.term.words}" if due.term else due.deadline.name,
            fmt.day(due.day),
            _state(looked, due),
        ]
        for due in found
    ]
    bases = {due.deadline.name: due.deadline for due in found}
    return card(
        title,
        html.P(_next(looked), className="answer"),
        listed("Tenggat", ("Tenggat", "Paling lambat", "Keadaan"), rows),
        html.P(
            "Selesai begitu periodenya dibekukan dan ditandatangani camat; tanpa periode: hanya pengingat.",
            className="small",
        ),
        html.P("Dasarnya (daftarnya milik kantor: reference/tenggat.toml):", className="small"),
        html.Ul(
            [
                html.Li([f"{each.name}: {each.basis} ", doubt(each.certainty)], className="small")
                for each in bases.values()
            ]
        ),
    )


def _next(looked: Looked) -> str:
    late = [due for due in looked.due if due.day < looked.today and due.term and not _done(looked, due)]
    if late:
        names = fmt.joined([f"{due.deadline.name} ({due.term.words})" for due in late if due.term])
        return f"Lewat tenggat: {names}."
    coming = [due for due in looked.due if due.day >= looked.today and not _done(looked, due)]
    if not coming:
        return "Tidak ada yang menunggu."
    first = coming[0]
    return f"Berikutnya {first.deadline.name}, paling lambat {fmt.full_day(first.day)}."


def _done(looked: Looked, due: Due) -> bool:
    edition = looked.edition(due.term.code) if due.term else None
    return edition is not None and looked.approved(edition)


def _state(looked: Looked, due: Due) -> str:
    edition = looked.edition(due.term.code) if due.term else None
    if edition is not None:
        return "dibekukan dan disahkan" if looked.approved(edition) else "dibekukan, belum disahkan camat"
    if due.term and due.term.end >= looked.today:
        return "periode masih berjalan"
    return _apart(due.day, looked.today)


def _apart(day: date, today: date) -> str:
    days = (day - today).days
    if days == 0:
        return "hari ini"
    return f"{fmt.number(days)} hari lagi" if days > 0 else f"lewat {fmt.number(-days)} hari"


def _freezing(looked: Looked) -> Component:
    choices = [(term.code, term.words) for term in looked.offered]
    if not choices:
        return card("Bekukan satu periode", html.P("Belum ada periode yang datanya sampai akhir."))
    return card(
        "Bekukan satu periode",
        html.P(
            "Yang dibekukan: semua angka seluruh kecamatan, per kantor, layanan, kanal, dan jenis pengaduan, "
            "dengan definisi dan sidik berkas sumbernya. Sesudah itu tidak dapat diubah; membekukan lagi "
            "menjadi edisi baru dengan alasan."
        ),
        form(looked.visit, SLUG, FREEZE, {"periode": choices[0][0]}, {"periode": choices}),
    )


def _frozen(looked: Looked) -> Component:
    if not looked.editions:
        return card("Apa yang sudah dibekukan?", html.P("Belum ada periode yang dibekukan."))
    rows = [_row(looked, edition, place) for place, edition in enumerate(looked.editions)]
    heads = ("Periode", "Edisi", "Dibekukan", "Tanda tangan", "Sejak itu")
    return card("Apa yang sudah dibekukan?", listed("Periode beku", heads, rows))


def _row(looked: Looked, edition: Edition, place: int) -> Sequence[Component | str]:
    roles = [each.role.label for each in looked.signed.get(edition.id, ())]
    name = parse_term(edition.period).words + (" (data contoh)" if edition.sample else "")
    return [
        html.A(name, href=href(beku=str(edition.id))),
        str(edition.edition),
        fmt.moment_short(edition.at.astimezone(looked.visit.zone)),
        fmt.joined(roles) if roles else "belum ada",
        _since(looked, edition) if place < COMPARED else "buka untuk membandingkan",
    ]


def _since(looked: Looked, edition: Edition) -> str:
    found = read(edition)
    if found is None:
        return "isi tidak utuh"
    if looked.visit.reader is None:
        return "data tidak terbaca"
    count = len(since(found, looked.visit.reader).restated)
    return f"{fmt.number(count)} angka berubah" if count else "tidak ada yang berubah"


def _packs(looked: Looked) -> Component:
    parts: list[Component] = [
        html.P(
            "Satu ZIP per evaluasi: indeks, per indikator angka, aturan, hitungan, dan buktinya, angka beku "
            "dengan tanda tangan, sidik berkas sumber, dan daftar SHA-256 semuanya. Siapa pun dapat "
            "memeriksanya kembali."
        )
    ]
    if looked.freezes:
        parts.append(_pack_form(looked))
        said = "Yang baru dibuat tampil di daftar ini sesudah halaman dimuat ulang."
        parts.append(html.P(said, className="small"))
    if looked.packs:
        titles = {each.name: each.title for each in looked.instruments}
        rows: list[Sequence[Component | str]] = [
            [
                f"{each.of.year}, {titles.get(each.of.version, each.of.version)}"
                + (" (data contoh)" if each.sample else ""),
                fmt.moment_short(each.at.astimezone(looked.visit.zone)),
                each.account,
                html.Code(each.manifest[:16]),
            ]
            for each in looked.packs
        ]
        heads = ("Evaluasi", "Dibuat", "Oleh", "Sidik manifest.json")
        parts.append(listed("Paket bukti", heads, rows))
    else:
        parts.append(html.P("Belum ada paket yang dibuat."))
    return card("Paket bukti PEKPPP", *parts)


def _checking(looked: Looked) -> Component:
    return card(
        "Apakah sebuah paket masih utuh?",
        html.P(
            "Bandingkan paket yang diterima dengan yang tercatat di sini dan dengan data sekarang. Paketnya "
            "tidak disimpan."
        ),
        form(looked.visit, SLUG, CHECK),
    )


def _pack_form(looked: Looked) -> Component:
    year = looked.today.year
    years = [str(each) for each in (year + 1, year, year - 1)]
    versions = [(each.name, each.title) for each in looked.instruments]
    if not versions:
        return html.P("Belum ada versi instrumen yang semua bobotnya diketahui, jadi belum ada paketnya.")
    fields = [
        _choice("tahun", "Tahun evaluasi", str(year), [(each, each) for each in years]),
        _choice("versi", "Versi instrumen", versions[0][0], versions),
    ]
    button = html.Button("Buat paket bukti", type="submit", className="go")
    return html.Form([*fields, button], method="get", action=PACK, className="fields act-form")


def _choice(name: str, label: str, value: str, options: Sequence[tuple[str, str]]) -> Component:
    items = [{"value": code, "label": words} for code, words in options]
    control = dbc.Select(name=name, value=value, options=items)
    return html.Label([html.Span(label), control], className="field")
