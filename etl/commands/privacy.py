"""What is kept of persons: how many there were, and what goes when its time is over."""

from datetime import date, timedelta
from typing import Annotated

import typer

from etl.commands.console import Json, days, print_or_json, progress, settings_here
from etl.people import People, people
from etl.period import Period
from etl.purge import PurgeReport, purge
from etl.restate import Restated, restate
from etl.visible import number

KINDS = {
    "remarks": "saran dan komentar",
    "persons": "identitas tersandi",
    "rejects": "catatan baris ditolak",
    "facts": "fakta dan versi lamanya",
    "backups": "cadangan",
}


def people_command(
    first: Annotated[str, typer.Option("--from", metavar="HARI", help="Hari pertama, misalnya 2026-01-01.")],
    last: Annotated[str, typer.Option("--to", metavar="HARI", help="Hari terakhir; ikut dihitung.")],
    as_json: Json = False,
) -> None:
    """Hitung berapa orang berbeda yang dilayani, per bulan dan kantor; kurang dari 10 tidak disebut."""
    start, end = days(first, last)
    found = people(settings_here(), Period(start, end + timedelta(days=1)))
    rows = [{**vars(row), "month": row.month and f"{row.month:%Y-%m}"} for row in found.rows]
    print_or_json(as_json, {"rows": rows, "keys": found.keys}, lambda: _say_people(found))


def _say_people(found: People) -> None:
    for row in found.rows:
        when = f"{row.month:%m/%Y}" if row.month else "seluruhnya"
        said = "kurang dari 10 orang" if row.persons is None else f"{number(row.persons)} orang"
        more = "" if row.facts is None else f" dalam {number(row.facts)} pelayanan"
        print(f"{row.office}, {when}: {said}{more}")
    if not found.rows:
        print("Tidak ada identitas tersandi pada hari-hari itu; lihat person di README.")
    if len(found.keys) > 1:
        keys = ", ".join(found.keys)
        print(f"Kunci berganti ({keys}): yang datang di kedua masa terhitung sebagai dua orang.")


def restate_command(
    metric: Annotated[str, typer.Argument(metavar="METRIK", help="Misalnya volume, on_time, waiting, ikm.")],
    kind: Annotated[str, typer.Argument(metavar="JENIS", help="month, triwulan, semester, atau year.")],
    start: Annotated[str, typer.Argument(metavar="HARI", help="Hari pertama periodenya: 2026-01-01.")],
    reason: Annotated[str, typer.Option("--reason", help="Alasan; tertulis di halaman publik.")],
    as_json: Json = False,
) -> None:
    """Terbitkan sekali lagi tabel publik yang keliru; yang berubah oleh terlalu sedikit orang tetap."""
    first, _ = days(start, start)
    with progress(as_json) as step:
        report = restate(settings_here(), metric, kind, first, reason, step)
    rows = [{"by": list(slot.by), "changed": count} for slot, count in report.changed.items()]
    print_or_json(as_json, {"tables": rows, "version": report.version}, lambda: _say_restated(report))


def _say_restated(report: Restated) -> None:
    for slot, count in report.changed.items():
        words = " per ".join((slot.metric, *slot.by))
        print(f"{words}: {number(count)} angka berubah")
    if report.version:
        print(f"Terbit: versi {report.version}")
    else:
        print("Tidak ada yang berubah oleh cukup banyak orang; yang terbit tetap.")


def purge_command(
    as_json: Json = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Sebut saja, jangan hapus.")] = False,
) -> None:
    """Hapus yang lewat masa simpannya, menurut retention di pengaturan, juga dari versi lama dan cadangan."""
    with progress(as_json) as step:
        report = purge(settings_here(), dry_run=dry_run, step=step)
    gone = [{**vars(gone), "before": gone.before.isoformat()} for gone in report.gone]
    print_or_json(as_json, {**vars(report), "gone": gone}, lambda: _say_purge(report))


def _say_purge(report: PurgeReport) -> None:
    for kind, label in KINDS.items():
        of_kind = [gone for gone in report.gone if gone.kind == kind]
        if of_kind:
            rows = number(sum(gone.rows for gone in of_kind))
            unit = "" if kind == "backups" else " baris"
            print(f"{label}: {rows}{unit} sebelum {_written(of_kind[0].before)}")
            for gone in of_kind:
                print(f"  {gone.name}: {number(gone.rows)}")
    if report.dry_run:
        print("Belum dihapus; jalankan tanpa --dry-run." if report.gone else "Tidak ada yang lewat masanya.")
        return
    if report.versions:
        print(f"versi lama: {number(report.versions)} dihapus")
    if report.still_read:
        print(f"versi lama: {number(report.still_read)} masih dibaca; jalankan etl purge lagi nanti")
    if report.version:
        print(f"Terbit: versi {report.version}")
    done = "Gudang ditulis ulang; tidak ada sisanya." if report.rewritten else "Tidak ada yang lewat masanya."
    print(done)


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
