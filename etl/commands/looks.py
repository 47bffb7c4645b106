"""What an operator asks: is it right, is it fresh, what was refused, what would be refused."""

from pathlib import Path
from typing import Annotated

import typer

from etl.check import check
from etl.commands.console import Json, print_or_json, progress, settings_here
from etl.commands.runs import CHANGES
from etl.errors import VerifyFailed
from etl.status import Status, status
from etl.verify import verify
from etl.visible import number, visible


def verify_command(as_json: Json = False) -> None:
    """Buktikan bahwa tidak ada yang hilang atau ganda, dan terbitan sama dengan fakta."""
    with progress(as_json) as step:
        findings = verify(settings_here(), step)
    rows = [vars(finding) for finding in findings]

    def say() -> None:
        for finding in findings:
            print(f"{'GAGAL' if finding.fatal else 'Perhatikan'}: {finding.message}")
        print("Tidak cocok." if any(f.fatal for f in findings) else "Semua cocok.")

    print_or_json(as_json, {"findings": rows}, say)
    raise typer.Exit(VerifyFailed.exit_code if any(finding.fatal for finding in findings) else 0)


def status_command(as_json: Json = False) -> None:
    """Tampilkan versi terbit, kesegaran tiap sumber, dan proses terakhir."""
    found = status(settings_here())
    print_or_json(as_json, found.as_dict(), lambda: _say_status(found))


def check_command(
    source: Annotated[str, typer.Option(metavar="NAMA", help="Sumber yang bloknya dipakai membaca.")],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="BERKAS", help="Berkas yang hendak diperiksa; sql dan rest tidak perlu."),
    ] = None,
    as_json: Json = False,
    show: Annotated[bool, typer.Option("--show", help="Tampilkan isi sel, bukan hanya bentuknya.")] = False,
) -> None:
    """Baca dan periksa sebuah berkas, atau jawaban server, menurut blok sumbernya; tidak menulis apa pun."""
    with progress(as_json) as step:
        found = check(settings_here(), file, source, show=show, step=step)

    def say() -> None:
        for line in found.lines():
            print(visible(line))

    print_or_json(as_json, found.as_dict(), say)
    raise typer.Exit(found.exit_code)


RUN_STATES = {
    "loaded": "ada berkas yang dimuat",
    "unchanged": "tidak ada berkas yang dimuat",
    "refused": "tidak terbit, pemeriksaan gagal",
}


def _say_status(found: Status) -> None:
    print(f"Versi terbit: {found.version or 'belum ada; jalankan python -m etl run'}")
    if found.sample:
        print("Data contoh, bukan data kantor.")
    for source in found.sources:
        late = " (terlambat)" if source["late"] else ""
        print(
            f"{source['source']}: data sampai {source['data_time']}{late}, dimuat {source['loaded_at']}, "
            f"{number(source['read'])} baris dibaca, {number(source['rejected'])} masih ditolak"
        )
    if found.waiting:
        print(f"{number(found.waiting)} baris ditolak belum selesai: python -m etl rejects")
    if found.changes:
        print(
            f"Proses terakhir membuat {number(found.changes)} catatan perubahan pada hari yang sudah final; "
            f"{CHANGES}."
        )
    for entry in found.runs:
        print(f"Proses {entry['started_at']}: {RUN_STATES[entry['status']]}")
        for finding in entry["findings"]:
            print(f"  {visible(finding)}")
