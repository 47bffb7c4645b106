"""`etl run`: load what is new and publish it."""

import sys
from typing import Annotated, Any

import typer

from etl.commands.console import Json, number, print_or_json, progress, settings_here
from etl.pipeline import run
from etl.report import Report
from etl.visible import visible


def run_command(
    as_json: Json = False,
    source: Annotated[list[str] | None, typer.Option(help="Hanya sumber ini; boleh diulang.")] = None,
) -> None:
    """Muat berkas baru dari semua sumber, uji, lalu terbitkan."""
    with progress(as_json) as step:
        report = run(settings_here(), only=source, step=step)
    print_or_json(as_json, _report(report), lambda: _say_report(report))
    raise typer.Exit(report.exit_code)


def _say_report(report: Report) -> None:
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
    if report.skipped:
        print(f"{number(report.skipped)} berkas sudah pernah dimuat dan tidak berubah.")
    if any(file.rejected for file in report.files):
        print("Lihat baris yang ditolak: python -m etl rejects")
    for note in report.notes:
        print(f"Catatan: {visible(note)}")
    for finding in report.findings:
        print(f"Perhatikan: {finding.message}")
    for refusal in report.refused:
        print(f"Tidak terbaca: {visible(refusal)}", file=sys.stderr)
    print(f"Terbit: versi {report.version}" if report.version else "Tidak ada yang berubah.")


def _report(report: Report) -> dict[str, Any]:
    return {
        "run": report.run,
        "version": report.version,
        "skipped": report.skipped,
        "files": [vars(file) for file in report.files],
        "refused": report.refused,
        "notes": report.notes,
        "findings": [vars(finding) for finding in report.findings],
    }
