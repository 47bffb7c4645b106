"""`etl watch` and `etl health`: the run that nobody looks at, and how it is."""

import os
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from etl.commands.console import Json, print_or_json, seconds, settings_here
from etl.errors import ConfigProblem
from etl.health import VARIABLE, faults, health_file, lines, read_health
from etl.journal import logger
from etl.visible import visible
from etl.watch import watch

UNWELL = 4


def watch_command(
    settle: Annotated[
        str, typer.Option(metavar="LAMA", help="Biarkan berkas yang masih berubah selama jangka ini.")
    ] = "5s",
) -> None:
    """Jalankan setiap sumber menurut jadwalnya (schedule) sampai dihentikan; catatannya JSON di stderr."""
    seconds("--settle", settle)
    watch(os.environ, settle, logger())


def health_command(
    as_json: Json = False,
    max_age: Annotated[
        str,
        typer.Option(metavar="LAMA", help="Umur paling tua proses terakhir yang selesai tanpa kesalahan."),
    ] = "26h",
) -> None:
    """Tampilkan berkas kesehatan; kode keluar 4 bila ada yang perlu diperiksa."""
    settings = settings_here()
    path = health_file(os.environ, settings.warehouse)
    if path is None:
        raise ConfigProblem(f"{VARIABLE}: gudang data ini bukan folder; sebut berkas kesehatan di sini.")
    told = read_health(path)
    found = faults(told, datetime.now(UTC), timedelta(seconds=seconds("--max-age", max_age)))

    def say() -> None:
        for line in lines(told or {}, settings.timezone) if told else ():
            print(visible(line))
        for fault in found:
            print(f"PERIKSA: {visible(fault)}")
        if not found:
            print("Sehat.")

    print_or_json(as_json, {**(told or {}), "faults": found}, say)
    raise typer.Exit(UNWELL if found else 0)
