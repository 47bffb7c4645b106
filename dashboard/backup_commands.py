"""`backup`, `restore`: accounts and registers in one file, what people brought beside it, and back."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.office.audit import AuditLog
from dashboard.office.backup import Place, backup, restore
from dashboard.office.backup_files import beside
from dashboard.office.private import log_of, secret_key
from dashboard.office.store import exists, open_office
from dashboard.settings import Settings, load_settings


def backup_command(
    to: Annotated[
        Path | None,
        typer.Option(metavar="BERKAS", help="Berkas cadangan; bakunya backups di samping basis data akun."),
    ] = None,
) -> None:
    """Cadangkan akun, daftar kantor, dan berkas buktinya. Halaman tetap dilayani."""
    new = to is not None and not os.path.lexists(to.parent)
    made = backup(_place(load_settings(os.environ)), to, datetime.now(UTC))
    if new:
        typer.echo(f"Folder {made.copy.parent} belum ada dan baru saja dibuat.")
    files = f", dan {made.files} berkas bukti di {beside(made.copy)}" if made.files else ""
    typer.echo(
        f"Dicadangkan: {made.copy}{files}. Isinya akun; simpan di tempat yang hanya dibaca pemiliknya."
    )
    _tell_lost(made.lost)


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan.")],
    force: Annotated[
        bool, typer.Option("--force", help="Ganti akun yang sudah ada; isinya dicadangkan lebih dulu.")
    ] = False,
) -> None:
    """Pulihkan akun, daftar kantor, dan berkas bukti. Halaman tetap dilayani; semua orang masuk lagi."""
    settings = load_settings(os.environ)
    done = restore(_place(settings), file, datetime.now(UTC), force=force, audit=_log(settings))
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
    _tell_lost(done.lost)


def _place(settings: Settings) -> Place:
    return Place(settings.office_url, settings.pekppp.evidence)


def _tell_lost(lost: Sequence[str]) -> None:
    """Nothing else is lost with them, and whoever runs this at night must hear of it."""
    if lost:
        typer.echo(f"Berkas bukti yang hilang atau berubah, jadi tidak ikut: {', '.join(lost)}.", err=True)
        raise typer.Exit(1)


def _log(settings: Settings) -> AuditLog:
    """Where nothing stands yet, that of the backup goes on, whatever key it was sealed with."""
    if settings.office_folder is None or not exists(settings.office_url):
        return AuditLog(secret_key(settings)[0])
    with open_office(settings.office_url).reading() as connection:
        return log_of(settings, connection)
