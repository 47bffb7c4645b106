"""What stood in the editions, row by row, and what of it was new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tests.trial.attack_office import Edition
from tests.trial.attack_world import Row, World

WITHIN_WINDOWS = ("weekday", "hour")
DIMENSIONS = ("office", "area", "service", "channel", *WITHIN_WINDOWS)
Keys = tuple[tuple[str, str], ...]
Part = tuple[date, date, int]
"""A period, and the edition in which it came out."""


class Unknown(AssertionError):  # noqa: N818 (of the attacker's knowledge)
    """A figure that the attacker cannot read: he must be taught before anything is called safe."""


@dataclass(frozen=True)
class Told:
    """A row as it stood in one edition."""

    row: Row
    edition: int
    keys: Keys
    made_of: tuple[Part, ...] = ()
    """Where it is the sum of others: of which, as they came out. Empty: of all that was there then."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.made_of or ((self.row["start"], self.row["end"], self.edition),)

    @property
    def table(self) -> tuple[str, str, str]:
        return self.row["metric"], self.row["kind"], self.row["by"]

    @property
    def together(self) -> tuple[object, ...]:
        return self.row["start"], self.edition

    @property
    def content(self) -> tuple[object, ...]:
        return self.row["hidden"], self.row["n"], tuple(sorted(self.row["fields"].items()))

    @property
    def where(self) -> str:
        row = self.row
        return f"{row['metric']} {row['kind']} {row['start']} {row['by']}={row['key']} edition {self.edition}"


def told(
    world: World, editions: Sequence[Edition], *, summed: frozenset[str]
) -> tuple[list[Told], list[Told]]:
    """Every row of every edition that says something new, and every sample of the queue.

    A table that never changed is frozen: what stands in it again is what was known when it first stood there.
    `summed`: metrics of which a long period is the sum of the two within it, as they came out.
    """
    seen: dict[tuple[object, ...], list[tuple[Told, object]]] = defaultdict(list)
    samples = []
    for edition in editions:
        for row in edition.rows:
            one = Told(row, edition.number, _keys(row))
            if row["metric"] == "now":
                samples.append(one)
            else:
                same = seen[*one.table, row["start"], row["end"], row["key"]]
                now = (one.content, world.state(row["start"], row["end"], edition.number))
                if not same or now != same[-1][1]:
                    same.append((one, now))
    rows = [[one for one, _ in same] for same in seen.values()]
    changed = {same[0].table for same in rows if any(one.content != same[0].content for one in same)}
    new = [one for same in rows for one in (same if same[0].table in changed else same[:1])]
    return _sums(new, summed), samples


def _sums(rows: Sequence[Told], summed: frozenset[str]) -> list[Told]:
    """The short periods first: a year is made of what its halves were made of."""
    out: dict[tuple[object, ...], dict[tuple[date, date], Told]] = defaultdict(dict)
    found = []
    for one in sorted(rows, key=lambda one: one.row["end"] - one.row["start"]):
        if one.row["metric"] not in summed:
            found.append(one)
            continue
        within = out[one.row["metric"], one.row["by"], one.row["key"]]
        halves = _halves(one.row["start"], one.row["end"], within)
        one = replace(one, made_of=tuple(part for half in halves for part in half.parts))
        within[one.row["start"], one.row["end"]] = one
        found.append(one)
    return found


def _halves(start: date, end: date, within: Mapping[tuple[date, date], Told]) -> list[Told]:
    first = max((e for s, e in within if s == start and e < end), default=None)
    return [within[start, first], within[first, end]] if first and (first, end) in within else []


def _keys(row: Row) -> Keys:
    names = row["by"].split(",") if row["by"] else []
    if set(names) - set(DIMENSIONS):
        raise Unknown(f"breakdown by {row['by']} of {row['metric']}")
    return tuple(sorted(zip(names, row["key"].split(","), strict=True))) if names else ()
