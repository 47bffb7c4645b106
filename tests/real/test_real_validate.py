"""Logs that no one here wrote, through source blocks alone; their own published figures are the oracle."""

import csv
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import fmean, median

import pyarrow as pa
import pytest

from etl.reference import load_reference
from etl.settings import load_settings
from etl.skm import UNSUR
from etl.sources import reader_of
from etl.validate import Checked, Validator

ROOT = Path(__file__).parents[2]
BLOCKS = Path(__file__).parent / "blocks"
DATA = Path(os.environ.get("PANTAU_REAL_DATA") or "../shared/data")
DATA = DATA if DATA.is_absolute() else ROOT / DATA

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"data nyata tidak ada di {DATA} (PANTAU_REAL_DATA)"),
]


@cache
def checked(name: str) -> Checked:
    """Every file of the one source in `blocks/<name>.toml`, as one."""
    settings = load_settings({"PANTAU_CONFIG": str(BLOCKS / f"{name}.toml")})
    [block] = settings.sources.values()
    validator = Validator(block, load_reference(settings.reference), now=datetime(2026, 11, 1, tzinfo=UTC))
    found: list[Checked] = []
    for path in sorted(DATA.glob(block.path)):
        with path.open("rb") as file:
            batches = reader_of(block).read(file, block).batches
            found += [validator.check(batch, file_name=path.name) for batch in batches]
    return Checked(
        pa.concat_tables([one.facts for one in found]),
        pa.concat_tables([one.asides for one in found]),
        pa.concat_tables([one.rejects for one in found]),
        *(sum(getattr(one, field) for one in found) for field in ("read", "rejected", "excluded", "skewed")),
    )


def written(pattern: str) -> list[dict[str, str]]:
    """The cells as they stand, for comparison: read without anything of ours."""
    rows: list[dict[str, str]] = []
    for path in sorted(DATA.glob(pattern)):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def seconds(table: pa.Table, start: str, end: str) -> list[int]:
    pairs = zip(table[start].to_pylist(), table[end].to_pylist(), strict=True)
    return [round((b - a).total_seconds()) for a, b in pairs if a is not None and b is not None]


# Boston


def test_boston_is_loaded_whole():
    found = checked("boston")
    assert (found.read, found.rejected, found.excluded, found.facts.num_rows) == (13_117, 0, 0, 13_117)
    assert len(set(found.facts["id"].to_pylist())) == 13_117


def test_boston_areas_and_channels_are_exact():
    rows = written("boston311-2015/*.csv")
    settings = load_settings({"PANTAU_CONFIG": str(BLOCKS / "boston.toml")})
    reference = load_reference(settings.reference)
    names = {area.code: area.name for area in reference.areas} | {"tidak-diketahui": ""}
    areas = Counter(names[code] for code in checked("boston").facts["area"].to_pylist())
    assert areas == Counter(row["neighborhood"] for row in rows)
    assert (areas[""], areas["Allston / Brighton"], areas["Allston"], areas["Brighton"]) == (
        2_500,
        1_334,
        32,
        39,
    )
    assert areas["South Boston"] == 20
    channels = {channel.code: channel.name for channel in reference.channels}
    counted = Counter(channels[code] for code in checked("boston").facts["channel"].to_pylist())
    assert counted == Counter(row["Source"] for row in rows)
    assert counted["Constituent Call"] == 7_686


def test_boston_services_and_states_are_exact():
    facts = checked("boston").facts
    assert sorted(Counter(facts["service"].to_pylist()).values()) == [
        1_069,
        1_324,
        1_357,
        2_476,
        2_607,
        4_284,
    ]
    assert Counter(facts["status"].to_pylist()) == {"completed": 11_280, "open": 1_837}
    assert facts["completed_at"].null_count == 1_837


def test_boston_closed_by_target_is_the_citys_own_flag_on_every_row_that_has_one():
    flags = {row["CASE_ENQUIRY_ID"]: row["OnTime_Status"] for row in written("boston311-2015/*.csv")}
    judged = [
        (row["completed_at"] <= row["due_at"], flags[row["id"]] == "ONTIME")
        for row in checked("boston").facts.select(["id", "completed_at", "due_at"]).to_pylist()
        if row["completed_at"] and row["due_at"] and flags[row["id"]]
    ]
    assert len(judged) == 8_873
    assert all(ours == theirs for ours, theirs in judged)


def test_boston_clocks_are_read_month_first_and_by_twelve_hours():
    facts = {row["id"]: row for row in checked("boston").facts.to_pylist()}
    first = facts["101001241058"]
    # 01/02/2015 09:27:07 AM is 2 January; winter time is five hours behind UTC.
    assert first["submitted_at"] == datetime(2015, 1, 2, 14, 27, 7)  # noqa: DTZ001


# The call centre


def test_the_call_centre_is_read_whole_and_its_phantoms_are_counted():
    found = checked("callcentre")
    assert (found.read, found.rejected, found.excluded, found.facts.num_rows) == (23_668, 0, 199, 23_469)
    assert Counter(found.facts["outcome"].to_pylist()) == {"served": 15_888, "left": 7_581}
    assert found.facts["called_at"].null_count == 7_581
    assert found.facts["started_at"].null_count == 23_469 - 15_866
    assert found.facts["taken_at"].null_count == 0


def test_the_call_centres_waits_and_services_are_the_published_seconds():
    calls = {f"{row['date']}|{row['vru+line']}|{row['call_id']}": row for row in written("callcentre/*.csv")}
    table = checked("callcentre").facts
    waits = services = over_midnight = 0
    for row in table.select(["id", "taken_at", "called_at", "started_at", "finished_at"]).to_pylist():
        call = calls[row["id"]]
        if row["called_at"] is not None:
            assert row["called_at"] - row["taken_at"] == timedelta(seconds=int(call["q_time"])), row
            waits += 1
        if row["started_at"] is not None:
            assert row["finished_at"] - row["started_at"] == timedelta(seconds=int(call["ser_time"])), row
            services += 1
            over_midnight += call["ser_exit"].zfill(8) < call["ser_start"].zfill(8)
    assert (waits, services) == (15_888, 15_866)
    assert over_midnight > 0


def test_those_who_left_the_call_centre_waited_the_published_seconds():
    calls = {f"{row['date']}|{row['vru+line']}|{row['call_id']}": row for row in written("callcentre/*.csv")}
    for row in checked("callcentre").facts.to_pylist():
        if row["outcome"] == "left":
            assert row["finished_at"] - row["taken_at"] == timedelta(
                seconds=int(calls[row["id"]]["q_time"])
            ), row


# The canteen


def test_the_canteens_waits_and_services_are_as_its_observers_found():
    found = checked("kantin")
    assert (found.read, found.rejected, found.facts.num_rows) == (81, 0, 81)
    waits = seconds(found.facts, "taken_at", "called_at")
    services = seconds(found.facts, "called_at", "finished_at")
    assert (round(fmean(waits), 3), median(waits), max(waits)) == (120.272, 92, 354)
    assert (round(fmean(services), 3), median(services), max(services)) == (31.395, 31, 59)
    # 12:00:15 in Lampung (WIB).
    assert found.facts["taken_at"][0].as_py() == datetime(2020, 1, 31, 5, 0, 15)  # noqa: DTZ001


# The survey


def test_the_surveys_answers_have_the_known_means():
    found = checked("mahulu")
    assert (found.read, found.rejected, found.facts.num_rows) == (26, 0, 26)
    assert [round(fmean(found.facts[name].to_pylist()), 4) for name in UNSUR] == [
        3.5769, 3.6154, 3.5769, 3.9615, 3.6538, 3.6538, 3.7692, 3.6923, 3.9231,
    ]  # fmt: skip
    # The clock of the dump is UTC.
    assert found.facts["answered_at"][0].as_py() == datetime(2025, 11, 12, 5, 45, 53)  # noqa: DTZ001
    assert Counter(found.facts["sex"].to_pylist()).keys() == {"L", "P"}


def test_without_the_nine_tries_seventeen_answers_stay():
    """29, Swasta, all fours: the developer's own (README of the data)."""
    facts = checked("mahulu").facts.to_pylist()
    tries = [row for row in facts if row["age_band"] == "29" and row["occupation"] == "Swasta"]
    assert len(facts) - len(tries) == 17
