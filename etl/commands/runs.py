"""`etl run`: load what is new and publish it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from etl.commands.console import Json, print_or_json, seconds, settings_here
from etl.commands.unattended import told, words_of_trouble
from etl.folder import files_of, settled
from etl.pipeline import chosen, run
from etl.report import Report
from etl.settings import Settings
from etl.source import SourceBlock
from etl.visible import number, visible

CHANGES = 'rinciannya di dasbor, halaman Mutu data, bagian "Apa yang berubah di hari yang sudah ditutup?"'


def run_command(
    as_json: Json = False,
    source: Annotated[
        list[str] | None, typer.Option(metavar="NAMA", help="Hanya sumber ini; boleh diulang.")
    ] = None,
    settle: Annotated[
        str | None,
        typer.Option(
            metavar="LAMA", help="Biarkan berkas yang masih berubah selama jangka ini, misalnya 5s."
        ),
    ] = None,
) -> None:
    """Muat berkas baru dari semua sumber, uji, lalu terbitkan."""
    settings = settings_here()
    only = chosen(settings, source)
    with told("run", settings, quiet=as_json, sources=list(only)) as watched:
        ready = (
            None if settle is None else settled(lambda: _paths(settings, only), seconds("--settle", settle))
        )
        report = run(settings, only=source, step=watched.step, ready=ready)
        watched.done(report)
    print_or_json(as_json, as_dict(report), lambda: say_report(report))
    raise typer.Exit(report.exit_code)


def _paths(settings: Settings, sources: Mapping[str, SourceBlock]) -> list[Path]:
    return [path for block in sources.values() for path in files_of(settings, block)]


def say_report(report: Report) -> None:
    for name in dict.fromkeys(file.source for file in report.files):
        files = [file for file in report.files if file.source == name]
        total = {word: sum(getattr(file, word) for file in files) for word in files[0].counts()}
        print(
            f"{name}: {len(files)} berkas, {number(total['read'])} baris dibaca "
            f"= {number(total['new'])} baru "
            f"+ {number(total['corrected'])} koreksi + {number(total['unchanged'])} tetap "
            f"+ {number(total['repeated'])} berulang + {number(total['rejected'])} ditolak "
            f"+ {number(total['excluded'])} dikecualikan"
        )
        if total["retracted"]:
            print(f"{name}: {number(total['retracted'])} baris ditarik, karena berkasnya lengkap tanpanya.")
    if report.skipped:
        print(f"{number(report.skipped)} berkas sudah pernah dimuat dan tidak berubah.")
    if report.put_off:
        print(f"{number(len(report.put_off))} berkas masih ditulis dan dibaca pada proses berikutnya.")
    if report.changes:
        print(f"{number(report.changes)} catatan perubahan pada hari yang sudah final; {CHANGES}.")
    if any(file.rejected for file in report.files):
        print("Lihat baris yang ditolak: python -m etl rejects")
    for note in report.notes:
        print(f"Catatan: {visible(note)}")
    for finding in report.findings:
        print(f"Perhatikan: {finding.message}")
    for refusal in report.refused:
        print(f"Tidak terbaca: {visible(refusal)}", file=words_of_trouble())
    print(_published(report))


def _published(report: Report) -> str:
    if report.version:
        return f"Terbit: versi {report.version}"
    if report.empty:
        return "Belum pernah ada berkas yang dimuat, jadi tidak ada yang diterbitkan."
    return "Tidak ada yang berubah; versi yang terbit tetap."


def as_dict(report: Report) -> dict[str, Any]:
    return {
        "run": report.run,
        "version": report.version,
        "skipped": report.skipped,
        "files": [vars(file) for file in report.files],
        "refused": report.refused,
        "put_off": report.put_off,
        "behind": report.behind,
        "notes": report.notes,
        "findings": [vars(finding) for finding in report.findings],
    }
