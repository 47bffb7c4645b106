"""What the commands share: the settings of this process, words or JSON, and a line that says what is done."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from etl import span
from etl.errors import ConfigProblem
from etl.settings import Settings, load_settings
from etl.visible import visible

Json = Annotated[bool, typer.Option("--json", help="Keluaran JSON untuk skrip.")]
STAGES = {
    "spool": "menyalin",
    "validate": "memeriksa",
    "load": "memuat",
    "rollup": "menghitung",
    "audit": "menguji",
    "publish": "menerbitkan",
    "purge": "menghapus",
    "backup": "mencadangkan",
    "restore": "memulihkan",
}


def print_or_json(as_json: bool, data: object, say: Callable[[], None]) -> None:
    if as_json:
        print(json.dumps(data, ensure_ascii=False, default=str))
    else:
        say()


def settings_here() -> Settings:
    return load_settings(os.environ)


def seconds(option: str, text: str) -> int:
    try:
        return span.seconds(text)
    except ValueError as wrong:
        raise ConfigProblem(f'{option} "{text}": {wrong}.') from None


def day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigProblem(
            f'{option} "{text}": bukan tanggal; tulis tahun-bulan-hari, misalnya 2026-01-31.'
        ) from None


def days(first: str, last: str) -> tuple[date, date]:
    """What `--from` and `--to` say, both included."""
    found = day("--from", first), day("--to", last)
    if found[0] > found[1]:
        raise ConfigProblem(f"--from {first} sesudah --to {last}; tukar keduanya.")
    return found


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
