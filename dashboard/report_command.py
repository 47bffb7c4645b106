"""`report`: a report of a period as files, through the same readers as the pages."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dashboard.errors import UsageError
from dashboard.office.follow_up import EMPTY, Register, register
from dashboard.office.store import exists, open_office
from dashboard.reports.catalogue import WRITERS, kinds
from dashboard.reports.term import parse_term
from dashboard.rights import REPORTING
from dashboard.settings import Settings, load_settings
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
    settings = load_settings(os.environ)
    reader = Store(settings.warehouse, "staff").reader(REPORTING)
    if reader is None:
        raise UsageError("Belum ada data terbit; jalankan python -m etl run.")
    if office is not None and office not in dict(reader.choices("office")):
        raise UsageError(f'--office: "{office}" tidak ada di tabel acuan.')
    made = kind.of(reader, term, office, _plans(settings))
    folder = Path(to)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, (_, write) in WRITERS.items():
            path = folder / f"{made.file}.{ending}"
            path.write_bytes(write(made))
            print(path)
    except OSError as fault:
        raise UsageError(f"--to: {to} tidak dapat ditulisi ({fault.strerror}); pilih folder lain.") from None


def _plans(settings: Settings) -> Register:
    """Where accounts were never made there are none, and the report leaves room for them."""
    if not exists(settings.office_url):
        return EMPTY
    with open_office(settings.office_url).reading() as connection:
        return register(connection).within(REPORTING)
