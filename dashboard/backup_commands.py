"""`backup`, `restore`: the accounts in one file, and back."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.office.backup import backup, restore
from dashboard.settings import load_settings


def backup_command(
    to: Annotated[
        Path | None,
        typer.Option(metavar="BERKAS", help="Berkas cadangan; bakunya backups di samping basis data akun."),
    ] = None,
) -> None:
    """Cadangkan akun dan sesi ke satu berkas. Halaman tetap dilayani."""
    made = backup(load_settings(os.environ).office_url, to, datetime.now(UTC))
    typer.echo(f"Dicadangkan: {made}. Isinya akun; simpan di tempat yang hanya dibaca pemiliknya.")


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan.")],
    force: Annotated[
        bool, typer.Option("--force", help="Ganti akun yang sudah ada; isinya dicadangkan lebih dulu.")
    ] = False,
) -> None:
    """Pulihkan akun dari cadangan. Halaman tetap dilayani; semua orang harus masuk lagi."""
    saved = restore(load_settings(os.environ).office_url, file, datetime.now(UTC), force=force)
    if saved is not None:
        typer.echo(f"Isi sebelumnya dicadangkan: {saved}")
    typer.echo(f"Dipulihkan: {file}. Semua orang harus masuk lagi.")
