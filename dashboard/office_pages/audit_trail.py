"""Jejak audit: who signed in, took a file, or changed an account; the newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import table
from dashboard.filters import DIMENSIONS, EVERY
from dashboard.office import audit
from dashboard.office.audit import Entry, Kind, Origin
from dashboard.office_page import OfficePage, Visit
from dashboard.rights import Right
from dashboard.roles import Role
from dashboard.section import Column, Table

SLUG = "jejak-audit"
ON_A_PAGE = 50
KINDS = {
    Kind.LOGIN: "Masuk",
    Kind.LOGIN_FAILED: "Gagal masuk",
    Kind.LOGOUT: "Keluar",
    Kind.EXPORT: "Unduh berkas",
    Kind.ACCOUNT: "Perubahan akun",
    Kind.SETTINGS: "Perubahan pengaturan",
    Kind.RESTORED: "Pemulihan cadangan",
    Kind.PEKPPP: "PEKPPP",
    Kind.FOLLOW_UP: "Tindak lanjut SKM",
    Kind.PUBLICATION: "Publikasi",
    Kind.BROKEN: "Jejak tidak utuh",
}
ORIGINS = {
    Origin.SAME_MACHINE: "mesin ini",
    Origin.PRIVATE: "jaringan dalam",
    Origin.INTERNET: "internet",
    Origin.COMMAND: "perintah di server",
    Origin.UNKNOWN: "tidak diketahui",
}
CHANGES = {
    "added": "dibuat",
    "closed": "ditutup",
    "opened": "dibuka kembali",
    "password": "kata sandi diganti",  # nosec B105
    "password_by_link": "kata sandi dipasang lewat tautan",  # nosec B105
    "changed": "peran, kantor, atau masa berlaku disimpan",
    "link": "tautan kata sandi dibuat",
    "sessions_ended": "semua sesi diakhiri",
    "factor_on": "faktor kedua dinyalakan",
    "factor_off": "faktor kedua dimatikan",
    "sso": "dihubungkan dengan nama di penyedia akun",
    "sso_off": "hubungan dengan penyedia akun dilepaskan",
    "sso_bound": "terikat pada orang pertama dari penyedia akun",
    "role_by_group": "peran mengikuti grup di penyedia akun",
}
"""Words for what was done to an account; what has none yet is shown as it stands."""
PEKPPP = {
    "score": "nilai diputuskan",
    "answer": "jawaban F-01 ditulis",
    "evidence": "bukti ditambahkan",
    "evidence_removed": "bukti dicabut",
    "users": "jawaban F-03 dicatat",
    "facility": "sarana diperiksa",
}
STATES = {
    "accepted": "usulan diterima",
    "overridden": "lain dari usulan",
    "entered": "tanpa usulan",
    "withdrawn": "dicabut",
}
OF_PEKPPP = {
    "year": "tahun",
    "version": "versi",
    "indicator": "indikator",
    "question": "pertanyaan",
    "score": "nilai",
    "number": "bukti nomor",
    "facility": "sarana",
}
"""What an entry about PEKPPP may hold, in this order."""
FOLLOW_UP = {
    "report": "tanggal laporan diisi",
    "planned": "rencana dicatat",
    "changed": "rencana diubah",
    "done": "rencana dinyatakan selesai",
    "reopened": "rencana dibuka lagi",
    "withdrawn": "rencana dicabut",
}
OF_FOLLOW_UP = {"term": "periode", "unsur": "unsur", "number": "rencana nomor"}
PUBLISHED = {
    "frozen": "periode dibekukan",
    "signed": "angka beku ditandatangani",
    "pack": "paket bukti dibuat",
}
OF_PUBLISHED = {
    "period": "periode",
    "edition": "edisi",
    "year": "tahun",
    "version": "versi",
    "sha256": "sidik",
}
"""What an entry about a publication may hold, in this order."""
REGISTERS = {
    Kind.PEKPPP: (PEKPPP, OF_PEKPPP),
    Kind.FOLLOW_UP: (FOLLOW_UP, OF_FOLLOW_UP),
    Kind.PUBLICATION: (PUBLISHED, OF_PUBLISHED),
}
SETTINGS = {
    "warehouse": "gudang data",
    "office_url": "basis data akun",
    "secret_key": "kunci rahasia",  # nosec B105
    "host": "alamat yang didengar",
    "port": "porta",
    "trusted_hosts": "nama situs",
    "https": "https",
    "require_totp": "peran yang wajib faktor kedua",
    "proxies": "banyaknya proksi",
    "oidc": "penyedia akun",
    "survey_inbox": "kotak survei",
    "pekppp": "instrumen PEKPPP dan tempat buktinya",
}
NOTE = (
    "Yang dicatat: masuk, keluar, unduhan, perubahan akun dan pengaturan, pemulihan cadangan, isian PEKPPP "
    "dan tindak lanjut SKM, pembekuan, tanda tangan, dan paket bukti. Yang diketik tidak dicatat, juga bukan "
    "alamat jaringan. Apakah jejak ini utuh: "
    "python -m dashboard check --audit."
)
COLUMNS = (
    Column("number", "Nomor", whole=True),
    Column("at", "Waktu"),
    Column("kind", "Apa", whole=True),
    Column("who", "Siapa", whole=True),
    Column("told", "Rincian", missing="–"),
    Column("origin", "Dari"),
)


@dataclass(frozen=True)
class Choice:
    """What the address narrows to, as far as it is known; `page` counts from 1."""

    kind: Kind | None
    account: str | None
    page: int

    def href(self, page: int) -> str:
        chosen = {"jenis": self.kind.value if self.kind else "", "akun": self.account or ""}
        words = {**{key: word for key, word in chosen.items() if word}, "hal": str(page)}
        return f"{OfficePage.base}/{SLUG}?{urlencode(words)}"


def chosen(asked: Mapping[str, str], names: Sequence[str]) -> Choice:
    kind = next((kind for kind in Kind if kind.value == asked.get("jenis")), None)
    account = asked.get("akun")
    word = asked.get("hal", "")
    page = int(word) if word.isascii() and word.isdigit() and len(word) < 9 else 1
    return Choice(kind, account if account in names else None, max(page, 1))


def _render(visit: Visit) -> Sequence[Component]:
    with visit.office.reading() as connection:
        names = audit.names(connection)
        choice = chosen(visit.asked, names)
        count = audit.count(connection, kind=choice.kind, account=choice.account)
        last = max(-(-count // ON_A_PAGE), 1)
        page = min(choice.page, last)
        found = audit.entries(
            connection,
            kind=choice.kind,
            account=choice.account,
            first=(page - 1) * ON_A_PAGE,
            most=ON_A_PAGE,
        )
    rows = [_row(entry, visit) for entry in found]
    shown = (
        table(Table(COLUMNS, rows), caption="Jejak audit") if rows else html.P("Belum ada entri seperti itu.")
    )
    said = f"{fmt.number(count)} entri, halaman {fmt.number(page)} dari {fmt.number(last)}."
    parts = [
        html.P(said, className="small num"),
        shown,
        *_turning(choice, page, last),
        html.P(NOTE, className="small"),
    ]
    return [_narrowing(choice, names), html.Section(parts, className="card")]


def _narrowing(choice: Choice, names: Sequence[str]) -> Component:
    kinds = [(kind.value, words) for kind, words in KINDS.items()]
    fields = [
        _pick("jenis", "Apa", [(EVERY, "Semua"), *kinds], choice.kind.value if choice.kind else EVERY),
        _pick(
            "akun",
            "Akun",
            [(EVERY, "Semua akun"), *((name, name) for name in names)],
            choice.account or EVERY,
        ),
    ]
    button = html.Button("Tampilkan", type="submit", className="go")
    return html.Form(
        [*fields, button], method="get", action=f"{OfficePage.base}/{SLUG}", className="filters fields"
    )


def _pick(word: str, label: str, options: Sequence[tuple[str, str]], value: str) -> Component:
    listed = [{"value": code, "label": words} for code, words in options]
    return html.Label(
        [html.Span(label), dbc.Select(name=word, value=value, options=listed)], className="field"
    )


def _turning(choice: Choice, page: int, last: int) -> list[Component]:
    links = [
        *([html.A("Lebih baru", href=choice.href(page - 1))] if page > 1 else []),
        *([html.A("Lebih lama", href=choice.href(page + 1))] if page < last else []),
    ]
    return [html.Span(links, className="act")] if links else []


def _row(entry: Entry, visit: Visit) -> dict[str, str | None]:
    when = entry.at.astimezone(visit.zone)
    return {
        "number": str(entry.number),
        "at": f"{fmt.moment_short(when)} {when.tzname() or ''}".strip(),
        "kind": KINDS[entry.kind],
        "who": _who(entry),
        "told": told(entry, dict(visit.offices)) or None,
        "origin": ORIGINS[entry.origin],
    }


def _who(entry: Entry) -> str:
    if entry.account is None:
        return "server" if entry.origin is Origin.COMMAND else "tanpa akun"
    role = Role(entry.role).label if entry.role in set(Role) else entry.role
    return f"{entry.account} ({role})" if role else entry.account


def told(entry: Entry, offices: Mapping[str, str]) -> str:
    """The rest of an entry in words; codes stay codes, but for offices."""
    what = dict(entry.what)
    parts: list[str] = []
    if entry.kind is Kind.ACCOUNT:
        done = str(what.pop("change", ""))
        parts.append(f"{what.pop('account', '')}: {CHANGES.get(done, done)}")
        what.pop("role", None)
    if entry.kind in REGISTERS:
        return _of_a_register(what, {EVERY: "semua kantor", **offices}, *REGISTERS[entry.kind])
    if entry.kind is Kind.EXPORT:
        parts += _of_an_export(what)
    if entry.kind is Kind.SETTINGS:
        names = str(what.get("changed", "")).split(", ")
        return ", ".join(SETTINGS.get(name, name) for name in names)
    if entry.kind is Kind.RESTORED:
        parts.append(f"{fmt.number(int(what.pop('active', 0)))} akun aktif")
    if what.get("step") == "code":
        parts.append("kode faktor kedua salah")
        del what["step"]
    if what.pop("way", "") == "provider":
        parts.append("lewat penyedia akun")
    labels = {dimension.key: dimension.label for dimension in DIMENSIONS}
    for key, value in what.items():
        shown = offices.get(str(value), str(value)) if key == "office" else str(value)
        parts.append(f"{labels.get(key, key)} {shown}")
    return "; ".join(part for part in parts if part)


def _of_an_export(what: dict[str, Any]) -> list[str]:
    """What is told of it goes out of `what`."""
    rows, number = what.pop("rows", None), what.pop("number", None)
    return [
        f"{what.pop('page', '')} › {what.pop('section', '')}",
        str(what.pop("file", "")).upper(),
        *([f"{fmt.number(int(rows))} baris"] if rows is not None else []),
        *([f"nomor {number}"] if number is not None else []),
        _days(str(what.pop("start", "")), str(what.pop("end", ""))),
    ]


def _of_a_register(
    what: Mapping[str, Any], offices: Mapping[str, str], changes: Mapping[str, str], held: Mapping[str, str]
) -> str:
    done, state, office = (str(what.get(key, "")) for key in ("change", "state", "office"))
    parts = [
        changes.get(done, done),
        *(f"{words} {what[key]}" for key, words in held.items() if key in what),
        *([STATES.get(state, state)] if state else []),
        *([offices.get(office, office)] if office else []),
    ]
    return "; ".join(part for part in parts if part)


def _days(start: str, end: str) -> str:
    try:
        return fmt.period(date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        return ""


PAGE = OfficePage(SLUG, "Jejak audit", 940, Right.AUDIT, _render)
