"""A small office whose tables come out, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from etl.pipeline import run
from etl.report import Report, Step
from etl.settings import Settings, load_settings
from etl.verify import content_hash, verify
from etl.warehouse.engine import publishing, reading
from etl.warehouse.published import edition as published_edition
from etl.warehouse.published import figure
from tests.office import REFERENCE
from tests.postgres import server

OFFICE = """
[office]
code = "63.71.04"

[reference]
path = "{reference}"

[disclosure]
publish_after_days = {days}

[source.loket]
fact = "request"
read = "csv"
path = "loket/*.csv"
delimiter = ";"

[source.loket.columns]
id           = {{ from = "id" }}
office       = {{ value = "63.71.04" }}
area         = {{ from = "asal", codes = "areas" }}
service      = {{ value = "kk" }}
channel      = {{ value = "loket" }}
submitted_at = {{ from = "masuk", format = "%Y-%m-%d %H:%M" }}
completed_at = {{ from = "selesai", format = "%Y-%m-%d %H:%M", empty = [""] }}
status       = {{ value = "open" }}
"""
HEAD = "id;asal;masuk;selesai"
NOW = datetime(2026, 3, 20, 1, tzinfo=UTC)
FEBRUARY = date(2026, 2, 1)
REASON = "Satu berkas bulan Januari terlewat."


@dataclass(frozen=True)
class Bureau:
    """A small office with one source of requests."""

    root: Path
    warehouse: str

    @property
    def settings(self) -> Settings:
        environ = {"PANTAU_CONFIG": str(self.root / "office.toml"), "WAREHOUSE_URL": self.warehouse}
        return load_settings(environ)

    def configure(self, days: int) -> None:
        text = OFFICE.format(reference=REFERENCE, days=days)
        (self.root / "office.toml").write_text(text, encoding="utf-8")

    def deliver(self, name: str, *asked: tuple[str, str, int]) -> None:
        """Kelurahan, day and how many."""
        (self.root / "loket").mkdir(exist_ok=True)
        lines = [
            f"{name}-{area}-{day}-{i};{area};{day} 09:00;" for area, day, count in asked for i in range(count)
        ]
        (self.root / "loket" / f"{name}.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")

    def run(self, step: Step = lambda stage, detail: None) -> Report:
        return run(self.settings, now=NOW, step=step)

    def faults(self) -> list[str]:
        return [finding.message for finding in verify(self.settings) if finding.fatal]

    def public(self) -> list[tuple[Any, ...]]:
        with reading(self.warehouse, "public") as version:
            assert version is not None
            with version.connect() as connection:
                return sorted(
                    (tuple(row) for row in connection.execute(select(figure).where(figure.c.kind != "now"))),
                    key=str,
                )

    def months(self) -> set[date]:
        with reading(self.warehouse, "public") as version:
            assert version is not None
            with version.connect() as connection:
                query = select(published_edition.c.start).where(published_edition.c.kind == "month")
                return set(connection.scalars(query))

    def hash(self) -> str:
        with publishing(self.warehouse) as publisher, publisher.engine.connect() as connection:
            return content_hash(connection)


@contextmanager
def opened(root: Path, engine: str, template: str = "template0") -> Iterator[Bureau]:
    """With January whole and March begun; on a server its database is a copy of the template."""
    root.mkdir(exist_ok=True)
    url = str(root / "warehouse") if engine == "duckdb" else server().database(template)
    made = Bureau(root, url)
    made.configure(days=7)
    made.deliver("1", ("Pangeran", "2026-01-02", 12), ("Kuin Utara", "2026-02-04", 9))
    made.deliver("2", ("Pangeran", "2026-02-10", 26), ("Sungai Miai", "2026-03-06", 14))
    yield made
    if engine != "duckdb":
        server().drop(url)


def values(bureau: Bureau) -> dict[tuple[str, str], int | None]:
    """Requests of January, by breakdown and key."""
    rows = [dict(zip(figure.c.keys(), row, strict=True)) for row in bureau.public()]
    mine = [row for row in rows if (row["metric"], row["start"]) == ("volume", date(2026, 1, 1))]
    return {(row["by"], row["key"]): row["n"] for row in mine if row["kind"] == "month"}
