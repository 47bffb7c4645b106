"""One number everywhere: the reader, the command line and plain SQL on the facts say the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.filters import Filters
from dashboard.reader import NoSuchBreakdown, Reader
from dashboard.roles import EVERYTHING
from dashboard.store import Store
from tests.conftest import Loaded
from tests.dashboard import by_hand, chance
from tests.office import ROOT

MANY = 30
Asked = tuple[tuple[str, ...], Filters]


@pytest.fixture(scope="module")
def reader(loaded: Loaded) -> Iterator[Reader]:
    store = Store(str(loaded.office.warehouse), "staff")
    held = store.reader(EVERYTHING)
    assert held is not None
    yield held
    store.close()


def asked(reader: Reader, metric: str) -> list[Asked]:
    found = chance.filters(reader, metric, MANY)
    return [(chance.keys(reader, metric, chosen, (metric, n)), chosen) for n, chosen in enumerate(found)]


@pytest.mark.parametrize("metric", by_hand.METRICS)
def test_the_reader_says_what_sql_on_the_facts_says(reader: Reader, loaded: Loaded, metric: str) -> None:
    counted = 0
    with loaded.office.facts() as connection:
        for by, chosen in asked(reader, metric):
            told = by_hand.values(connection, metric, by, chosen, reader.data.last_day)
            found = reader.values(metric, by, filters=chosen)
            # A percentile by hand is a bin: it stands on the left, where it decides what equals it.
            assert told == found, (by, chosen)
            counted += bool(found)
    assert counted > MANY / 2, "too many of the filters find nothing"


def test_the_last_day_is_the_day_of_the_latest_event(reader: Reader, loaded: Loaded) -> None:
    moments = {
        "visit": ("taken_at", "called_at", "started_at", "finished_at"),
        "request": ("submitted_at", "completed_at"),
        "answer": ("answered_at",),
        "complaint": ("received_at", "responded_at", "closed_at"),
    }
    with loaded.office.facts() as connection:
        latest = max(
            connection.exec_driver_sql(
                f"SELECT CAST(max(greatest({', '.join(columns)})) + INTERVAL 8 HOUR AS DATE) FROM {fact}"
            ).scalar_one()
            for fact, columns in moments.items()
        )
    assert reader.data.last_day == latest


def command(metric: str, by: tuple[str, ...], chosen: Filters) -> list[str]:
    words = ["figures", metric, "--json", "--from", chosen.start.isoformat(), "--to", chosen.end.isoformat()]
    words += ["--by", ",".join(by)] if by else []
    for code in by_hand.CODES:
        if (value := getattr(chosen, code)) is not None:
            words += [f"--{code}", value]
    return words


def written(reader: Reader, row: dict[str, Any]) -> dict[str, Any]:
    """As JSON has it: fractions as numbers, days as text, nine NRR under one name; and whose data it is."""
    plain = {key: _plain(value) for key, value in row.items() if not key.startswith("nrr_")}
    nrr = {key.removeprefix("nrr_"): _plain(value) for key, value in row.items() if key.startswith("nrr_")}
    about = {"data_version": reader.data.version, "note": "Data contoh · bukan data kantor"}
    return {**plain, **({"nrr": nrr} if nrr else {}), **about}


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return value.numerator / value.denominator
    return str(value) if isinstance(value, date) else value


@pytest.mark.parametrize("by", [("day", "hour"), ("week", "hour"), ("counter",)])
def test_what_is_not_kept_is_refused_not_invented(reader: Reader, by: tuple[str, ...]) -> None:
    with pytest.raises(NoSuchBreakdown, match="Kunjungan tidak tersedia menurut"):
        reader.values("arrivals", by, filters=Filters(date(2026, 1, 1), date(2026, 1, 31)))


@pytest.mark.parametrize("metric", by_hand.METRICS)
def test_the_command_line_prints_what_the_reader_says(reader: Reader, loaded: Loaded, metric: str) -> None:
    for by, chosen in asked(reader, metric):
        ran = CliRunner().invoke(app, command(metric, by, chosen), env=loaded.office.environ)
        assert ran.exit_code == 0, ran.output
        rows = [written(reader, row) for row in reader.values(metric, by, filters=chosen)]
        assert json.loads(ran.stdout) == rows, (by, chosen)


@pytest.mark.parametrize("metric", ["on_time", "waiting", "ikm"])
def test_the_real_command_line_too(reader: Reader, loaded: Loaded, metric: str) -> None:
    by, chosen = next(
        pair for pair in asked(reader, metric) if reader.values(metric, pair[0], filters=pair[1])
    )
    ran = subprocess.run(
        [sys.executable, "-m", "dashboard", *command(metric, by, chosen)],
        env={**os.environ, **loaded.office.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) == [
        written(reader, row) for row in reader.values(metric, by, filters=chosen)
    ]
