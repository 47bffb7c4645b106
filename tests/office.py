"""An office of one's own: invented files of a fixed span, its configuration beside them, a warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from data.sample.generation import generate
from data.sample.scenario import Span
from etl.pipeline import run
from etl.report import Report, Step
from etl.settings import Settings, load_settings
from etl.verify import content_hash, verify
from etl.warehouse.engine import publishing

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "data" / "reference"
SOURCES = ("antrean", "loket", "elok", "skm", "pengaduan")
INCOMING = Path("incoming", "contoh")


@dataclass(frozen=True)
class Office:
    """Its configuration and files lie in `root`; `last` is the last day of its sample."""

    root: Path
    warehouse: Path | str
    last: date

    @property
    def environ(self) -> dict[str, str]:
        return {"PANTAU_CONFIG": str(self.root / "office.toml"), "WAREHOUSE_URL": str(self.warehouse)}

    @property
    def settings(self) -> Settings:
        return load_settings(self.environ)

    @property
    def now(self) -> datetime:
        """The morning after the last day, whatever the clock says."""
        return datetime.combine(self.last + timedelta(days=1), time(1), UTC)

    def files(self) -> list[Path]:
        """All source files, source by source, each in the order of names."""
        return [path for name in SOURCES for path in sorted((self.root / INCOMING / name).glob("*.csv"))]

    def run(self, step: Step = lambda stage, detail: None) -> Report:
        return run(self.settings, now=self.now, step=step)

    @contextmanager
    def facts(self) -> Iterator[Connection]:
        """The facts, held as a run holds them."""
        with publishing(str(self.warehouse)) as publisher, publisher.engine.connect() as connection:
            yield connection

    def hash(self) -> str:
        with self.facts() as connection:
            return content_hash(connection)

    def faults(self) -> list[str]:
        """What verify finds wrong; its warnings are no faults."""
        return [finding.message for finding in verify(self.settings) if finding.fatal]

    def with_warehouse(self, place: Path | str) -> Office:
        """The same office, its warehouse in another folder or at another address."""
        return Office(self.root, place, self.last)


def invent(root: Path, span: Span, *, seed: int = 1) -> tuple[Office, Mapping[str, Any]]:
    """An office with its sample, and what truth.json says of it."""
    office = bare(root, span.last)
    truth = generate(root / INCOMING, reference=REFERENCE, span=span, seed=seed)
    return office, truth


def bare(root: Path, last: date) -> Office:
    """An office whose sources have no file yet."""
    root.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "data" / "office.toml").read_text(encoding="utf-8")
    here = text.replace('path = "reference"', f'path = "{REFERENCE}"')
    # What has ended is out at once: else nothing of the last month would be.
    here = here.replace("publish_after_days = 7", "publish_after_days = 0")
    assert here != text
    (root / "office.toml").write_text(here, encoding="utf-8")
    return Office(root, root / "warehouse", last)


def deliver(office: Office, path: Path, *, name: str | None = None, ending: bytes = b"") -> None:
    """Put a copy of another office's source file into this one's folder of the same source."""
    folder = office.root / INCOMING / path.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / (name or path.name)
    shutil.copyfile(path, copy)
    if ending:
        with copy.open("ab") as file:
            file.write(ending)


def days(last: date, count: int) -> Span:
    """The `count` days that end with `last`."""
    return Span(last - timedelta(days=count - 1), last)
