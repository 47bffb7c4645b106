"""What pages ask, at two sizes, in one process and turn by turn."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from dashboard.counted import Counted
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from etl.metrics import metrics
from tests.bench.city import FIRST, LAST, PLACES, City

YEAR = Filters(FIRST, LAST)
NINETY = Filters(LAST - timedelta(days=89), LAST)
ONE = replace(NINETY, office=PLACES[3])


@dataclass(frozen=True)
class Ask:
    metric: str
    by: tuple[str, ...]
    filters: Filters
    words: str


ASKS = (
    Ask("waiting", ("service",), YEAR, "setahun per layanan"),
    Ask("waiting", ("month",), YEAR, "setahun per bulan"),
    Ask("waiting", ("weekday", "hour"), YEAR, "setahun per hari dan jam"),
    Ask("waiting", ("area",), YEAR, "setahun per asal"),
    Ask("waiting", ("office",), YEAR, "setahun per kantor"),
    Ask("waiting", ("week",), ONE, "satu kantor, 90 hari per minggu"),
    Ask("waiting", ("day",), NINETY, "90 hari per hari"),
    Ask("serving", ("service",), YEAR, "setahun per layanan"),
    Ask("turnaround", ("service",), YEAR, "setahun per layanan"),
    Ask("arrivals", ("weekday", "hour"), YEAR, "setahun per hari dan jam"),
    Ask("arrivals", ("day",), NINETY, "90 hari per hari"),
    Ask("volume", ("month", "channel"), YEAR, "setahun per bulan dan kanal"),
    Ask("on_time", ("service",), YEAR, "setahun per layanan"),
    Ask("on_time", ("office",), NINETY, "90 hari per kantor"),
    Ask("ikm", ("office",), YEAR, "setahun per kantor"),
)


def measure(cities: tuple[City, City], rounds: int) -> list[dict[str, Any]]:
    """Per question p50 and p95 in milliseconds at each size, and the rows of the answer."""
    stores = [Store(str(city.warehouse), "staff") for city in cities]
    try:
        return [_asked(ask, stores, rounds) for ask in ASKS if ask.metric in metrics()]
    finally:
        for store in stores:
            store.close()


def _asked(ask: Ask, stores: list[Store], rounds: int) -> dict[str, Any]:
    times: list[list[float]] = [[], []]
    rows = 0
    for turn in range(rounds + 1):
        for store, spent in zip(stores, times, strict=True):
            reader = _fresh(store)
            began = time.perf_counter()
            rows = len(reader.values(ask.metric, ask.by, filters=ask.filters))
            if turn:
                # The first look fills the caches: a page is asked more than once.
                spent.append((time.perf_counter() - began) * 1000)
    small, large = (spread(spent) for spent in times)
    return {
        "metric": ask.metric,
        "what": ask.words,
        "rows": rows,
        "small": small,
        "large": large,
        "ratio": round(large["p50"] / small["p50"], 2),
    }


def _fresh(store: Store) -> Reader:
    """One that remembers nothing of what was asked before."""
    forget()
    reader = store.reader(EVERYTHING)
    assert reader is not None, "nothing is published"
    assert reader.data, "what a version says of itself is read before, whatever the question"
    return reader


def forget() -> None:
    """What every version of this process has counted."""
    for held in gc.get_objects():
        # No more is asked of each: there may be a million.
        if type(held) is Counted:
            held._known.clear()
            held._rows = 0


def spread(milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    return {"p50": round(statistics.median(ordered), 1), "p95": round(p95, 1)}


if __name__ == "__main__":
    small, large = (City(Path(argument)) for argument in sys.argv[1:3])
    json.dump(measure((small, large), int(sys.argv[3])), sys.stdout)
