"""`etl source …`: the blocks of sources."""

from pathlib import Path
from typing import Annotated

import typer

from etl.adding import add_source, append, next_step
from etl.command_line import CommandLine
from etl.commands.console import settings_here
from etl.visible import visible

sources = CommandLine("Sumber data.")


@sources.callback()
def sources_group() -> None:
    """Sumber data."""


@sources.command("add")
def add_command(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas ekspor yang belum dikenal.")],
    name: Annotated[
        str | None, typer.Option(metavar="NAMA", help="Nama sumber; bakunya dari nama berkas.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="LEMBAR", help="Lembar buku kerja yang dibaca.")
    ] = None,
    rows: Annotated[
        str | None,
        typer.Option(metavar="JALAN", help="Jalan ke daftar baris di JSON, misalnya data.items."),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Tambahkan blok itu ke pengaturan.")] = False,
) -> None:
    """Lihat sebuah ekspor, usulkan blok sumbernya, dan tanyakan yang tidak dapat dibuktikan."""
    settings = settings_here()
    options = {key: value for key, value in (("sheet", sheet), ("rows", rows)) if value is not None}
    found = add_source(settings, file, name=name, options=options)
    for line in found.lines:
        print(visible(line))
    if write and found.block:
        append(settings, found)
        print(f"# Ditambahkan ke {visible(str(settings.config))}.")
    if found.block:
        print(visible(f"# {next_step(file, found, options, written=write)}"))
    raise typer.Exit(found.exit_code)
