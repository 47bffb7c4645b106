"""What the small offices of these tests share: settings, and the real pipeline over a few written books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl.pipeline import run
from etl.settings import load_settings

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
"""The tables that the project ships."""

_OFFICE = """
[office]
code = "63.71.04"
timezone = "Asia/Makassar"

[reference]
path = "{reference}"

[skm]
weight = "1/9"

[disclosure]
publish_after_days = 0
"""
_SOURCE = """
[source.{name}]
fact = "{fact}"
read = "csv"
path = "{name}.csv"
delimiter = ";"
sample = {sample}

[source.{name}.columns]
{columns}
"""


@dataclass(frozen=True)
class Book:
    """One source: its rules by canonical column, as TOML, and its file."""

    fact: str
    columns: str
    head: str
    lines: Iterable[str]


def when(column: str) -> str:
    """A moment to the minute; an empty cell is no moment."""
    return f'{{ from = "{column}", format = "%Y-%m-%d %H:%M", empty = [""] }}'


def publish(
    folder: Path,
    books: Mapping[str, Book],
    now: datetime,
    *,
    reference: Path = REFERENCE,
    sample: bool = True,
    warehouse: str | None = None,
) -> str:
    """Into this warehouse, or `folder/warehouse`; its address."""
    parts = [_OFFICE.format(reference=reference)]
    for name, book in books.items():
        settings = {"name": name, "fact": book.fact, "sample": str(sample).lower()}
        parts.append(_SOURCE.format(**settings, columns=book.columns.strip()))
        (folder / f"{name}.csv").write_text("\n".join([book.head, *book.lines]) + "\n", encoding="utf-8")
    (folder / "office.toml").write_text("".join(parts), encoding="utf-8")
    return load(folder, now, warehouse)


def load(folder: Path, now: datetime, warehouse: str | None = None) -> str:
    """What stands in the folder, once more; the warehouse's address."""
    warehouse = warehouse or str(folder / "warehouse")
    settings = load_settings({"PANTAU_CONFIG": str(folder / "office.toml"), "WAREHOUSE_URL": warehouse})
    assert run(settings, now=now).exit_code == 0
    return warehouse
