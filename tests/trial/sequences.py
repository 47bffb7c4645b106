"""Sequences of inserted, corrected, retracted, repeated and refused rows, compared with a small model.

A source system lives for a few steps and is exported after each; some exports come late, twice or never.
After every delivery the facts, the row versions, the retracted ids and the ledger equal those of the model,
and at the end the tallies. The model is plain Python over sets. Sources have versions by the file's name, by
row, or none; their files are complete for their days, for everything, or for nothing.
"""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select

from etl.coverage import Covering
from etl.errors import SourceRefused
from etl.load import Settled
from etl.metrics import metrics
from etl.warehouse.schema import FACT_TABLES, FACTS, ledger, retraction
from etl.warehouse.tally import tally
from tests.build import Warehouse, empty
from tests.drawn import of_rows, utc
from tests.trial.report import Outcome, conduct, say

OFFICES = ("63.71.04", "63.71.04.1001")
START = date(2025, 6, 16)
STATUSES = ("open", "refused", "withdrawn", "completed")
FACT, VERSIONS = FACT_TABLES["request"], FACTS.tables["request_version"]

Place = tuple[str, int]
"""An office and a day, counted from START."""


@dataclass(frozen=True)
class Row:
    id: str
    version: str
    place: Place
    status: str


@dataclass(frozen=True)
class Delivery:
    """`rank` is the version in the file's name, or empty; `refused` are ids, None where unreadable."""

    file: str
    rank: str
    rows: tuple[Row, ...]
    refused: tuple[str | None, ...]
    confirmed: bool

    @property
    def ids(self) -> set[str]:
        return {row.id for row in self.rows}


@dataclass
class Model:
    """What stands, by the words of etl.coverage and etl.load; nothing of theirs is used."""

    by_name: bool
    covers: Literal["day", "all"] | None
    known: dict[str, dict[str, Row]] = field(default_factory=dict)
    standing: set[str] = field(default_factory=set)
    past: list[tuple[Delivery, set[Place], set[str]]] = field(default_factory=list)

    def newest(self, id_: str) -> Row:
        return self.known[id_][max(self.known[id_])]

    def holds(self, scope: set[Place], row: Row) -> bool:
        return self.covers == "all" or row.place in scope

    def deliver(self, given: Delivery) -> Counter[str] | None:
        """What the rows became; None where the delivery is refused as too small."""
        scope = {row.place for row in given.rows}
        sure = self.covers is not None and None not in given.refused
        spared = {id_ for id_ in given.refused if id_ in self.known}
        left = {x for x in self.standing - given.ids - spared if sure and self.holds(scope, self.newest(x))}
        left -= {x for x in left if self.by_name and self.newest(x).version >= given.rank}
        if not given.confirmed and self.small(given, left, len(spared)):
            return None
        before = set(self.standing)
        became = self.sort_in(given)
        if self.covers and sure:
            self.past.append((given, scope, spared))
        if self.by_name:
            self.standing = {x for x in self.known if self.stands(self.newest(x))}
        else:
            self.standing -= left
        gone = (before | {x for x in given.ids if x in self.known}) - self.standing
        became["retracted"] = became["new"] + len(before) - len(self.standing)
        assert became["retracted"] >= 0, gone
        return Counter({word: n for word, n in became.items() if n})

    def small(self, given: Delivery, left: set[str], spared: int) -> bool:
        def where(row: Row) -> Place | None:
            return row.place if self.covers == "day" else None

        held = Counter(where(row) for row in {row.id: row for row in given.rows}.values())
        standing = Counter(where(self.newest(x)) for x in self.standing)
        places = {where(self.newest(x)) for x in left}
        return any(held[place] + spared < 0.3 * standing[place] for place in places)

    def stands(self, row: Row) -> bool:
        return all(
            row.version >= other.rank or not self.holds(scope, row) or row.id in spared
            for other, scope, spared in self.past
        )

    def sort_in(self, given: Delivery) -> Counter[str]:
        became: Counter[str] = Counter()
        seen: dict[str, Row] = {}
        for row in given.rows:
            if row.id in seen:
                became["repeated" if seen[row.id] == row else "rejected"] += 1
                continue
            seen[row.id] = row
            became[self.verdict(row)] += 1
        return became

    def verdict(self, row: Row) -> str:
        versions = self.known.setdefault(row.id, {})
        gone = bool(versions) and row.id not in self.standing
        same = versions.get(row.version)
        if same is not None and same != row:
            return "rejected"
        latest = not versions or row.version >= max(versions)
        versions[row.version] = row
        comes_back = gone and (not self.by_name or self.stands(row))
        if latest and row.id not in self.standing and (comes_back or not gone):
            self.standing.add(row.id)
            return "new"
        return "unchanged" if same else "corrected"


@dataclass
class System:
    """A source as it lives: records come, change, go and come back."""

    chance: random.Random
    versions: Literal["name", "row", "none"]
    records: dict[str, Row] = field(default_factory=dict)
    gone: dict[str, Row] = field(default_factory=dict)
    clock: int = 0

    def live(self) -> None:
        self.clock += 1
        for _ in range(self.chance.randint(1, 3)):
            getattr(self, self.chance.choice(("insert", "insert", "correct", "retract", "bring_back")))()

    def insert(self) -> None:
        id_ = f"r{len(self.records) + len(self.gone)}"
        self.records[id_] = self.row(id_, self.place())

    def correct(self) -> None:
        if self.records:
            row = self.records[self.chance.choice(sorted(self.records))]
            place = row.place if self.chance.random() < 0.6 else self.place()
            self.records[row.id] = self.row(row.id, place)

    def retract(self) -> None:
        if self.records:
            id_ = self.chance.choice(sorted(self.records))
            self.gone[id_] = self.records.pop(id_)

    def bring_back(self) -> None:
        if self.gone:
            id_ = self.chance.choice(sorted(self.gone))
            row = self.gone.pop(id_)
            self.records[id_] = row if self.chance.random() < 0.5 else self.row(id_, row.place)

    def place(self) -> Place:
        return self.chance.choice(OFFICES), self.chance.randrange(3)

    def row(self, id_: str, place: Place) -> Row:
        version = f"{self.clock:020d}" if self.versions == "row" else ""
        return Row(id_, version, place, self.chance.choice(STATUSES[:3]))

    def export(self, covers: str | None) -> Delivery:
        chance, rank = self.chance, f"{self.clock:020d}" if self.versions == "name" else ""
        days = {day for day in range(3) if covers == "all" or chance.random() < 0.6}
        rows = [row for row in self.records.values() if row.place[1] in days]
        if covers is None:
            rows = [row for row in rows if chance.random() < 0.7]
        if self.versions == "name":
            rows = [Row(row.id, rank, row.place, row.status) for row in rows]
        refused: list[str | None] = []
        if rows and chance.random() < 0.2:
            refused = [rows.pop(chance.randrange(len(rows))).id]
        if chance.random() < 0.04:
            refused.append(None)
        if rows and chance.random() < 0.3:
            rows.append(chance.choice(rows))
        chance.shuffle(rows)
        return Delivery("", rank, tuple(rows), tuple(refused), chance.random() < 0.8)


@dataclass(frozen=True)
class Story:
    """The deliveries of one source in the order in which they come."""

    versions: Literal["name", "row", "none"]
    covers: Literal["day", "all"] | None
    deliveries: tuple[Delivery, ...]


def story(chance: random.Random, steps: int) -> Story:
    versions: Literal["name", "row", "none"] = chance.choice(("name", "row", "none"))
    covers: Literal["day", "all"] | None = chance.choice(("day", "all", None))
    system = System(chance, versions)
    exports = []
    for _ in range(steps):
        system.live()
        exports.append(system.export(covers))
    if chance.random() < 0.5:
        # Late, in any order.
        chance.shuffle(exports)
    if chance.random() < 0.4:
        exports.insert(chance.randrange(len(exports) + 1), chance.choice(exports))
    named = tuple(
        Delivery(f"{n}", one.rank, one.rows, one.refused, one.confirmed) for n, one in enumerate(exports)
    )
    return Story(versions, covers, named)


@dataclass
class Played:
    """What came in so far over all sequences."""

    deliveries: int = 0
    refused: int = 0
    became: Counter[str] = field(default_factory=Counter)


def play(warehouse: Warehouse, chance: random.Random, played: Played) -> None:
    """One sequence: one to three sources whose deliveries come in turn."""
    stories = {f"s{n}": story(chance, chance.randint(2, 4)) for n in range(chance.choice((1, 1, 1, 2, 3)))}
    models = {name: Model(one.versions == "name", one.covers) for name, one in stories.items()}
    turns = [name for name, one in stories.items() for _ in one.deliveries]
    chance.shuffle(turns)
    left = {name: iter(one.deliveries) for name, one in stories.items()}
    for name in turns:
        given = doubtless(models[name], next(left[name]))
        expected = models[name].deliver(given)
        found = loaded(warehouse, name, stories[name], given)
        where = f"{name} {stories[name]} at {given}"
        assert found == expected, f"{found} is not {expected}: {where}"
        compare(warehouse, name, models[name], where)
        played.deliveries += 1
        played.refused += expected is None
        played.became += expected or Counter()
    tallied(warehouse, models)


def doubtless(model: Model, given: Delivery) -> Delivery:
    """Where the order of loading must not matter, no refused row has an id that was never heard of: what such
    a file says of older ones that come later stays open, and has a test of its own."""
    if not model.by_name:
        return given
    return replace(given, refused=tuple(x for x in given.refused if x is None or x in model.known))


def loaded(warehouse: Warehouse, name: str, one: Story, given: Delivery) -> Counter[str] | None:
    covering = None
    if one.covers is not None:
        covering = Covering(one.covers, given.rank or None, given.confirmed)
    rows = [
        {
            "id": row.id,
            "version": row.version,
            "office": row.place[0],
            "submitted_at": utc("08:00", START + timedelta(days=row.place[1])),
            "status": row.status,
        }
        for row in given.rows
    ]
    try:
        settled = warehouse.load(
            of_rows("request", rows), given.file, source=name, covering=covering, refused=given.refused
        )
    except SourceRefused:
        return None
    return words(settled)


def words(settled: Settled) -> Counter[str]:
    names = ("new", "corrected", "unchanged", "repeated", "retracted")
    found = {word: getattr(settled, word) for word in names} | {"rejected": len(settled.conflicts)}
    return Counter({word: n for word, n in found.items() if n})


def compare(warehouse: Warehouse, source: str, model: Model, where: str) -> None:
    facts = rows_of(warehouse, FACT, source)
    versions = rows_of(warehouse, VERSIONS, source)
    stand = sorted((model.newest(id_) for id_ in model.standing), key=str)
    every = [row for known in model.known.values() for row in known.values()]
    assert facts == stand, f"{facts} is not {stand}: {where}"
    assert versions == sorted(set(every) - set(stand), key=str), f"versions: {where}"
    gone = select(retraction.c.id).where(retraction.c.source == source, retraction.c.returned_at.is_(None))
    found = sorted(warehouse.connection.scalars(gone))
    assert found == sorted(set(model.known) - model.standing), f"retracted {found}: {where}"
    entered = select(func.sum(ledger.c.new - ledger.c.retracted)).where(ledger.c.source == source)
    assert (warehouse.connection.scalar(entered) or 0) == len(facts), f"ledger: {where}"


def rows_of(warehouse: Warehouse, table: object, source: str) -> list[Row]:
    assert table is FACT or table is VERSIONS
    query = select(table.c.id, table.c.version, table.c.office, table.c.submitted_day, table.c.status)
    found = warehouse.connection.execute(query.where(table.c.source == source))
    rows = (Row(r[0], r[1], (r[2], (r[3] - START).days), r[4]) for r in found)
    return sorted(rows, key=str)


def tallied(warehouse: Warehouse, models: dict[str, Model]) -> None:
    """The days that were touched are those that have changed: refreshed alone, they count every fact."""
    metric = metrics()["volume"]
    warehouse.roll_up("volume")
    table = tally(metric, metric.levels[0])
    query = select(table.c.office, table.c.period, func.sum(table.c.n)).group_by(
        table.c.office, table.c.period
    )
    found = {(office, (day - START).days): n for office, day, n in warehouse.connection.execute(query)}
    assert found == Counter(model.newest(x).place for model in models.values() for x in model.standing)


def part(seed: int, numbers: range) -> Played:
    played = Played()
    for n in numbers:
        say(f"{n}")
        with empty().undone() as warehouse:
            try:
                play(warehouse, random.Random(seed * 1_000_000 + n), played)
            except AssertionError as wrong:
                raise AssertionError(f"sequence {n}: {wrong}") from wrong
    return played


def trial(root: Path, seed: int, count: int = 10_000, processes: int = 2) -> Outcome:
    if processes == 1:
        parts = [part(seed, range(count))]
    else:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            shares = [range(k, count, processes) for k in range(processes)]
            parts = list(pool.map(part, [seed] * processes, shares))
    return {
        "sequences, deliveries": f"{count}, {sum(one.deliveries for one in parts)}",
        "refused as too small": sum(one.refused for one in parts),
        "rows": dict(sum((one.became for one in parts), Counter())),
    }


if __name__ == "__main__":
    conduct("sequences", __doc__, trial)
