"""An audit that finds nothing wrong must have been able to."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.audit import Finding, audit
from etl.pipeline import run
from etl.settings import load_settings
from tests.build import Warehouse, reference, utc, visits
from tests.office import REFERENCE

VISITS = visits("""
    ticket  taken  called  end    outcome
    A01     08:00  08:12   08:20  served
    A02     08:05  .       08:30  left
    A03     08:10  08:10   08:20  served
""")


def found(warehouse: Warehouse) -> list[Finding]:
    return audit(warehouse.connection, reference(), utc("2026-01-01T08:00"), whole=True)


def test_tallies_that_equal_the_facts_pass(warehouse: Warehouse) -> None:
    warehouse.load(VISITS)
    warehouse.roll_up()
    assert found(warehouse) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE waiting_day SET n = n + 1",
        "UPDATE waiting_day SET seconds = seconds + 1",
        "UPDATE waiting_day SET s0 = s0 - 1, s15 = s15 + 1",
        'UPDATE arrivals_month SET served = served - 1, "left" = "left" + 1',
        "UPDATE arrivals_week_hour SET hour = hour + 1",
        "DELETE FROM left_after_day",
        "INSERT INTO waiting_month SELECT * FROM waiting_month",
        "UPDATE visit SET area = '63.71.04.1002' WHERE id = 'A03'",
    ],
)
def test_a_tally_that_differs_from_the_facts_is_found(warehouse: Warehouse, change: str) -> None:
    warehouse.load(VISITS)
    warehouse.roll_up()
    warehouse.connection.exec_driver_sql(change)
    findings = found(warehouse)
    assert findings
    assert {(finding.audit, finding.fatal) for finding in findings} == {("hitung_ulang", True)}


BLOCK = """
[source.{name}]
fact = "visit"
read = "csv"
path = "antrean.csv"
delimiter = ";"

[source.{name}.columns]
id       = {{ from = "nomor" }}
office   = {{ value = "63.71.04" }}
service  = {{ value = "domisili" }}
taken_at = {{ from = "{taken}", format = "%Y-%m-%d %H:%M" }}
outcome  = {{ value = "open" }}
"""


def test_two_sources_may_refuse_different_rows_of_one_file(tmp_path: Path) -> None:
    config = tmp_path / "office.toml"
    blocks = BLOCK.format(name="satu", taken="ambil") + BLOCK.format(name="dua", taken="panggil")
    config.write_text(f'[office]\ncode = "63.71.04"\n[reference]\npath = "{REFERENCE}"\n{blocks}')
    rows = "A1;2026-02-02 08:00;2026-02-02 08:10\nA2;kemarin;2026-02-02 08:20\n"
    (tmp_path / "antrean.csv").write_text(f"nomor;ambil;panggil\n{rows}")
    report = run(load_settings({"PANTAU_CONFIG": str(config), "WAREHOUSE_URL": str(tmp_path / "gudang")}))
    assert [(file.source, file.new, file.rejected) for file in report.files] == [
        ("satu", 1, 1),
        ("dua", 2, 0),
    ]
