"""One table of the public store → what a citizen who knows its rule learns from its rows.

The rule (what is rounded how, from how many on, whether zero is told) he has read on the page: here it is
what holds of all its rows. What he does not understand is an error, never nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from etl.skm import UNSUR
from tests.trial.attack_counted import Counted
from tests.trial.attack_model import ENDLESS
from tests.trial.attack_percentiles import possible
from tests.trial.attack_told import WITHIN_WINDOWS, Keys, Told, Unknown
from tests.trial.attack_world import LONG

FEW, STEP = 9, 5
SHARES = {
    ("on_time", "value"): "met",
    ("digital_share", "value"): "online",
    ("waiting", "share_over"): "over",
}
REASONS = ("{}", "{'withheld': 'sibling'}")
BANDS = {
    "<50": (0, 50, (0, -1)),
    "50-75": (50, 75, (0, -1)),
    "75-90": (75, 90, (0, -1)),
    "90-95": (90, 95, (0, 0)),
    ">95": (95, 100, (1, 0)),
}
"""Percentages, and of an end that belongs to the next band how far the sum stays away."""

MOST_PLACED = 60
"""Beyond it a place inside a bin fits any number of people."""

WEIGHTS = {"1/9": Fraction(1, 9), "0.111": Fraction(111, 1000), "0.11": Fraction(11, 100)}
SILENT = ("weight", "mutu", "mean_seconds")
"""A setting, the letter of an index that is told, and a mean of seconds, which fits any number of people."""


def exact(value: Any) -> Any:
    return Fraction(value[1:]) if isinstance(value, str) and value.startswith("=") else value


@dataclass(frozen=True)
class Rounding:
    """To a multiple of a part, from `up` of it below on: 1/2 is half up, 0 down, 1 up.

    Of several parts the finest that is a whole person of every number which is rounded to the n beside it.
    """

    parts: tuple[Fraction, ...]
    up: Fraction

    def part(self, one: Told, name: str, reach: int) -> Fraction:
        if len(self.parts) == 1:
            return self.parts[0]
        n = one.row["n"]
        if n is None:
            # Any that it is a multiple of: the coarsest is the safest to believe in.
            shown = Fraction(exact(one.row["fields"][name]))
            return next((part for part in reversed(self.parts) if shown % part == 0), self.parts[0])
        return next((part for part in self.parts if part * max(n - reach, FEW + 1) >= 1), self.parts[-1])

    def of(self, value: Fraction, part: Fraction) -> Fraction:
        units = value / part
        return part * (math.ceil(units) if self.up == 1 else math.floor(units + self.up))


_WAYS = (Fraction(1, 2), Fraction(0), Fraction(1))
_BY_N = tuple(Fraction(1, parts) for parts in (1_000, 100, 20, 10, 5))
_FIXED = [(Fraction(1, parts),) for parts in (1, 2, 4, 10, 20, 50, 100, 200, 1_000, 10_000)]
ROUNDINGS = [Rounding(parts, up) for parts in (*_FIXED, _BY_N) for up in _WAYS]


@dataclass
class Table:
    """The rows of one metric, kind of period and breakdown: one rule for all of them."""

    counted: Counted
    metric: str
    rows: Sequence[Told]

    def reach(self, one: Told) -> int:
        """How far n may be from what is shown: numbers that come out together are rounded together."""
        near = [other for other in self.rows if not one.keys or other.together == one.together]
        return 0 if any((other.row["n"] or 0) % STEP for other in near) else STEP // 2

    def believe(self) -> None:
        hidden: dict[str, list[Told]] = defaultdict(list)
        for one in self.rows:
            if one.row["hidden"]:
                hidden[repr(one.row["fields"])].append(one)
        for why, same in hidden.items():
            self._hidden(why, same)
        shown = [one for one in self.rows if not one.row["hidden"]]
        self._shown(shown)
        self._absent()
        for name in sorted({name for one in shown for name in one.row["fields"]}):
            self._field(name, [one for one in shown if one.row["fields"].get(name) is not None])

    def _hidden(self, why: str, rows: Sequence[Told]) -> None:
        """So few that it is not told, or kept back for the sake of another: what says it is told apart."""
        if why not in REASONS:
            raise Unknown(f"{rows[0].where}: hidden with {why}")
        true = [self._true(one) for one in rows]
        few, many = max(true) <= FEW, min(true) > FEW
        low = FEW + 1 if many else 0 if 0 in true or not few else 1
        for one in rows:
            self.counted.say(one, {"n": 1}, low, FEW if few else ENDLESS, f"hidden {why}")

    def _shown(self, rows: Sequence[Told]) -> None:
        nobody = [one for one in rows if one.row["n"] == 0]
        some = [one for one in rows if one.row["n"] != 0]
        floor = FEW + 1 if min((self._true(one) for one in some), default=0) > FEW else 0
        for one in nobody:
            most = STEP // 2 if any(map(self._true, nobody)) else 0
            self.counted.say(one, {"n": 1}, 0, most, "n = 0")
        for one in some:
            n, reach = one.row["n"], self.reach(one)
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
        elif name == "band":
            self._band(rows)
        elif name in ("p50_seconds", "p90_seconds"):
            self._percentile(name, rows)
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
        """The sum of all nine scores over n, weighted."""
        weights = {one.row["fields"]["weight"] for one in rows}
        if len(weights) != 1:
            raise Unknown(f"{rows[0].where}: several weights, {weights}")
        self._ratio("index", rows, {"scores": 25 * WEIGHTS[weights.pop()]})
        for one in rows:
            if "nrr_waktu" in one.row["fields"]:
                self.counted.say(one, {"scores": 1, **dict.fromkeys(UNSUR, -1)}, 0, 0, "all nine")

    def _ratio(self, name: str, rows: Sequence[Told], factors: Mapping[str, Fraction]) -> None:
        """A sum of columns over n, as it is or rounded."""
        rounding = next(
            (r for r in ROUNDINGS if all(self._fits(one, name, factors, r) for one in rows)), None
        )
        for one in rows:
            value = Fraction(exact(one.row["fields"][name]))
            if rounding is None:
                # p/q in lowest terms: no rounding at all.
                self._bound(one, factors, (value, value), (0, 0), name)
                continue
            part = rounding.part(one, name, self.reach(one))
            below, above = (value - up * part for up in (rounding.up, rounding.up - 1))
            # Of an end that belongs to the next value the sum stays away by one, in whole numbers.
            ends = (1, 0) if rounding.up == 1 else (0, -1)
            self._bound(one, factors, (below, above), ends, f"{name} to {part}")
            self._whole(one, *factors.values(), (below, above))

    def _whole(self, one: Told, factor: Fraction, between: tuple[Fraction, Fraction]) -> None:
        """Which n have a whole number between: for few people that leaves few."""
        n = one.row["n"]
        if n is None:
            return
        low, high = (end / factor for end in between)
        near = range(max(n - self.reach(one), 1), n + self.reach(one) + 1)
        left = [m for m in near if math.ceil(low * m) <= math.floor(high * m)]
        self.counted.say(one, {"n": 1}, min(left), max(left), f"of {left} alone there is a whole part")

    def _fits(self, one: Told, name: str, factors: Mapping[str, Fraction], rounding: Rounding) -> bool:
        total = sum(factor * self.counted.true(column, one) for column, factor in factors.items())
        shown = Fraction(exact(one.row["fields"][name]))
        true = total / Fraction(self._true(one))
        return rounding.of(true, rounding.part(one, name, self.reach(one))) == shown

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

    def _band(self, rows: Sequence[Told]) -> None:
        for one in rows:
            if one.row["fields"]["band"] not in BANDS:
                raise Unknown(f"{one.where}: {one.row['fields']}")
            low, high, ends = BANDS[one.row["fields"]["band"]]
            between = Fraction(low, 100), Fraction(high, 100)
            self._bound(one, {SHARES[self.metric, "value"]: Fraction(1)}, between, ends, "band")

    def _percentile(self, name: str, rows: Sequence[Told]) -> None:
        """A place inside a bin tells something of how many there are; the minute of its end tells nothing."""
        share = Fraction(1, 2) if name == "p50_seconds" else Fraction(9, 10)
        shown = [Fraction(exact(one.row["fields"][name])) for one in rows]
        if all(value % 60 == 0 for value in shown):
            return
        for one, value in zip(rows, shown, strict=True):
            n = one.row["n"]
            if n is not None and n <= MOST_PLACED:
                left = possible(value, share, range(max(n - self.reach(one), 1), n + self.reach(one) + 1))
                self.counted.say(one, {"n": 1}, min(left), max(left), f"{name} leaves {left}")
