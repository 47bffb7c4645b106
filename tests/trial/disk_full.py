"""A run meets the end of the disk at 40 sizes: the version stays, a sentence says why, the next run ends it.

No file of the process may grow past a size, which is what a full disk does to a database: at each size a
`python -m etl run` on half of the files tries to load the other half.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from etl.warehouse.engine import current_version, reading
from tests.office import ROOT
from tests.trial.report import Outcome, conduct, say
from tests.trial.tiny import Tiny, founded
from tests.trial.whole import COMPLAINTS, counted, whole

SMALLEST = 4096


@dataclass(frozen=True)
class Size:
    limits: int = 40
    files: int = 4


def limited(tiny: Tiny, most: int) -> subprocess.CompletedProcess[str]:
    """A run of which no file may grow larger than so many bytes."""
    environ = {"PANTAU_CONFIG": str(tiny.root / "office.toml"), "WAREHOUSE_URL": tiny.warehouse}
    return subprocess.run(
        [sys.executable, "-m", "etl", "run"],
        env={**os.environ, **environ},
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def seen(tiny: Tiny) -> str:
    """The version that a reader sees, which is whole."""
    with reading(tiny.warehouse, "staff") as version:
        assert version is not None
        counts = counted(version, COMPLAINTS)
        assert whole(counts), f"half a load is visible: {counts}"
        return version.name


def met(tiny: Tiny, most: int, hash_: str) -> str:
    """How a run ends that meets the limit, after which one with room leads to the same facts."""
    before = seen(tiny)
    ended = limited(tiny, most)
    told = ended.stdout + ended.stderr
    assert "Traceback" not in told, told
    if ended.returncode != 0:
        assert ended.returncode == 2, f"{most} bytes: {ended.returncode}, {told}"
        assert len(ended.stderr.strip().splitlines()) == 1, told
        assert "disk penuh" in ended.stderr or "tidak bisa" in ended.stderr, told
        assert seen(tiny) == current_version(tiny.warehouse) == before, "another version became visible"
    tiny.run()
    assert tiny.hash() == hash_, f"another end after {most} bytes"
    assert tiny.faults() == []
    return "refused" if ended.returncode else "went through"


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    tiny = founded(root / "office", files=size.files, seed=seed)
    half = tiny.without(root / "half", tiny.files()[size.files :]).at(root / "before")
    half.run()
    full = tiny.at(root / "full")
    shutil.copytree(half.warehouse, full.warehouse)
    full.run()
    files = [path for path in Path(full.warehouse).rglob("*") if path.is_file()]
    largest, hash_ = max(path.stat().st_size for path in files), full.hash()
    ends: Counter[str] = Counter()
    for n in range(size.limits):
        most = SMALLEST + n * (largest - SMALLEST) // max(size.limits - 1, 1)
        here = tiny.at(root / f"limit-{n}")
        shutil.copytree(half.warehouse, here.warehouse)
        ends[met(here, most, hash_)] += 1
        shutil.rmtree(here.warehouse)
        say(f"{n + 1}/{size.limits} {most} bytes")
    assert ends["refused"], "no run met the limit"
    return {"runs": dict(ends), "largest file": largest, "content hash after each": hash_}


if __name__ == "__main__":
    conduct("disk_full", __doc__, trial)
