"""Every edition of the public figures of such an office as time went on, by the door that its own files take.

Each month is published when it is over; on some days the queue is heard of every hour.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import select

from etl.pipeline import run
from etl.settings import load_settings
from etl.skm import UNSUR
from etl.warehouse.engine import reading
from etl.warehouse.published import figure
from tests.office import REFERENCE
from tests.trial.attack_world import FIRST, Row, World, add_months
from tests.trial.report import say

CONFIG = """
[office]
code = "63.71.04"
timezone = "Asia/Makassar"

[reference]
path = "acuan"

[skm]
weight = "1/9"
"""
SOURCE = """
[source.{fact}]
fact = "{fact}"
read = "csv"
path = "{fact}/*.csv"
delimiter = ";"
timezone = "Asia/Makassar"
version = "version"

[source.{fact}.columns]
"""
MOMENT = '{{ from = "{name}", format = "%Y-%m-%d %H:%M", empty = [""] }}'
CODES = ("id", "office", "area", "service", "channel")
MOMENTS = {
    "request": ("submitted_at", "due_at", "completed_at"),
    "visit": ("taken_at", "called_at", "finished_at"),
    "answer": ("answered_at",),
}
WORDS = {"request": ("status",), "visit": ("outcome",), "answer": UNSUR}


@dataclass(frozen=True)
class Edition:
    """What everybody could read at that time."""

    number: int
    rows: Sequence[Row]


def editions(root: Path, world: World) -> Iterator[Edition]:
    """By the real door: one run after each month, and one an hour on the live days."""
    _found(root)
    live = set(np.linspace(0, world.last_edition - 1, world.size.live_days, dtype=int).tolist())
    for number, count in enumerate(world.size.published):
        for fact, drawn in world.facts.items():
            write(root, fact, f"edisi-{number:02}", records(fact, drawn[drawn["edition"] == number]))
        say(f"edition {number + 1} of {len(world.size.published)}")
        # The morning after the last day of the month.
        after = add_months(FIRST, count)
        yield Edition(number, published(root, datetime.combine(after, time(), UTC)))
        if number in live:
            for rows in _live(root, world, number, after):
                yield Edition(number, rows)


def _found(root: Path) -> None:
    blocks = [CONFIG]
    for fact, moments in MOMENTS.items():
        lines = [f'{name} = {{ from = "{name}" }}' for name in (*CODES, *WORDS[fact])]
        lines += [
            f"{name} = {MOMENT.format(name=name).replace('{{', '{').replace('}}', '}')}" for name in moments
        ]
        blocks.append(SOURCE.format(fact=fact) + "\n".join(lines) + "\n")
        (root / fact).mkdir(parents=True)
    (root / "office.toml").write_text("".join(blocks), encoding="utf-8")
    shutil.copytree(REFERENCE, root / "acuan")
    # Each request states its own due time and is its proof: so its promise falls in its month.
    head = (REFERENCE / "standards.csv").read_text(encoding="utf-8").splitlines()[0]
    (root / "acuan" / "standards.csv").write_text(head + "\n", encoding="utf-8")
    services = (REFERENCE / "services.csv").read_text(encoding="utf-8")
    (root / "acuan" / "services.csv").write_text(services.replace(",visit,", ",request,"), encoding="utf-8")


def write(root: Path, fact: str, name: str, lines: Sequence[Mapping[str, object]], version: int = 1) -> None:
    names = (*CODES, *MOMENTS[fact], *WORDS[fact])
    text = [";".join((*names, "version"))]
    text += [";".join((*(str(line.get(column, "")) for column in names), str(version))) for line in lines]
    (root / fact / f"{name}.csv").write_text("\n".join(text) + "\n", encoding="utf-8")


def records(fact: str, drawn: pd.DataFrame) -> list[Row]:
    lines: list[Row] = drawn.to_dict("records")
    for line in lines:
        day, at = line["day"], f"{line['day']} {line['hour']:02}"
        if fact == "request":
            line |= {"submitted_at": f"{at}:00", "due_at": f"{day} 14:00", "status": "completed"}
            line["completed_at"] = f"{day} 13:00" if line["met"] else f"{day} 15:00"
        elif fact == "visit":
            called = datetime.combine(day, time()) + timedelta(hours=line["hour"], minutes=line["wait"])
            line |= {"taken_at": f"{at}:00", "called_at": f"{called:%Y-%m-%d %H:%M}", "outcome": "served"}
            line["finished_at"] = f"{called + timedelta(minutes=9):%Y-%m-%d %H:%M}"
        else:
            line["answered_at"] = f"{at}:00"
    return lines


def published(root: Path, now: datetime) -> list[Row]:
    """Run, then read the public store as the public app does."""
    warehouse = str(root / "warehouse")
    settings = load_settings({"PANTAU_CONFIG": str(root / "office.toml"), "WAREHOUSE_URL": warehouse})
    report = run(settings, now=now)
    assert report.exit_code == 0, report
    with reading(warehouse, "public") as version:
        assert version is not None
        with version.connect() as connection:
            rows = [dict(row) for row in connection.execute(select(figure)).mappings()]
    return [{**row, "fields": json.loads(row["fields"])} for row in rows]


def _live(root: Path, world: World, number: int, after: date) -> Iterator[list[Row]]:
    """An hour's visits at a time, and those who still wait told again when they are called."""
    day = next(day for day in world.open_days if day >= after)
    drawn = world.facts["visit"]
    ahead = drawn[(drawn["day"] == day) & (drawn["edition"] == number + 1)]
    lines = records("visit", ahead)
    for hour in world.size.hours:
        heard = f"{day} {hour:02}:20"
        told = [
            line
            if line["called_at"] < heard
            else {**line, "called_at": "", "finished_at": "", "outcome": "open"}
            for line in lines
            if line["taken_at"] < heard
        ]
        write(root, "visit", f"{day}-{hour:02}", told, version=0)
        yield published(root, datetime.fromisoformat(f"{heard}+08:00").astimezone(UTC))
