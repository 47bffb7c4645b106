"""What a trial says at its end: enough to run it again, and what came out."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Outcome = Mapping[str, object]
"""Named figures; a trial that fails raises instead."""


def conduct(name: str, about: str, trial: Callable[[Path, int], Outcome]) -> None:
    """Run a trial at full size in a folder of its own and say what came out."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.trial.{name}", description=about)
    parser.add_argument("--seed", type=int, default=1)
    seed: int = parser.parse_args().seed
    with tempfile.TemporaryDirectory(prefix=f"pantau-{name}-") as folder:
        began = time.monotonic()
        outcome = trial(Path(folder), seed)
        took = time.monotonic() - began
    lines = [f"{name}: seed {seed}, commit {commit()}, {took:.0f} s"]
    lines += [f"  {key}: {value}" for key, value in outcome.items()]
    sys.stdout.write("\n".join(lines) + "\n")


def hold(key: str, figure: object) -> None:
    """What is known already, should a later part fail."""
    sys.stderr.write(f"{key}: {figure}\n")


def say(text: str) -> None:
    """How far it is, where someone looks on."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")


def commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "?"
