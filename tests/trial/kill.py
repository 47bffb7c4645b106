"""`etl` is killed at 1,000 moments on DuckDB and at 200 on PostgreSQL: nothing is lost, nothing is doubled.

A moment is the k-th step of a run, a first run, a replay, a backup or a restore: each SQL statement, each
commit and each step that is told. After a death a reader sees one whole version, or none where none was. The
next run, killed as well in every third round, leads to the facts, row versions and tallies of an undisturbed
one. On PostgreSQL the server also ends sessions, and its processes are killed.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import pickle
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from tests.postgres import Server, name_of, server
from tests.trial.mortal import ACTIONS, HOW, Moment, Task, perform, recover, told_by
from tests.trial.report import Outcome, conduct, hold, say
from tests.trial.tiny import Tiny, founded

PROCESSES = multiprocessing.get_context("forkserver")
WARM = [
    "etl.restore",
    "tests.trial.mortal",
    "etl.warehouse.duck",
    "etl.warehouse.postgres",
    "duckdb",
    "psycopg",
]


@dataclass(frozen=True)
class Size:
    """Deaths on each engine; files of each source; every how many rounds comes what."""

    on_duckdb: int = 1000
    on_postgresql: int = 200
    files: int = 4
    twice_each: int = 3
    verify_each: int = 10
    clock_each: int = 7
    at_once: int = 2
    actions: tuple[str, ...] = ACTIONS


@dataclass
class Tally:
    deaths: int = 0
    died: Counter[str] = field(default_factory=Counter)
    how: Counter[str] = field(default_factory=Counter)
    saw: Counter[str] = field(default_factory=Counter)
    twice: int = 0
    verified: int = 0


@dataclass(frozen=True)
class Setting:
    """The office with all files, and what its warehouse holds before each action: nothing, half, all."""

    root: Path
    tiny: Tiny
    half: str
    full: str
    archive: Path
    hash: str
    server: Server | None

    def task(self, action: str, name: str, **more: Any) -> Task:
        """On a warehouse of its own."""
        folder = self.root / name
        for part in ("spools", "backups"):
            (folder / part).mkdir(parents=True)
        before = {"first": "", "run": self.half, "restore": self.half}.get(action, self.full)
        if self.server is not None:
            url = self.server.database(name_of(before) if before else "template0")
        else:
            url = str(folder / "warehouse")
            if before:
                shutil.copytree(before, url)
        return Task(action, self.tiny.at(url), folder, self.archive, **more)

    def drop(self, task: Task) -> None:
        if self.server is not None:
            self.server.drop(task.tiny.warehouse)
        shutil.rmtree(task.folder)


_ONE_AT_A_TIME = Lock()


def code_of(target: Callable[..., None], *given: Any) -> int:
    """The exit code of a process of its own: this one never opens a database, so its children start clean.

    Who starts a process also asks how all others ended, and an end is told once: so starting and asking are
    locked, waiting is not.
    """
    process = PROCESSES.Process(target=target, args=given)
    with _ONE_AT_A_TIME:
        process.start()
    multiprocessing.connection.wait([process.sentinel])
    with _ONE_AT_A_TIME:
        process.join()
    assert process.exitcode is not None
    return process.exitcode


def answered(function: Callable[[Task], dict[str, Any]], task: Task) -> dict[str, Any]:
    answer = task.folder / "answer"
    code = code_of(told_by, function, task, answer)
    assert code == 0, f"{task} ended with {code}"
    told: dict[str, Any] = pickle.loads(answer.read_bytes())
    return told


def performed(task: Task) -> dict[str, Any]:
    """How many steps it took, which was the last, and how it ended."""
    code = code_of(perform, task)
    assert code in (0, -signal.SIGKILL), f"{task} ended with {code}"
    assert not list((task.folder / "spools").iterdir()), "a spooled copy outlived its run"
    lines = (task.folder / "log").read_text(encoding="utf-8").splitlines()
    ended = lines.pop() if code == 0 else "died"
    return {"steps": len(lines), "last": lines[-1] if lines else "", "ended": ended}


def prepared(root: Path, size: Size, seed: int, on: Server | None) -> Setting:
    tiny = founded(root / "office", files=size.files, seed=seed)
    part = tiny.without(root / "part", tiny.files()[size.files :])
    setting = Setting(root, tiny, "", "", root, "", on)
    urls = []
    for name, office in (("half", part), ("full", tiny)):
        task = setting.task("first", name)
        task = replace(task, tiny=office.at(task.tiny.warehouse), verify=True)
        told = answered(recover, task)
        assert told["faults"] == []
        urls.append(task.tiny.warehouse)
    keep = replace(task, action="backup")
    assert performed(keep)["ended"] == "done"
    (archive,) = (keep.folder / "backups").iterdir()
    return replace(setting, half=urls[0], full=urls[1], archive=archive, hash=told["hash"])


def planned(
    steps: dict[str, int], deaths: int, size: Size, chance: np.random.Generator
) -> Iterator[tuple[str, Moment]]:
    """The actions in turn, their moments spread over all steps; some a little after a step, by the clock."""
    each = -(-deaths // len(steps))
    for n in range(deaths):
        action = list(steps)[n % len(steps)]
        k = int((n // len(steps) + 0.5) / each * steps[action])
        after = float(chance.uniform(0.0005, 0.02)) if n % size.clock_each == 1 else 0.0
        yield action, Moment(k, after)


def survived(
    setting: Setting, n: int, plan: tuple[str, Moment], size: Size, second: Moment
) -> dict[str, Any]:
    """One round: a death, perhaps another one in the run after it, a look, and a run to the end."""
    action, moment = plan
    task = setting.task(action, f"round-{n}", moment=moment, verify=n % size.verify_each == 0)
    told = performed(task)
    twice = False
    if n % size.twice_each == 0:
        twice = performed(replace(task, action="run", moment=second))["ended"] != "done"
    found = answered(recover, task)
    assert found["hash"] == setting.hash, f"another end after {action} {moment}: {told}"
    assert found["faults"] == [], f"{action} {moment}: {found['faults']}"
    assert found["saw"] != "none" or action == "first", f"the version is gone after {action} {moment}"
    setting.drop(task)
    return {**found, **told, "twice": twice, "verified": task.verify}


def rounds(root: Path, seed: int, size: Size, deaths: int, on: Server | None) -> dict[str, object]:
    root.mkdir()
    setting, chance, tally = prepared(root, size, seed, on), np.random.default_rng(seed), Tally()
    calm = {action: setting.task(action, f"calm-{action}") for action in size.actions}
    steps = {action: performed(task)["steps"] for action, task in calm.items()}
    plan = list(planned(steps, deaths, size, chance))

    def one(n: int) -> None:
        action, moment = plan[n]
        if on is not None and n % 4 == 3:
            moment = Moment(moment.k, how=HOW[1 + n % 8 // 4])
        second = Moment(int(np.random.default_rng([seed, n]).integers(steps["run"])))
        found = survived(setting, n, (action, moment), size, second)
        tally.deaths += found["ended"] != "done"
        tally.died[action] += found["ended"] != "done"
        tally.how["by the clock" if moment.after else moment.how] += found["ended"] != "done"
        tally.saw[found["saw"]] += 1
        tally.twice += found["twice"]
        tally.verified += found["verified"]
        say(f"{n}/{deaths} {action} {moment} {found['last']}")

    # A server process that is killed takes all sessions with it: there one round at a time.
    with ThreadPoolExecutor(size.at_once if on is None else 1) as pool:
        list(pool.map(one, range(deaths)))
    return {
        "rounds": deaths,
        "deaths": tally.deaths,
        "in": dict(tally.died),
        "steps of each undisturbed": steps,
        "how": dict(tally.how),
        "killed again while recovering": tally.twice,
        "readers saw": dict(tally.saw),
        "verified": tally.verified,
        "content hash after each": setting.hash,
    }


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    PROCESSES.set_forkserver_preload(WARM)
    found: dict[str, object] = {}
    if size.on_duckdb:
        found["DuckDB"] = rounds(root / "duckdb", seed, size, size.on_duckdb, None)
        hold("DuckDB", found["DuckDB"])
    if size.on_postgresql:
        found["PostgreSQL"] = rounds(root / "postgresql", seed, size, size.on_postgresql, server())
    return found


if __name__ == "__main__":
    conduct("kill", __doc__, trial)
