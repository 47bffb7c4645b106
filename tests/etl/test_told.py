"""What a version tells of the sources of an office, through real facts; and for the public by fact."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.errors import ConfigProblem
from etl.held import source_states
from etl.settings import Settings, load_settings
from etl.told import Told, by_fact, tell
from tests.build import Warehouse, reference
from tests.drawn import of_rows, utc

# 2025-06-16 is a Monday.
BLOCK = """
[source.{name}]
fact = "request"
read = "csv"
path = "{name}.csv"
{more}
[source.{name}.columns]
id = {{ from = "id" }}
channel = {{ value = "{channel}" }}
"""


def office(folder: Path, **sources: tuple[str, str]) -> Settings:
    """Source → its channel and further keys."""
    blocks = [
        BLOCK.format(name=name, channel=channel, more=more) for name, (channel, more) in sources.items()
    ]
    config = folder / "office.toml"
    config.write_text('[office]\ncode = "63.71.04"\n' + "".join(blocks), encoding="utf-8")
    return load_settings({"PANTAU_CONFIG": str(config)})


def came(warehouse: Warehouse, source: str, *days: str, at: str = "2025-06-20T20:00") -> None:
    rows = [{"id": day, "submitted_at": utc(f"{day}T10:00"), "status": "open"} for day in days]
    warehouse.load(of_rows("request", rows), file=source, source=source)
    warehouse.connection.exec_driver_sql(
        "UPDATE ledger SET loaded_at = ? WHERE source = ?", (utc(at), source)
    )


def told(warehouse: Warehouse, settings: Settings) -> tuple[dict[str, dict[str, Any]], Told]:
    states = source_states(warehouse.connection, settings, reference())
    found = tell(warehouse.connection, states, settings, reference())
    return {row["source"]: row for row in found.states}, found


def test_a_declared_source_is_told_of_before_it_ever_came(warehouse: Warehouse, tmp_path: Path) -> None:
    settings = office(tmp_path, loket=("loket", 'max_age = "1d"'), elok=("elok", 'max_age = "1d"'))
    assert told(warehouse, settings)[1].days == []
    came(warehouse, "loket", "2025-06-16", "2025-06-18")
    states, found = told(warehouse, settings)
    assert states["elok"]["first_day"] is None
    assert (states["elok"]["online"], states["loket"]["online"]) == (True, False)
    assert states["loket"]["open_before"] == date(2025, 6, 13)
    assert states["loket"]["next_expected"] == date(2025, 6, 19)
    lacking = [row["day"].day for row in found.days if row["expected"] and not row["rows"]]
    assert lacking == [17, 19, 20]
    assert {row["source"] for row in found.days} == {"loket"}


def test_a_source_that_the_settings_no_longer_name_is_told_of_to_its_last_day(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    came(warehouse, "lama", "2025-06-16", "2025-06-18")
    came(warehouse, "loket", "2025-06-19", "2025-06-20")
    states, found = told(warehouse, office(tmp_path, loket=("loket", 'max_age = "1d"')))
    assert (states["lama"]["active"], states["lama"]["late_at"]) == (False, None)
    assert [row["day"].day for row in found.days if row["source"] == "lama" and row["expected"]] == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('max_age = "3d"', "working_days"),
        ('max_age = "7d"', "working_days"),
        ('max_age = "8d"', "none"),
        ("", "none"),
        ('max_age = "30d"\nexpected = "daily"', "daily"),
        ('expected = "working_days"', "working_days"),
        ('max_age = "1d"\nexpected = "none"', "none"),
    ],
)
def test_what_is_expected_follows_from_the_settings(tmp_path: Path, more: str, expected: str) -> None:
    assert office(tmp_path, loket=("loket", more)).sources["loket"].expectation == expected


def test_another_word_is_refused_with_its_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"source\.loket\.expected"):
        office(tmp_path, loket=("loket", 'expected = "kadang"'))


def test_how_often_something_is_expected_changes_no_reading(tmp_path: Path) -> None:
    daily, never = (
        office(tmp_path, loket=("loket", f'expected = "{word}"')).sources["loket"]
        for word in ("daily", "none")
    )
    assert daily.digest() == never.digest()


def test_the_public_learns_per_fact_what_lacks_and_nothing_of_how_much(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    settings = office(tmp_path, loket=("loket", 'max_age = "1d"'), elok=("elok", 'max_age = "1d"'))
    came(warehouse, "loket", "2025-06-16", "2025-06-17", "2025-06-18")
    came(warehouse, "elok", "2025-06-16", "2025-06-18")
    public = by_fact(told(warehouse, settings)[1])
    assert [row["source"] for row in public.states] == ["request"]
    assert {row["day"].day: row["rows"] for row in public.days if row["day"].day < 19} == {
        16: 1,
        17: 0,
        18: 1,
    }
    assert not {"read", "rejected", "first_at"} & set(public.days[0])
