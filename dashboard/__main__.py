"""`python -m dashboard`: serve the pages, keep the accounts."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from dashboard.backup_commands import backup_command, restore_command
from dashboard.check_command import check_command
from dashboard.errors import DashboardError, StoreError, UsageError
from dashboard.figures_command import figures
from dashboard.office import accounts
from dashboard.office.accounts import Account
from dashboard.office.audit import AuditLog, Kind, Origin, change
from dashboard.office.private import secret_key
from dashboard.office.store import OfficeStore, open_office
from dashboard.rights import EVERYTHING
from dashboard.roles import Role
from dashboard.settings import load_settings
from dashboard.store import Store
from etl.command_line import CommandLine, finish

app = CommandLine("Halaman Pantau dan akunnya.")
app.command("figures")(figures)
app.command("check")(check_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
user = CommandLine("Akun yang boleh masuk ke halaman staf.")
app.add_typer(user, name="user")


Name = Annotated[str, typer.Argument(metavar="NAMA", help="Nama akun.")]


class Only(StrEnum):
    PUBLIC = "public"
    STAFF = "staff"


@app.command()
def serve(
    only: Annotated[Only | None, typer.Option(help="Layani satu halaman saja.")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Buat akun contoh untuk mencoba di mesin sendiri.")
    ] = False,
) -> None:
    """Layani halaman sampai dihentikan dengan Ctrl-C. Alamat: PORT dan PANTAU_HOST."""
    from dashboard.serving import run

    run(os.environ, only=only.value if only else None, demo=demo, say=typer.echo)


@user.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="Peran.")],
    office: Annotated[
        str | None, typer.Option(metavar="KODE", help="Kode kantor; wajib untuk lurah.")
    ] = None,
    from_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Baca kata sandi dari masukan.")
    ] = False,
) -> None:
    """Tambah akun. Kata sandi ditanyakan, tidak pernah ditulis di baris perintah."""
    if role is Role.LURAH and office:
        _check_office(office)
    password = _password(from_stdin)
    audit = _audit()
    with _office().writing() as connection:
        made = accounts.add(connection, name, role=role, office=office, password=password, now=_now())
        audit.record(connection, Kind.ACCOUNT, now=_now(), origin=Origin.COMMAND, what=change("added", made))
    typer.echo(f"Akun {made.name} ({made.role.label}) dibuat.")


@user.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Untuk dibaca program.")] = False) -> None:
    """Daftar akun."""
    with _office().reading() as connection:
        found = accounts.everyone(connection)
    if as_json:
        typer.echo(json.dumps([_plain(account) for account in found], ensure_ascii=False))
        return
    for account in found:
        state = "nonaktif" if account.disabled_at else "aktif"
        typer.echo(f"{account.name:<24} {account.role.label:<14} {account.office or '-':<16} {state}")
    if not found:
        typer.echo("Belum ada akun. Tambah dengan: python -m dashboard user add NAMA --role camat")


@user.command("disable")
def disable(
    name: Name, undo: Annotated[bool, typer.Option("--undo", help="Aktifkan kembali.")] = False
) -> None:
    """Tutup akun dan akhiri semua sesinya."""
    audit = _audit()
    with _office().writing() as connection:
        disabled_at = None if undo else _now()
        found = accounts.set_disabled(connection, name, disabled_at)
        what = change("opened" if undo else "closed", found)
        audit.record(connection, Kind.ACCOUNT, now=_now(), origin=Origin.COMMAND, what=what)
    typer.echo(f"Akun {found.name} {'aktif kembali' if undo else 'dinonaktifkan; semua sesinya berakhir'}.")


@user.command("password")
def password(
    name: Name,
    from_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Baca kata sandi dari masukan.")
    ] = False,
) -> None:
    """Ganti kata sandi dan akhiri semua sesi akun itu."""
    new = _password(from_stdin)
    audit = _audit()
    with _office().writing() as connection:
        found = accounts.set_password(connection, name, new)
        what = change("password", found)
        audit.record(connection, Kind.ACCOUNT, now=_now(), origin=Origin.COMMAND, what=what)
    typer.echo(f"Kata sandi {found.name} diganti; semua sesinya berakhir.")


def _audit() -> AuditLog:
    return AuditLog(secret_key(load_settings(os.environ))[0])


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


def _plain(account: Account) -> dict[str, str | None]:
    disabled = account.disabled_at.isoformat() if account.disabled_at else None
    return {"name": account.name, "role": account.role, "office": account.office, "disabled_at": disabled}


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    finish(app, DashboardError)


if __name__ == "__main__":
    main()
