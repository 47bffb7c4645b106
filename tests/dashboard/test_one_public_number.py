"""What the public is told is what SQL on the facts says, rounded by the written rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.filters import Filters
from dashboard.reader import PublicReader
from dashboard.store import Store
from tests.conftest import Loaded
from tests.dashboard import by_hand
from tests.dashboard.by_hand import Bin

Row = dict[str, Any]
PUBLISHED = (
    ("volume", ()),
    ("volume", ("channel",)),
    ("volume", ("area",)),
    ("on_time", ()),
    ("on_time", ("service",)),
    ("waiting", ()),
    ("waiting", ("weekday", "hour")),
    ("ikm", ()),
)
TOO_FEW = 10
each_figure = pytest.mark.parametrize(("metric", "by"), PUBLISHED)


@pytest.fixture(scope="module")
def reader(loaded: Loaded) -> Iterator[PublicReader]:
    store = Store(str(loaded.office.warehouse), "public")
    held = store.public_reader()
    assert held is not None
    yield held
    store.close()


def five(n: int) -> int | None:
    """To the nearest 5; fewer than ten are nobody's business, none too."""
    return None if n < TOO_FEW else 5 * floor(Fraction(n, 5) + Fraction(1, 2))


def told(metric: str, row: Row) -> Row:
    """The n and the values of a row by hand, as the public may know them."""
    n = {"on_time": row.get("judged"), "ikm": row["n"] if row["n"] >= TOO_FEW else 0}.get(metric, row["n"])
    shown = n if metric == "ikm" else five(n)
    if not shown:
        return {"n": None, "hidden": True}
    values: Row
    if metric == "volume":
        values = {"value": shown}
    elif metric == "on_time":
        # Down to a tenth of a percent: never in our favour.
        values = {"value": Fraction(floor(row["value"] * 1000), 1000)}
    elif metric == "waiting":
        values = {
            # To the whole second, up: from the last part of a bin to its edge.
            **{name: Bin(row[name].low, row[name].high + 0.5) for name in ("p50_seconds", "p90_seconds")},
            "limit_seconds": row["limit_seconds"],
            "mean_seconds": ceil(row["mean_seconds"]),
            "share_over": Fraction(ceil(row["share_over"] * 1000), 1000),
        }
    else:
        values = {name: value for name, value in row.items() if name not in ("n", "hidden")}
    return {"n": shown, "hidden": False, **values}


def by_sql(
    reader: PublicReader, loaded: Loaded, metric: str, by: tuple[str, ...], span: Filters
) -> list[Row]:
    with loaded.office.facts() as connection:
        found = by_hand.values(connection, metric, by, span, by_hand.Days(reader.data.last_day))
    rows = {tuple(row[key] for key in by): row for row in found}
    if by == ("area",):
        # Where nobody came from is told like where a few came from.
        rows = {(code,): rows.get((code,), {"n": 0}) for code, _ in reader.choices("area")}
    return [
        {
            **dict(zip(by, keys, strict=True)),
            **told(metric, {name: value for name, value in rows[keys].items() if name not in by}),
            # How many come in an hour of the week is not told.
            **({"n": None} if by == ("weekday", "hour") else {}),
        }
        for keys in sorted(rows)
    ]


@each_figure
def test_a_public_figure_is_the_rounded_figure(
    reader: PublicReader, loaded: Loaded, metric: str, by: tuple[str, ...]
) -> None:
    spans = reader.periods(metric, by)
    assert spans
    for _, start, finish in spans:
        expected = by_sql(reader, loaded, metric, by, Filters(start, finish))
        found = sorted(reader.values(metric, by, start, finish), key=lambda row: [row[key] for key in by])
        # A percentile by hand is a bin: on the left, where it decides what equals it.
        assert expected == found, (start, finish)


@each_figure
def test_the_command_line_prints_the_public_figures(
    reader: PublicReader, loaded: Loaded, metric: str, by: tuple[str, ...]
) -> None:
    _, start, finish = reader.periods(metric, by)[-1]
    words = ["figures", metric, "--public", "--json", "--from", str(start), "--to", str(finish)]
    ran = CliRunner().invoke(app, [*words, "--by", ",".join(by)], env=loaded.office.environ)
    assert ran.exit_code == 0, ran.output
    printed = json.loads(ran.stdout)
    rows = reader.values(metric, by, start, finish)
    assert len(printed) == len(rows) > 0
    for one, row in zip(printed, rows, strict=True):
        assert one["data_version"] == reader.data.version
        flat = {**one, **{f"nrr_{unsur}": value for unsur, value in one.get("nrr", {}).items()}}
        assert {name: flat[name] for name in row} == {
            name: float(value) if isinstance(value, Fraction) else value for name, value in row.items()
        }
