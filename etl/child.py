"""`etl run` in a process of its own, and how it ended."""

import json
import signal
import subprocess  # nosec B404
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from etl.bell import Bell
from etl.errors import RunActive, SourceRefused
from etl.journal import VARIABLE
from etl.schedule import Outcome

GRACE, LAST = 30.0, 5.0
"""Seconds that a run may take to end when a stop is asked for; and that it has once it was told to end."""


@dataclass(frozen=True)
class Ended:
    """`behind` has the sources that were not read wholly."""

    exit_code: int
    behind: Mapping[str, Outcome]

    def outcome(self, source: str) -> Outcome:
        if self.exit_code == RunActive.exit_code:
            return Outcome.BUSY
        if self.exit_code not in (0, SourceRefused.exit_code):
            return Outcome.FAILED
        return self.behind.get(source, Outcome.DONE)


def run_apart(
    environ: Mapping[str, str],
    sources: Sequence[str],
    settle: str,
    waiting: Bell,
    *,
    tick: Callable[[], None],
    each: float,
) -> Ended:
    """Run these sources and wait; `tick` is called every so many seconds.

    When a stop is asked for meanwhile, the run has GRACE to end by itself; asked twice, none. Then it is
    ended: what it did not commit is undone.
    """
    words = [word for name in sources for word in ("--source", name)]
    command = [sys.executable, "-m", "etl", "run", "--json", "--settle", settle, *words]
    with tempfile.TemporaryFile() as told:
        # A session of its own: Ctrl-C is for the watch, which then lets the run end.
        process = subprocess.Popen(  # nosec B603
            command, env={**environ, VARIABLE: "json"}, stdout=told, start_new_session=True
        )
        try:
            _wait(process, waiting, tick, each)
        finally:
            _end(process)
        return Ended(process.returncode, _behind(told))


def _wait(process: "subprocess.Popen[bytes]", waiting: Bell, tick: Callable[[], None], each: float) -> None:
    until = None
    while process.poll() is None:
        if waiting.asked:
            until = until or time.monotonic() + GRACE
            if waiting.asked > 1 or time.monotonic() >= until:
                return
        waiting.wait(min(each, until - time.monotonic()) if until else each)
        tick()


def _end(process: "subprocess.Popen[bytes]") -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(LAST)
        except subprocess.TimeoutExpired:
            continue


def _behind(told: IO[bytes]) -> Mapping[str, Outcome]:
    told.seek(0)
    try:
        return {name: Outcome(word) for name, word in json.loads(told.read())["behind"].items()}
    except (ValueError, KeyError, TypeError):
        # It ended before it could say.
        return {}
