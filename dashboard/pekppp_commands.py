"""`pekppp pack` and `pekppp verify`: an evidence pack, and what of one still stands."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.errors import PackError, StoreError, UsageError
from dashboard.freeze_command import BY_COMMAND
from dashboard.office import publications
from dashboard.office.audit import Kind, Origin, Transaction
from dashboard.office.pekppp import Evaluation
from dashboard.office.private import log_of
from dashboard.office.store import open_office
from dashboard.pekppp.assessment import Assessment, Figures, assess
from dashboard.pekppp.instrument import chosen
from dashboard.pekppp.instrument_file import load
from dashboard.publications.pack.archive import LARGEST, MOST_FILES
from dashboard.publications.pack.made import make, remember
from dashboard.publications.pack.manifest import MANIFEST
from dashboard.publications.pack.verify import Opened, Remembered, lines, open_pack
from dashboard.publications.pack.verify import verify as verified
from dashboard.reader import Reader
from dashboard.rights import COMMAND_LINE
from dashboard.settings import Settings, load_settings
from dashboard.store import Store
from etl.command_line import CommandLine

pekppp = CommandLine("Paket bukti PEKPPP.")
CHANGED, UNKNOWN = 3, 4
"""Exit codes where the pack is whole by its own list: today's data say something else or nothing, and this
office does not remember it, so that whoever made all its lists anew would be found whole too."""


@pekppp.command("pack")
def pack_command(
    year: Annotated[int, typer.Argument(metavar="TAHUN", help="Tahun evaluasi.", min=2022, max=2100)],
    version: Annotated[
        str, typer.Option(metavar="NAMA", help="Versi instrumen; bakunya yang berlaku tahun itu.")
    ] = "",
    sample: Annotated[
        bool, typer.Option("--contoh", help="Dari data contoh; tandanya tercetak di tiap lembar.")
    ] = False,
    to: Annotated[str, typer.Option(metavar="FOLDER", help="Tempat paketnya.")] = ".",
) -> None:
    """Buat paket bukti satu evaluasi: satu ZIP yang dapat diperiksa."""
    settings, now = load_settings(os.environ), datetime.now(UTC)
    reader = _reader(settings)
    if reader is None:
        raise UsageError("Belum ada data terbit; jalankan python -m etl run.")
    if reader.data.sample and not sample:
        raise UsageError("Data ini contoh, bukan kenyataan. Untuk mencoba, tambahkan --contoh.")
    local = now.astimezone(reader.data.data_time.tzinfo)
    office = open_office(settings.office_url)
    with office.reading() as connection:
        assessment = _assess(connection, settings, reader, (year, version), local)
        made = make(connection, assessment, settings.pekppp.evidence, local)
    with office.writing() as connection:
        remember(connection, made, BY_COMMAND)
        log = log_of(settings, connection)
        log.record(connection, Kind.PUBLICATION, now=now, origin=Origin.COMMAND, what=made.noted)
    path = Path(to) / made.name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.content)
    except OSError as fault:
        raise StoreError(f"--to: {to} tidak dapat ditulisi ({fault.strerror}); pilih folder lain") from None
    typer.echo(path)
    typer.echo(f"{made.files} berkas; SHA-256 {MANIFEST}: {made.manifest}")


@pekppp.command("verify")
def verify_command(
    pack: Annotated[Path, typer.Argument(metavar="PAKET", help="Berkas ZIP.")],
) -> None:
    """Periksa paket: utuh atau tidak, dan apa yang berbeda dari data sekarang (keluar 0, 1, 3, atau 4)."""
    opened = open_pack(_content(pack))
    settings = load_settings(os.environ)
    reader = _reader(settings)
    with open_office(settings.office_url).reading() as connection:
        known = Remembered(publications.packs(connection, opened.of), publications.digests(connection))

        def today(of: Opened) -> tuple[Assessment, Reader] | None:
            asked = (of.of.year, of.of.version)
            if reader is None:
                return None
            at = of.about.made_at.astimezone(reader.data.data_time.tzinfo)
            return _assess(connection, settings, reader, asked, at), reader

        found = verified(opened, known, today, most=MOST_FILES)
    for line in lines(found, reader.data.version if reader else None):
        typer.echo(line)
    if not found.whole:
        raise typer.Exit(1)
    if found.registered is None:
        raise typer.Exit(UNKNOWN)
    if found.changes is None or found.changes:
        raise typer.Exit(CHANGED)


def _reader(settings: Settings) -> Reader | None:
    return Store(settings.warehouse, "staff").reader(COMMAND_LINE)


def _assess(
    connection: Transaction, settings: Settings, reader: Reader, asked: tuple[int, str], at: datetime
) -> Assessment:
    """The evaluation of this year by this version, as of the day of `at`."""
    instrument = chosen(load(settings.pekppp.folder, settings.pekppp.wording), *asked)
    shown = Store(settings.warehouse, "public").public_reader()
    figures = Figures(reader, shown, at.date(), reader.choices("office"))
    return assess(connection, instrument, Evaluation(asked[0], instrument.name), figures)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise PackError(f"{path}: lebih besar daripada paket mana pun")
        return path.read_bytes()
    except OSError as fault:
        raise PackError(f"{path}: tidak terbaca ({fault.strerror})") from None
