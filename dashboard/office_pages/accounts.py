"""Akun: who may sign in, as what, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.admission import normal
from dashboard.components import aria
from dashboard.errors import AccountError
from dashboard.office import accounts, audit, identities, sessions, tickets, totp
from dashboard.office.accounts import Account
from dashboard.office.audit import Transaction
from dashboard.office_page import Action, Field, Kind, OfficePage, Shown, Visit, form
from dashboard.rights import Right
from dashboard.roles import Role

SLUG = "akun"
_WHO = Field("akun", "Akun", Kind.HIDDEN)
_ROLE = Field("peran", "Peran", Kind.CHOICE, 16)
_OFFICE = Field("kantor", "Kantor (hanya lurah)", Kind.CHOICE, 32, required=False)
_UNTIL = Field("sampai", "Berlaku sampai (boleh kosong)", Kind.DAY, 10, required=False)
_SSO = Field("penyedia", "Nama di penyedia (kosong: lepaskan)", longest=254, required=False)
_HEADS = ("Akun", "Peran", "Kantor", "Keadaan", "Terakhir terlihat", "Berlaku sampai", "Faktor kedua")

Values = Mapping[str, str]


def _add(visit: Visit, sent: Values) -> Shown:
    with visit.office.writing() as connection:
        made = accounts.add(
            connection,
            sent["nama"],
            role=_role(sent["peran"]),
            office=_office(visit, sent["kantor"]),
            password=None,
            now=visit.now,
            expires_at=_until(visit, sent["sampai"]),
        )
        token = tickets.issue(connection, made, now=visit.now)
        _note(visit, connection, "added", made)
    return _link(visit, made, token)


def _change(visit: Visit, sent: Values) -> str:
    role, office = _role(sent["peran"]), _office(visit, sent["kantor"])
    with visit.office.writing() as connection:
        found = accounts.get(connection, sent["akun"])
        if (found.role, found.office) != (role, office):
            found = accounts.set_role(connection, found.name, role, office)
        until = _until(visit, sent["sampai"], before=found.expires_at)
        found = accounts.set_expiry(connection, found.name, until)
        accounts.require_an_admin(connection)
        _note(visit, connection, "changed", found)
    return f"Akun {found.name} disimpan."


def _new_link(visit: Visit, sent: Values) -> Shown:
    with visit.office.writing() as connection:
        found = accounts.get(connection, sent["akun"])
        _refuse_own(visit, found)
        if not found.active(visit.now):
            raise AccountError("akun ini tidak aktif, jadi tautannya tidak akan berlaku")
        token = tickets.issue(connection, found, now=visit.now)
        _note(visit, connection, "link", found)
    return _link(visit, found, token)


def _link(visit: Visit, found: Account, token: str) -> Shown:
    hours = tickets.VALID[tickets.purpose(found)] // timedelta(hours=1)
    body = html.Div(
        [
            html.P(html.Code(tickets.address(visit.site, token)), className="plain-link"),
            html.P(
                f"Tampil sekali ini saja. Berlaku {hours} jam, untuk sekali pakai; tautan sebelumnya tidak "
                f"berlaku lagi. Serahkan langsung kepada pemilik akun {found.name}: siapa pun yang "
                "memegangnya dapat menetapkan kata sandinya."
            ),
        ]
    )
    return Shown(f"Tautan untuk {found.name}", body)


def _close(visit: Visit, sent: Values) -> str:
    with visit.office.writing() as connection:
        found = accounts.set_disabled(connection, sent["akun"], visit.now)
        accounts.require_an_admin(connection)
        _note(visit, connection, "closed", found)
    return f"Akun {found.name} dinonaktifkan; semua sesinya berakhir."


def _open(visit: Visit, sent: Values) -> str:
    with visit.office.writing() as connection:
        found = accounts.set_disabled(connection, sent["akun"], None)
        _note(visit, connection, "opened", found)
    return f"Akun {found.name} aktif kembali."


def _end(visit: Visit, sent: Values) -> str:
    with visit.office.writing() as connection:
        found = accounts.get(connection, sent["akun"])
        sessions.end_all(connection, found.id)
        _note(visit, connection, "sessions_ended", found)
    return f"Semua sesi akun {found.name} berakhir."


def _drop_factor(visit: Visit, sent: Values) -> str:
    with visit.office.writing() as connection:
        found = accounts.get(connection, sent["akun"])
        _refuse_own(visit, found)
        totp.switch_off(connection, found.id)
        _note(visit, connection, "factor_off", found)
    return f"Faktor kedua akun {found.name} disetel ulang; semua sesinya berakhir."


def _expect(visit: Visit, sent: Values) -> str:
    name = normal(sent["penyedia"]) if sent["penyedia"] else None
    if sent["penyedia"] and name is None:
        raise AccountError("nama itu tidak bisa dipakai")
    if sent["akun"] == visit.account.name:
        # A page left open would let a stranger come back as this admin.
        raise AccountError("akun sendiri dihubungkan dengan perintah di server: user sso")
    with visit.office.writing() as connection:
        found = identities.expect(connection, sent["akun"], name)
        _note(visit, connection, "sso" if name else "sso_off", found)
    if name is None:
        return f"Akun {found.name} tidak lagi dihubungkan; semua sesinya berakhir."
    return f"Akun {found.name} menunggu {name}; semua sesi dan tautannya berakhir."


def _refuse_own(visit: Visit, found: Account) -> None:
    """A page left open is no proof: the own password and factor change where the old one is asked for."""
    if found.id == visit.account.id:
        raise AccountError("kata sandi dan faktor kedua akun sendiri diganti di halaman Akun saya")


def _note(visit: Visit, connection: Transaction, name: str, found: Account) -> None:
    visit.note(connection, audit.Kind.ACCOUNT, visit.account, **audit.change(name, found))


def _role(word: str) -> Role:
    if word not in list(Role):
        raise AccountError("peran itu tidak ada")
    return Role(word)


def _office(visit: Visit, code: str) -> str | None:
    if code and visit.offices and code not in dict(visit.offices):
        raise AccountError("kantor itu tidak ada di tabel acuan yang terbit")
    return code or None


def _until(visit: Visit, day: str, *, before: datetime | None = None) -> datetime | None:
    """The end of that day on the office's clock."""
    if not day:
        return None
    last = date.fromisoformat(day)
    accounts.check_last_day(last)
    end = datetime.combine(last + timedelta(days=1), time(), visit.zone)
    if end <= visit.now and end != before:
        raise AccountError("hari itu sudah lewat; untuk menutup akun sekarang, nonaktifkan")
    return end


ADD = Action("tambah", "Tambah akun", _add, (Field("nama", "Nama akun"), _ROLE, _OFFICE, _UNTIL))
CHANGE = Action("ubah", "Simpan", _change, (_WHO, _ROLE, _OFFICE, _UNTIL))
LINK = Action("tautan", "Buat tautan kata sandi", _new_link, (_WHO,))
CLOSE = Action("nonaktifkan", "Nonaktifkan", _close, (_WHO,))
OPEN = Action("aktifkan", "Aktifkan kembali", _open, (_WHO,))
END = Action("akhiri-sesi", "Akhiri semua sesi", _end, (_WHO,))
EXPECT = Action("hubungkan", "Simpan hubungan", _expect, (_WHO, _SSO))
FACTOR = Action("setel-faktor", "Setel ulang faktor kedua", _drop_factor, (_WHO,))


def _render(visit: Visit) -> Sequence[Component]:
    with visit.office.reading() as connection:
        everyone = accounts.everyone(connection)
    chosen = next((each for each in everyone if each.name == visit.asked.get("akun")), None)
    parts = [_chosen(visit, chosen)] if chosen else []
    return [*parts, _list(visit, everyone), *([] if chosen else [_new(visit)])]


def _new(visit: Visit) -> Component:
    words = "Orangnya menetapkan kata sandinya sendiri, lewat tautan yang tampil setelah akun dibuat."
    return _card("Tambah akun", html.P(words), form(visit, SLUG, ADD, {"peran": Role.CAMAT}, _choices(visit)))


def _chosen(visit: Visit, found: Account) -> Component:
    last = None if found.expires_at is None else _last_day(visit, found.expires_at)
    now = {
        "akun": found.name,
        "peran": found.role.value,
        "kantor": found.office or "",
        "sampai": last.isoformat() if last else "",
        "penyedia": found.sso or "",
    }
    own = found.id == visit.account.id
    does = [*([] if own else [LINK]), CLOSE, END] if found.disabled_at is None else [OPEN]
    does += [FACTOR] if found.factor and not own else []
    return _card(
        f"Akun {found.name}",
        html.P(f"Dibuat {fmt.day(found.created_at.astimezone(visit.zone).date())}; {_state(visit, found)}."),
        form(visit, SLUG, CHANGE, now, _choices(visit)),
        *_connection(visit, found, now),
        html.Div([form(visit, SLUG, action, now) for action in does], className="acts"),
        html.P(html.A("Kembali ke daftar", href=f"{OfficePage.base}/{SLUG}")),
    )


def _connection(visit: Visit, found: Account, now: Values) -> Sequence[Component]:
    if visit.provider is None or found.id == visit.account.id:
        return []
    bound = "Sudah ada orang yang terikat." if found.bound else "Belum ada yang datang dengan nama itu."
    words = (
        f"Yang masuk dengan {visit.provider} bernama ini masuk sebagai akun ini. Orang pertama yang datang "
        "dengan nama itu terikat pada akun ini; menyimpan nama lagi melepaskannya."
    )
    said = f"{words} {bound}" if found.sso else words
    return [html.H3(f"Masuk dengan {visit.provider}"), html.P(said), form(visit, SLUG, EXPECT, now)]


def _card(title: str, *parts: Component) -> Component:
    return html.Section([html.H2(title), *parts], className="card")


def _choices(visit: Visit) -> dict[str, Sequence[tuple[str, str]]]:
    offices = [("", "–"), *visit.offices] if visit.offices else []
    return {"peran": [(role.value, role.label) for role in Role], "kantor": offices}


def _list(visit: Visit, everyone: Sequence[Account]) -> Component:
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in _HEADS]))
    rows = html.Tbody([_row(visit, found) for found in everyone])
    return html.Section(
        [
            html.H2(f"{fmt.number(len(everyone))} akun"),
            html.Div(
                html.Table([html.Caption("Akun", className="unseen"), head, rows]),
                className="scroll",
                role="region",
                tabIndex="0",
                **aria(label="Tabel: akun"),
            ),
        ],
        className="card",
    )


def _row(visit: Visit, found: Account) -> Component:
    name = html.A(found.name, href=f"{OfficePage.base}/{SLUG}?akun={found.name}")
    cells = (
        found.role.label,
        dict(visit.offices).get(found.office or "", found.office or "–"),
        _state(visit, found),
        fmt.moment_short(found.seen_at.astimezone(visit.zone)) if found.seen_at else "belum pernah",
        fmt.day(_last_day(visit, found.expires_at)) if found.expires_at else "–",
        "menyala" if found.factor else "mati",
    )
    return html.Tr([html.Th(name, scope="row"), *(html.Td(words) for words in cells)])


def _state(visit: Visit, found: Account) -> str:
    if found.disabled_at is not None:
        return "nonaktif"
    if not found.active(visit.now):
        return "sudah berakhir"
    if not found.invited:
        return "aktif"
    return f"aktif, lewat {visit.provider}" if found.sso and visit.provider else "menunggu kata sandi"


def _last_day(visit: Visit, expires_at: datetime) -> date:
    return (expires_at - timedelta(seconds=1)).astimezone(visit.zone).date()


PAGE = OfficePage(
    SLUG, "Akun", 900, Right.ACCOUNTS, _render, (ADD, CHANGE, LINK, CLOSE, OPEN, END, FACTOR, EXPECT)
)
