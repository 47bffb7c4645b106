"""What stood in the editions, row by row, and what of it was new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.trial.attack_office import Edition
from tests.trial.attack_world import Row, World

WITHIN_WINDOWS = ("weekday", "hour")
DIMENSIONS = ("office", "area", "service", "channel", *WITHIN_WINDOWS)
Keys = tuple[tuple[str, str], ...]


class Unknown(AssertionError):  # noqa: N818 (of the attacker's knowledge)
    """A figure that the attacker cannot read: he must be taught before anything is called safe."""


@dataclass(frozen=True)
class Told:
    """A row as it stood in one edition."""

    row: Row
    edition: int
    keys: Keys

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


def told(world: World, editions: Sequence[Edition]) -> tuple[list[Told], list[Told]]:
    """Every row of every edition that says something new, and every sample of the queue.

    A table that never changed is frozen: what stands in it again is what was known when it first stood there.
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
    return [one for same in rows for one in (same if same[0].table in changed else same[:1])], samples


def _keys(row: Row) -> Keys:
    names = row["by"].split(",") if row["by"] else []
    if set(names) - set(DIMENSIONS):
        raise Unknown(f"breakdown by {row['by']} of {row['metric']}")
    return tuple(sorted(zip(names, row["key"].split(","), strict=True))) if names else ()
