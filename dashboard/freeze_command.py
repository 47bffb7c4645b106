"""`freeze` and `frozen`: a period as it stands, kept for good; and what changed since."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.errors import StoreError, UsageError
from dashboard.office import publications
from dashboard.office.audit import Kind, Origin
from dashboard.office.pekppp import Signed
from dashboard.office.private import log_of
from dashboard.office.store import OfficeStore, open_office
from dashboard.publications.frozen import freeze, require_frozen, to_text
from dashboard.publications.looked_at import read, since
from dashboard.publications.sheets import report
from dashboard.reader import Reader
from dashboard.reports.catalogue import WRITERS
from dashboard.reports.term import parse_term
from dashboard.rights import COMMAND_LINE
from dashboard.settings import Settings, load_settings
from dashboard.store import Store

BY_COMMAND = "perintah di server"


def freeze_command(
    period: Annotated[str, typer.Argument(metavar="PERIODE", help="2025, 2025-S1, 2025-T3, atau 2025-08.")],
    sample: Annotated[
        bool, typer.Option("--contoh", help="Bekukan data contoh; tandanya tercetak di tiap lembar.")
    ] = False,
    reason: Annotated[
        str, typer.Option(metavar="KALIMAT", help="Wajib bila periode itu sudah pernah dibekukan.")
    ] = "",
    to: Annotated[str, typer.Option(metavar="FOLDER", help="Tempat lembarnya.")] = ".",
) -> None:
    """Bekukan semua angka satu periode, dan tulis lembarnya."""
    settings = load_settings(os.environ)
    reader, term, now = _reader(settings), parse_term(period), datetime.now(UTC)
    require_frozen(reader, term, sample=sample)
    made = freeze(reader, term, now.astimezone(reader.data.data_time.tzinfo))
    with _office(settings).writing() as connection:
        edition = publications.add(
            connection,
            term.code,
            to_text(made),
            sample=made.sample,
            reason=reason,
            by=Signed(BY_COMMAND, now),
        )
        what: dict[str, str | int] = {"change": "frozen", "period": term.code, "edition": edition.edition}
        log_of(settings, connection).record(
            connection,
            Kind.PUBLICATION,
            now=now,
            origin=Origin.COMMAND,
            what={**what, "sha256": edition.sha256},
        )
    sheets = report(made, edition, [])
    files = {f"{sheets.file}.{ending}": write(sheets) for ending, (_, write) in WRITERS.items()}
    _write(Path(to), {f"{sheets.file}.json": edition.body.encode(), **files})
    typer.echo(f"{term.words} dibekukan: edisi {edition.edition}, SHA-256 {edition.sha256}")


def frozen_command() -> None:
    """Bandingkan tiap periode beku dengan data sekarang; keluar dengan 1 bila ada yang berubah."""
    settings = load_settings(os.environ)
    reader = _reader(settings)
    with _office(settings).reading() as connection:
        editions = publications.newest(connection)
    changed = False
    for edition in editions:
        found = read(edition)
        restated = since(found, reader).restated if found else ()
        state = f"{len(restated)} angka berubah" if restated else "tidak ada yang berubah"
        typer.echo(f"{edition.period} edisi {edition.edition}: {state if found else 'isi tidak utuh'}")
        changed = changed or found is None or bool(restated)
    if not editions:
        typer.echo("Belum ada periode yang dibekukan.")
    if changed:
        raise typer.Exit(1)


def _reader(settings: Settings) -> Reader:
    reader = Store(settings.warehouse, "staff").reader(COMMAND_LINE)
    if reader is None:
        raise UsageError("Belum ada data terbit; jalankan python -m etl run.")
    return reader


def _office(settings: Settings) -> OfficeStore:
    return open_office(settings.office_url)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
            typer.echo(folder / name)
    except OSError as fault:
        raise StoreError(
            f"--to: {folder} tidak dapat ditulisi ({fault.strerror}); pilih folder lain"
        ) from None
