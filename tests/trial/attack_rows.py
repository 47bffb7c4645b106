"""All rows of the public store → what a citizen believes of each kind of fact, and what he must not learn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise, product

from tests.trial.attack_counted import Counted
from tests.trial.attack_model import ENDLESS, Cell
from tests.trial.attack_table import FEW, Table
from tests.trial.attack_told import WITHIN_WINDOWS, Told, Unknown
from tests.trial.attack_world import add_months

FACT = {
    "volume": "request",
    "on_time": "request",
    "digital_share": "request",
    "completion": "request",
    "arrivals": "visit",
    "waiting": "visit",
    "serving": "visit",
    "ikm": "answer",
}
"""Metric → what is counted: in this world every request has a promise that falls due on its day and was
completed, and everybody is called and served."""


def edges(fact: str, rows: Sequence[Told]) -> list[date]:
    mine = [one.row for one in rows if FACT.get(one.row["metric"]) == fact]
    return sorted({row[name] for row in mine for name in ("start", "end")})


def believe(counted: Mapping[str, Counted], rows: Sequence[Told]) -> None:
    """Put all that the rows say into the models."""
    tables: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for one in rows:
        tables[one.table].append(one)
    for (metric, _, _), same in tables.items():
        if metric not in FACT:
            raise Unknown(f"metric {metric}")
        Table(counted[FACT[metric]], metric, same).believe()


def sampled(counted: Counted, samples: Sequence[Told]) -> None:
    """The queue, heard of many times a day: who waits has come, and who is new in it has come since."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for one in samples:
        unknown = set(one.row["fields"]) - {"at", "waiting", "p50_seconds", "p90_seconds"}
        if unknown or one.keys:
            raise Unknown(f"{one.where}: {unknown}")
        if "waiting" in one.row["fields"]:
            by_day[one.row["start"]].append(one.row["fields"]["waiting"])
    least: dict[date, int] = defaultdict(int)
    for day, waiting in by_day.items():
        least[day.replace(day=1)] += waiting[0] + sum(
            max(after - before, 0) for before, after in pairwise(waiting)
        )
    for month, n in least.items():
        end = add_months(month, 1)
        if {month, end} <= set(counted.edges):
            counted.model.add(counted.terms("n", month, end, ()), n, ENDLESS, "seen in the queue")


def protected(counted: Counted, rows: Sequence[Told]) -> list[Cell]:
    """One to nine people of a kelurahan or at its office, in a period of which something is published."""
    kelurahan = set(counted.world.kelurahan)
    mine = [one for one in rows if FACT[one.row["metric"]] == counted.fact]
    spans = {(one.row["start"], one.row["end"]) for one in mine if one.row["kind"] != "typical"}
    tables = {tuple(name for name, _ in one.keys) for one in mine}
    tables = {
        dims for dims in tables if {"area", "office"} & set(dims) and not set(dims) & set(WITHIN_WINDOWS)
    }
    last = counted.world.last_edition
    cells = []
    for (start, end), dims in product(sorted(spans), sorted(tables)):
        for codes in product(*(counted.domains[name] for name in dims)):
            keys = tuple(zip(dims, codes, strict=True))
            if not {code for name, code in keys if name in ("area", "office")} & kelurahan:
                continue
            terms = counted.terms("n", start, end, keys)
            given = counted.given("n", start, end, keys, last)
            base = counted.model.value(terms)
            if 1 <= base <= FEW or 1 <= base + given <= FEW:
                cells.append(Cell((counted.fact, start, end, keys), terms, given))
    return cells
