"""The slips of tomorrow: which address belongs to which ticket."""

import csv
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import segno
import typer

from etl.commands.console import day, settings_here
from etl.errors import ConfigProblem
from etl.office import reference_of
from etl.slip import SurveyKey, tickets


def survey_command(
    on: Annotated[str, typer.Option("--day", metavar="HARI", help="Hari nomor itu dipakai: 2026-11-25.")],
    office: Annotated[str, typer.Option(metavar="KODE", help="Kode kantor.")],
    numbers: Annotated[str, typer.Option("--tickets", metavar="NOMOR", help="Misalnya A001-A120.")],
    site: Annotated[str, typer.Option(metavar="ALAMAT", help="Alamat halaman publik.")],
    pictures: Annotated[
        Path | None, typer.Option("--qr", metavar="FOLDER", help="Simpan juga satu gambar QR per nomor.")
    ] = None,
) -> None:
    """Cetak alamat survei untuk tiap nomor antrean: kantor, hari, nomor, alamat."""
    settings, when = settings_here(), day("--day", on)
    if settings.survey is None:
        raise ConfigProblem(
            f"{settings.config.name}: belum ada tabel [survey]; lihat README, “Survei sendiri”."
        )
    known = {each.code for each in reference_of(settings).offices}
    if office not in known:
        raise ConfigProblem(f'--office: "{office}" tidak ada; yang ada: {", ".join(sorted(known))}.')
    try:
        wanted = tickets(numbers)
    except ValueError as wrong:
        raise ConfigProblem(f'--tickets "{numbers}": {wrong}.') from None
    rows = [(each, address(settings.survey.key, site, office, when, each)) for each in wanted]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("kantor", "hari", "nomor", "alamat"))
    writer.writerows((office, when.isoformat(), each, where) for each, where in rows)
    if pictures is not None:
        _draw(pictures, rows)


def address(key: SurveyKey, site: str, office: str, when: date, ticket: str) -> str:
    token = key.token(office, when, ticket)
    return f"{site.rstrip('/')}/survei/{token}"


def _draw(folder: Path, rows: list[tuple[str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for ticket, where in rows:
        segno.make(where, error="m").save(str(folder / f"{ticket}.svg"), scale=4, border=2)
