"""`etl backup`, `etl backups`, `etl restore`."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from etl.archive import Archive, archives
from etl.backup import backup, folder_of
from etl.commands.console import Json, print_or_json, progress, settings_here
from etl.errors import VerifyFailed
from etl.period import written
from etl.restore import Restored, restore
from etl.visible import number, visible

To = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Folder cadangan; bakunya backups di samping pengaturan."),
]


def backup_command(to: To = None, as_json: Json = False) -> None:
    """Cadangkan gudang data ke satu folder. Menunggu proses etl yang sedang berjalan."""
    settings = settings_here()
    with progress(as_json) as step:
        made = backup(settings, to, step=step)
    line = _line(made, settings.timezone)
    print_or_json(as_json, _plain(made), lambda: print(f"Dicadangkan: {visible(line)}"))


def backups_command(to: To = None, as_json: Json = False) -> None:
    """Daftar cadangan, yang terbaru lebih dulu."""
    settings = settings_here()
    folder = to or folder_of(settings)
    found = archives(folder)

    def say() -> None:
        for archive in found:
            print(visible(archive if isinstance(archive, str) else _line(archive, settings.timezone)))
        if not found:
            there = "" if to is None else f" --to {shlex.quote(str(to))}"
            print(visible(f"Belum ada cadangan di {folder}; buat dengan: python -m etl backup{there}"))

    rows = [{"damaged": one} if isinstance(one, str) else _plain(one) for one in found]
    print_or_json(as_json, rows, say)


def restore_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder cadangan yang dipulihkan.")],
    into: Annotated[
        str | None,
        typer.Option(
            metavar="GUDANG", help="Gudang tujuan (folder atau alamat PostgreSQL) selain WAREHOUSE_URL."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Ganti gudang yang sudah berisi; isinya dicadangkan lebih dulu.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Pulihkan gudang data dari cadangan, terbitkan, lalu uji."""
    settings = settings_here()
    with progress(as_json) as step:
        done = restore(settings, folder, into=into, force=force, step=step)
    print_or_json(as_json, _told(done), lambda: _say(done, settings.timezone))
    raise typer.Exit(VerifyFailed.exit_code if any(finding.fatal for finding in done.findings) else 0)


def _say(done: Restored, timezone: str) -> None:
    if done.saved:
        print(visible(f"Isi sebelumnya dicadangkan: {_line(done.saved, timezone)}"))
    if done.aside:
        print(f"Berkas lama tidak terbaca dan disisihkan sebagai {done.aside} di folder gudang.")
    print(visible(f"Dipulihkan: {_line(done.archive, timezone)}"))
    if done.version:
        print(f"Terbit: versi {done.version}")
    for finding in done.findings:
        print(visible(f"{'GAGAL' if finding.fatal else 'Perhatikan'}: {finding.message}"))
    print("Tidak cocok." if any(finding.fatal for finding in done.findings) else "Semua cocok.")
    print("Yang sudah dihapus menurut masa simpan bisa ikut kembali sampai: python -m etl purge")
    print("Berkas yang datang setelah cadangan ini dimuat lagi dengan: python -m etl run")


def _line(archive: Archive, timezone: str) -> str:
    contents = archive.contents
    rows = sum(part.rows for part in contents.parts.values())
    return (
        f"{archive.folder} ({written(contents.made_at, timezone)}, {contents.engine}, "
        f"{number(rows)} baris, {number(archive.bytes)} bita)"
    )


def _plain(archive: Archive) -> dict[str, Any]:
    contents = archive.contents
    told = {
        name: getattr(contents, name) for name in ("engine", "revision", "generation", "content", "version")
    }
    return {
        "folder": str(archive.folder),
        "made_at": contents.made_at.isoformat(),
        "bytes": archive.bytes,
        **told,
    }


def _told(done: Restored) -> dict[str, Any]:
    return {
        "restored": _plain(done.archive),
        "saved": _plain(done.saved) if done.saved else None,
        "aside": done.aside,
        "version": done.version,
        "findings": [vars(finding) for finding in done.findings],
    }
