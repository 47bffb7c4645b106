"""Each metric of the sample against what its generator counted, before a file was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from dashboard.filters import Filters
from dashboard.reader import Reader

Told = Mapping[str, Any]
Difference = str
ENDS = ("completed", "refused", "withdrawn", "open")
BROKEN_DOWN = {
    "arrivals": ("half_hour",),
    "waiting": ("counter",),
    "complaints": ("channel",),
    "ikm": ("sex", "age_band", "education", "occupation", "score_sum"),
}


def differences(reader: Reader, told: Told) -> list[Difference]:
    """Everything in which a figure of the staff differs from the truth."""
    return [
        *_unlike("metrics", sorted(told), sorted({*BROKEN_DOWN, *_CHECKS})),
        *(wrong for name in BROKEN_DOWN for wrong in _parts(reader, name, told[name])),
        *(wrong for name, check in _CHECKS.items() for wrong in check(reader, name, told[name])),
    ]


def _unlike(what: str, found: object, told: object) -> Iterator[Difference]:
    if found != told:
        yield f"{what}: {found}, not {told}"


def _everything(reader: Reader) -> Filters:
    return Filters(reader.data.first_day, reader.data.last_day)


def _parts(reader: Reader, name: str, told: Told) -> Iterator[Difference]:
    for key in BROKEN_DOWN[name]:
        rows = reader.values(name, (key,), filters=_everything(reader))
        yield from _unlike(f"{name} by {key}", {str(row[key]): row["n"] for row in rows}, told[key])


def _lengths(reader: Reader, name: str, told: Told) -> Iterator[Difference]:
    """Whole seconds: as many, and as long together."""
    (row,) = reader.values(name, filters=_everything(reader))
    yield from _unlike(name, {"n": row["n"], "seconds": row["mean_seconds"] * row["n"]}, told)


def _online(reader: Reader, name: str, told: Told) -> Iterator[Difference]:
    rows = reader.values(name, ("month",), filters=_everything(reader))
    found = {f"{row['month']:%Y-%m}": {"online": row["online"], "n": row["n"]} for row in rows}
    yield from _unlike(name, found, told)
    for row in rows:
        yield from _unlike(f"{name} of {row['month']}", row["value"], Fraction(row["online"], row["n"]))


def _ends(reader: Reader, name: str, told: Told) -> Iterator[Difference]:
    """Of the days before the day of maturity what became of each request; of the others how many."""
    old = {day: ends for day, ends in told.items() if date.fromisoformat(day) < reader.data.mature_day}
    rows = reader.values(name, ("day",), filters=_everything(reader))
    found = {str(row["day"]): {end: row[end] for end in ENDS} for row in rows if row["n"]}
    yield from _unlike(name, found, old)
    (whole,) = reader.values(name, filters=_everything(reader))
    new = sum(sum(ends.values()) for day, ends in told.items() if day not in old)
    yield from _unlike(f"{name}, too new", whole["immature"], new)
    completed = sum(ends["completed"] for ends in old.values())
    yield from _unlike(f"{name}, share", whole["value"], Fraction(completed, whole["n"]))


def _stock(reader: Reader, name: str, told: Told) -> Iterator[Difference]:
    rows = reader.values(name, ("month",), filters=_everything(reader))
    words = ("received", "closed", "value")
    found = {f"{row['month']:%Y-%m}": {word: row[word] for word in words} for row in rows}
    yield from _unlike(name, found, told)
    for month, known in told.items():
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        (row,) = reader.values(name, filters=Filters(first, last))
        yield from _unlike(f"{name} at the end of {month}", row["value"], known["value"])


def _promises(reader: Reader, name: str, told: Told) -> Iterator[Difference]:
    (row,) = reader.values(name, filters=Filters(date(1990, 1, 1), date(2100, 1, 1)))
    found = {"met": row["met"], "missed": row["missed"], "open": row["overdue"] + row["pending"]}
    yield from _unlike(name, found, told)


_CHECKS = {
    "serving": _lengths,
    "left_after": _lengths,
    "turnaround": _lengths,
    "digital_share": _online,
    "completion": _ends,
    "backlog": _stock,
    "on_time": _promises,
    "complaints_on_time": _promises,
    "responses_on_time": _promises,
}
