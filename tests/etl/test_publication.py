"""What a version says that its data hold: never more than was over, and heard of, when they were read."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from etl.held import covered, source_states
from etl.period import Period
from etl.publication import Publication, made_by, prepare
from etl.settings import Settings, load_settings
from etl.warehouse.schema import ledger
from tests.build import Warehouse, reference
from tests.drawn import complaints, of_rows, utc, visits

pytestmark = pytest.mark.usefixtures("engine")

# 2025-06-16 is a Monday; 27 June, Islamic New Year, is a holiday of the national list.
SOURCES = """
[office]
code = "63.71.04"
"""
BLOCK = """
[source.{name}]
fact = "{fact}"
read = "csv"
path = "{name}.csv"
max_age = "1d"
[source.{name}.columns]
id = {{ from = "id" }}
"""


@pytest.fixture
def office(tmp_path: Path) -> Any:
    def settings(**sources: str) -> Settings:
        blocks = [BLOCK.format(name=name, fact=fact) for name, fact in sources.items()]
        config = tmp_path / "office.toml"
        config.write_text("".join([SOURCES, *blocks]), encoding="utf-8")
        return load_settings({"PANTAU_CONFIG": str(config)})

    return settings


def held(warehouse: Warehouse, settings: Settings, metric: str) -> Period | None:
    states = source_states(warehouse.connection, settings, reference())
    return covered(warehouse.connection, states, settings, reference()).get(metric)


def made(warehouse: Warehouse, settings: Settings) -> Publication:
    return prepare(warehouse.connection, settings, reference(), {"generation": 1})


def asked(warehouse: Warehouse, source: str, first: str, last: str) -> None:
    rows = [{"id": day, "submitted_at": utc(f"{day}T10:00"), "status": "open"} for day in (first, last)]
    warehouse.load(of_rows("request", rows), file=source, source=source)


def read_at(warehouse: Warehouse, source: str, written: str) -> None:
    at = update(ledger).values(loaded_at=utc(written))
    warehouse.connection.execute(at.where(ledger.c.source == source))


def test_a_day_is_held_once_it_was_over_when_the_source_was_read(warehouse: Warehouse, office: Any) -> None:
    """Read at noon of the last day of a month, the month is not whole: its evening is still to come."""
    settings = office(loket="request")
    asked(warehouse, "loket", "2025-06-02", "2025-07-31")
    read_at(warehouse, "loket", "2025-07-31T12:00")
    assert held(warehouse, settings, "volume") == Period(date(2025, 5, 31), date(2025, 7, 31))
    read_at(warehouse, "loket", "2025-08-01T00:10")
    assert held(warehouse, settings, "volume") == Period(date(2025, 5, 31), date(2025, 8, 1))


def test_closed_days_after_the_last_one_are_held_with_it(warehouse: Warehouse, office: Any) -> None:
    asked(warehouse, "loket", "2025-08-01", "2025-08-29")
    assert held(warehouse, office(loket="request"), "volume") == Period(date(2025, 8, 1), date(2025, 9, 1))


def test_a_source_that_is_late_holds_the_month_back(warehouse: Warehouse, office: Any) -> None:
    """Half of the counter's October would else be published as the whole of it."""
    asked(warehouse, "loket", "2025-08-01", "2025-08-12")
    asked(warehouse, "elok", "2025-08-01", "2025-09-30")
    assert held(warehouse, office(loket="request", elok="request"), "volume") == Period(
        date(2025, 8, 1), date(2025, 8, 13)
    )


def test_a_source_that_is_not_late_yet_had_nothing_to_tell(warehouse: Warehouse, office: Any) -> None:
    asked(warehouse, "loket", "2025-08-01", "2025-09-29")
    asked(warehouse, "elok", "2025-08-01", "2025-09-30")
    assert held(warehouse, office(loket="request", elok="request"), "volume") == Period(
        date(2025, 8, 1), date(2025, 10, 1)
    )


def test_a_source_that_is_no_longer_read_holds_nothing_back(warehouse: Warehouse, office: Any) -> None:
    asked(warehouse, "lama", "2025-08-01", "2025-08-12")
    asked(warehouse, "baru", "2025-08-13", "2025-09-30")
    assert held(warehouse, office(baru="request"), "volume") == Period(date(2025, 8, 1), date(2025, 10, 1))


def test_a_metric_of_two_facts_is_held_where_both_are(warehouse: Warehouse, office: Any) -> None:
    asked(warehouse, "loket", "2025-08-01", "2025-08-12")
    warehouse.load(visits("taken\n2025-08-06T08:00\n2025-09-30T08:00"), file="v", source="antrean")
    settings = office(loket="request", antrean="visit")
    assert held(warehouse, settings, "on_time") == Period(date(2025, 8, 6), date(2025, 8, 13))
    assert held(warehouse, settings, "ikm") is None


def test_other_code_of_a_metric_makes_another_version(
    office: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Public figures are worked out when they are published: another rounding must reach the page."""
    before = made_by(office(), reference())
    assert made_by(office(), reference()) == before
    (tmp_path / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.setattr("etl.metrics.__file__", str(tmp_path / "__init__.py"))
    assert made_by(office(), reference()) != before


def test_a_version_says_from_which_day_on_requests_are_too_new(warehouse: Warehouse, office: Any) -> None:
    """By the day of the data, not by the clock: a version that is read a year later says the same."""
    assert made(warehouse, office()).manifest["mature_day"] is None
    asked(warehouse, "loket", "2025-06-02", "2025-06-20")
    manifest = made(warehouse, office(loket="request")).manifest
    assert (manifest["data_time"], manifest["mature_day"]) == ("2025-06-20T02:00:00", "2025-06-17")


def test_a_staff_version_names_the_late_cases_of_its_own_day(warehouse: Warehouse, office: Any) -> None:
    """Due before the day of the data and still open: requests, visits, complaints, each by its promise."""
    asked(warehouse, "loket", "2025-06-16", "2025-06-20")
    warehouse.load(complaints("id received\nc1 2025-06-16T08:00"), file="c", source="pengaduan")
    warehouse.load(visits("id taken outcome\nv1 2025-06-19T08:00 open\nv2 2025-06-20T09:00 open"), file="v")
    warehouse.roll_up()
    settings = office(loket="request", pengaduan="complaint")
    warehouse.connection.exec_driver_sql("CREATE SCHEMA draft")
    made(warehouse, settings).staff(warehouse.connection, "draft")
    late = warehouse.connection.exec_driver_sql("SELECT fact, promise, id FROM draft.late_case").all()
    assert sorted(map(tuple, late)) == [
        ("complaint", "tanggapan", "c1"),
        ("request", "selesai", "2025-06-16"),
        ("visit", "selesai", "v1"),
    ]
    standards = "SELECT category, promise, value FROM draft.complaint_standard ORDER BY 1, 2, 3"
    assert warehouse.connection.exec_driver_sql(standards).all() == sorted(
        (row.category, row.promise, row.value) for row in reference().complaint_standards
    )


def test_who_waits_is_known_up_to_the_queue_that_was_heard_of_least_recently(
    warehouse: Warehouse, office: Any
) -> None:
    """A fresh log of requests says nothing about the queue, and one queue nothing about the other."""
    settings = office(loket="request", satu="visit", dua="visit")
    asked(warehouse, "loket", "2025-06-16", "2025-06-17")
    called = "\n".join(f"a{n} 08:00 08:{n + 10} served" for n in range(12))
    warehouse.load(visits(f"id taken called outcome\n{called}\nb 08:15 . open"), file="satu", source="satu")
    warehouse.load(visits("id taken outcome\nc 08:40 open\nd 08:50 open"), file="dua", source="dua")
    warehouse.roll_up()
    warehouse.connection.exec_driver_sql("CREATE SCHEMA draft")
    made(warehouse, settings).public(warehouse.connection, "draft")
    (fields,) = warehouse.connection.exec_driver_sql(
        "SELECT fields FROM draft.figure WHERE metric = 'now'"
    ).one()
    assert json.loads(fields)["at"] == "2025-06-16T00:21:00"
    assert json.loads(fields)["waiting"] == 3
