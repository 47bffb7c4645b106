"""A small office whose sources tell who came and what they said: its files are written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from etl.pipeline import run
from etl.purge import PurgeReport, purge
from etl.report import Report
from etl.settings import Settings, load_settings
from tests.office import REFERENCE

KEY = "v1:" + bytes(range(32)).hex()
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)

CONFIG = """
[office]
code = "63.71.04"

[reference]
path = "{reference}"

[privacy]
remarks = {remarks}

[source.antrean]
fact = "visit"
read = "csv"
path = "masuk/antrean-*.csv"
delimiter = ";"
version = "diubah"
timezone = "Asia/Makassar"
{covers}

[source.antrean.columns]
id = {{ from = "nomor" }}
office = {{ from = "kantor", codes = "offices" }}
service = {{ value = "ktp-el" }}
taken_at = {{ from = "ambil", format = "%Y-%m-%d %H:%M:%S" }}
finished_at = {{ from = "selesai", format = "%Y-%m-%d %H:%M:%S" }}
outcome = {{ value = "served" }}
{person}
remark = {{ from = "saran" }}

[source.loket]
fact = "request"
read = "csv"
path = "masuk/loket-*.csv"
delimiter = ";"
version = "diubah"
timezone = "Asia/Makassar"

[source.loket.columns]
id = {{ from = "nomor" }}
office = {{ value = "63.71.04" }}
service = {{ value = "ktp-el" }}
channel = {{ value = "loket" }}
submitted_at = {{ from = "masuk", format = "%Y-%m-%d %H:%M:%S" }}
completed_at = {{ from = "selesai", format = "%Y-%m-%d %H:%M:%S" }}
status = {{ from = "status" }}
"""
PERSON = 'person = { from = "nik", hmac = true }'
VISIT = ("nomor", "kantor", "ambil", "selesai", "nik", "saran", "diubah")
REQUEST = ("nomor", "masuk", "selesai", "status", "diubah")


class Keeper:
    """An office in a folder, and what its operator does."""

    def __init__(self, root: Path, warehouse: str, *, remarks: bool = True, person: str = PERSON) -> None:
        self.root = root
        self.warehouse = warehouse
        self.configure(remarks=remarks, person=person)
        (root / "masuk").mkdir(parents=True, exist_ok=True)

    def configure(
        self, *, remarks: bool = True, person: str = PERSON, more: str = "", covers: str = ""
    ) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        text = CONFIG.format(reference=REFERENCE, remarks=str(remarks).lower(), person=person, covers=covers)
        (self.root / "office.toml").write_text(text + more, encoding="utf-8")

    @property
    def environ(self) -> Mapping[str, str]:
        config = str(self.root / "office.toml")
        return {"PANTAU_CONFIG": config, "WAREHOUSE_URL": self.warehouse, "PANTAU_HMAC_KEY": KEY}

    def settings(self, **environ: str) -> Settings:
        return load_settings({**self.environ, **environ})

    def visits(self, name: str, rows: Iterable[Mapping[str, str]]) -> None:
        """Rows by VISIT's columns; what is not told is a visit of an hour on 2 March 2026."""
        usual = {
            "kantor": "63.71.04",
            "ambil": "2026-03-02 08:00:00",
            "selesai": "2026-03-02 09:00:00",
            "diubah": "1",
        }
        self._write(f"antrean-{name}.csv", VISIT, ({**usual, **row} for row in rows))

    def requests(self, name: str, rows: Iterable[Mapping[str, str]]) -> None:
        usual = {"masuk": "2026-03-02 08:00:00", "status": "open", "diubah": "1"}
        self._write(f"loket-{name}.csv", REQUEST, ({**usual, **row} for row in rows))

    def _write(self, name: str, columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> None:
        lines = [";".join(columns), *(";".join(row.get(column, "") for column in columns) for row in rows)]
        (self.root / "masuk" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run(self, **environ: str) -> Report:
        return run(self.settings(**environ), now=NOW)

    def purge(self, **options: bool) -> PurgeReport:
        return purge(self.settings(), now=NOW, **options)
