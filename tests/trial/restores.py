"""100 backups are asked for while a load runs, 66 on DuckDB and 34 on PostgreSQL, and all are restored.

Each round brings a file. At a moment of its load, in turn in every stage and spread over it, another process
asks for a backup; some loads die then. The backup is restored in a fresh place, or over the warehouse, also
while a reader reads or another load tries to run. What was restored is the state before that file or after
it, to the hash, verified; the runs that follow lead to the facts of an undisturbed office.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from etl.archive import Archive, opened
from etl.backup import WAIT, once_free
from etl.restore import Restored, restore
from etl.warehouse.engine import on_server, reading
from tests.postgres import Server, name_of, server
from tests.trial import office_restores
from tests.trial.asked import AFTER, PROCESSES, STAGES, Bells, Moment, Role, keep, load, read, rival, started
from tests.trial.report import Outcome, conduct, hold, say
from tests.trial.tiny import SOURCES, Tiny, founded
from tests.trial.whole import COMPLAINTS, counted

WARM = ["tests.trial.asked", "etl.warehouse.duck", "etl.warehouse.postgres", "duckdb", "psycopg"]
HOW: dict[str, Role | None] = {"fresh": None, "over": None, "reader": read, "load": rival}
"""Where it is restored (`over` what is there: so are the two after it), and what goes on meanwhile."""


@dataclass(frozen=True)
class Size:
    """Restores on each engine and of the office store; every how many rounds comes what.

    A restore verifies what it has made; `verify_each` is about the run that follows.
    """

    on_duckdb: int = 66
    on_postgresql: int = 34
    of_office: int = 20
    dies_each: int = 5
    verify_each: int = 3


@dataclass(frozen=True)
class State:
    """What an undisturbed load of so many files leads to."""

    files: int
    hash: str
    facts: int


@dataclass
class Tally:
    asked: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    turn: Counter[str] = field(default_factory=Counter)
    how: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    died: int = 0
    ends: set[str] = field(default_factory=set)
    """Where the restored warehouses in fresh places came to with all files."""


@dataclass
class Line:
    """An office that receives file after file, beside one that nothing disturbs and one that has them all."""

    root: Path
    office: Tiny
    alone: Tiny
    all: Tiny
    server: Server | None
    states: list[State] = field(default_factory=list)

    def receive(self) -> dict[str, int]:
        """The next file comes, and leads to another state. Returns the ticks of its load, by stage."""
        file = self.all.files()[self.states[-1].files]
        for office in (self.office, self.alone):
            shutil.copy2(file, office.root / file.relative_to(self.all.root))
        told = started(self.root, load, Bells(), self.alone, None).ended()
        assert told is not None
        self.states.append(self.undisturbed())
        assert self.states[-1].hash != self.states[-2].hash, f"{file} says nothing new"
        ticks: dict[str, int] = told["passed"]
        return ticks

    def undisturbed(self) -> State:
        with reading(self.alone.warehouse) as version:
            assert version is not None
            facts = counted(version, COMPLAINTS).stated[0]
        return State(len(self.alone.files()), self.alone.hash(), facts)

    @contextmanager
    def fresh(self) -> Iterator[Tiny]:
        """A place without a warehouse, of the office that has all files."""
        url = self.server.database() if self.server else str(self.root / "fresh")
        yield self.all.at(url)
        self.drop(url)

    def drop(self, url: str) -> None:
        if self.server:
            self.server.drop(url)
        else:
            shutil.rmtree(url)

    def expected(self, moment: Moment, waited: bool) -> list[State]:
        """What a backup may hold: it sees what is committed, and one that waited what the load has led to."""
        before, after = self.states[-2:]
        if waited and on_server(self.office.warehouse):
            return [before, after]
        committed = moment.stage in (STAGES[-1], AFTER)
        return [after if committed or (waited and not moment.dies) else before]


def line(root: Path, seed: int, rounds: int, on: Server | None) -> Line:
    """One file of each source has come."""
    root.mkdir()
    each = -(-rounds // len(SOURCES)) + 1
    every = founded(root / "all", files=each, rows=9, seed=seed)
    office = every.without(root / "office", every.files()[len(SOURCES) :])
    alone = office.without(root / "alone", [])
    alone = alone.at(on.database() if on else root / "alone.warehouse")
    alone.run()
    if on:
        office = office.at(on.database(name_of(alone.warehouse)))
    else:
        office = office.at(shutil.copytree(alone.warehouse, root / "warehouse"))
    made = Line(root, office, alone, every, on)
    made.states.append(made.undisturbed())
    return made


def asked(line: Line, moment: Moment, patient: bool, tally: Tally) -> tuple[Archive, State]:
    """A load, the backup that is asked for at its moment, and which state that holds."""
    bells = Bells()
    backing = started(line.root, keep, bells, line.office, line.root / "kept", patient)
    told = started(line.root, load, bells, line.office, moment).ended()
    kept = backing.ended()
    assert kept is not None
    assert moment.dies is (told is None) or (told and not told["reached"])
    if told is None:
        once_free(line.office.run, WAIT)
    elif not told["reached"]:
        moment = Moment(AFTER, 0)
    waited = kept["refused"] or bells.waited.is_set()
    archive = opened(Path(kept["folder"]))
    may = line.expected(moment, waited)
    held = next((state for state in may if state.hash == archive.contents.content), None)
    assert held is not None, f"{moment}: {archive.contents.content} is none of {may}"
    assert line.office.hash() == line.states[-1].hash, "the load came to another end"
    tally.asked[moment.stage] += 1
    tally.died += moment.dies
    tally.held["before" if held is line.states[-2] else "after"] += 1
    tally.turn["refused" if kept["refused"] else "waited" if waited else "at once"] += 1
    return archive, held


def stands(tiny: Tiny, done: Restored, held: State, now: list[State], *, verified: bool = True) -> None:
    """What was restored, as it is `now`, is a whole state; a run loads what is missing, and nothing twice."""
    fatal = [finding.message for finding in done.findings if finding.fatal]
    assert not fatal, fatal
    found = next((state for state in now if state.hash == tiny.hash()), None)
    assert found is not None, f"what was restored is none of {now}, of which {held} was saved"
    with reading(tiny.warehouse) as version:
        assert version is not None
        counts = counted(version, COMPLAINTS)
        assert set(counts) == {(found.facts,)}, f"{counts} are published, not {found}"
    loaded = len(once_free(tiny.run, WAIT).files)
    assert loaded == len(tiny.files()) - found.files, f"{loaded} files were missing after {found}"
    assert not tiny.run().files, "a second run loaded something"
    if verified:
        assert tiny.faults() == []


def restored(line: Line, archive: Archive, held: State, how: str, tally: Tally, *, verified: bool) -> None:
    """Restore it and look what came of it."""
    if how == "fresh":
        with line.fresh() as tiny:
            stands(tiny, restore(tiny.settings, archive.folder), held, [held], verified=verified)
            tally.ends.add(tiny.hash())
        return
    bells, role = Bells(), HOW[how]
    beside = started(line.root, role, bells, line.office) if role else None
    if beside is not None:
        assert bells.answered.wait(60), f"{how} has not begun"
    done = restore(line.office.settings, archive.folder, force=True)
    bells.over.set()
    told = beside.ended() if beside is not None else None
    now = line.states[-1]
    stands(line.office, done, held, [held, now] if role is rival else [held], verified=verified)
    assert line.office.hash() == now.hash, "another end than of an undisturbed office"
    assert done.saved is not None
    assert done.saved.contents.content == now.hash, "what was there is not what was saved"
    shutil.rmtree(done.saved.folder)
    if role is read and told is not None:
        assert set(told["seen"].values()) <= {held.facts, now.facts}, told
        told = {"looks": told["looks"], "versions": len(told["seen"])}
    tally.beside.update({f"{how} {what}": n for what, n in (told or {}).items()})


def rounds(root: Path, seed: int, size: Size, count: int, on: Server | None) -> Outcome:
    made, chance, tally = line(root, seed, count, on), np.random.default_rng(seed), Tally()
    for n in range(count):
        stage = STAGES[n % len(STAGES)]
        how = list(HOW)[(n + n // len(STAGES)) % len(HOW)]
        ticks = made.receive()[stage]
        dies = n % size.dies_each == size.dies_each - 1
        moment = Moment(stage, int(chance.integers(ticks)), dies)
        archive, held = asked(made, moment, bool(chance.integers(2)), tally)
        restored(made, archive, held, how, tally, verified=n % size.verify_each == 0)
        tally.how[how] += 1
        shutil.rmtree(archive.folder)
        say(f"{n + 1}/{count} {moment} {how}")
    while made.states[-1].files < len(made.all.files()):
        made.receive()
    last = made.states[-1].hash
    assert tally.ends <= {last}, "another end than of an undisturbed office that has all files"
    for url in (made.office.warehouse, made.alone.warehouse):
        made.drop(url)
    return told_of(tally, count, last)


def told_of(tally: Tally, count: int, last: str) -> dict[str, Any]:
    return {
        "restores": count,
        "asked for in": dict(tally.asked),
        "answered": dict(tally.turn),
        "loads killed then": tally.died,
        "state held": dict(tally.held),
        "restored": dict(tally.how),
        "meanwhile": dict(tally.beside),
        "broken": 0,
        "content hash in the end": last,
    }


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    PROCESSES.set_forkserver_preload(WARM)
    found: dict[str, object] = {}
    if size.on_duckdb:
        found["DuckDB"] = rounds(root / "duckdb", seed, size, size.on_duckdb, None)
        hold("DuckDB", found["DuckDB"])
    if size.on_postgresql:
        found["PostgreSQL"] = rounds(root / "postgresql", seed, size, size.on_postgresql, server())
        hold("PostgreSQL", found["PostgreSQL"])
    if size.of_office:
        found["office store"] = office_restores.rounds(root / "accounts", seed, size.of_office)
    return found


if __name__ == "__main__":
    conduct("restores", __doc__, trial)
