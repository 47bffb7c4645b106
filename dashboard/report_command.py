"""`report`: a report of a period as files, through the same readers as the pages."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dashboard.errors import UsageError
from dashboard.reports.catalogue import WRITERS, kinds
from dashboard.reports.term import parse_term
from dashboard.rights import COMMAND_LINE
from dashboard.settings import load_settings
from dashboard.store import Store


def report(
    name: Annotated[str, typer.Argument(metavar="LAPORAN", help="Nama laporan, misalnya skm.")],
    period: Annotated[
        str, typer.Argument(metavar="PERIODE", help="2025, 2025-S1, 2025-T3, atau 2025-01..2025-03.")
    ],
    office: Annotated[
        str | None, typer.Option(metavar="KODE", help="Kode kantor; tanpa ini semua kantor.")
    ] = None,
    to: Annotated[str, typer.Option(metavar="FOLDER", help="Tempat berkasnya.")] = ".",
) -> None:
    """Tulis laporan satu periode sebagai PDF, DOCX, dan XLSX."""
    kind = kinds().get(name)
    if kind is None:
        raise UsageError(f'Laporan "{name}" tidak dikenal; pilih salah satu dari {", ".join(kinds())}.')
    term = parse_term(period)
    reader = Store(load_settings(os.environ).warehouse, "staff").reader(COMMAND_LINE)
    if reader is None:
        raise UsageError("Belum ada data terbit; jalankan python -m etl run.")
    if office is not None and office not in dict(reader.choices("office")):
        raise UsageError(f'--office: "{office}" tidak ada di tabel acuan.')
    made = kind.build(reader, term, office)
    folder = Path(to)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, (_, write) in WRITERS.items():
            path = folder / f"{made.file}.{ending}"
            path.write_bytes(write(made))
            print(path)
    except OSError as fault:
        raise UsageError(f"--to: {to} tidak dapat ditulisi ({fault.strerror}); pilih folder lain.") from None
