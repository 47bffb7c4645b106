"""Verify goes red on whatever a version says otherwise than the facts, and says where."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from etl.warehouse.engine import current_version
from tests.trial.tiny import Tiny, founded


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = founded(tmp_path_factory.mktemp("tiny") / "office", files=2)
    tiny.run()
    tiny.run()
    return tiny


@pytest.fixture
def tiny(template: Tiny, tmp_path: Path) -> Tiny:
    shutil.copytree(template.warehouse, tmp_path / "warehouse")
    return template.at(tmp_path / "warehouse")


def version(tiny: Tiny) -> Path:
    name = current_version(tiny.warehouse)
    assert name is not None
    return Path(tiny.warehouse, "versions", name)


def test_nothing_is_found_where_nothing_is_wrong(tiny: Tiny) -> None:
    assert tiny.faults() == []


PLANTED = {
    "a tally counts one more": ("staff", "UPDATE complaints_day SET n = n + 1", "complaints_day di versi"),
    "a tally lost a row": ("staff", "DELETE FROM complaints_month", "complaints_month di versi"),
    "a service has gone": ("staff", "DELETE FROM service WHERE code = 'kk'", "service di versi"),
    "a source is older": (
        "staff",
        "UPDATE source_state SET data_time = '2026-01-01'",
        "source_state di versi",
    ),
    "a late case that is none": (
        "staff",
        "INSERT INTO late_case (fact, office) VALUES ('visit', 'x')",
        "late_case di versi",
    ),
    "the ledger says less": ("staff", 'UPDATE ledger_total SET "read" = 0', "ledger_total di versi"),
    "a run that never was": ("staff", "UPDATE run SET status = 'refused'", "run di versi"),
    "a public figure that was never counted": (
        "public",
        "INSERT INTO figure (metric, kind, n) VALUES ('complaints', 'month', 9)",
        "figure di versi",
    ),
    "a public channel is renamed": ("public", "UPDATE channel SET name = 'x'", "channel di versi"),
}


@pytest.mark.parametrize(("audience", "fault", "said"), PLANTED.values(), ids=PLANTED)
def test_what_the_version_says_otherwise_is_named(tiny: Tiny, audience: str, fault: str, said: str) -> None:
    with duckdb.connect(str(version(tiny) / f"{audience}.duckdb")) as connection:
        assert connection.execute(fault).fetchone() != (0,)
    (found,) = tiny.faults()
    assert found.startswith(said)
    assert "jalankan etl run" in found


def test_days_and_places_are_told(tiny: Tiny) -> None:
    with duckdb.connect(str(version(tiny) / "staff.duckdb")) as connection:
        connection.execute("UPDATE complaints_day SET n = n + 1")
        connection.execute("DELETE FROM service WHERE code = 'kk'")
    days, places = tiny.faults()
    assert "pada 02/03/2026 (1)" in days
    assert " kk" in places


def test_a_manifest_that_says_another_day_is_named(tiny: Tiny) -> None:
    path = version(tiny) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "first_day": "2020-01-01"}), encoding="utf-8")
    (found,) = tiny.faults()
    assert "first_day" in found


def test_facts_that_are_not_yet_published_are_told(tiny: Tiny) -> None:
    path = version(tiny) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "generation": 0}), encoding="utf-8")
    (found,) = tiny.faults()
    assert "dibuat dari fakta ke-0" in found
    tiny.run()
    assert tiny.faults() == []
