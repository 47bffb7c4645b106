"""What a citizen knows of one kind of fact before he reads a figure: what is counted, and what adds up.

He knows what each figure means, that areas, offices, services, channels and months add up, which services an
office does not offer, and which rows came late: they were his own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, product

from data.sample.reference import Reference
from etl.skm import UNSUR
from tests.trial.attack_model import ENDLESS, Model, Name
from tests.trial.attack_told import WITHIN_WINDOWS, Keys, Told, Unknown
from tests.trial.attack_world import KECAMATAN, World

EACH = {"scores": (len(UNSUR), 4 * len(UNSUR)), **dict.fromkeys(UNSUR, (1, 4))}
"""What one person adds at least and at most; to all other columns nothing or one."""


@dataclass
class Counted:
    """One kind of fact: its unknowns by period, and what adds up among them."""

    world: World
    fact: str
    edges: Sequence[date]
    """Where a published period begins or ends: what lies between two of them is one unknown."""

    model: Model = field(default_factory=Model)
    linked: set[tuple[object, ...]] = field(default_factory=set)
    sums: dict[tuple[object, ...], Mapping[object, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        drawn = self.world.facts[self.fact]
        drawn = drawn.assign(**{name: drawn[name].astype(str) for name in WITHIN_WINDOWS})
        late = drawn["edition"] != drawn["month"].map(self.world.edition_of)
        self.base, self.late = drawn[~late], drawn[late].to_dict("records")
        self.domains = _domains(self.world.reference)

    def given(self, column: str, start: date, end: date, keys: Keys, edition: int) -> int:
        """What came late of it up to this edition."""
        return sum(
            int(fact[column])
            for fact in self.late
            if fact["edition"] <= edition
            and start <= fact["month"] < end
            and all(fact[name] == code for name, code in keys)
        )

    def _known(self, column: str, one: Told) -> int:
        return sum(self.given(column, start, end, one.keys, edition) for start, end, edition in one.parts)

    def terms(self, column: str, start: date, end: date, keys: Keys) -> dict[Name, int]:
        """The unknowns whose sum it is: one for each part of the period, one for a table of hours."""
        dims = tuple(name for name, _ in keys)
        if set(dims) & set(WITHIN_WINDOWS):
            return {self.unknown(column, (start, end), keys): 1}
        return {self.unknown(column, part, keys): 1 for part in self.parts(start, end)}

    def parts(self, start: date, end: date) -> Iterator[tuple[date, date]]:
        if not {start, end} <= set(self.edges) or start.day != 1 or end.day != 1:
            raise Unknown(f"a period from {start} to {end}")
        return pairwise(edge for edge in self.edges if start <= edge <= end)

    def unknown(self, column: str, period: tuple[date, date], keys: Keys) -> Name:
        dims = tuple(name for name, _ in keys)
        if (column, period, dims) not in self.linked:
            self.linked.add((column, period, dims))
            self._link(column, period, dims)
        return (column, *period, keys)

    def _link(self, column: str, period: tuple[date, date], dims: tuple[str, ...]) -> None:
        """All cells of one table and period: known to be counts, and to add up."""
        cells = [tuple(zip(dims, codes, strict=True)) for codes in product(*(self.domains[d] for d in dims))]
        for keys in cells:
            name = (column, *period, keys)
            self.model.unknown(name, self._true(column, period, keys))
            if self._impossible(keys):
                self.model.add({name: 1}, 0, 0, "not offered")
            if column != "n":
                count, (least, most) = self.unknown("n", period, keys), EACH.get(column, (0, 1))
                self.model.add({name: 1, count: -most}, -ENDLESS, 0, "at most")
                self.model.add({name: 1, count: -least}, 0, ENDLESS, "at least")
        for dim in dims:
            parts: dict[Keys, dict[Name, int]] = defaultdict(dict)
            for keys in cells:
                rest = tuple((name, code) for name, code in keys if name != dim)
                parts[rest][(column, *period, keys)] = 1
            for rest, terms in parts.items():
                whole = (
                    self.terms(column, *period, rest)
                    if len(dims) == 1
                    else {self.unknown(column, period, rest): 1}
                )
                self.model.add({**terms, **dict.fromkeys(whole, -1)}, 0, 0, f"all of {dim}")
        self._link_offers(column, period)

    def _link_offers(self, column: str, period: tuple[date, date]) -> None:
        """Some services are offered at the kecamatan alone: together they are its count."""
        if not {(column, period, ("office",)), (column, period, ("service",))} <= self.linked:
            return
        there = {
            (column, *period, (("service", code),)): 1
            for code in self.domains["service"]
            if not self._impossible((("office", KECAMATAN), ("service", code)))
        }
        self.model.add(
            {**there, (column, *period, (("office", KECAMATAN),)): -1}, 0, 0, "offered there alone"
        )

    def _impossible(self, keys: Keys) -> bool:
        at = dict(keys)
        return {"office", "service"} <= set(at) and at["service"] not in self.world.services(at["office"])

    def _true(self, column: str, period: tuple[date, date], keys: Keys) -> int:
        dims = tuple(name for name, _ in keys)
        if (column, period, dims) not in self.sums:
            within = self.base[(self.base["month"] >= period[0]) & (self.base["month"] < period[1])]
            found = within.groupby(list(dims))[column].sum().to_dict() if dims else {(): within[column].sum()}
            self.sums[column, period, dims] = found
        codes = tuple(code for _, code in keys)
        return int(self.sums[column, period, dims].get(codes[0] if len(codes) == 1 else codes, 0))

    def true(self, column: str, one: Told) -> int:
        """What a row was made of."""
        start, end = one.row["start"], one.row["end"]
        base = self.model.value(self.terms(column, start, end, one.keys))
        return base + self._known(column, one)

    def say(self, one: Told, factors: Mapping[str, int], low: float, high: float, why: str) -> None:
        """low ≤ the sum of some columns of a row, each with its factor ≤ high."""
        start, end, known = one.row["start"], one.row["end"], 0
        terms: dict[Name, int] = {}
        for column, factor in factors.items():
            terms |= dict.fromkeys(self.terms(column, start, end, one.keys), factor)
            known += factor * self._known(column, one)
        self.model.add(terms, low - known, high - known, f"{one.where}: {why}")


def _domains(reference: Reference) -> dict[str, list[str]]:
    return {
        "office": [office.code for office in reference.offices],
        "area": [area.code for area in reference.areas],
        "service": [service.code for service in reference.services],
        "channel": ["loket", "elok"],
        "weekday": [str(day) for day in range(1, 8)],
        "hour": [str(hour) for hour in range(7, 17)],
    }
