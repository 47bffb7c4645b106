"""Tests on several workers: what is built once for all of them, and which tests stay together."""

from __future__ import annotations

import fcntl
import os
import pickle
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from xdist.scheduler import LoadScopeScheduling

Built = TypeVar("Built")
TRIALS = tuple(
    f"tests/etl/test_{name}.py" for name in ("kill", "order", "processes", "readers", "watch", "zones")
)
"""They start processes of their own and count on a core: never two of them at a time."""
LONG = ("tests/etl/test_audit.py", "tests/etl/test_bad_input.py", "tests/etl/test_disclosure.py")
_PLACE = re.compile(r"\[(.+)-(?:390|1280)-\w+\]$")


def built_once(
    factory: pytest.TempPathFactory, name: str, build: Callable[[Path], Built]
) -> tuple[Path, Built]:
    """The folder that `build` fills and what it gives (which must be picklable), by the first who asks.

    Read only: another worker looks at the same files. Who writes takes a copy.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, told = root / name, root / f"{name}.pickle"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            found = build(folder)
            told.write_bytes(pickle.dumps(found))
            return folder, found
        known: Built = pickle.loads(told.read_bytes())
        return folder, known


def unit(nodeid: str) -> str:
    """What one worker does in one go: a file; of a place in the browser, all that is asked of it."""
    file, _, test = nodeid.partition("::")
    if file in TRIALS:
        return "trials"
    place = _PLACE.search(test)
    return f"tests/browser {place[1]}" if place and file.startswith("tests/browser/") else file


def long_first(nodeid: str) -> int:
    """So that no worker begins something long when the other has nothing left to do."""
    name = unit(nodeid)
    if name == "trials":
        return 0
    return 1 if name.startswith("tests/browser") or name in LONG else 2


class Units(LoadScopeScheduling):  # type: ignore[misc]
    """In the order of collection, unit by unit."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)
