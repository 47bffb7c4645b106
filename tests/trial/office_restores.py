"""The office store is saved and restored while a writer writes: a copy holds the first so many transactions.

Each transaction of the writer adds a pair of accounts. A copy has both or none of a pair, in their order, at
least those that were committed when it was asked for and at most those when it was done. Restored over the
store while the writer goes on, it is the beginning of what stands there afterwards.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, select

from dashboard.office.audit import AuditLog
from dashboard.office.backup import Place, backup, restore
from dashboard.office.schema import account
from dashboard.office.store import OfficeStore, open_office
from dashboard.roles import Role
from tests.trial.asked import Bells, started

NOW = datetime(2026, 3, 20, 1, tzinfo=UTC)
LOG = AuditLog(b"n0t-4-r3al-k3y")
PAIR = ("kiri", "kanan")


def write(bells: Bells, url: str, first: int) -> dict[str, Any]:
    """Pairs from this number on, until it is over."""
    store, given = open_office(url), {"role": Role.CAMAT.value, "created_at": NOW, "password_hash": "-"}
    for number in count(first):
        with store.writing() as connection:
            for side in PAIR:
                connection.execute(insert(account).values(name=f"{number:06}-{side}", **given))
                time.sleep(0.002)
        bells.answered.set()
        if bells.over.is_set():
            break
        # One that leaves no room between its transactions would be waited for, not written beside.
        time.sleep(0.005)
    return {"next": number + 1}


def pairs(store: OfficeStore) -> list[int]:
    """The numbers of all pairs, in the order in which they were written."""
    with store.reading() as connection:
        names = list(connection.scalars(select(account.c.name).order_by(account.c.id)))
    numbers = [int(name.partition("-")[0]) for name in names[:: len(PAIR)]]
    assert names == [f"{number:06}-{side}" for number in numbers for side in PAIR], "half a pair"
    return numbers


def rounds(root: Path, seed: int, number: int) -> dict[str, Any]:
    root.mkdir()
    url, chance, following, over = (
        f"sqlite:///{root / 'store' / 'office.db'}",
        np.random.default_rng(seed),
        0,
        0,
    )
    store = open_office(url)
    for n in range(number):
        bells = Bells()
        writer = started(root, write, bells, url, following)
        assert bells.answered.wait(60), "the writer has not begun"
        time.sleep(float(chance.uniform(0, 0.1)))
        before = pairs(store)
        copy = backup(Place(url, root / "bukti"), root / f"{n}.db", NOW).copy
        after = pairs(store)
        held = whole_copy(f"sqlite:///{root / f'fresh-{n}' / 'office.db'}", copy, before, after)
        if n % 2:
            done = restore(Place(url, root / "bukti"), copy, datetime.now(UTC), force=True, audit=LOG)
            assert done.saved is not None
            over += 1
        bells.over.set()
        told = writer.ended()
        assert told is not None
        stand, following = pairs(store), told["next"]
        assert stand[: len(held)] == held, "what was restored is not what the writer went on from"
        assert stand[-1] == following - 1, "the last pair is gone"
    return {
        "restores": number,
        "over the store that is written": over,
        "pairs written": following,
        "broken": 0,
    }


def whole_copy(fresh: str, copy: Path, before: list[int], after: list[int]) -> list[int]:
    """What a copy holds, restored in a fresh place."""
    assert restore(Place(fresh, copy.parent / "bukti"), copy, NOW, force=False, audit=LOG).saved is None
    held = pairs(open_office(fresh))
    assert before == held[: len(before)], "what was committed is not in the copy"
    assert held == after[: len(held)], "the copy holds what was never there"
    return held
