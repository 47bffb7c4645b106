"""10,000 events over 50 files, read in 200 orders: one content, be files complete for their days or not.

The version stands in the file's name. Rows are inserted, corrected, moved to other days and dropped; where
the files are complete for their days, what is dropped is retracted. Facts, row versions, retracted ids and
tallies are compared after every order by one hash; the ledger and the trail of each row must hold.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from etl.coverage import Covering
from etl.retract import unexplained
from etl.verify import content_hash
from etl.warehouse.schema import FACT_TABLES, ledger, retraction
from tests.build import Warehouse, empty
from tests.drawn import Facts, of_rows, utc
from tests.trial.report import Outcome, conduct, say

START = date(2025, 6, 2)
OFFICES = ("63.71.04", "63.71.04.1001")
SERVICES = ("kk", "usaha", "ktp-el")


@dataclass(frozen=True)
class Size:
    """Files, events in all of them, days that they are about, and orders."""

    files: int = 50
    events: int = 10_000
    days: int = 10
    orders: int = 200


def exports(chance: random.Random, size: Size) -> list[Facts]:
    """What the source says in each file, the oldest first: all that it holds of the days in it."""
    each = size.events // size.files
    records: dict[str, dict[str, Any]] = {}
    found = []
    for n in range(size.files):
        days = {n * size.days // size.files, chance.randrange(size.days), chance.randrange(size.days)}
        live(chance, records, days, each)
        rows = [record for record in records.values() if record["day"] in days]
        chance.shuffle(rows)
        found.append(of_rows("request", [written(record, n) for record in rows[:each]]))
    return found


def live(chance: random.Random, records: dict[str, dict[str, Any]], days: set[int], each: int) -> None:
    """Some of these days' records change, move or go, and new ones come until a file is full."""
    held = sorted(key for key, record in records.items() if record["day"] in days)
    for key in held:
        what = chance.random()
        if what < 0.08:
            del records[key]
        elif what < 0.2:
            records[key]["service"] = chance.choice(SERVICES)
        elif what < 0.25:
            records[key]["day"] = chance.choice(sorted(days))
    count = sum(record["day"] in days for record in records.values())
    for n in range(max(0, each - count)):
        key = f"r{len(records)}-{n}-{chance.randrange(10**6)}"
        place = {"day": chance.choice(sorted(days)), "office": chance.choice(OFFICES)}
        records[key] = {"id": key, "service": chance.choice(SERVICES), **place}


def written(record: dict[str, Any], version: int) -> dict[str, Any]:
    day = START + timedelta(days=record["day"])
    said = {key: record[key] for key in ("id", "office", "service")}
    return {**said, "version": f"{version:020d}", "submitted_at": utc("09:00", day), "status": "open"}


def loaded(files: Sequence[Facts], order: Sequence[int], *, complete: bool) -> tuple[str, int]:
    """The hash of what stands, and how many ids are retracted."""
    with empty().undone() as warehouse:
        for n in order:
            # A small delivery is no accident here.
            covering = Covering("day", f"{n:020d}", confirmed=True) if complete else None
            warehouse.load(files[n], file=f"{n:02}", covering=covering)
        warehouse.roll_up()
        return judged(warehouse)


def judged(warehouse: Warehouse) -> tuple[str, int]:
    connection = warehouse.connection
    assert unexplained(connection) == []
    entered = connection.scalar(select(func.sum(ledger.c.new - ledger.c.retracted)))
    assert entered == connection.scalar(select(func.count()).select_from(FACT_TABLES["request"]))
    gone = select(retraction.c.id).where(retraction.c.returned_at.is_(None)).order_by(retraction.c.id)
    ids = list(connection.scalars(gone))
    both = content_hash(connection) + hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
    return both, len(ids)


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    chance = random.Random(seed)
    files = exports(chance, size)
    told: dict[str, object] = {"files, events": f"{size.files}, {sum(f.table.num_rows for f in files)}"}
    for complete in (True, False):
        found = set()
        for n in range(size.orders):
            say(f"{n}/{size.orders}")
            order = list(range(size.files))
            if n:
                chance.shuffle(order)
            found.add(loaded(files, order, complete=complete))
            assert len(found) == 1, f"another end in order {n}: {order}"
        ((content, gone),) = found
        how = "complete for their days" if complete else "complete for nothing"
        told[how] = f"{size.orders} orders, {gone} retracted, content {content[:12]}"
        assert bool(gone) == complete
    return told


if __name__ == "__main__":
    conduct("permutations", __doc__, trial)
