"""Rows of the public store → what a citizen who knows the rules learns from them.

A rule of a table (what is rounded how, from how many on, whether zero is told) he has read on the page: here
it is what holds of all its rows. What he does not understand is an error, never nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from etl.warehouse.schema import UNSUR
from tests.trial.attack_counted import Counted
from tests.trial.attack_model import ENDLESS, Cell
from tests.trial.attack_percentiles import possible
from tests.trial.attack_told import WITHIN_WINDOWS, Keys, Told, Unknown
from tests.trial.attack_world import LONG, add_months

FEW, STEP = 9, 5
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

SHARES = {
    ("on_time", "value"): "met",
    ("digital_share", "value"): "online",
    ("waiting", "share_over"): "over",
}
SILENT = ("weight", "mutu", "mean_seconds")
"""A setting, the letter of an index that is told, and a mean of seconds, which fits any number of people."""


def exact(value: Any) -> Any:
    return Fraction(value[1:]) if isinstance(value, str) and value.startswith("=") else value


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


@dataclass(frozen=True)
class Rounding:
    """To a multiple of the unit, from `up` units below it on: 1/2 is half up, 0 down, 1 up."""

    unit: Fraction
    up: Fraction

    def of(self, value: Fraction) -> Fraction:
        units = value / self.unit
        return self.unit * (math.ceil(units) if self.up == 1 else math.floor(units + self.up))


ROUNDINGS = [
    Rounding(Fraction(1, 10**decimals), up)
    for decimals in range(5)
    for up in (Fraction(1, 2), Fraction(0), Fraction(1))
]

UP = {"value": False, "share_over": True}
PARTS = (1000, 100, 20, 10, 5)


def by_number(one: Told, name: str) -> Rounding:
    """The finest part that every number of people which is shown so allows."""
    least = max(one.row["n"] - STEP // 2, FEW + 1)
    return Rounding(Fraction(1, next(p for p in PARTS if p <= least)), Fraction(UP[name]))


WITHHELD = {"withheld": "sibling"}


def _band(low: int, high: int, *ends: int) -> tuple[tuple[Fraction, Fraction], tuple[int, int]]:
    """`ends`: which of them do not belong to it, as _bound takes them."""
    return (Fraction(low, 100), Fraction(high, 100)), (ends[0], -ends[1])


BANDS = {
    "<50": _band(0, 50, 0, 1),
    "50-75": _band(50, 75, 0, 1),
    "75-90": _band(75, 90, 0, 1),
    "90-95": _band(90, 95, 0, 0),
    ">95": _band(95, 100, 1, 0),
}


@dataclass
class Table:
    """The rows of one metric, kind of period and breakdown: one rule for all of them."""

    counted: Counted
    metric: str
    rows: Sequence[Told]

    def believe(self) -> None:
        shown = [one for one in self.rows if not one.row["hidden"]]
        withheld = [one for one in self.rows if one.row["fields"] == WITHHELD]
        hidden = [one for one in self.rows if one.row["hidden"] and one not in withheld]
        self._counts(shown, hidden)
        for one in withheld:
            self.counted.say(one, {"n": 1}, FEW + 1, ENDLESS, "withheld, though they are enough")
        self._absent()
        fields = sorted({name for one in shown for name in one.row["fields"]})
        if any(one.row["fields"] for one in hidden):
            raise Unknown(f"{hidden[0].where}: hidden and yet with {fields}")
        for name in fields:
            self._field(name, [one for one in shown if one.row["fields"].get(name) is not None])

    def _counts(self, shown: Sequence[Told], hidden: Sequence[Told]) -> None:
        nobody = [one for one in shown if one.row["n"] == 0]
        some = [one for one in shown if one.row["n"] != 0]
        floor = FEW + 1 if min((self._true(one) for one in some), default=0) > FEW else 0
        few = [self._true(one) for one in hidden]
        low, high = (0 if 0 in few else 1), (FEW if max(few, default=0) <= FEW else ENDLESS)
        said = [one.row["n"] for one in some if one.row["n"] is not None]
        reach = STEP // 2 if all(n % STEP == 0 for n in said) else 0
        for one in hidden:
            self.counted.say(one, {"n": 1}, low if high == FEW else 0, high, "hidden")
        for one in nobody:
            self.counted.say(one, {"n": 1}, 0, 0 if not any(map(self._true, nobody)) else reach, "n = 0")
        for one in some:
            n = one.row["n"]
            between = (floor, ENDLESS) if n is None else (max(n - reach, floor), n + reach)
            self.counted.say(one, {"n": 1}, *between, f"n = {n}")

    def _true(self, one: Told) -> int:
        return self.counted.true("n", one)

    def _absent(self) -> None:
        """A row that is missing where its table has others: nobody, if that is how the table does it."""
        dims = self.rows[0].row["by"]
        if not dims or set(dims.split(",")) & set(WITHIN_WINDOWS):
            return
        names = tuple(sorted(dims.split(",")))
        by_period: dict[tuple[date, date, int], set[Keys]] = defaultdict(set)
        for one in self.rows:
            by_period[one.row["start"], one.row["end"], one.edition].add(one.keys)
        missing = [
            Told({**self.rows[0].row, "start": start, "end": end, "key": str(keys)}, edition, keys)
            for (start, end, edition), there in by_period.items()
            for codes in product(*(self.counted.domains[name] for name in names))
            if (keys := tuple(zip(names, codes, strict=True))) not in there
        ]
        if all(self.counted.true("n", one) == 0 for one in missing):
            for one in missing:
                self.counted.say(one, {"n": 1}, 0, 0, "absent")

    def _field(self, name: str, rows: Sequence[Told]) -> None:
        """Every field says something, or is known to be silent."""
        if (self.metric, name) in SHARES:
            self._ratio(name, rows, {SHARES[self.metric, name]: Fraction(1)})
        elif name.startswith("nrr_"):
            self._ratio(name, rows, {name.removeprefix("nrr_"): Fraction(1)})
        elif name == "index":
            self._index(rows)
        elif name in ("p50_seconds", "p90_seconds"):
            # The upper edge of its bin, in whole minutes, says nothing of how many are in it.
            if any(exact(one.row["fields"][name]) % 60 for one in rows):
                self._percentile(name, rows)
        elif name == "band":
            for one in rows:
                between, ends = BANDS[one.row["fields"][name]]
                self._bound(one, {"met": Fraction(1)}, between, ends, name)
        elif not self._silent(name, rows):
            raise Unknown(f"{rows[0].where}: field {name}")

    def _silent(self, name: str, rows: Sequence[Told]) -> bool:
        said = [(one.row["fields"][name], one.row["n"]) for one in rows]
        if name == "value" and self.metric in ("volume", "arrivals"):
            return all(value == n for value, n in said)
        if name == "limit_seconds":
            return all(value == 60 * LONG for value, _ in said)
        return name in SILENT

    def _index(self, rows: Sequence[Told]) -> None:
        for one in rows:
            weight = {"1/9": Fraction(1, 9), "0.111": Fraction(111, 1000), "0.11": Fraction(11, 100)}
            factor = 25 * weight[one.row["fields"]["weight"]]
            self._ratio("index", [one], dict.fromkeys(UNSUR, factor))

    def _ratio(self, name: str, rows: Sequence[Told], factors: Mapping[str, Fraction]) -> None:
        """A sum of columns over n, as it is or rounded to so many decimals."""
        rounding = next(
            (r for r in ROUNDINGS if all(self._fits(one, name, factors, r) for one in rows)), None
        )
        if (
            rounding is None
            and name in UP
            and all(one.row["n"] is not None for one in rows)
            and all(self._fits(one, name, factors, by_number(one, name)) for one in rows)
        ):
            for one in rows:
                self._coarse(one, name, factors)
            return
        for one in rows:
            value = Fraction(exact(one.row["fields"][name]))
            if rounding is None:
                # p/q in lowest terms: no rounding at all.
                self._bound(one, factors, (value, value), (0, 0), name)
                continue
            below, above = (value - part * rounding.unit for part in (rounding.up, rounding.up - 1))
            # Of an end that belongs to the next value the sum stays away by one, in whole numbers.
            ends = (1, 0) if rounding.up == 1 else (0, -1)
            self._bound(one, factors, (below, above), ends, f"{name} to {rounding.unit}")

    def _coarse(self, one: Told, name: str, factors: Mapping[str, Fraction]) -> None:
        """Rounded to a part that goes by the number of people: of all or of none it is exact."""
        value, rule = Fraction(exact(one.row["fields"][name])), by_number(one, name)
        if rule.up:
            between, ends = (max(value - rule.unit, Fraction(0)), value), (int(value > 0), 0)
        else:
            between, ends = (value, min(value + rule.unit, Fraction(1))), (0, -int(value < 1))
        self._bound(one, factors, between, ends, f"{name} to {rule.unit}")

    def _fits(self, one: Told, name: str, factors: Mapping[str, Fraction], rounding: Rounding) -> bool:
        total = sum(factor * self.counted.true(column, one) for column, factor in factors.items())
        shown = Fraction(exact(one.row["fields"][name]))
        return rounding.of(total / Fraction(self._true(one))) == shown

    def _bound(
        self,
        one: Told,
        factors: Mapping[str, Fraction],
        between: tuple[Fraction, Fraction],
        ends: tuple[int, int],
        why: str,
    ) -> None:
        """low·n ≤ sum ≤ high·n, in whole numbers."""
        low, high = between
        scale = math.lcm(low.denominator, high.denominator, *(f.denominator for f in factors.values()))
        sums = {column: int(factor * scale) for column, factor in factors.items()}
        self.counted.say(one, {**sums, "n": -int(low * scale)}, ends[0], ENDLESS, why)
        self.counted.say(one, {**sums, "n": -int(high * scale)}, -ENDLESS, ends[1], why)

    def _percentile(self, name: str, rows: Sequence[Told]) -> None:
        """A place inside a bin tells something of how many there are."""
        for one in rows:
            n = one.row["n"]
            if n is None or n > 60:
                continue
            share = Fraction(1, 2) if name == "p50_seconds" else Fraction(9, 10)
            left = possible(Fraction(exact(one.row["fields"][name])), share, range(max(n - 2, 1), n + 3))
            self.counted.say(one, {"n": 1}, min(left), max(left), f"{name} leaves {left}")


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
