"""One number everywhere: the reader, the command line and plain SQL on the facts say the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.filters import Filters
from dashboard.reader import ONLINE, NoSuchBreakdown, NotThisPeriod, Reader
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from etl.metrics import metrics
from etl.period import add_months
from tests.conftest import Loaded
from tests.dashboard import by_hand, chance
from tests.office import ROOT

COMMANDS = 3
"""A command costs as much as twenty readings, and prints what the reader says whatever is asked."""

Asked = tuple[tuple[str, ...], Filters]


@pytest.fixture(scope="module")
def reader(loaded: Loaded) -> Iterator[Reader]:
    store = Store(str(loaded.office.warehouse), "staff")
    held = store.reader(EVERYTHING)
    assert held is not None
    yield held
    store.close()


def breakdowns(metric: str) -> list[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """Every breakdown of this metric by one key, and some by two; what may be filtered; whole months only."""
    codes = by_hand.dimensions(metric)
    days = ("day", "week", "month", *(() if metric in ("backlog", "on_time") else ("weekday",)))
    plain: list[tuple[str, ...]] = [(), *((key,) for key in (*codes, *days))]
    plain += [("month", "office"), ("channel", "month"), ("week", "month"), (codes[2], "day")]
    found = [(by, codes, False) for by in plain]
    for key, kinds in by_hand.own_keys(metric).items():
        found += [(by, kinds, False) for by in ((key,), (key, "office"), ("month", key), (key, "weekday"))]
    if metric in by_hand.HOURS:
        hours = (("hour",), ("weekday", "hour"), ("hour", "area", "month"), ("weekday",))
        found += [(by, codes, True) for by in hours]
    return found


def asked(reader: Reader, metric: str) -> list[Asked]:
    """Each breakdown once, in a period and with filters of its own."""
    found = []
    for by, kinds, monthly in breakdowns(metric):
        chosen = next(chance.filters(reader, (metric, by), 1, kinds))
        if monthly:
            # Two months that were over on the day of the data, which hours are judged by.
            first, last = reader.data.first_day.replace(day=1), reader.data.last_day.replace(day=1)
            start = min(max(chosen.start.replace(day=1), first), add_months(last, -2))
            chosen = replace(chosen, start=start, end=add_months(start, 2) - timedelta(days=1))
        found.append((by, chosen))
    return found


@pytest.mark.parametrize("metric", by_hand.METRICS)
def test_the_reader_says_what_sql_on_the_facts_says(reader: Reader, loaded: Loaded, metric: str) -> None:
    days = by_hand.Days(reader.data.last_day, reader.data.mature_day)
    counted = 0
    with loaded.office.facts() as connection:
        for by, chosen in asked(reader, metric):
            told = by_hand.values(connection, metric, by, chosen, days)
            found = reader.values(metric, by, filters=chosen)
            # A percentile by hand is a bin: it stands on the left, where it decides what equals it.
            assert told == found, (by, chosen)
            counted += bool(found)
    assert counted > len(breakdowns(metric)) / 3, "too many of the filters find nothing"


def test_every_metric_has_been_written_a_second_time() -> None:
    assert sorted(by_hand.METRICS) == list(metrics())


def test_every_breakdown_is_asked_for() -> None:
    """What a level keeps beside the dimensions, of each metric."""
    for name, metric in metrics().items():
        keys = {key for by, _, _ in breakdowns(name) for key in by}
        extra = {key for level in metric.levels if not level.whole for key in level.extra}
        assert keys >= {*metric.dimensions, *extra}


def test_the_matrix_is_what_sql_on_the_facts_says(reader: Reader, loaded: Loaded) -> None:
    chosen = Filters(reader.data.first_day, reader.data.last_day)
    with loaded.office.facts() as connection:
        query = f"SELECT {by_hand.KEYS['pattern']}, count(*) FROM answer GROUP BY 1"
        told = dict(connection.exec_driver_sql(query).all())
    assert told
    assert told == {row["pattern"]: row["n"] for row in reader.numbers("ikm", ("pattern",), filters=chosen)}


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


def test_a_stock_has_no_weekday(reader: Reader) -> None:
    with pytest.raises(NoSuchBreakdown, match="weekday"):
        reader.values("backlog", ("weekday",), filters=Filters(date(2026, 1, 1), date(2026, 1, 31)))


def test_hours_of_promises_are_told_of_months_that_were_over_on_the_day_of_the_data(reader: Reader) -> None:
    """Of the month that holds it, whole months do not say what is overdue: the months before are offered."""
    assert reader.data.last_day == date(2026, 4, 2)
    april = Filters(date(2026, 3, 1), date(2026, 4, 30))
    with pytest.raises(NotThisPeriod) as refused:
        reader.values("on_time", ("weekday", "hour"), filters=april)
    assert refused.value.nearest == (date(2026, 3, 1), date(2026, 3, 31))
    assert reader.values("waiting", ("weekday", "hour"), filters=april)


def printed(reader: Reader, row: dict[str, Any], metric: str, chosen: Filters) -> dict[str, Any]:
    """With the sentence about the data that stands beside the figure on a page."""
    facts, online = reader.metric(metric).facts, metric == ONLINE
    found = reader.completeness(facts, chosen.start, chosen.end, chosen.office, online=online)
    return {**written(reader, row), "completeness": found.words}


@pytest.mark.parametrize("metric", by_hand.METRICS)
def test_the_command_line_prints_what_the_reader_says(reader: Reader, loaded: Loaded, metric: str) -> None:
    for by, chosen in Random(metric).sample(asked(reader, metric), COMMANDS):
        ran = CliRunner().invoke(app, command(metric, by, chosen), env=loaded.office.environ)
        assert ran.exit_code == 0, ran.output
        rows = [printed(reader, row, metric, chosen) for row in reader.values(metric, by, filters=chosen)]
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
        printed(reader, row, metric, chosen) for row in reader.values(metric, by, filters=chosen)
    ]
