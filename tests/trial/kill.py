"""`etl run` is killed at 50 moments, in every stage; readers notice nothing and the next run ends the same.

After each death a reader sees the version from before, or none, or the whole new one; another run, itself
killed again in every third round, leads to the facts, row versions and tallies of an undisturbed run.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
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
    """Death at the `k`-th step of `stage` (from 0), or `after` seconds where there is no stage."""

    stage: str = ""
    k: int = 0
    after: float = 0.0


@dataclass
class Tally:
    """Where the runs died and what readers saw then."""

    died: Counter[str] = field(default_factory=Counter)
    by_clock: int = 0
    twice: int = 0
    saw: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Setting:
    """All files in `office`; `half` is a warehouse that holds the first half, and `hash` the aim."""

    office: Office
    half: Path
    hash: str
    steps: tuple[str, ...]
    seconds: float


def dying(office: Office, moment: Moment, log: Path) -> None:
    """A run that writes each step down and kills its own process at the moment."""
    seen: Counter[str] = Counter()
    with log.open("ab", buffering=0) as file:

        def step(stage: str, detail: str) -> None:
            file.write(f"{stage}\t{detail}\n".encode())
            if (stage, seen[stage]) == (moment.stage, moment.k):
                os.kill(os.getpid(), signal.SIGKILL)
            seen[stage] += 1

        if moment.after:
            threading.Timer(moment.after, os.kill, (os.getpid(), signal.SIGKILL)).start()
        office.run(step)
    # Where the run was faster than the clock, the clock must not kill its success.
    os._exit(0)


def killed(office: Office, moment: Moment, log: Path) -> tuple[str, str] | None:
    """The stage and detail in which the run died, or None if it ended before."""
    process = PROCESSES.Process(target=dying, args=(office, moment, log))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), f"the run ended with {process.exitcode}"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    stage, _, detail = (lines[-1] if lines else "start\t").partition("\t")
    return (stage, detail) if process.exitcode else None


def prepared(root: Path, count: int, rows: int | None, seed: int) -> Setting:
    office, _ = invent(root / "office", days(LAST, count), seed=seed)
    for path in office.files():
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[: None if rows is None else rows + 1]))
    part = bare(root / "part", LAST)
    files = office.files()
    for path in files[::2]:
        deliver(part, path)
    part.run()
    steps: list[str] = []
    calm = office.with_warehouse(root / "calm")
    began = time.monotonic()
    calm.run(lambda stage, detail: steps.append(stage))
    took = time.monotonic() - began
    assert not calm.faults()
    return Setting(office, part.warehouse, calm.hash(), tuple(steps), took)


def planned(setting: Setting, per_stage: int, by_clock: int, chance: np.random.Generator) -> Iterator[Moment]:
    """`per_stage` moments spread over the steps of each stage, then moments by the clock."""
    times = Counter(setting.steps)
    for stage in STAGES:
        for k in np.linspace(0, times[stage] - 1, per_stage):
            yield Moment(stage, round(float(k)))
    for _ in range(by_clock):
        yield Moment(after=float(chance.uniform(0.02, 0.95 * setting.seconds)))


def survived(
    setting: Setting, moment: Moment, folder: Path, *, filled: bool, again: float, tally: Tally
) -> bool:
    """One round: a death (a second after `again` seconds, if any), a look, another run. False: no death."""
    office = setting.office.with_warehouse(folder)
    if filled:
        shutil.copytree(setting.half, folder)
    before = current_version(str(folder))
    died = killed(office, moment, folder.with_suffix(".log"))
    if died is None:
        return False
    seen = look(office, before, died)
    if again and killed(office, Moment(after=again), folder.with_suffix(".log")):
        tally.twice += 1
        look(office, before, None)
    office.run()
    assert office.hash() == setting.hash, f"another end after {moment}"
    drafts = [path.name for path in (folder / "versions").iterdir() if path.name.startswith(".")]
    assert not drafts or again, f"drafts left after {moment}"
    tally.died[died[0]] += 1
    tally.by_clock += not moment.stage
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


@dataclass(frozen=True)
class Size:
    """Days of sample and rows of each file (None: all); deaths at steps of each stage and at random times.

    Every so many rounds the next run is killed too, and verify runs at the end.
    """

    count: int = 100
    rows: int | None = None
    per_stage: int = 6
    by_clock: int = 14
    twice_each: int = 3
    verify_each: int = 1


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    PROCESSES.set_forkserver_preload(["etl.pipeline", "etl.verify"])
    chance = np.random.default_rng(seed)
    setting, tally = prepared(root, size.count, size.rows, seed), Tally()
    moments = list(planned(setting, size.per_stage, size.by_clock, chance))
    for n, moment in enumerate(moments):
        say(f"{n}/{len(moments)} {moment}")
        again = float(chance.uniform(0.02, 0.8 * setting.seconds)) if n % size.twice_each == 0 else 0.0
        for attempt in range(10):
            folder = root / f"round-{n}-{attempt}"
            if survived(setting, moment, folder, filled=n % 2 == 0, again=again, tally=tally):
                office = setting.office.with_warehouse(folder)
                assert n % size.verify_each or office.faults() == [], f"verify after {moment}"
                break
            # Faster than the clock this time: die sooner.
            moment = Moment(after=moment.after / 2)
        else:
            raise AssertionError(f"no death at {moment}")
        shutil.rmtree(folder)
    return {
        "days, files": f"{size.count}, {len(setting.office.files())}",
        "deaths": tally.died.total(),
        "in stage": dict(tally.died),
        "by the clock": tally.by_clock,
        "killed again while recovering": tally.twice,
        "readers saw": dict(tally.saw),
        "content hash after each": setting.hash,
    }


if __name__ == "__main__":
    conduct("kill", __doc__, trial)
