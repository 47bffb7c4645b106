"""What is done in a process that may die: an action of etl, and the look and the run that follow a death."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event, make_url

from etl.again import Again
from etl.archive import archives, check
from etl.backup import backup
from etl.errors import ConfigProblem, PantauError, RunActive
from etl.pipeline import run
from etl.report import Step
from etl.restore import restore
from etl.warehouse.engine import reading
from tests.trial.tiny import NOW, Tiny
from tests.trial.whole import COMPLAINTS, counted, whole

ACTIONS = ("run", "first", "replay", "backup", "restore")
"""`first` is a run on nothing."""

DONE = "done"
HOW = ("killed", "session ended", "server process killed")


@dataclass(frozen=True)
class Moment:
    """The k-th step (from 0), `after` seconds later; by a signal to this process, or in the server."""

    k: int
    after: float = 0.0
    how: str = HOW[0]


@dataclass(frozen=True)
class Task:
    action: str
    tiny: Tiny
    folder: Path
    """For logs, spools and backups of its own."""

    archive: Path | None = None
    moment: Moment | None = None
    verify: bool = False


def perform(task: Task) -> None:
    """The action in this process, to its end or to its moment. Each step is a line of `log`."""
    tempfile.tempdir = str(task.folder / "spools")
    steps, log = count(), (task.folder / "log").open("wb", buffering=0)

    def tick(what: str) -> None:
        k = next(steps)
        log.write(f"{what}\n".encode())
        if task.moment is not None and k == task.moment.k:
            _strike(task.moment, task.tiny.warehouse)

    def asked(connection: object, cursor: object, statement: str, *rest: object) -> None:
        tick(f"SQL {' '.join(statement[:40].split())}")

    event.listen(Engine, "before_cursor_execute", asked)
    event.listen(Engine, "commit", lambda connection: tick("commit"))
    try:
        _act(task, lambda stage, detail: tick(f"{stage} {detail}"))
        log.write(f"{DONE}\n".encode())
    except PantauError as problem:
        # A session that was ended is told in a sentence; all else is a fault and ends with a traceback.
        log.write(f"refused: {str(problem).splitlines()[0]}\n".encode())
    # A clock that is still running must not kill a success.
    os._exit(0)


def _strike(moment: Moment, url: str) -> None:
    if moment.how != HOW[0]:
        _at_the_server(url, moment.how)
    elif moment.after:
        # The clock runs in a thread: it strikes in the midst of a statement, or of its commit.
        threading.Timer(moment.after, _die).start()
    else:
        _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _at_the_server(url: str, how: str) -> None:
    """End all sessions on this database, or kill the process of one: then the server starts anew."""
    address = make_url(url)
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    host, user = address.query["host"], address.username
    with psycopg.connect(host=host, user=user, dbname=address.database, autocommit=True) as session:
        for (pid,) in session.execute(query).fetchall():
            if how == HOW[1]:
                session.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
            else:
                os.kill(pid, signal.SIGKILL)
                return


def _act(task: Task, step: Step) -> None:
    settings = task.tiny.settings
    if task.action == "backup":
        backup(settings, task.folder / "backups", step=step)
    elif task.action == "restore":
        assert task.archive is not None
        restore(settings, task.archive, force=True, step=step)
    else:
        run(settings, now=NOW, step=step, again=Again(everything=True) if task.action == "replay" else None)


def look(task: Task) -> dict[str, Any]:
    """What a reader sees now, and whether every backup is whole."""
    for archive in archives(task.folder / "backups"):
        assert not isinstance(archive, str), archive
        check(archive)

    def seen() -> dict[str, Any]:
        with reading(task.tiny.warehouse) as version:
            if version is None:
                return {"saw": "none"}
            found = counted(version, COMPLAINTS)
            assert whole(found), f"half a load is visible: {found}"
            return {"saw": "a version"}

    answer: dict[str, Any] = _patient(seen)
    return answer


def recover(task: Task) -> dict[str, Any]:
    """Look, run to the end, and tell the hash (and the faults)."""
    seen = look(task)
    _patient(lambda: run(task.tiny.settings, now=NOW))
    again = _patient(lambda: run(task.tiny.settings, now=NOW))
    assert not again.files, "a second run loaded something"
    return {**seen, "hash": task.tiny.hash(), "faults": task.tiny.faults() if task.verify else []}


def _patient(action: Callable[[], Any]) -> Any:
    """A server needs a moment to end what a killed client began, or to start anew."""
    until = time.monotonic() + 30
    while True:
        try:
            return action()
        except (RunActive, ConfigProblem):
            if time.monotonic() > until:
                raise
        time.sleep(0.1)


def told_by(function: Callable[[Task], dict[str, Any]], task: Task, answer: Path) -> None:
    """The entry of a process that answers."""
    answer.write_bytes(pickle.dumps(function(task)))
