"""A small published warehouse, made by the real pipeline: one visit a day from 1 September 2026,
for 40 days at one office and for 17 at another."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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

[source.loket]
fact = "request"
read = "csv"
path = "requests.csv"
encoding = "utf-8"
delimiter = ";"
timezone = "Asia/Makassar"

[source.loket.columns]
id           = {{ from = "nomor" }}
office       = {{ value = "63.71.04" }}
service      = {{ value = "kk" }}
channel      = {{ value = "loket" }}
submitted_at = {{ from = "masuk",   format = "%Y-%m-%d %H:%M" }}
completed_at = {{ from = "selesai", format = "%Y-%m-%d %H:%M" }}
status       = {{ value = "completed" }}
"""


def publish(folder: Path) -> None:
    """Into `folder/warehouse`."""
    config = folder / "office.toml"
    config.write_text(_CONFIG.format(reference=REFERENCE), encoding="utf-8")
    lines = ["nomor;kantor;ambil;panggil;selesai"]
    for office, visits in VISITS.items():
        for i in range(visits):
            day = date(2026, 9, 1) + timedelta(days=i)
            lines.append(f"{office}-{i};{office};{day} 09:00;{day} 09:{i:02};{day} 10:00")
    (folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    requests = (f"P{day};2026-09-{day:02} 09:00;2026-09-{day:02} 10:00" for day in range(1, 31))
    (folder / "requests.csv").write_text(
        "\n".join(["nomor;masuk;selesai", *requests]) + "\n", encoding="utf-8"
    )
    load(folder)


def load(folder: Path) -> None:
    config = {"PANTAU_CONFIG": str(folder / "office.toml"), "WAREHOUSE_URL": str(folder / "warehouse")}
    assert run(load_settings(config), now=datetime(2026, 10, 12, tzinfo=UTC)).exit_code == 0
