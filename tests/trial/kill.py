"""`etl run` is killed at 50 moments, in every stage; readers notice nothing and the next run ends the same.

After each death a reader sees the version from before, or none, or the whole new one; another run, itself
killed again in every third round, leads to the facts, row versions and tallies of an undisturbed run.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from etl.warehouse.engine import current_version, reading
from tests.office import Office, bare, days, deliver, invent
from tests.trial.report import Outcome, conduct, say
from tests.trial.whole import counted, whole

STAGES = ("spool", "validate", "load", "rollup", "audit", "publish")
LAST = date(2026, 3, 8)
VISIBLE = ("renamed", "pointed", "swept")
"""Details of publish after which a death may leave the new version visible."""

PROCESSES = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Moment:
    """Death `after` seconds from the `k`-th step of `stage` (from 0); at the very step where that is 0.

    `filled`: a version with half of the files is out already.
    """

    stage: str
    k: int
    filled: bool
    after: float = 0.0


@dataclass
class Tally:
    """Where the runs died and what readers saw then."""

    died: Counter[str] = field(default_factory=Counter)
    by_clock: int = 0
    twice: int = 0
    saw: Counter[str] = field(default_factory=Counter)


Steps = Mapping[str, list[float]]
"""Stage → how many seconds each of its steps took."""


@dataclass(frozen=True)
class Setting:
    """All files in `office`; `half` is a warehouse that holds the first half, and `hash` the aim."""

    office: Office
    half: Path
    hash: str
    steps: Mapping[bool, Steps]
    """Of undisturbed runs: from half where True, from nothing where False."""


@dataclass(frozen=True)
class Size:
    """Stages to die in; days of sample, rows of each file (None: all); deaths at steps and at random times.

    Every so many rounds the next run is killed too, and verify runs at the end. `filled`: from nothing
    (False), from half (True), or in turn.
    """

    stages: tuple[str, ...] = STAGES
    count: int = 75
    rows: int | None = None
    per_stage: int = 6
    by_clock: int = 14
    twice_each: int = 3
    verify_each: int = 1
    filled: tuple[bool, ...] = (False, True)


def dying(office: Office, moment: Moment, log: Path, spools: Path) -> None:
    """A run that writes each step down and kills its own process at the moment."""
    seen: Counter[str] = Counter()
    tempfile.tempdir = str(spools)
    with log.open("ab", buffering=0) as file:

        def step(stage: str, detail: str) -> None:
            file.write(f"{stage}\t{detail}\n".encode())
            if (stage, seen[stage]) == (moment.stage, moment.k):
                # The clock runs in a thread: it strikes in the midst of a statement, or of its commit.
                threading.Timer(moment.after, die).start() if moment.after else die()
            seen[stage] += 1

        office.run(step)
    # Where the run was faster than the clock, the clock must not kill its success.
    os._exit(0)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed(office: Office, moment: Moment, log: Path) -> tuple[str, str] | None:
    """The stage and detail in which the run died, or None if it ended before."""
    spools = log.with_suffix(".spools")
    spools.mkdir(exist_ok=True)
    process = PROCESSES.Process(target=dying, args=(office, moment, log, spools))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), f"the run ended with {process.exitcode}"
    assert not list(spools.iterdir()), "a spooled copy outlived its run"
    stage, _, detail = log.read_text(encoding="utf-8").splitlines()[-1].partition("\t")
    log.unlink()
    return (stage, detail) if process.exitcode else None


def prepared(root: Path, size: Size, seed: int) -> Setting:
    office, _ = invent(root / "office", days(LAST, size.count), seed=seed)
    files = office.files()
    for path in files:
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[: None if size.rows is None else size.rows + 1]))
    part = bare(root / "part", LAST)
    for path in files[::2]:
        deliver(part, path)
    part.run()
    steps: dict[bool, Steps] = {}
    aims = set()
    for filled in size.filled:
        undisturbed = office.with_warehouse(root / f"calm-{filled}")
        if filled:
            shutil.copytree(part.warehouse, undisturbed.warehouse)
        steps[filled] = calm(undisturbed)
        aims.add(undisturbed.hash())
    assert len(aims) == 1, "half and then all is not all"
    assert undisturbed.faults() == []
    return Setting(office, part.warehouse, aims.pop(), steps)


def calm(office: Office) -> Steps:
    """An undisturbed run."""
    told: list[tuple[str, float]] = []
    office.run(lambda stage, detail: told.append((stage, time.monotonic())))
    told.append(("", time.monotonic()))
    steps: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for (stage, began), (_, ended) in pairwise(told):
        steps[stage].append(ended - began)
    return steps


def planned(setting: Setting, size: Size, chance: np.random.Generator) -> Iterator[Moment]:
    """Moments at steps, spread over each stage; then moments inside steps, the stages in turn."""
    for stage in size.stages:
        for n, part in enumerate(np.linspace(0, 1, size.per_stage)):
            filled = size.filled[n % len(size.filled)]
            last = len(setting.steps[filled][stage]) - 1
            yield Moment(stage, round(float(part) * last), filled)
    for n in range(size.by_clock):
        yield inside(setting, size.stages[n % len(size.stages)], bool(chance.choice(size.filled)), chance)


def inside(setting: Setting, stage: str, filled: bool, chance: np.random.Generator) -> Moment:
    took = setting.steps[filled][stage]
    k = int(chance.integers(len(took)))
    return Moment(stage, k, filled, max(0.001, float(chance.uniform(0, took[k]))))


def survived(setting: Setting, moment: Moment, folder: Path, *, again: Moment | None, tally: Tally) -> bool:
    """One round: a death (a second after `again` seconds, if any), a look, another run. False: no death."""
    office = setting.office.with_warehouse(folder)
    if moment.filled:
        shutil.copytree(setting.half, folder)
    before = current_version(str(folder))
    died = killed(office, moment, folder.with_suffix(".log"))
    if died is None:
        return False
    seen = look(office, before, died)
    if again and killed(office, again, folder.with_suffix(".log")):
        tally.twice += 1
        look(office, before, None)
    office.run()
    assert office.hash() == setting.hash, f"another end after {moment}"
    drafts = [path.name for path in (folder / "versions").iterdir() if path.name.startswith(".")]
    assert not drafts or again, f"drafts left after {moment}"
    tally.died[died[0]] += 1
    tally.by_clock += moment.after > 0
    tally.saw[seen] += 1
    return True


def look(office: Office, before: str | None, died: tuple[str, str] | None) -> str:
    """What a reader sees: the version from before, none, or the new one if the pointer had its turn."""
    with reading(str(office.warehouse)) as version:
        if version is None:
            assert before is None, "the published version is gone"
            return "none"
        assert whole(counted(version)), f"half a load is visible after {died}"
        if version.name == before:
            return "the old version"
        assert died is None or (died[0] == "publish" and died[1] in VISIBLE), f"published too early: {died}"
        return "the new version"


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    PROCESSES.set_forkserver_preload(["etl.pipeline", "etl.verify"])
    chance = np.random.default_rng(seed)
    setting, tally = prepared(root, size, seed), Tally()
    moments = list(planned(setting, size, chance))
    for n, moment in enumerate(moments):
        say(f"{n}/{len(moments)} {moment}")
        # A run after a death in publish does nothing but publish: its second death must be there.
        then = "publish" if moment.stage == "publish" else STAGES[int(chance.integers(len(STAGES)))]
        again = inside(setting, then, moment.filled, chance) if n % size.twice_each == 0 else None
        for attempt in range(12 if moment.after else 1):
            folder = root / f"round-{n}-{attempt}"
            if survived(setting, moment, folder, again=again, tally=tally):
                office = setting.office.with_warehouse(folder)
                assert n % size.verify_each or office.faults() == [], f"verify after {moment}"
                break
            # Faster than the clock this time: die sooner.
            moment = replace(moment, after=moment.after / 2)
        else:
            raise AssertionError(f"no death at {moment}")
        shutil.rmtree(folder)
    return {
        "days, files": f"{size.count}, {len(setting.office.files())}",
        "deaths": tally.died.total(),
        "in stage": dict(tally.died),
        "of them inside a step, by the clock": tally.by_clock,
        "killed again while recovering": tally.twice,
        "readers saw": dict(tally.saw),
        "content hash after each": setting.hash,
    }


if __name__ == "__main__":
    conduct("kill", __doc__, trial)
