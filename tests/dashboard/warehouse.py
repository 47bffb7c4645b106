"""A small published warehouse, made by the real pipeline: 40 visits at one office, 17 at another."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from etl.pipeline import run
from etl.settings import load_settings

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
HERE, ELSEWHERE = "63.71.04.1002", "63.71.04.1001"
VISITS = {HERE: 40, ELSEWHERE: 17}
_CONFIG = """
[office]
code = "63.71.04"
timezone = "Asia/Makassar"

[reference]
path = "{reference}"

[skm]
weight = "1/9"

[source.antrean]
fact = "visit"
read = "csv"
path = "visits.csv"
encoding = "utf-8"
delimiter = ";"
timezone = "Asia/Makassar"

[source.antrean.columns]
id          = {{ from = "nomor" }}
office      = {{ from = "kantor" }}
service     = {{ value = "ktp-el" }}
taken_at    = {{ from = "ambil",   format = "%Y-%m-%d %H:%M" }}
called_at   = {{ from = "panggil", format = "%Y-%m-%d %H:%M" }}
finished_at = {{ from = "selesai", format = "%Y-%m-%d %H:%M" }}
outcome     = {{ value = "served" }}
"""


def publish(folder: Path) -> None:
    """Into `folder/warehouse`."""
    config = folder / "office.toml"
    config.write_text(_CONFIG.format(reference=REFERENCE), encoding="utf-8")
    lines = ["nomor;kantor;ambil;panggil;selesai"]
    for office, visits in VISITS.items():
        lines += [
            f"{office}-{i};{office};2026-11-16 09:{i:02};2026-11-16 10:{i:02};2026-11-16 10:59"
            for i in range(visits)
        ]
    (folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = load_settings({"PANTAU_CONFIG": str(config), "WAREHOUSE_URL": str(folder / "warehouse")})
    report = run(settings, now=datetime(2026, 11, 17, tzinfo=UTC))
    assert report.exit_code == 0
