"""Akun saya: who one is here, the own password and the second factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.errors import AccountError
from dashboard.office import accounts, passwords, sessions, throttle, totp
from dashboard.office.audit import Kind, Transaction, change
from dashboard.office_page import Action, Field, OfficePage, Shown, Visit, form
from dashboard.office_page import Kind as Typed
from dashboard.rights import Right

SLUG = "akun-saya"
_OLD = Field("lama", "Kata sandi sekarang", Typed.PASSWORD, 128, autocomplete="current-password")
_NEW = Field("baru", "Kata sandi baru", Typed.PASSWORD, 128, autocomplete="new-password")
_AGAIN = Field("lagi", "Kata sandi baru, sekali lagi", Typed.PASSWORD, 128, autocomplete="new-password")
_FRESH = timedelta(minutes=5)
"""So old the sign-in may be that proves who sits here, of somebody who has no password."""
_CODE = Field("kode", "Kode dari aplikasi", Typed.TEXT, 7, autocomplete="one-time-code")


def _change_password(visit: Visit, sent: Mapping[str, str]) -> Shown:
    if sent["baru"] != sent["lagi"]:
        raise AccountError("kedua kata sandi baru tidak sama")
    _prove(visit, sent["lama"])
    with visit.office.writing() as connection:
        accounts.set_password(connection, visit.account.name, sent["baru"])
        visit.note(connection, Kind.ACCOUNT, visit.account, **change("password", visit.account))
    return Shown("Kata sandi diganti", html.P("Semua sesi Anda berakhir. Masuklah dengan kata sandi baru."))


def _switch_on(visit: Visit, sent: Mapping[str, str]) -> str:
    if visit.account.factor:
        raise AccountError("faktor kedua sudah menyala")
    step = totp.step_of(_shared(visit), sent["kode"], now=visit.now, after=None)
    _prove(visit, sent.get("lama"))
    if step is None:
        raise AccountError("kode tidak cocok; periksa jam telepon, lalu coba kode berikutnya")
    with visit.office.writing() as connection:
        totp.switch_on(connection, visit.account.id, _salt(visit), step)
        sessions.end_all(connection, visit.account.id, but=visit.session)
        visit.note(connection, Kind.ACCOUNT, visit.account, **change("factor_on", visit.account))
    return "Faktor kedua menyala. Sesi Anda di peramban lain berakhir."


def _switch_off(visit: Visit, sent: Mapping[str, str]) -> Shown:
    if visit.factor_required:
        raise AccountError("peran Anda wajib memakai faktor kedua")
    _prove(visit, sent.get("lama"), code=sent["kode"])
    with visit.office.writing() as connection:
        totp.switch_off(connection, visit.account.id)
        visit.note(connection, Kind.ACCOUNT, visit.account, **change("factor_off", visit.account))
    return Shown("Faktor kedua mati", html.P("Semua sesi Anda berakhir. Masuklah lagi."))


def _prove(visit: Visit, password: str | None, *, code: str | None = None) -> None:
    """Who sits at an open page need not be its owner. Guesses are slowed like those of a login. Without a
    password, one who has none must have signed in at the provider just now."""
    with visit.office.writing() as connection:
        seconds = throttle.reserve(connection, visit.guesses, now=visit.now)
        kept = accounts.kept_hash(connection, visit.account.name, now=visit.now)
        fresh = _fresh(visit, connection)
    if seconds:
        raise AccountError(f"terlalu banyak percobaan yang gagal; coba lagi {seconds} detik lagi")
    if password is not None:
        if kept is None or not passwords.matches(password, kept[1]):
            raise AccountError("kata sandi sekarang tidak cocok")
    elif kept is not None or not fresh:
        raise AccountError(
            "buktikan dahulu bahwa ini Anda: tekan “Masuk lagi” di halaman ini, lalu ulangi dalam 5 menit"
        )
    with visit.office.writing() as connection:
        if code is None or totp.use(connection, visit.account.id, code, key=visit.secret, now=visit.now):
            throttle.forgive(connection, visit.guesses, now=visit.now)
            return
    raise AccountError("kode tidak cocok atau sudah dipakai")


def _fresh(visit: Visit, connection: Transaction) -> bool:
    proved_at = sessions.proved_at(connection, visit.session)
    return proved_at is not None and visit.now - proved_at <= _FRESH


def _salt(visit: Visit) -> str:
    """Of the secret that is offered: the same as long as the session, so that a page may be loaded again."""
    return visit.sign("factor")[:32]


def _shared(visit: Visit) -> str:
    return totp.secret(visit.secret, visit.account.id, _salt(visit))


CHANGE = Action("sandi", "Ganti kata sandi", _change_password, (_OLD, _NEW, _AGAIN))
ON = Action("nyalakan", "Nyalakan faktor kedua", _switch_on, (_CODE, _OLD))
OFF = Action("matikan", "Matikan faktor kedua", _switch_off, (_CODE, _OLD))
# Of somebody who signs in with a provider's account and has no password here.
ON_WITHOUT = Action("nyalakan-tanpa-sandi", "Nyalakan faktor kedua", _switch_on, (_CODE,))
OFF_WITHOUT = Action("matikan-tanpa-sandi", "Matikan faktor kedua", _switch_off, (_CODE,))


def _render(visit: Visit) -> Sequence[Component]:
    account = visit.account
    office = dict(visit.offices).get(account.office or "", account.office)
    facts = [("Nama akun", account.name), ("Peran", account.role.label)]
    facts += [("Kantor", office)] if office else []
    return [
        html.Dl(
            [part for term, value in facts for part in (html.Dt(term), html.Dd(value))], className="facts"
        ),
        html.Section([html.H2("Faktor kedua"), *_factor(visit)], className="card"),
        html.Section([html.H2("Kata sandi"), *_password(visit)], className="card"),
    ]


def _password(visit: Visit) -> Sequence[Component]:
    if visit.account.invited:
        return [
            html.P(f"Anda masuk dengan {visit.provider or 'akun penyedia'}: kata sandinya diganti di sana.")
        ]
    said = f"Paling sedikit {passwords.SHORTEST} karakter; kalimat pendek mudah diingat dan kuat."
    return [html.P(said), form(visit, SLUG, CHANGE)]


def _factor(visit: Visit) -> Sequence[Component]:
    again = _again(visit)
    if visit.account.factor:
        said = html.P("Menyala: sesudah langkah pertama, masuk meminta kode dari aplikasi di telepon Anda.")
        off = OFF_WITHOUT if visit.account.invited else OFF
        return [said] if visit.factor_required else [said, *(again or [form(visit, SLUG, off)])]
    if again:
        return again
    shared = _shared(visit)
    wanted = "Peran Anda wajib memakainya. " if visit.factor_required else ""
    return [
        html.P(
            f"{wanted}Dengan kode dari telepon, kata sandi yang bocor saja tidak cukup untuk masuk. Pindai "
            "gambar ini dengan aplikasi autentikator, atau ketik kuncinya, lalu isi kode enam angka yang "
            "ditampilkannya."
        ),
        html.Img(src=totp.picture(shared, visit.account.name), alt="Kode QR untuk aplikasi", className="qr"),
        html.P(html.Code(totp.grouped(shared)), className="key"),
        form(visit, SLUG, ON_WITHOUT if visit.account.invited else ON),
    ]


def _again(visit: Visit) -> Sequence[Component]:
    """For who has no password, and has not just proved at the provider who it is."""
    with visit.office.reading() as connection:
        if not visit.account.invited or _fresh(visit, connection):
            return []
    where = urlencode({"lagi": "ya", "next": f"{OfficePage.base}/{SLUG}"})
    words = "Sebelum mengubahnya, buktikan bahwa ini Anda: masuk sekali lagi, lalu ubah dalam 5 menit."
    way = html.A("Masuk lagi", href=f"{OfficePage.base}/masuk/sso?{where}", className="go")
    return [html.P(words), html.P(way)]


PAGE = OfficePage(SLUG, "Akun saya", 910, Right.SELF, _render, (CHANGE, ON, OFF, ON_WITHOUT, OFF_WITHOUT))
