"""A curious citizen against the public figures of three years: how many of a kelurahan did something?

He keeps every edition, knows the rules and all that adds up, filed the late requests himself, watches the
queue, and takes each share, score and percentile for what it says of n (`attack_table`). Then an exact solver
tells which counts of 1 to 9 have one value left (`attack_model`). The same attack over the same truth without
the rules, and without each of them, shows that it can (`attack_control`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from tests.trial import attack_control
from tests.trial.attack_control import NONE, Rules
from tests.trial.attack_counted import Counted
from tests.trial.attack_model import Found, attack
from tests.trial.attack_office import Edition, editions
from tests.trial.attack_rows import believe, edges, protected, sampled
from tests.trial.attack_told import told
from tests.trial.attack_world import Size, World
from tests.trial.report import Outcome, conduct, hold

FACTS = ("request", "visit", "answer")
SUMMED = frozenset({"ikm"})
"""A late answer counts in none of the periods that were to come: so it stands on the page."""


@dataclass(frozen=True)
class Attacked:
    """What became of the protected cells; `proof` is what was said of the pinned ones."""

    found: Sequence[Found]
    rows: int
    proof: Sequence[str]

    @property
    def pinned(self) -> list[Found]:
        return [one for one in self.found if one.pinned]

    def __str__(self) -> str:
        narrow = sum(one.narrow for one in self.found)
        undecided = sum(not one.decided for one in self.found)
        return (
            f"{self.rows} rows, {len(self.found)} cells of 1-9, pinned {len(self.pinned)}, "
            f"of two values {narrow}, undecided {undecided}"
        )


def attacked(
    world: World, published: Iterable[Edition], seed: int, *, summed: frozenset[str] = SUMMED
) -> Attacked:
    rows, samples = told(world, list(published), summed=summed)
    counted = {fact: Counted(world, fact, edges(fact, rows)) for fact in FACTS}
    believe(counted, rows)
    sampled(counted["visit"], samples)
    found: list[Found] = []
    proof: list[str] = []
    for fact in FACTS:
        here = attack(counted[fact].model, protected(counted[fact], rows), seed)
        for one in here:
            if one.pinned:
                proof += [f"{one.cell.name} = {one.true}", *counted[fact].model.about(one.cell.terms)]
        found += here
    return Attacked(found, len(rows) + len(samples), proof)


def without() -> Mapping[str, Rules]:
    """No rule, all but one, and all of these, which withhold nothing for a sibling's sake."""
    one_less = {f"without {rule.name}": replace(Rules(), **{rule.name: False}) for rule in fields(Rules)}
    return {"no rules": NONE, **one_less, "all of these": Rules()}


WHOLE = Size()


def trial(root: Path, seed: int, size: Size = WHOLE) -> Outcome:
    world = World(size, seed)
    outcome: dict[str, object] = {
        "facts": {fact: len(drawn) for fact, drawn in world.facts.items()},
        "editions": len(size.published),
    }
    for name, rules in without().items():
        outcome[name] = attacked(world, attack_control.editions(world, rules), seed, summed=frozenset())
        hold(name, outcome[name])
    real = attacked(world, editions(root / "office", world), seed)
    hold("as published", real)
    assert not real.pinned, "\n".join(real.proof)
    assert all(one.decided for one in real.found)
    return {**outcome, "as published": real}


if __name__ == "__main__":
    conduct("disclosure_attack", __doc__, trial)
