"""Every metric a second time, in plain SQL on the facts: no tally, no bucket, no code of the metrics.

Days and hours are the office's own: WITA is UTC+8 the whole year.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from dashboard.filters import Filters

Row = dict[str, Any]
Rows = Sequence[tuple[Any, ...]]
LIMITS = {"waiting": 1800, "left_after": 1800}
WEIGHT = "0.111"
UNSUR = (
    *("persyaratan", "prosedur", "waktu", "biaya", "produk"),
    *("kompetensi", "perilaku", "pengaduan", "sarana"),
)
CODES = ("office", "area", "service", "channel")
TIMES = ("day", "week", "month")
TRAITS = ("sex", "age_band", "education", "occupation")
FLAGS = ("complete", "flat", "copy")
KEYS = {
    **{code: code for code in (*CODES, "category")},
    "day": "CAST(moment AS DATE)",
    "week": "CAST(date_trunc('week', moment) AS DATE)",
    "month": "CAST(date_trunc('month', moment) AS DATE)",
    "weekday": "isodow(moment)",
    "hour": "hour(moment)",
    "half_hour": "2 * hour(moment) + minute(moment) // 30",
    "counter": "coalesce(counter, '')",
    "score_sum": " + ".join(UNSUR),
    "complete": f"CASE WHEN {' + '.join(UNSUR)} IS NULL THEN 0 ELSE 1 END",
    # Of numbers the least is the greatest, and none is missing.
    "flat": f"CASE WHEN 9 * least({', '.join(UNSUR)}) = {' + '.join(UNSUR)} THEN 1 ELSE 0 END",
    "copy": "CASE WHEN said > 1 THEN 1 ELSE 0 END",
    "pattern": " || ".join(f"coalesce(CAST({unsur} AS VARCHAR), '-')" for unsur in UNSUR),
    **{trait: f"coalesce({trait}, '')" for trait in TRAITS},
}
LOCAL = "{} + INTERVAL 8 HOUR AS moment"
SECONDS = "date_diff('second', {}, {}) AS seconds"


def _lasting(fact: str, moment: str, start: str, end: str, rule: str) -> str:
    return f"SELECT *, {LOCAL.format(moment)}, {SECONDS.format(start, end)} FROM {fact} WHERE {rule}"


def _promised(fact: str, start: str, due: str, end: str, state: str, rule: str) -> str:
    """`ended` and `due` of what is judged; what is open has no end."""
    columns = ", ".join(CODES) if fact != "complaint" else "office, channel, category"
    return (
        f"SELECT {columns}, {LOCAL.format(due)}, {start} + INTERVAL 8 HOUR AS came, {due} AS due, "
        f"{end} AS ended, {state} = 'open' AS is_open "
        f"FROM {fact} WHERE {due} IS NOT NULL AND ({rule})"
    )


_TAKEN = f"SELECT *, {LOCAL.format('taken_at')} FROM visit"
_SUBMITTED = f"SELECT *, {LOCAL.format('submitted_at')} FROM request"
_PROOFS = (
    _promised(
        "request",
        "submitted_at",
        "due_at",
        "completed_at",
        "status",
        "status IN ('completed', 'refused', 'open')",
    ),
    _promised(
        "visit",
        "taken_at",
        "due_at",
        "finished_at",
        "outcome",
        "outcome = 'open' OR (outcome = 'served' AND finished_at IS NOT NULL)",
    ),
)
_ANSWERED = "coalesce(responded_at, closed_at)"
_ALL = " || '|' || ".join(f"coalesce(CAST({name} AS VARCHAR), '-')" for name in (*UNSUR, *TRAITS))
FACTS = {
    "volume": _SUBMITTED,
    "arrivals": _TAKEN,
    "waiting": _lasting("visit", "taken_at", "taken_at", "called_at", "called_at IS NOT NULL"),
    "serving": _lasting(
        "visit",
        "finished_at",
        "coalesce(started_at, called_at)",
        "finished_at",
        "outcome = 'served' AND finished_at IS NOT NULL AND coalesce(started_at, called_at) IS NOT NULL",
    ),
    "left_after": _lasting(
        "visit", "taken_at", "taken_at", "finished_at", "outcome = 'left' AND finished_at IS NOT NULL"
    ),
    "turnaround": _lasting("request", "completed_at", "submitted_at", "completed_at", "status = 'completed'"),
    # Working time itself is counted again, minute by minute, in the trial of that name.
    "turnaround_working": f"SELECT *, {LOCAL.format('completed_at')}, working_seconds AS seconds "
    "FROM request WHERE status = 'completed'",
    "on_time": " UNION ALL ".join(_PROOFS),
    "digital_share": _SUBMITTED,
    "completion": _SUBMITTED,
    "complaints": f"SELECT *, {LOCAL.format('received_at')} FROM complaint",
    "complaints_on_time": _promised(
        "complaint",
        "received_at",
        "due_at",
        "closed_at",
        "status",
        "status = 'open' OR closed_at IS NOT NULL",
    ),
    "responses_on_time": "SELECT * REPLACE (ended IS NULL AS is_open) FROM ("
    + _promised(
        "complaint",
        "received_at",
        "response_due_at",
        _ANSWERED,
        "status",
        f"status = 'open' OR {_ANSWERED} IS NOT NULL",
    )
    + ")",
    "backlog": _SUBMITTED,
    "ikm": f"SELECT *, row_number() OVER (PARTITION BY CAST(moment AS DATE), office, service, {_ALL}) said "
    f"FROM (SELECT *, {LOCAL.format('answered_at')} FROM answer)",
}
_JUDGED = ("is_open", "ended <= due", "CAST(moment AS DATE)")
COLUMNS = {
    "volume": ("status",),
    "arrivals": ("outcome",),
    "on_time": _JUDGED,
    "digital_share": ("channel",),
    "completion": ("status", "CAST(moment AS DATE)"),
    "complaints": ("status",),
    "complaints_on_time": _JUDGED,
    "responses_on_time": _JUDGED,
    "ikm": UNSUR,
}
METRICS = tuple(FACTS)
HOURS = ("arrivals", "waiting", "on_time")
CAME = {"weekday": "isodow(came)", "hour": "hour(came)"}
"""Of a promise the hour of the week is that of the coming, not of the due time."""
COMPLAINTS = ("complaints", "complaints_on_time", "responses_on_time")


def dimensions(metric: str) -> tuple[str, ...]:
    return ("office", "channel", "category") if metric in COMPLAINTS else CODES


def own_keys(metric: str) -> Mapping[str, tuple[str, ...]]:
    """Breakdowns that only this metric has → what may be filtered beside them."""
    known: Mapping[str, Mapping[str, tuple[str, ...]]] = {
        "arrivals": {"half_hour": ("office", "service")},
        "waiting": {"counter": ("office", "service")},
        "ikm": {"score_sum": CODES, **dict.fromkeys((*TRAITS, *FLAGS), ("office",))},
    }
    return known.get(metric, {})


@dataclass(frozen=True)
class Bin:
    """The duration bin of a nearest-rank percentile: equal to whatever lies in it."""

    low: int
    high: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | Fraction) and self.low <= other < self.high

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Days:
    """By which days time judges: before `data` open is overdue, from `mature` on requests are too new."""

    data: date
    mature: date = date.max


def values(connection: Connection, metric: str, by: Sequence[str], filters: Filters, days: Days) -> list[Row]:
    """The rows that a reader must give, sorted by their keys."""
    if metric == "backlog":
        return _backlog(connection, by, filters)
    columns = COLUMNS.get(metric, ("seconds",))
    rules = ["CAST(moment AS DATE) BETWEEN ? AND ?", *(f"({KEYS[key]}) IS NOT NULL" for key in by)]
    rows = _fetched(connection, metric, (*by, *columns), rules, filters, filters.start, filters.end)
    groups = _grouped(rows, len(by))
    shown = []
    for keys in sorted(groups):
        value = VALUES[metric](groups[keys], days)
        shown.append({**dict(zip(by, keys, strict=True)), "n": len(groups[keys]), **value})
    return shown


def _fetched(
    connection: Connection,
    metric: str,
    columns: Sequence[str],
    rules: Sequence[str],
    filters: Filters,
    *given: Any,
) -> list[tuple[Any, ...]]:
    """Rows of the metric's facts that the filters leave."""
    chosen = {code: getattr(filters, code) for code in CODES if getattr(filters, code) is not None}
    where = " AND ".join([*rules, *(f"{code} = ?" for code in chosen)]) or "true"
    named = {**KEYS, **(CAME if metric == "on_time" else {})}
    words = ", ".join(named.get(column, column) for column in columns)
    query = f"SELECT {words or 'NULL'} FROM ({FACTS[metric]}) WHERE {where}"
    return [tuple(row) for row in connection.exec_driver_sql(query, (*given, *chosen.values()))]


def _grouped(rows: Rows, width: int) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        groups[row[:width]].append(row[width:])
    return groups


def _states(rows: Rows, states: Sequence[str]) -> Row:
    return {state: sum(row[0] == state for row in rows) for state in states}


ENDS = ("completed", "refused", "withdrawn", "open")


def _volume(rows: Rows, days: Days) -> Row:
    return {"value": len(rows), **_states(rows, ENDS)}


def _arrivals(rows: Rows, days: Days) -> Row:
    counts = _states(rows, ("served", "no_show", "left", "transferred", "open"))
    return {"value": len(rows), "no_show_share": Fraction(counts["no_show"], len(rows)), **counts}


def _digital_share(rows: Rows, days: Days) -> Row:
    """Of the two channels of this office eLOK is the online one."""
    online = sum(row[0] == "elok" for row in rows)
    return {"value": Fraction(online, len(rows)), "online": online, "counter": len(rows) - online}


def _completion(rows: Rows, days: Days) -> Row:
    old = [row for row in rows if row[1] < days.mature]
    counts = _states(old, ENDS)
    value = Fraction(counts["completed"], len(old)) if old else None
    return {"n": len(old), "value": value, **counts, "immature": len(rows) - len(old)}


def _complaints(rows: Rows, days: Days) -> Row:
    counts = _states(rows, ("resolved", "open"))
    return {"value": len(rows), "resolved_share": Fraction(counts["resolved"], len(rows)), **counts}


def _duration(metric: str, last: int) -> Callable[[Rows, Days], Row]:
    limit = LIMITS.get(metric)

    def value(rows: Rows, days: Days) -> Row:
        """A clock that ran behind gives a negative duration; it counts as none."""
        seconds = sorted(max(row[0], 0) for row in rows)
        n = len(seconds)
        over = sum(s >= limit for s in seconds) if limit else 0
        return {
            "p50_seconds": bin_of(seconds[-(-n // 2) - 1], last),
            "p90_seconds": bin_of(seconds[-(-9 * n // 10) - 1], last),
            "mean_seconds": Fraction(sum(seconds), n),
            "share_over": Fraction(over, n) if limit else None,
            "limit_seconds": limit,
        }

    return value


def bin_of(seconds: int, last: int) -> Bin:
    """15 s wide to four minutes, then sixteen to each doubling, the last one open."""
    if seconds < 240:
        return Bin(seconds // 15 * 15, seconds // 15 * 15 + 15)
    floor = 240
    while floor * 2 <= seconds:
        floor *= 2
    width = floor // 16
    low = floor + (seconds - floor) // width * width
    return Bin(last, float("inf")) if low >= last else Bin(low, low + width)


def _promise(rows: Rows, days: Days) -> Row:
    met = sum(not is_open and kept for is_open, kept, _ in rows)
    missed = sum(not is_open and not kept for is_open, kept, _ in rows)
    overdue = sum(is_open and due < days.data for is_open, _, due in rows)
    judged = met + missed + overdue
    return {
        "value": Fraction(met, judged) if judged else None,
        "met": met,
        "missed": missed,
        "overdue": overdue,
        "pending": len(rows) - judged,
        "judged": judged,
    }


def _ikm(rows: Rows, days: Days) -> Row:
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


def _backlog(connection: Connection, by: Sequence[str], filters: Filters) -> list[Row]:
    """Who came before a stretch of days less who went before it, counted anew for each stretch."""
    times = tuple(key for key in by if key in TIMES)
    codes = tuple(key for key in by if key not in TIMES)
    ended = "CASE WHEN status <> 'open' THEN CAST(completed_at + INTERVAL 8 HOUR AS DATE) END"
    facts = _fetched(connection, "backlog", (*codes, "CAST(moment AS DATE)", ended), [], filters)
    shown = []
    for group, rows in _grouped(facts, len(codes)).items():
        came = sorted(row[0] for row in rows)
        went = sorted(row[1] for row in rows if row[1] is not None)
        for starts, (first, after) in _stretches(times, filters, {*came, *went}).items():
            opening, received, closed = (
                bisect_left(came, first) - bisect_left(went, first),
                bisect_left(came, after) - bisect_left(came, first),
                bisect_left(went, after) - bisect_left(went, first),
            )
            named = dict(zip((*codes, *times), (*group, *starts), strict=True))
            row = {"value": opening + received - closed, "opening": opening}
            row |= {"received": received, "closed": closed}
            if received or closed or (opening and not times):
                shown.append({**{key: named[key] for key in by}, "n": opening + received, **row})
    return sorted(shown, key=lambda row: [row[key] for key in by])


def _stretches(
    times: Sequence[str], filters: Filters, moved: Collection[date]
) -> Mapping[tuple[date, ...], tuple[date, date]]:
    """Per combination of `times` its first day within the period and the day after its last.

    Only of those on whose days something moved.
    """
    end = filters.end + timedelta(days=1)
    found: dict[tuple[date, ...], tuple[date, date]] = {} if times else {(): (filters.start, end)}
    for day in moved if times else ():
        if not filters.start <= day <= filters.end:
            continue
        monday, first = day - timedelta(days=day.weekday()), day.replace(day=1)
        spans = {
            "day": (day, day + timedelta(days=1)),
            "week": (monday, monday + timedelta(days=7)),
            "month": (first, (first + timedelta(days=31)).replace(day=1)),
        }
        mine = [spans[key] for key in times]
        starts, ends = zip(*mine, strict=True)
        found[starts] = (max(filters.start, *starts), min(end, *ends))
    return found


VALUES: Mapping[str, Callable[[Rows, Days], Row]] = {
    "volume": _volume,
    "arrivals": _arrivals,
    "waiting": _duration("waiting", 8 * 3600),
    "serving": _duration("serving", 8 * 3600),
    "left_after": _duration("left_after", 8 * 3600),
    "turnaround": _duration("turnaround", 240 * 2**15),
    "turnaround_working": _duration("turnaround_working", 240 * 2**12),
    "on_time": _promise,
    "digital_share": _digital_share,
    "completion": _completion,
    "complaints": _complaints,
    "complaints_on_time": _promise,
    "responses_on_time": _promise,
    "ikm": _ikm,
}
