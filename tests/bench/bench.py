"""The measurements in their order. Each stands in a process of its own, so that memory is its own too."""

from __future__ import annotations

import json
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.city import City, found, other_books, queue_log
from tests.bench.peers import dlt_python
from tests.trial.report import commit

ROOT = Path(__file__).resolve().parents[2]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """Visits of the large and the small city; rounds of loading; how often each question is asked."""

    rows: int = 1_000_000
    small: int = 100_000
    rounds: int = 3
    asks: int = 30
    answers: int = 5
    """How often each page: a whole page is many questions."""


def bench(root: Path, size: Size, *, say: Say = lambda text: None) -> dict[str, Any]:
    """Everything that is measured. Raises RuntimeError when a process fails or rows are missing."""
    small, large = (found(root / name) for name in ("small", "large"))
    queue_log(large, size.rows)
    ingest = _ingest(large, size, say)
    queue_log(small, size.small)
    for city, rows in ((small, size.small), (large, size.rows)):
        say(f"semua buku, {rows}")
        other_books(city, rows)
        child("tests.bench.ingest", city.root)
    say("pertanyaan")
    queries = child("tests.bench.queries", small.root, large.root, size.asks)
    say("halaman")
    answers = child("tests.bench.answers", large.root, size.answers)
    return {**facts(size), "ingest": ingest, "queries": queries, "answers": answers}


def facts(size: Size) -> dict[str, Any]:
    """What the figures belong to; nothing that names a machine."""
    return {
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "commit": commit(),
        "rows": size.rows,
        "small_rows": size.small,
        "rounds": size.rounds,
    }


def _ingest(city: City, size: Size, say: Say) -> dict[str, Any]:
    """Scan, Pantau and dlt in turn, a few rounds; medians. The warehouse of the last round stays."""
    rounds: dict[str, list[dict[str, Any]]] = {"scan": [], "pantau": [], "dlt": []}
    for turn in range(size.rounds):
        say(f"memuat {size.rows}, putaran {turn + 1} dari {size.rounds}")
        rounds["scan"].append(child("tests.bench.peers", city.visits))
        shutil.rmtree(city.warehouse, ignore_errors=True)
        rounds["pantau"].append(child("tests.bench.ingest", city.root))
        if python := dlt_python():
            rounds["dlt"].append(dlt_run(python, city))
    return compared(rounds, size.rows)


def compared(rounds: dict[str, list[dict[str, Any]]], rows: int) -> dict[str, Any]:
    """The middle round of each, and how Pantau stands to the others; of dlt None where it did not run."""
    scan, pantau = _middle(rounds["scan"], rows), _middle(rounds["pantau"], rows)
    dlt = _middle(rounds["dlt"], rows) if rounds["dlt"] else None
    return {
        "scan": scan,
        "pantau": pantau,
        "dlt": dlt,
        "of_scan": round(scan["wall"] / pantau["wall"], 4),
        "of_dlt": round(dlt["wall"] / pantau["wall"], 3) if dlt else None,
    }


def _middle(rounds: list[dict[str, Any]], rows: int) -> dict[str, Any]:
    """The round in the middle, whole, so that its parts add up; all rounds' seconds beside it."""
    for one in rounds:
        loaded = one["rows"] if isinstance(one["rows"], int) else one["rows"]["antrean"]
        if loaded != rows:
            raise RuntimeError(f"{loaded} rows of {rows} arrived")
    walls = [one["wall"] for one in rounds]
    middle = min(rounds, key=lambda one: abs(one["wall"] - statistics.median(walls)))
    return {**middle, "krows": round(rows / middle["wall"] / 1000, 1), "walls": walls}


def dlt_run(python: Path, city: City) -> dict[str, Any]:
    folder = city.root / "dlt"
    folder.mkdir()
    try:
        return _run(
            [str(python), str(Path(__file__).with_name("dlt_load.py")), str(city.visits), str(folder)]
        )
    finally:
        shutil.rmtree(folder)


def child(module: str, *arguments: object) -> Any:
    return _run([sys.executable, "-m", module, *map(str, arguments)])


def _run(command: list[str]) -> Any:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:3])}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)
