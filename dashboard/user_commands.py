"""`user …`: the accounts, from the command line."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

import typer

from dashboard.admission import normal
from dashboard.errors import AccountError, StoreError, UsageError
from dashboard.office import accounts, identities, tickets, totp
from dashboard.office.accounts import Account
from dashboard.office.audit import Kind, Origin, Transaction, change
from dashboard.office.private import log_of
from dashboard.office.store import OfficeStore, open_office
from dashboard.rights import EVERYTHING
from dashboard.roles import Role
from dashboard.settings import load_settings
from dashboard.store import Store
from etl.command_line import CommandLine

user = CommandLine("Akun yang boleh masuk ke halaman staf.")

Name = Annotated[str, typer.Argument(metavar="NAMA", help="Nama akun.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Baca kata sandi dari masukan.")]
Address = Annotated[
    str | None, typer.Option(metavar="ALAMAT", help="Alamat situs untuk tautan; bakunya dari pengaturan.")
]


@user.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="Peran.")],
    office: Annotated[
        str | None, typer.Option(metavar="KODE", help="Kode kantor; wajib untuk lurah.")
    ] = None,
    from_stdin: FromStdin = False,
    invited: Annotated[
        bool, typer.Option("--invite", help="Tanpa kata sandi; cetak tautan untuk menetapkannya.")
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(
            metavar="TANGGAL", formats=["%Y-%m-%d"], help="Hari terakhir berlaku, menurut jam komputer ini."
        ),
    ] = None,
    address: Address = None,
) -> None:
    """Tambah akun. Kata sandi ditanyakan, tidak pernah ditulis di baris perintah."""
    if role is Role.LURAH and office:
        _check_office(office)
    site = _site(address) if invited else ""
    password = None if invited else _password(from_stdin)
    if until:
        accounts.check_last_day(until)
    ends = until.astimezone() + timedelta(days=1) if until else None
    if ends is not None and ends <= _now():
        raise UsageError(f"--until: {until:%Y-%m-%d} sudah lewat")
    with _office().writing() as connection:
        made = accounts.add(
            connection, name, role=role, office=office, password=password, now=_now(), expires_at=ends
        )
        token = tickets.issue(connection, made, now=_now()) if invited else ""
        _note(connection, "added", made)
    typer.echo(f"Akun {made.name} ({made.role.label}) dibuat.")
    if invited:
        _tell(made, site, token)


@user.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Untuk dibaca program.")] = False) -> None:
    """Daftar akun."""
    with _office().reading() as connection:
        found = accounts.everyone(connection)
    if as_json:
        typer.echo(json.dumps([_plain(account) for account in found], ensure_ascii=False))
        return
    for account in found:
        typer.echo(
            f"{account.name:<24} {account.role.label:<14} {account.office or '-':<16} {_state(account)}"
        )
    if not found:
        typer.echo("Belum ada akun. Tambah dengan: python -m dashboard user add NAMA --role camat")


@user.command("disable")
def disable(
    name: Name, undo: Annotated[bool, typer.Option("--undo", help="Aktifkan kembali.")] = False
) -> None:
    """Tutup akun dan akhiri semua sesinya."""
    with _office().writing() as connection:
        disabled_at = None if undo else _now()
        found = accounts.set_disabled(connection, name, disabled_at)
        _note(connection, "opened" if undo else "closed", found)
    typer.echo(f"Akun {found.name} {'aktif kembali' if undo else 'dinonaktifkan; semua sesinya berakhir'}.")


@user.command("password")
def password(
    name: Name,
    from_stdin: FromStdin = False,
) -> None:
    """Ganti kata sandi dan akhiri semua sesi akun itu."""
    new = _password(from_stdin)
    with _office().writing() as connection:
        found = accounts.set_password(connection, name, new)
        _note(connection, "password", found)
    typer.echo(f"Kata sandi {found.name} diganti; semua sesinya berakhir.")


@user.command("invite")
def invite(name: Name, address: Address = None) -> None:
    """Cetak tautan baru untuk akun yang belum punya kata sandi. Berlaku 72 jam, sekali pakai."""
    _link(name, address, tickets.Purpose.INVITE)


@user.command("reset")
def reset(name: Name, address: Address = None) -> None:
    """Cetak tautan untuk mengganti kata sandi yang lupa. Berlaku 1 jam, sekali pakai."""
    _link(name, address, tickets.Purpose.RESET)


@user.command("factor-off")
def factor_off(name: Name) -> None:
    """Matikan faktor kedua (telepon hilang) dan akhiri semua sesi akun itu."""
    with _office().writing() as connection:
        found = accounts.get(connection, name)
        totp.switch_off(connection, found.id)
        _note(connection, "factor_off", found)
    typer.echo(f"Faktor kedua {found.name} mati; semua sesinya berakhir.")


@user.command("sso")
def sso(
    name: Name,
    identity: Annotated[
        str | None, typer.Argument(metavar="NAMA-DI-PENYEDIA", help="Biasanya alamat surel di sana.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Lepaskan hubungannya.")] = False,
) -> None:
    """Hubungkan akun dengan orang di penyedia akun (PANTAU_OIDC_*) dan akhiri semua sesinya."""
    wanted = None if identity is None else normal(identity)
    if (wanted is None) != off:
        raise UsageError("sebut nama orang itu di penyedia akun, atau --off untuk melepaskan hubungannya")
    with _office().writing() as connection:
        found = identities.expect(connection, name, wanted)
        _note(connection, "sso_off" if off else "sso", found)
    said = f"dihubungkan dengan {wanted}" if wanted else "tidak lagi dihubungkan"
    typer.echo(f"Akun {found.name} {said}; semua sesi dan tautannya berakhir.")


def _link(name: str, address: str | None, purpose: tickets.Purpose) -> None:
    site = _site(address)
    with _office().writing() as connection:
        found = accounts.get(connection, name)
        if tickets.purpose(found) is not purpose:
            why = (
                "belum punya kata sandi; pakai user invite"
                if found.invited
                else "sudah punya kata sandi; pakai user reset"
            )
            raise AccountError(f"akun “{found.name}” {why}")
        if not found.active(_now()):
            raise AccountError(f"akun “{found.name}” tidak aktif, jadi tautannya tidak akan berlaku")
        token = tickets.issue(connection, found, now=_now())
        _note(connection, "link", found)
    _tell(found, site, token)


def _tell(found: Account, site: str, token: str) -> None:
    hours = tickets.VALID[tickets.purpose(found)] // timedelta(hours=1)
    typer.echo(tickets.address(site, token))
    typer.echo(
        f"Berlaku {hours} jam, sekali pakai. Serahkan langsung kepada pemilik akun {found.name}.", err=True
    )


def _site(address: str | None) -> str:
    if address is None:
        settings = load_settings(os.environ)
        if settings.site is None:
            raise UsageError(
                "Alamat halaman staf tidak dapat diketahui dari PANTAU_TRUSTED_HOSTS; sebut dengan "
                "--address, misalnya --address https://pantau.example.go.id"
            )
        return settings.site
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f'--address: "{address}" bukan alamat; contoh: https://pantau.example.go.id')
    return f"{parts.scheme}://{parts.netloc}/staf/"


def _state(found: Account) -> str:
    if found.disabled_at:
        return "nonaktif"
    if not found.active(_now()):
        return "sudah berakhir"
    return "menunggu kata sandi" if found.invited and not found.sso else "aktif"


def _note(connection: Transaction, name: str, found: Account) -> None:
    log = log_of(load_settings(os.environ), connection)
    log.record(connection, Kind.ACCOUNT, now=_now(), origin=Origin.COMMAND, what=change(name, found))


def _office() -> OfficeStore:
    return open_office(load_settings(os.environ).office_url)


def _check_office(code: str) -> None:
    """Whose code is nobody's sees nothing. Where nothing is published yet, every code may be right."""
    store = Store(load_settings(os.environ).warehouse, "staff")
    try:
        reader = store.reader(EVERYTHING)
        known = reader.choices("office") if reader else []
        unchecked = None if reader else "belum ada data terbit."
    except StoreError as problem:
        known, unchecked = [], str(problem)
    finally:
        store.close()
    if unchecked:
        typer.echo(f"Kode kantor {code} belum diperiksa: {unchecked}", err=True)
    elif code not in dict(known):
        names = "; ".join(f"{each} {name}" for each, name in known)
        raise UsageError(f'--office: "{code}" tidak ada di tabel acuan yang terbit. Yang ada: {names}.')


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    while True:
        typed, again = (typer.prompt(words, hide_input=True) for words in ("Kata sandi", "Sekali lagi"))
        if typed == again:
            return str(typed)
        typer.echo("Keduanya tidak sama; ketik lagi.", err=True)


def _plain(account: Account) -> dict[str, str | bool | None]:
    return {
        "name": account.name,
        "role": account.role,
        "office": account.office,
        "state": _state(account),
        "disabled_at": account.disabled_at.isoformat() if account.disabled_at else None,
        "expires_at": account.expires_at.isoformat() if account.expires_at else None,
        "second_factor": account.factor,
        "sso": account.sso,
    }


def _now() -> datetime:
    return datetime.now(UTC)
