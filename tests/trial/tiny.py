"""The smallest office that has everything: complaints of two sources, corrected, taken back, refused.

So little is counted of it that a run takes about a second: trials that need a thousand runs stand on it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from etl.pipeline import run
from etl.report import Report, Step
from etl.settings import Settings, load_settings
from etl.verify import content_hash, verify
from etl.warehouse.engine import publishing
from tests.office import REFERENCE

FIRST = date(2026, 3, 2)
NOW = datetime(2026, 3, 20, 1, tzinfo=UTC)
"""Whatever the clock says."""

CONFIG = """
[office]
code = "63.71.04"
timezone = "Asia/Makassar"

[reference]
path = "{reference}"
"""
SOURCE = """
[source.{name}]
fact = "complaint"
read = "csv"
path = "{name}/*.csv"
delimiter = ";"
timezone = "Asia/Makassar"
{rules}

[source.{name}.columns]
id           = {{ from = "nomor" }}
office       = {{ value = "63.71.04.1001" }}
channel      = {{ value = "loket" }}
category     = {{ from = "kategori", codes = "categories" }}
received_at  = {{ from = "masuk", format = "%Y-%m-%d %H:%M" }}
responded_at = {{ from = "ditanggapi", format = "%Y-%m-%d %H:%M", empty = [""] }}
closed_at    = {{ from = "ditutup", format = "%Y-%m-%d %H:%M", empty = [""] }}
status       = {{ from = "status", map = {{ "Selesai" = "resolved", "Terbuka" = "open" }} }}
"""
SOURCES = {
    "bebas": 'version = "diubah"',
    "lengkap": 'covers = "day"\nversion = { file = "(\\\\d+)" }',
}
HEAD = "nomor;kategori;masuk;ditanggapi;ditutup;status;diubah"


@dataclass(frozen=True)
class Tiny:
    """Its configuration and files lie in `root`."""

    root: Path
    warehouse: str

    @property
    def settings(self) -> Settings:
        return load_settings(
            {"PANTAU_CONFIG": str(self.root / "office.toml"), "WAREHOUSE_URL": self.warehouse}
        )

    def at(self, warehouse: Path | str) -> Tiny:
        return replace(self, warehouse=str(warehouse))

    def run(self, step: Step = lambda stage, detail: None) -> Report:
        return run(self.settings, now=NOW, step=step)

    def hash(self) -> str:
        with publishing(self.warehouse) as publisher, publisher.engine.connect() as connection:
            return content_hash(connection)

    def faults(self) -> list[str]:
        return [finding.message for finding in verify(self.settings) if finding.fatal]

    def files(self) -> list[Path]:
        """In the order in which they came."""
        return sorted(
            (path for name in SOURCES for path in (self.root / name).glob("*.csv")), key=lambda p: p.name
        )

    def without(self, root: Path, files: list[Path]) -> Tiny:
        """The same office, where these files have not come yet."""
        shutil.copytree(
            self.root, root, ignore=lambda folder, names: [n for n in names if Path(folder, n) in files]
        )
        return replace(self, root=root)


def founded(root: Path, *, files: int, rows: int = 6, seed: int = 1) -> Tiny:
    """An office with so many files of each source, each with about so many rows."""
    root.mkdir(parents=True)
    blocks = [SOURCE.format(name=name, rules=rules) for name, rules in SOURCES.items()]
    (root / "office.toml").write_text(CONFIG.format(reference=REFERENCE) + "".join(blocks), encoding="utf-8")
    tiny = Tiny(root, str(root / "warehouse"))
    chance = np.random.default_rng(seed)
    for name in SOURCES:
        (root / name).mkdir()
        for number in range(files):
            deliver(tiny, name, number, rows, chance)
    return tiny


def deliver(tiny: Tiny, name: str, number: int, rows: int, chance: np.random.Generator) -> Path:
    """A file: some rows are known in another version, one is refused, some known ones are missing."""
    day = FIRST + timedelta(days=number // 2)
    ids = chance.choice(3 * rows // 2, rows, replace=False)
    lines = [_line(f"{day:%d}-{number_}", day, number, chance) for number_ in ids]
    path = tiny.root / name / f"{number:04}.csv"
    path.write_text(
        "\n".join([HEAD, *lines, f"x-{number};entah;kemarin;;;Terbuka;{number}"]) + "\n", encoding="utf-8"
    )
    return path


def _line(number: str, day: date, version: int, chance: np.random.Generator) -> str:
    category = ("Waktu", "Petugas")[int(chance.integers(2))]
    hours = sorted(int(hour) for hour in chance.integers(8, 16, 3))
    came, answered, closed = (f"{day} {hour:02}:{int(chance.integers(60)):02}" for hour in (hours[0], 16, 17))
    if chance.random() < 0.3:
        return f"{number};{category};{came};;;Terbuka;{version}"
    return f"{number};{category};{came};{answered};{closed};Selesai;{version}"
