"""`backup`, `restore`: the accounts in one file, and back."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.office.audit import AuditLog
from dashboard.office.backup import backup, restore
from dashboard.office.private import log_of, secret_key
from dashboard.office.store import exists, open_office
from dashboard.settings import Settings, load_settings


def backup_command(
    to: Annotated[
        Path | None,
        typer.Option(metavar="BERKAS", help="Berkas cadangan; bakunya backups di samping basis data akun."),
    ] = None,
) -> None:
    """Cadangkan akun dan sesi ke satu berkas. Halaman tetap dilayani."""
    new = to is not None and not os.path.lexists(to.parent)
    made = backup(load_settings(os.environ).office_url, to, datetime.now(UTC))
    if new:
        typer.echo(f"Folder {made.parent} belum ada dan baru saja dibuat.")
    typer.echo(f"Dicadangkan: {made}. Isinya akun; simpan di tempat yang hanya dibaca pemiliknya.")


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan.")],
    force: Annotated[
        bool, typer.Option("--force", help="Ganti akun yang sudah ada; isinya dicadangkan lebih dulu.")
    ] = False,
) -> None:
    """Pulihkan akun dari cadangan. Halaman tetap dilayani; semua orang harus masuk lagi."""
    settings = load_settings(os.environ)
    done = restore(settings.office_url, file, datetime.now(UTC), force=force, audit=_log(settings))
    if done.saved is not None:
        typer.echo(f"Isi sebelumnya dicadangkan: {done.saved}")
    typer.echo(
        f"Dipulihkan: {file}. {done.active} akun aktif, dengan kata sandi dari cadangan itu. "
        "Semua orang harus masuk lagi."
    )
    if done.opened:
        typer.echo(
            f"Ditutup setelah cadangan itu dibuat, sekarang aktif kembali: {', '.join(done.opened)}. "
            "Tutup lagi dengan: python -m dashboard user disable NAMA"
        )
    if done.connected:
        typer.echo(
            f"Dihubungkan lagi dengan penyedia akun seperti dalam cadangan: {', '.join(done.connected)}. "
            "Lepaskan dengan: python -m dashboard user sso NAMA --off"
        )


def _log(settings: Settings) -> AuditLog:
    """Where nothing stands yet, that of the backup goes on, whatever key it was sealed with."""
    if settings.office_folder is None or not exists(settings.office_url):
        return AuditLog(secret_key(settings)[0])
    with open_office(settings.office_url).reading() as connection:
        return log_of(settings, connection)
