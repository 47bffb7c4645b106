"""The attack on the public figures, small; at full size it is `make trial NAME=disclosure_attack`."""

from pathlib import Path

import pytest

from tests.trial import attack_control
from tests.trial.attack_control import NONE, Rules
from tests.trial.attack_office import editions
from tests.trial.attack_world import Size, World
from tests.trial.disclosure_attack import attacked

SEED = 1
YEAR = Size(months=13, published=(12, 13), live_days=0)
QUARTER = Size(months=3, published=(1, 2, 3))


def test_how_many_of_a_kelurahan_did_something_cannot_be_derived(tmp_path: Path) -> None:
    """By the real door: two editions, of which the second has the tables of a year."""
    world = World(YEAR, SEED)
    found = attacked(world, editions(tmp_path, world), SEED)
    assert len(found.found) > 50
    assert not found.pinned, "\n".join(found.proof)
    assert all(one.decided for one in found.found)


@pytest.mark.parametrize(("rules", "derived"), [(NONE, True), (Rules(), False)])
def test_the_same_attack_derives_it_where_no_rule_is_kept(rules: Rules, *, derived: bool) -> None:
    world = World(QUARTER, SEED)
    found = attacked(world, attack_control.editions(world, rules), SEED, summed=frozenset())
    assert bool(found.pinned) == derived
    assert all(one.decided for one in found.found)
