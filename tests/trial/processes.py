"""Eight processes at once on one warehouse, round after round: runs, check, verify, status, and readers.

Each round brings a file, and all eight begin at the same moment. A run, verify or status that finds the
warehouse held ends as RunActive (exit 5), but one run waits and tries again, as `etl watch` does. Readers
look the whole round long and never see half a load. In the end all is as after a single process.
"""

from __future__ import annotations

import multiprocessing
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from etl.check import check
from etl.errors import RunActive
from etl.pipeline import run
from etl.settings import Settings, load_settings
from etl.status import status
from etl.verify import content_hash, verify
from etl.warehouse.engine import publishing, reading
from tests.office import Office, bare, days, deliver, invent
from tests.postgres import server
from tests.trial.report import Outcome, conduct, say
from tests.trial.whole import counted, whole

PROCESSES = multiprocessing.get_context("forkserver")
ROLES = ("run", "run", "patient run", "check", "verify", "status", "reader", "reader")
BROKEN = 1
WARM = ["tests.trial.processes", "etl.warehouse.duck", "etl.warehouse.postgres", "duckdb", "psycopg"]


@dataclass(frozen=True)
class Size:
    """Days of sample and how many of their files at most, and rounds."""

    last: date = date(2026, 3, 8)
    count: int = 60
    files: int = 1000
    rounds: int = 30
    pause: float = 0.02
    """Seconds that a reader leaves to the others: they need a core too."""


@dataclass(frozen=True)
class Task:
    """What a process has: where it works, at what time, on which file."""

    environ: Mapping[str, str]
    now: datetime
    source: str
    file: Path
    log: Path
    pause: float

    @property
    def settings(self) -> Settings:
        return load_settings(self.environ)


Busy = Callable[[], bool]


def runs(task: Task, busy: Busy) -> None:
    run(task.settings, now=task.now)


def runs_patiently(task: Task, busy: Busy) -> None:
    while True:
        try:
            return runs(task, busy)
        except RunActive:
            time.sleep(0.05)


def checks(task: Task, busy: Busy) -> None:
    assert check(task.settings, task.file, task.source).exit_code in (0, 4)


def verifies(task: Task, busy: Busy) -> None:
    fatal = [finding.message for finding in verify(task.settings) if finding.fatal]
    assert not fatal, fatal


def asks(task: Task, busy: Busy) -> None:
    status(task.settings)


def reads(task: Task, busy: Busy) -> None:
    looks = 0
    while busy() or not looks:
        with reading(task.settings.warehouse) as version:
            assert version is not None
            assert whole(counted(version)), version.name
        looks += 1
        time.sleep(task.pause)


WORK: Mapping[str, Callable[[Task, Busy], None]] = {
    "run": runs,
    "patient run": runs_patiently,
    "check": checks,
    "verify": verifies,
    "status": asks,
    "reader": reads,
}


def work(role: str, task: Task, begin: object, over: object) -> None:
    """One process: all begin together, and readers go on until the others are through."""
    try:
        begin.wait(60)  # type: ignore[attr-defined]
        WORK[role](task, lambda: not over.is_set())  # type: ignore[attr-defined]
    except RunActive as busy:
        os._exit(busy.exit_code)
    except BaseException:  # noqa: BLE001 (told to the parent)
        task.log.write_text(f"{role}\n{traceback.format_exc()}", encoding="utf-8")
        os._exit(BROKEN)
    os._exit(0)


def together(task: Task) -> Counter[tuple[str, int | None]]:
    """One round: role and exit code → how many."""
    begin, over = PROCESSES.Barrier(len(ROLES)), PROCESSES.Event()
    started = [(role, PROCESSES.Process(target=work, args=(role, task, begin, over))) for role in ROLES]
    for _, process in started:
        process.start()
    for role, process in started:
        if role != "reader":
            process.join()
    over.set()
    for _, process in started:
        process.join()
    return Counter((role, process.exitcode) for role, process in started)


@dataclass(frozen=True)
class Single:
    """What a single process makes of all files, one after the other."""

    files: list[Path]
    hash: str


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    """On DuckDB, then on PostgreSQL."""
    PROCESSES.set_forkserver_preload(WARM)
    source, _ = invent(root / "source", days(size.last, size.count), seed=seed)
    files = source.files()
    files = [files[int(k)] for k in np.random.default_rng(seed).permutation(len(files))]
    for path in files[size.files :]:
        path.unlink()
    del files[size.files :]
    source.run()
    single = Single(files, source.hash())
    found = {"DuckDB": rounds(root / "duckdb", size, single)}
    return found | {"PostgreSQL": rounds(root / "postgresql", size, single, server().database())}


def rounds(root: Path, size: Size, single: Single, url: str | None = None) -> Outcome:
    """On DuckDB, or on the empty PostgreSQL database at `url`."""
    office = bare(root / "office", size.last)
    environ = {**office.environ, "WAREHOUSE_URL": url or str(office.warehouse)}
    settings, files = load_settings(environ), list(single.files)
    deliver(office, files.pop())
    run(settings, now=office.now)
    ended: Counter[tuple[str, int | None]] = Counter()
    for n in range(size.rounds):
        say(f"{n}/{size.rounds}")
        file = arrives(office, files, n)
        log = root / f"broken-{n}"
        ended += together(Task(environ, office.now, file.parent.name, file, log, size.pause))
        assert not log.exists(), log.read_text(encoding="utf-8")
    for file in files[size.rounds :]:
        deliver(office, file)
    run(settings, now=office.now)
    assert not [finding.message for finding in verify(settings) if finding.fatal]
    assert _hash(settings) == single.hash, "another end than of a single process"
    return {
        "rounds, processes": f"{size.rounds}, {len(ROLES)}",
        "ended": ", ".join(f"{role} {code}: {n}" for (role, code), n in sorted(ended.items())),
        "broken": sum(n for (_, code), n in ended.items() if code not in (0, RunActive.exit_code)),
        "content hash": single.hash,
    }


def arrives(office: Office, files: list[Path], n: int) -> Path:
    """The n-th file; when all have come, they come again with a blank line more, to be read once more."""
    file = files[n % len(files)]
    again = n // len(files)
    name = f"{again}-{file.name}" if again else file.name
    deliver(office, file, name=name, ending=b"\n" * again)
    return file


def _hash(settings: Settings) -> str:
    with publishing(settings.warehouse) as publisher, publisher.engine.connect() as connection:
        return content_hash(connection)


if __name__ == "__main__":
    conduct("processes", __doc__, trial)
