"""What was refused, found again and mended: `etl rejects`, `etl replay`, `etl backfill`."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from etl.again import Again
from etl.commands.console import Json, days, print_or_json, settings_here
from etl.commands.runs import as_dict, say_report
from etl.commands.unattended import told
from etl.errors import ConfigProblem
from etl.folder import files_of
from etl.pipeline import chosen, run
from etl.rejects import Refused
from etl.rejects_sheet import write_sheet
from etl.settings import Settings
from etl.spool import name_of
from etl.status import Asked, refused_rows, with_cells, withdrawn
from etl.validate import Reason
from etl.visible import number, visible


def rejects_command(
    as_json: Json = False,
    source: Annotated[str | None, typer.Option(metavar="NAMA", help="Hanya sumber ini.")] = None,
    reason: Annotated[str | None, typer.Option(metavar="ALASAN", help="Hanya alasan ini.")] = None,
    file: Annotated[str | None, typer.Option(metavar="NAMA", help="Hanya berkas bernama ini.")] = None,
    line: Annotated[int | None, typer.Option(min=1, help="Hanya baris ini.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Juga yang sudah selesai.")] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Tampilkan isi sel dari berkas asli, hanya di layar.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(help="Tulis daftar untuk petugas ke berkas .csv atau .xlsx.", show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Paling banyak sekian baris.")] = 50,
) -> None:
    """Daftar baris yang ditolak dan belum selesai: sumber, berkas, baris, kolom, alasan, bentuk isinya."""
    settings = settings_here()
    known = [str(word) for word in Reason]
    if reason is not None and reason not in known:
        raise ConfigProblem(f'--reason: "{reason}" tidak dikenal; pilih salah satu dari {", ".join(known)}.')
    asked = Asked(source, reason, file, line, everything)
    rows = refused_rows(settings, asked, limit=None if export else limit + 1)
    if not rows and source is not None:
        # A block that is gone may still have refused rows; a name that never was is a slip.
        chosen(settings, [source])
    if export is not None:
        write_sheet(rows, export)
        print(f"{number(len(rows))} catatan ditulis ke {visible(str(export))}.")
        return
    more = len(rows) > limit
    rows = rows[:limit]
    if show:
        rows = with_cells(settings, rows)
    print_or_json(as_json, [row.as_dict() for row in rows], lambda: _say_rejects(rows, asked))
    if more:
        print(
            f"Hanya {number(limit)} yang pertama; lebih banyak dengan --limit, semuanya dengan --export.",
            file=sys.stderr,
        )


def _say_rejects(rows: list[Refused], asked: Asked) -> None:
    for row in rows:
        print(visible(row.sentence()))
    still = "" if asked.settled else " dan belum selesai (yang sudah selesai: --all)"
    if not rows and asked.line is not None:
        print(f"Baris {asked.line} tidak termasuk baris yang ditolak{still}.")
    elif not rows:
        print(f"Tidak ada baris yang ditolak{still}.")
    files = {(row.source, row.name) for row in rows if not row.closed_by}
    if files:
        source, name = map(shlex.quote, files.pop()) if len(files) == 1 else ("SUMBER", "BERKAS")
        withdraw = visible(f"python -m etl replay --source {source} --file {name} --withdrawn")
        print("Sesudah dibetulkan di berkas bernama sama: python -m etl run")
        print(f"Sudah dibetulkan di berkas bernama lain, atau tidak akan dimuat? Tutup sisanya: {withdraw}")


def replay_command(
    as_json: Json = False,
    source: Annotated[str | None, typer.Option(metavar="NAMA", help="Hanya sumber ini.")] = None,
    file: Annotated[
        list[str] | None, typer.Option(metavar="NAMA", help="Hanya berkas bernama ini; boleh diulang.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Semua berkas, bukan hanya yang punya baris ditolak.")
    ] = False,
    allow_retract: Annotated[
        bool,
        typer.Option("--allow-retract", help="Berkas yang jauh lebih kecil memang lengkap: tarik sisanya."),
    ] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdrawn", help="Berkas ini ditarik: tutup baris ditolaknya, jangan dibaca.")
    ] = False,
) -> None:
    """Baca lagi berkas yang masih punya baris ditolak, setelah blok sumber atau tabel acuan dibetulkan."""
    settings = settings_here()
    chosen(settings, None if source is None else [source])
    if (allow_retract or withdraw) and not (source and file):
        raise ConfigProblem(
            "--allow-retract dan --withdrawn memerlukan --source dan --file: sebut berkasnya."
        )
    if withdraw:
        closed = withdrawn(settings, source or "", file or [])
        print_or_json(as_json, {"closed": closed}, lambda: _say_closed(closed))
        return
    names = None if file is None else _there(settings, source, file)
    _read_again(settings, as_json, source, Again(names, everything, confirmed=allow_retract))


def _say_closed(closed: int) -> None:
    if closed:
        print(f"{number(closed)} baris ditutup: ditarik. Dasbor menghitungnya setelah: python -m etl run")
    else:
        print("Tidak ada baris ditolak dari berkas itu yang belum selesai.")


def _there(settings: Settings, source: str | None, names: list[str]) -> frozenset[str]:
    """Raises ConfigProblem for a name that no file of these sources has."""
    blocks = chosen(settings, None if source is None else [source]).values()
    found = {name_of(path) for block in blocks for path in files_of(settings, block)}
    missing = sorted(set(names) - found)
    if missing:
        raise ConfigProblem(
            f'--file: tidak ada berkas "{missing[0]}" di folder sumber; taruh kembali berkasnya, atau tutup '
            "baris ditolaknya dengan --source NAMA --file BERKAS --withdrawn."
        )
    return frozenset(names)


def backfill_command(
    source: Annotated[str, typer.Option(metavar="NAMA", help="Sumber yang diisi.")],
    first: Annotated[str, typer.Option("--from", metavar="HARI", help="Hari pertama, misalnya 2026-01-01.")],
    last: Annotated[str, typer.Option("--to", metavar="HARI", help="Hari terakhir; ikut diisi.")],
    as_json: Json = False,
) -> None:
    """Muat berkas yang memuat hari dalam rentang, juga yang sudah pernah dibaca; sql dan rest diminta lagi.

    Sebuah berkas dibaca seluruhnya atau tidak sama sekali: harinya yang lain ikut dibaca, dan itu dikatakan.
    """
    settings, asked = settings_here(), days(first, last)
    told_days = " sampai ".join(f"{day:%d/%m/%Y}" for day in asked)
    fetched = chosen(settings, [source])[source].fetched
    whose = (
        "Server tidak memberi baris baru"
        if fetched
        else f"Tidak ada berkas sumber {source} yang memuat baris"
    )
    nothing = f"{whose} dari hari {told_days}."
    _read_again(settings, as_json, source, Again(days=asked), nothing)


def _read_again(
    settings: Settings,
    as_json: bool,
    source: str | None,
    again: Again,
    nothing: str = "Tidak ada berkas yang perlu dibaca lagi.",
) -> None:
    """`nothing` is said where no file was read."""
    only = None if source is None else [source]
    with told("run", settings, quiet=as_json, sources=list(chosen(settings, only))) as watched:
        report = run(settings, only=only, step=watched.step, again=again)
        watched.done(report)

    def say() -> None:
        if not report.files and not report.refused:
            print(nothing)
        say_report(report)

    print_or_json(as_json, as_dict(report), say)
    raise typer.Exit(report.exit_code)
