"""Every metric a second time, in plain SQL on the facts: no tally, no bucket, no code of the metrics.

Days and hours are the office's own: WITA is UTC+8 the whole year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from dashboard.filters import Filters

Row = dict[str, Any]
LIMIT_SECONDS = 1800
WEIGHT = "0.111"
UNSUR = (
    *("persyaratan", "prosedur", "waktu", "biaya", "produk"),
    *("kompetensi", "perilaku", "pengaduan", "sarana"),
)
CODES = ("office", "area", "service", "channel")
KEYS = {
    **{code: code for code in CODES},
    "day": "CAST(moment AS DATE)",
    "month": "CAST(date_trunc('month', moment) AS DATE)",
    "weekday": "isodow(moment)",
    "hour": "hour(moment)",
}
LOCAL = "{} + INTERVAL 8 HOUR AS moment"
ENDS_LAST = 8 * 3600

_DUE = f"""
    SELECT office, area, service, channel, {LOCAL.format("due_at")}, due_at, completed_at AS ended, status
    FROM request WHERE status IN ('completed', 'refused', 'open') AND due_at IS NOT NULL
    UNION ALL
    SELECT office, area, service, channel, {LOCAL.format("due_at")}, due_at, finished_at, outcome
    FROM visit WHERE due_at IS NOT NULL
      AND (outcome = 'open' OR (outcome = 'served' AND finished_at IS NOT NULL))
"""
_TAKEN = f"SELECT *, {LOCAL.format('taken_at')} FROM visit"
FACTS = {
    "volume": f"SELECT *, {LOCAL.format('submitted_at')} FROM request",
    "arrivals": _TAKEN,
    "waiting": f"SELECT *, date_diff('second', taken_at, called_at) AS seconds FROM ({_TAKEN}) "
    "WHERE called_at IS NOT NULL",
    "left_after": f"SELECT *, date_diff('second', taken_at, finished_at) AS seconds FROM ({_TAKEN}) "
    "WHERE outcome = 'left' AND finished_at IS NOT NULL",
    "on_time": _DUE,
    "ikm": f"SELECT *, {LOCAL.format('answered_at')} FROM answer",
}
COLUMNS = {
    "volume": ("status",),
    "arrivals": ("outcome",),
    "waiting": ("seconds",),
    "left_after": ("seconds",),
    "on_time": ("status", "ended <= due_at", "CAST(moment AS DATE)"),
    "ikm": UNSUR,
}
METRICS = tuple(FACTS)


@dataclass(frozen=True)
class Bin:
    """The duration bin of a nearest-rank percentile: equal to whatever lies in it."""

    low: int
    high: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | Fraction) and self.low <= other < self.high

    __hash__ = None  # type: ignore[assignment]


def values(
    connection: Connection, metric: str, by: Sequence[str], filters: Filters, data_day: date
) -> list[Row]:
    """The rows that a reader must give, sorted by their keys."""
    rules = ["CAST(moment AS DATE) BETWEEN ? AND ?"]
    given: list[Any] = [filters.start, filters.end]
    for code in CODES:
        if (chosen := getattr(filters, code)) is not None:
            rules.append(f"{code} = ?")
            given.append(chosen)
    columns = ", ".join([*(KEYS[key] for key in by), *COLUMNS[metric]])
    query = f"SELECT {columns} FROM ({FACTS[metric]}) WHERE {' AND '.join(rules)}"
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in connection.exec_driver_sql(query, tuple(given)):
        groups[tuple(row[: len(by)])].append(tuple(row[len(by) :]))
    return [
        {**dict(zip(by, keys, strict=True)), "n": len(groups[keys]), **VALUES[metric](groups[keys], data_day)}
        for keys in sorted(groups)
    ]


def _states(rows: Sequence[tuple[Any, ...]], states: Sequence[str]) -> Row:
    return {state: sum(row[0] == state for row in rows) for state in states}


def _volume(rows: Sequence[tuple[Any, ...]], data_day: date) -> Row:
    return {"value": len(rows), **_states(rows, ("completed", "refused", "withdrawn", "open"))}


def _arrivals(rows: Sequence[tuple[Any, ...]], data_day: date) -> Row:
    counts = _states(rows, ("served", "no_show", "left", "transferred", "open"))
    return {"value": len(rows), "no_show_share": Fraction(counts["no_show"], len(rows)), **counts}


def _duration(rows: Sequence[tuple[Any, ...]], data_day: date) -> Row:
    """A clock that ran behind gives a negative duration; it counts as none."""
    seconds = sorted(max(row[0], 0) for row in rows)
    n = len(seconds)
    return {
        "p50_seconds": bin_of(seconds[-(-n // 2) - 1]),
        "p90_seconds": bin_of(seconds[-(-9 * n // 10) - 1]),
        "mean_seconds": Fraction(sum(seconds), n),
        "share_over": Fraction(sum(s >= LIMIT_SECONDS for s in seconds), n),
        "limit_seconds": LIMIT_SECONDS,
    }


def bin_of(seconds: int) -> Bin:
    """15 s wide to four minutes, then sixteen to each doubling, the last one open."""
    if seconds < 240:
        return Bin(seconds // 15 * 15, seconds // 15 * 15 + 15)
    floor = 240
    while floor * 2 <= seconds:
        floor *= 2
    width = floor // 16
    low = floor + (seconds - floor) // width * width
    return Bin(ENDS_LAST, float("inf")) if low >= ENDS_LAST else Bin(low, low + width)


def _on_time(rows: Sequence[tuple[Any, ...]], data_day: date) -> Row:
    met = sum(status != "open" and kept for status, kept, _ in rows)
    missed = sum(status != "open" and not kept for status, kept, _ in rows)
    overdue = sum(status == "open" and due < data_day for status, _, due in rows)
    judged = met + missed + overdue
    return {
        "value": Fraction(met, judged) if judged else None,
        "met": met,
        "missed": missed,
        "overdue": overdue,
        "pending": len(rows) - judged,
        "judged": judged,
    }


def _ikm(rows: Sequence[tuple[Any, ...]], data_day: date) -> Row:
    """PermenPANRB 14/2017: the mean of each unsur, weighted, times 25; the letter after the rounding."""
    nrr: dict[str, Fraction | None] = {}
    for unsur, scores in zip(UNSUR, zip(*rows, strict=True), strict=True):
        given = [score for score in scores if score is not None]
        nrr[f"nrr_{unsur}"] = Fraction(sum(given), len(given)) if given else None
    known = [value for value in nrr.values() if value is not None]
    index, mutu = None, None
    if len(known) == len(UNSUR):
        exact = sum(known, Fraction()) * Fraction(WEIGHT) * 25
        rounded = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
        index = Fraction(rounded)
        letters = (("65", "D"), ("76.61", "C"), ("88.31", "B"))
        mutu = next((letter for below, letter in letters if rounded < Decimal(below)), "A")
    return {"index": index, "mutu": mutu, "weight": WEIGHT, **nrr}


VALUES: Mapping[str, Callable[[Sequence[tuple[Any, ...]], date], Row]] = {
    "volume": _volume,
    "arrivals": _arrivals,
    "waiting": _duration,
    "left_after": _duration,
    "on_time": _on_time,
    "ikm": _ikm,
}
