"""The same truth published by an office that keeps no rule, or all but one: what each of them is for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product

import pandas as pd

from etl.skm import UNSUR
from tests.trial.attack_office import Edition
from tests.trial.attack_world import Row, World, add_months

THRESHOLD, STEP = 10, 5
CHANNELS = ["loket", "elok"]


@dataclass(frozen=True)
class Rules:
    """What an office may do to its figures; a rule that is taken away is False."""

    rounding: bool = True
    """Counts to the nearest five."""

    zero: bool = True
    """Nobody looks like a few."""

    totals: bool = True
    """A total is rounded by itself; else it is exact."""

    enough: bool = True
    """Shares and scores of ten or more only."""

    coarse: bool = True
    """Shares to a thousandth and scores to a hundredth; else as they are."""

    alone: bool = True
    """No exact number of respondents of an office beside those of the others where one is hidden."""

    frozen: bool = True
    """What was published stays as it was."""


NONE = Rules(*(False,) * 7)
Kind = tuple[str, str, tuple[str, ...]]
"""Metric, kind of period, breakdown."""

TABLES: tuple[Kind, ...] = (
    ("volume", "month", ()),
    ("volume", "month", ("area",)),
    ("volume", "month", ("service",)),
    ("volume", "month", ("channel",)),
    ("volume", "month", ("office",)),
    ("volume", "year", ("area",)),
    ("volume", "year", ()),
    ("on_time", "month", ()),
    ("on_time", "month", ("service",)),
    ("on_time", "month", ("office",)),
    ("digital_share", "month", ("office",)),
    ("waiting", "month", ()),
    ("waiting", "month", ("office",)),
    ("ikm", "triwulan", ()),
    ("ikm", "triwulan", ("office",)),
    ("ikm", "year", ()),
    ("ikm", "year", ("office",)),
)
SHARES = {
    "on_time": ("value", "met"),
    "digital_share": ("value", "online"),
    "waiting": ("share_over", "over"),
}
FACT = {
    "volume": "request",
    "on_time": "request",
    "digital_share": "request",
    "waiting": "visit",
    "ikm": "answer",
}
LENGTHS = {"month": 1, "triwulan": 3, "year": 12}


def editions(world: World, rules: Rules) -> Iterator[Edition]:
    """What such an office would have published, edition by edition."""
    known: dict[tuple[object, ...], list[Row]] = {}
    for number, count in enumerate(world.size.published):
        rows: list[Row] = []
        for table in TABLES:
            for span in _spans(world, table[1], count):
                state = None if rules.frozen else world.state(*span, number)
                if (table, span, state) not in known:
                    known[table, span, state] = list(_table(world, table, span, number, rules))
                rows += known[table, span, state]
        yield Edition(number, rows)


def _spans(world: World, kind: str, count: int) -> Iterator[tuple[date, date]]:
    """The whole ones that are over."""
    for start in world.months[: max(count - LENGTHS[kind] + 1, 0)]:
        if (start.month - 1) % LENGTHS[kind] == 0:
            yield start, add_months(start, LENGTHS[kind])


def _table(world: World, table: Kind, span: tuple[date, date], number: int, rules: Rules) -> Iterator[Row]:
    metric, _, dims = table
    drawn = world.facts[FACT[metric]]
    within = drawn[(drawn["edition"] <= number) & (drawn["month"] >= span[0]) & (drawn["month"] < span[1])]
    found = dict(iter(within.groupby(list(dims)))) if dims else {(): within}
    parts = [
        (codes, found.get(codes, within[:0])) for codes in product(*(_codes(world, dim) for dim in dims))
    ]
    lonely = rules.alone and any(0 < len(part) < THRESHOLD for _, part in parts)
    for codes, part in parts:
        yield _row(table, span, codes, part, _Counting(rules, lonely))


@dataclass(frozen=True)
class _Counting:
    rules: Rules
    lonely: bool
    """Some other of the table is hidden."""

    def shown(self, metric: str, kind: str, dims: Sequence[str], n: int) -> int:
        if metric == "ikm" and (not dims or (kind == "year" and not self.lonely)):
            return n
        if not self.rules.rounding or (not dims and not self.rules.totals):
            return n
        return (n + STEP // 2) // STEP * STEP


def _codes(world: World, dim: str) -> list[str]:
    services = [service.code for service in world.reference.services]
    return {"area": world.areas, "office": world.offices, "service": services, "channel": CHANNELS}[dim]


def _row(
    table: Kind,
    span: tuple[date, date],
    codes: tuple[str, ...],
    part: pd.DataFrame,
    counting: _Counting,
) -> Row:
    (metric, kind, dims), n, rules = table, len(part), counting.rules
    row: Row = {"metric": metric, "kind": kind, "start": span[0], "end": span[1]}
    row |= {"by": ",".join(dims), "key": ",".join(codes), "hidden": True, "n": None, "fields": {}}
    few = n < THRESHOLD and (n > 0 or rules.zero)
    if few and (rules.enough or metric == "volume"):
        return row
    shown = None if few else counting.shown(metric, kind, dims, n)
    fields = {"value": shown} if metric == "volume" else _fields(metric, part, rules)
    return {**row, "hidden": False, "n": shown, "fields": fields}


def _fields(metric: str, part: pd.DataFrame, rules: Rules) -> dict[str, object]:
    n = len(part)
    if not n:
        return {}
    if metric != "ikm":
        name, column = SHARES[metric]
        return {name: _said(Fraction(int(part[column].sum()), n), 3, rules)}
    scores = {unsur: Fraction(int(part[unsur].sum()), n) for unsur in UNSUR}
    index = sum(scores.values()) * Fraction(25, 9)
    return {
        "index": _said(index, 2, Rules()),
        "weight": "1/9",
        **{f"nrr_{unsur}": _said(score, 2, rules) for unsur, score in scores.items()},
    }


def _said(value: Fraction, decimals: int, rules: Rules) -> str:
    if rules.coarse:
        value = Fraction(math.floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)
    return f"={value.numerator}/{value.denominator}"
