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
from dashboard.public_reader import PublicReader
from dashboard.store import Store
from tests.conftest import Loaded
from tests.dashboard import by_hand

Row = dict[str, Any]
PUBLISHED = (
    *(("volume", by) for by in ((), ("channel",), ("area",))),
    *(("on_time", by) for by in ((), ("service",), ("office",))),
    *(("waiting", by) for by in ((), ("service",), ("office",), ("weekday", "hour"))),
    *(("ikm", by) for by in ((), ("service",), ("office",))),
)
TOO_FEW = 10
EVERYWHERE = ("area", "office")
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


def part(n: int) -> int:
    """The finest part of a share that each n which is shown so may have."""
    return next(count for count in (1000, 100, 20, 10) if count <= max(TOO_FEW, n - 2))


def told(metric: str, by: tuple[str, ...], row: Row) -> Row:
    """The n and the values of a row by hand, as the public may know them."""
    people = row.get("judged", 0) if metric == "on_time" else row["n"]
    n = five(people)
    if n is None:
        return {"n": None, "hidden": True}
    values: Row
    if metric == "volume":
        values = {"value": n}
    elif metric == "on_time":
        # Down: never in our favour.
        values = {"value": Fraction(floor(row["value"] * part(n)), part(n))}
    elif metric == "waiting":
        values = {
            # The upper edge of the bin, to the whole minute, up.
            **{name: 60 * ceil(Fraction(row[name].high) / 60) for name in ("p50_seconds", "p90_seconds")},
            "limit_seconds": row["limit_seconds"],
            "share_over": Fraction(ceil(row["share_over"] * part(n)), part(n)),
        }
        if "hour" in by:
            del values["limit_seconds"], values["share_over"]
    else:
        n = people if not by else n
        values = {name: row[name] for name in row if not by or name in ("index", "mutu", "weight")}
        values = {name: value for name, value in values.items() if name not in ("n", "hidden")}
    return {"n": n, "hidden": False, **values}


def by_sql(
    reader: PublicReader, loaded: Loaded, metric: str, by: tuple[str, ...], span: Filters
) -> list[Row]:
    with loaded.office.facts() as connection:
        found = by_hand.values(connection, metric, by, span, by_hand.Days(reader.data.last_day))
    rows = {tuple(row[key] for key in by): row for row in found}
    if by[:1] in ((key,) for key in EVERYWHERE):
        # Where nobody came from, or to, is told like where a few did.
        rows = {(code,): rows.get((code,), {"n": 0}) for code, _ in reader.choices(by[0])}
    return [
        {
            **dict(zip(by, keys, strict=True)),
            **told(metric, by, {name: value for name, value in rows[keys].items() if name not in by}),
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
        for row, other in zip(expected, found, strict=True):
            if other.get("withheld"):
                assert row["n"] is not None or metric == "ikm", "hidden although they are enough"
                assert other["n"] is None
            else:
                assert row == other, (start, finish)
        shown = [row for row in found if not row["hidden"]]
        assert shown or by or metric == "ikm"


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
