"""What goes on in processes of their own around a backup: the load, the backup, a reader, another load.

A load counts its ticks, which are the steps that it tells, its SQL statements and its commits. At one of them
it rings, and stays there a little while, so that the backup is asked for at that moment and at no other.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from etl.backup import backup
from etl.errors import RunActive
from etl.warehouse.engine import reading
from tests.trial.tiny import Tiny
from tests.trial.whole import COMPLAINTS, counted, whole

PROCESSES = multiprocessing.get_context("forkserver")
STAGES = ("begin", "spool", "validate", "load", "rollup", "audit", "commit", "publish")
AFTER = "after"
"""Where a load has ended before its moment came."""

HOLD = 0.3
"""Seconds that a load stays at its moment; a backup that is put off asks again sooner than that."""

PAUSE = 0.2
"""Seconds that a reader or another load leaves to the others: they need a core, and the warehouse, too."""


@dataclass(frozen=True)
class Moment:
    """The k-th tick (from 0) of a stage; at its end the load may die."""

    stage: str
    k: int
    dies: bool = False


@dataclass(frozen=True)
class Bells:
    """What the processes of one round let each other know."""

    asked: Any = field(default_factory=PROCESSES.Event)
    answered: Any = field(default_factory=PROCESSES.Event)
    """The backup has begun, or was refused."""

    waited: Any = field(default_factory=PROCESSES.Event)
    """The load went on before the backup was answered."""

    over: Any = field(default_factory=PROCESSES.Event)


class Ticks:
    """Where a load stands, and the bell at its moment."""

    def __init__(self, moment: Moment | None, bells: Bells) -> None:
        self.passed: Counter[str] = Counter()
        self._stage, self._moment, self._bells = STAGES[0], moment, bells
        event.listen(Engine, "before_cursor_execute", lambda *given: self._tick())
        event.listen(Engine, "commit", lambda connection: self._commit())

    def step(self, stage: str, detail: str) -> None:
        self._stage = stage
        self._tick()

    def _commit(self) -> None:
        """That of the facts follows the audits; what comes after it makes the version."""
        audited = self._stage == "audit"
        if audited:
            self._stage = "commit"
        self._tick()
        if audited:
            self._stage = "publish"

    def _tick(self) -> None:
        moment, k = self._moment, self.passed[self._stage]
        self.passed[self._stage] += 1
        if moment is None or (self._stage, k) != (moment.stage, moment.k):
            return
        self._bells.asked.set()
        if not self._bells.answered.wait(HOLD):
            self._bells.waited.set()
        if moment.dies:
            os.kill(os.getpid(), signal.SIGKILL)


def load(bells: Bells, tiny: Tiny, moment: Moment | None) -> dict[str, Any]:
    """How many ticks each stage had. Where none of them was the moment, the bell rings at the end."""
    ticks = Ticks(moment, bells)
    tiny.run(ticks.step)
    reached = moment is None or bells.asked.is_set()
    bells.asked.set()
    return {"passed": ticks.passed, "reached": reached}


def keep(bells: Bells, tiny: Tiny, folder: Path, patient: bool) -> dict[str, Any]:
    """A backup, once asked for. One that is not patient is refused where it would wait, and asks anew."""
    assert bells.asked.wait(60), "no load has rung"
    refused = False

    def begun(stage: str, detail: str) -> None:
        bells.answered.set()

    if not patient:
        try:
            return _kept(backup(tiny.settings, folder, wait=0.0, step=begun).folder, refused)
        except RunActive:
            refused = True
            bells.answered.set()
    return _kept(backup(tiny.settings, folder, step=begun).folder, refused)


def _kept(folder: Path, refused: bool) -> dict[str, Any]:
    return {"folder": str(folder), "refused": refused}


def read(bells: Bells, tiny: Tiny) -> dict[str, Any]:
    """Look until it is over. Returns what each version that was seen has counted."""
    seen, looks = {}, 0
    while not looks or not bells.over.is_set():
        with reading(tiny.warehouse) as version:
            assert version is not None
            counts = counted(version, COMPLAINTS)
            assert whole(counts), f"half a load is visible in {version.name}: {counts}"
            seen[version.name] = counts.stated[0]
        looks += 1
        bells.answered.set()
        time.sleep(PAUSE / 4)
    return {"looks": looks, "seen": seen}


def rival(bells: Bells, tiny: Tiny) -> dict[str, Any]:
    """Try to load until it is over."""
    ended: Counter[str] = Counter()
    while not ended or not bells.over.is_set():
        try:
            ended["loaded" if tiny.run().version else "had nothing to do"] += 1
        except RunActive:
            ended["refused"] += 1
        bells.answered.set()
        time.sleep(PAUSE)
    return ended


Role = Callable[..., dict[str, Any]]


def _answer(path: Path, role: Role, *given: Any) -> None:
    try:
        told = role(*given)
    except BaseException:  # noqa: BLE001 (told to the parent)
        told = {"broken": traceback.format_exc()}
    path.write_text(json.dumps(told), encoding="utf-8")


@dataclass(frozen=True)
class Started:
    """A process at its work."""

    process: Any
    path: Path
    bells: Bells
    """Held here: the parent's end of a bell must outlive the start of the process."""

    def ended(self) -> dict[str, Any] | None:
        """What it has told; None where it was killed."""
        self.process.join(120)
        assert self.process.exitcode in (0, -signal.SIGKILL), f"{self.path.name}: {self.process.exitcode}"
        if self.process.exitcode:
            return None
        told: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        self.path.unlink()
        assert "broken" not in told, f"{self.path.name}: {told['broken']}"
        return told


def started(folder: Path, role: Role, bells: Bells, *given: Any) -> Started:
    path = folder / f"answer of {role.__name__}"
    process = PROCESSES.Process(target=_answer, args=(path, role, bells, *given))
    process.start()
    return Started(process, path, bells)
