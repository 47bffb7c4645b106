"""Where the time of a run goes, seen from outside: a timer looks every few milliseconds."""

from __future__ import annotations

import resource
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import etl

EVERY = 0.004
"""Seconds between two looks."""

_ETL = str(Path(etl.__file__).parent) + "/"
_STAGES = {
    "spool": "spool",
    "sources": "read",
    "encoding": "read",
    "validate": "validate",
    "derive": "derive",
    "calendar": "derive",
    "load": "load",
    "touched": "load",
    "rejects": "load",
    "rollup": "rollup",
    "audit": "audit",
    "publication": "publish",
    "disclosure": "publish",
}
_DETAILED = ("rollup", "audit", "publish")
GENERAL = "general"
ORDER = ("spool", "read", "validate", "derive", "load", "rollup", "audit", "commit", "publish", "other")


@dataclass
class Spent:
    """Seconds by the clock on the wall, and of the processors: these suffer less from a busy machine."""

    wall: float = 0.0
    cpu: float = 0.0

    def add(self, wall: float, cpu: float) -> None:
        self.wall += wall
        self.cpu += cpu

    def told(self) -> dict[str, float]:
        return {"wall": round(self.wall, 3), "cpu": round(self.cpu, 3)}


class Looker:
    """What was spent by stage, and by the detail (a metric, a draft) that the run's own `step` names."""

    def __init__(self) -> None:
        self.stages: defaultdict[str, Spent] = defaultdict(Spent)
        self.details: defaultdict[tuple[str, str], Spent] = defaultdict(Spent)
        self._at = ("", "")
        self._last = (0.0, 0.0)

    def step(self, stage: str, detail: str) -> None:
        self._at = (stage, detail)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """At the main thread, which has to be the one that asks.

        By a signal and not from a second thread: the frames of a running thread are not safe to walk from
        outside (CPython 3.11 crashed on it). A signal that comes while the engine works is handled when its
        call returns, still in the frame that called, so the time is told where it was spent.
        """
        self._last = clocks()
        before = signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        stage = stage_of(frame)
        now = clocks()
        spent = (now[0] - self._last[0], now[1] - self._last[1])
        self.stages[stage].add(*spent)
        if stage in _DETAILED:
            # What comes before the first metric is told under no step of its own stage.
            detail = self._at[1] if self._at[0] == stage else GENERAL
            self.details[stage, detail].add(*spent)
        self._last = now


def clocks() -> tuple[float, float]:
    """On the wall, and of all threads of this process."""
    return time.perf_counter(), time.process_time()


def stage_of(frame: FrameType | None) -> str:
    """The outermost module of the pipeline beneath `run`."""
    found = "other"
    while frame is not None:
        name, function = frame.f_code.co_filename, frame.f_code.co_name
        if name.startswith(_ETL):
            module = name.removeprefix(_ETL).split("/")[0].removesuffix(".py")
            if module == "warehouse":
                found = {"publish": "publish", "transaction": "commit"}.get(function, found)
            else:
                found = _STAGES.get(module, found)
        frame = frame.f_back
    return found


def peak_mib() -> int:
    """The most memory that this process ever held."""
    # A child's ru_maxrss begins with what its parent held when it was made; VmHWM is its own.
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
