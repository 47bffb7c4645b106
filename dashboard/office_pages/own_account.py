"""Akun saya: who one is here, and the own password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.errors import AccountError
from dashboard.office import accounts, passwords, throttle
from dashboard.office.audit import Kind, change
from dashboard.office_page import Action, Field, OfficePage, Shown, Visit, form
from dashboard.office_page import Kind as Typed
from dashboard.rights import Right

SLUG = "akun-saya"
_OLD = Field("lama", "Kata sandi sekarang", Typed.PASSWORD, 128, autocomplete="current-password")
_NEW = Field("baru", "Kata sandi baru", Typed.PASSWORD, 128, autocomplete="new-password")
_AGAIN = Field("lagi", "Kata sandi baru, sekali lagi", Typed.PASSWORD, 128, autocomplete="new-password")


def _change_password(visit: Visit, sent: Mapping[str, str]) -> Shown:
    if sent["baru"] != sent["lagi"]:
        raise AccountError("kedua kata sandi baru tidak sama")
    _prove(visit, sent["lama"])
    with visit.office.writing() as connection:
        accounts.set_password(connection, visit.account.name, sent["baru"])
        visit.note(connection, Kind.ACCOUNT, visit.account, **change("password", visit.account))
    return Shown(
        "Kata sandi diganti", html.P("Semua sesi Anda berakhir. Masuklah dengan kata sandi yang baru.")
    )


def _prove(visit: Visit, password: str) -> None:
    """Who sits at an open page need not be its owner. Raises AccountError."""
    with visit.office.writing() as connection:
        seconds = throttle.reserve(connection, visit.guesses, now=visit.now)
        kept = accounts.kept_hash(connection, visit.account.name, now=visit.now)
    if seconds:
        raise AccountError(f"terlalu banyak percobaan yang gagal; coba lagi {seconds} detik lagi")
    if kept is None or not passwords.matches(password, kept[1]):
        raise AccountError("kata sandi sekarang tidak cocok")
    with visit.office.writing() as connection:
        throttle.forgive(connection, visit.guesses)


CHANGE = Action("sandi", "Ganti kata sandi", _change_password, (_OLD, _NEW, _AGAIN))


def _render(visit: Visit) -> Sequence[Component]:
    account = visit.account
    office = dict(visit.offices).get(account.office or "", account.office)
    facts = [
        ("Nama akun", account.name),
        ("Peran", account.role.label),
        *([("Kantor", office)] if office else []),
    ]
    return [
        html.Dl(
            [part for term, value in facts for part in (html.Dt(term), html.Dd(value))], className="facts"
        ),
        html.Section(
            [
                html.H2("Kata sandi"),
                html.P(
                    f"Paling sedikit {passwords.SHORTEST} karakter; kalimat pendek mudah diingat dan kuat."
                ),
                form(visit, SLUG, CHANGE),
            ],
            className="card",
        ),
    ]


PAGE = OfficePage(SLUG, "Akun saya", 910, Right.SELF, _render, (CHANGE,))
