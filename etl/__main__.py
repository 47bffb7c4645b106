"""The command line of the pipeline. Exit codes: see etl.errors."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from etl.adding import add_source, append
from etl.check import check
from etl.errors import ConfigProblem, PantauError, VerifyFailed
from etl.pipeline import run
from etl.rejects import Refused
from etl.report import Report
from etl.settings import Settings, load_settings
from etl.status import Status, refused_rows, status, with_cells
from etl.validate import Reason
from etl.verify import verify
from etl.visible import visible

app = typer.Typer(
    help="Muat catatan pelayanan ke gudang data dan terbitkan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Json = Annotated[bool, typer.Option("--json", help="Keluaran JSON untuk skrip.")]
STAGES = {
    "spool": "menyalin",
    "validate": "memeriksa",
    "load": "memuat",
    "rollup": "menghitung",
    "audit": "menguji",
    "publish": "menerbitkan",
}


@app.command("run")
def run_command(
    as_json: Json = False,
    source: Annotated[list[str] | None, typer.Option(help="Hanya sumber ini; boleh diulang.")] = None,
) -> None:
    """Muat berkas baru dari semua sumber, uji, lalu terbitkan."""
    with progress(as_json) as step:
        report = run(_settings(), only=source, step=step)
    _print(as_json, _report(report), lambda: _say_report(report))
    raise typer.Exit(report.exit_code)


@app.command("verify")
def verify_command(as_json: Json = False) -> None:
    """Buktikan bahwa tidak ada yang hilang atau ganda, dan terbitan sama dengan fakta."""
    with progress(as_json) as step:
        findings = verify(_settings(), step)
    rows = [vars(finding) for finding in findings]

    def say() -> None:
        for finding in findings:
            print(f"{'GAGAL' if finding.fatal else 'Perhatikan'}: {finding.message}")
        print("Tidak cocok." if any(f.fatal for f in findings) else "Semua cocok.")

    _print(as_json, {"findings": rows}, say)
    raise typer.Exit(VerifyFailed.exit_code if any(finding.fatal for finding in findings) else 0)


@app.command("status")
def status_command(as_json: Json = False) -> None:
    """Tampilkan versi terbit, kesegaran tiap sumber, dan proses terakhir."""
    found = status(_settings())
    _print(as_json, found.as_dict(), lambda: _say_status(found))


@app.command("rejects")
def rejects_command(
    as_json: Json = False,
    source: Annotated[str | None, typer.Option(help="Hanya sumber ini.")] = None,
    reason: Annotated[str | None, typer.Option(help="Hanya alasan ini.")] = None,
    show: Annotated[bool, typer.Option("--show", help="Tampilkan isi sel dari berkas asli.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Paling banyak sekian baris.")] = 50,
) -> None:
    """Daftar baris yang ditolak: sumber, berkas, baris, kolom, alasan, bentuk isinya."""
    settings = _settings()
    known = [str(word) for word in Reason]
    if reason is not None and reason not in known:
        raise ConfigProblem(f'--reason: "{reason}" tidak dikenal; pilih salah satu dari {", ".join(known)}.')
    rows = refused_rows(settings, source=source, reason=reason, limit=limit)
    if show:
        rows = with_cells(settings, rows)
    _print(as_json, [row.as_dict() for row in rows], lambda: _say_rejects(rows))


@app.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(help="Berkas yang hendak diperiksa.", show_default=False)],
    source: Annotated[str, typer.Option(help="Sumber yang bloknya dipakai membaca.")],
    as_json: Json = False,
    show: Annotated[bool, typer.Option("--show", help="Tampilkan isi sel, bukan hanya bentuknya.")] = False,
) -> None:
    """Baca dan periksa sebuah berkas menurut blok sumbernya; tidak menulis apa pun."""
    with progress(as_json) as step:
        found = check(_settings(), file, source, show=show, step=step)

    def say() -> None:
        for line in found.lines():
            print(visible(line))

    _print(as_json, found.as_dict(), say)
    raise typer.Exit(found.exit_code)


sources = typer.Typer(help="Sumber data.", no_args_is_help=True)
app.add_typer(sources, name="source")


@sources.callback()
def sources_group() -> None:
    """Sumber data."""


@sources.command("add")
def add_command(
    file: Annotated[Path, typer.Argument(help="Berkas ekspor yang belum dikenal.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="Nama sumber; bakunya dari nama berkas.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Lembar buku kerja yang dibaca.")] = None,
    rows: Annotated[
        str | None, typer.Option(help="Jalan ke daftar baris di JSON, misalnya data.items.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Tambahkan blok itu ke pengaturan.")] = False,
) -> None:
    """Lihat sebuah ekspor, usulkan blok sumbernya, dan tanyakan yang tidak dapat dibuktikan."""
    settings = _settings()
    options = {key: value for key, value in (("sheet", sheet), ("rows", rows)) if value is not None}
    found = add_source(settings, file, name=name, options=options)
    for line in found.lines:
        print(visible(line))
    if write and found.block:
        append(settings, found)
        print(f"# Ditambahkan ke {visible(str(settings.config))}.")
    raise typer.Exit(found.exit_code)


RUN_STATES = {
    "loaded": "ada berkas yang dimuat",
    "unchanged": "tidak ada berkas yang dimuat",
    "refused": "tidak terbit, pemeriksaan gagal",
}


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


def _say_status(found: Status) -> None:
    print(f"Versi terbit: {found.version or 'belum ada; jalankan python -m etl run'}")
    if found.sample:
        print("Data contoh, bukan data kantor.")
    for source in found.sources:
        late = " (terlambat)" if source["late"] else ""
        print(
            f"{source['source']}: data sampai {source['data_time']}{late}, dimuat {source['loaded_at']}, "
            f"{number(source['read'])} baris dibaca, {number(source['rejected'])} ditolak"
        )
    for entry in found.runs:
        print(f"Proses {entry['started_at']}: {RUN_STATES[entry['status']]}")
        for finding in entry["findings"]:
            print(f"  {visible(finding)}")


def _say_rejects(rows: list[Refused]) -> None:
    for row in rows:
        print(visible(row.sentence()))
    if not rows:
        print("Tidak ada baris yang ditolak.")


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


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


def _print(as_json: bool, data: object, say: Callable[[], None]) -> None:
    if as_json:
        print(json.dumps(data, ensure_ascii=False, default=str))
    else:
        say()


def _settings() -> Settings:
    return load_settings(os.environ)


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """A line that says what is being done; nothing where no one looks."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda stage, detail: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("mulai")
        yield lambda stage, detail: bar.update(task, description=f"{STAGES[stage]} {visible(detail)}")


INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


def main() -> None:
    # DuckDB tells of Ctrl-C in its own way, and only in the middle of a query: let it end the process there.
    signal.signal(signal.SIGINT, _stop)
    # A terminal or a pipe of another encoding gets what it cannot show as its number, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except PantauError as problem:
        for line in str(problem).split("\n"):
            print(visible(line), file=sys.stderr)
        sys.exit(problem.exit_code)


def _stop(number: int, frame: object) -> None:
    # A progress bar that is cut off leaves the cursor hidden.
    Console(stderr=True).show_cursor()
    print("Dihentikan. Yang terbit tetap utuh; jalankan lagi untuk melanjutkan.", file=sys.stderr)
    sys.stderr.flush()
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
