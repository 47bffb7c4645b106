"""Working time and due times of the sample, counted again minute by minute on the office's plain clock.

Random requests and visits of the two sample years as they stand in the warehouse, and random pairs of
instants at any hour of those years, derived by etl.derive. The second count knows nothing of etl: it reads
the office's tables as text, lists the minutes of each day with the door open, and goes through them.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays

from data.sample.scenario import Span
from etl.derive import Deriver
from etl.reference import load_reference
from tests.drawn import TIMEZONE, of_rows
from tests.office import REFERENCE, Office, invent
from tests.trial.report import Outcome, conduct, say
from tests.trial.sample_truth import TWO_YEARS

PAIRS = 10_000
LONGEST = 10
"""Days between two random instants."""

AHEAD = timedelta(hours=8)
"""WITA before UTC, all year round."""

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Row = Mapping[str, Any]


class SlowOffice:
    """Answers for one start and one end at a time; all times are local, without an offset."""

    def __init__(self, tables: Path) -> None:
        self._hours = _table(tables / "hours.csv")
        self._standards = _table(tables / "standards.csv")
        self._proof = {row["code"]: row["bukti"] for row in _table(tables / "services.csv")}
        self._closed: set[date] = set(holidays.country_holidays("ID", years=range(2023, 2030)))
        for row in _table(tables / "holidays.csv"):
            day = date.fromisoformat(row["day"])
            if row["kind"] == "kerja":
                self._closed.discard(day)
            else:
                self._closed.add(day)
        self.minutes = cache(self._minutes)

    def worked(self, start: datetime, end: datetime) -> int:
        """Seconds of open door from start to end."""
        return sum(length.seconds for _, length in self._open(start, end))

    def due(self, fact: str, service: str, start: datetime) -> datetime | None:
        """By the standard of the day of the start, if this fact proves the service."""
        if self._proof[service] != fact:
            return None
        for row in self._standards:
            if row["service"] == service and _covers(row, start.date()):
                return self._promised(start, int(row["value"]), row["unit"])
        return None

    def _promised(self, start: datetime, value: int, unit: str) -> datetime:
        if unit == "menit":
            return start + value * MINUTE
        if unit == "hari_kalender":
            return datetime.combine(start.date() + value * DAY, time(23, 59, 59))
        if unit == "jam_kerja":
            left = timedelta(hours=value)
            for at, length in self._open(start, start + 400 * DAY):
                if left <= length:
                    return at + left
                left -= length
        day = start.date()
        while value:
            day += DAY
            value -= bool(self.minutes(day))
        return self.minutes(day)[-1] + MINUTE

    def _open(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, timedelta]]:
        """Each open minute between the two, or the part of one that lies between them."""
        day = start.date()
        while day <= end.date():
            for minute in self.minutes(day):
                begin, until = max(start, minute), min(end, minute + MINUTE)
                if begin < until:
                    yield begin, until - begin
            day += DAY

    def _minutes(self, day: date) -> list[datetime]:
        """Every minute of the day in which the door is open; it opens and closes on whole ones."""
        rows = [row for row in self._hours if int(row["weekday"]) == day.weekday() + 1 and _covers(row, day)]
        if day in self._closed or not rows:
            return []
        row = max(rows, key=lambda row: row["sejak"])
        opened = set(range(_minute(row["open"]), _minute(row["close"])))
        if row["break_start"]:
            opened -= set(range(_minute(row["break_start"]), _minute(row["break_end"])))
        return [datetime.combine(day, time()) + minute * MINUTE for minute in sorted(opened)]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _covers(row: Mapping[str, str], day: date) -> bool:
    return row["sejak"] <= day.isoformat() and (not row["sampai"] or day.isoformat() <= row["sampai"])


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def differences(fact: str, rows: Sequence[Row]) -> tuple[list[str], Counter[str]]:
    """Rows whose working seconds or due time are not those of the slow count; and what the rows were like."""
    office, wrong, like = SlowOffice(REFERENCE), [], Counter[str]()
    for n, row in enumerate(rows):
        if n % 200 == 0:
            say(f"{fact} {n}")
        start = row["submitted_at" if fact == "request" else "taken_at"] + AHEAD
        due = row.get("stated_due_at") or office.due(fact, row["service"], start)
        due = due and due - (timedelta() if row.get("stated_due_at") else AHEAD)
        expected: dict[str, object] = {"due_at": due}
        if fact == "request":
            end = row["completed_at"] + AHEAD
            expected["working_seconds"] = office.worked(start, end)
            like.update(_like(office, start, end, expected["working_seconds"]))
        like["with a due time"] += due is not None
        found = {name: row[name] for name in expected}
        if found != expected:
            wrong.append(f"{row['service']} {start} {row.get('completed_at')}: {found}, not {expected}")
    return wrong, like


def _like(office: SlowOffice, start: datetime, end: datetime, worked: object) -> Iterator[str]:
    days = [start.date() + n * DAY for n in range((end.date() - start.date()).days + 1)]
    if len(days) > 1:
        yield "over a midnight"
    if any(not office.minutes(day) for day in days):
        yield "over a closed day"
    if any(day.weekday() < 5 and not office.minutes(day) for day in days):
        yield "over a holiday"
    if any(len(office.minutes(day)) == 390 for day in days):
        yield "in Ramadan"
    if any(day.weekday() == 4 and office.minutes(day) for day in days):
        yield "over a Friday"
    if not worked:
        yield "without working time"


def loaded(office: Office, fact: str, pairs: int, draw: random.Random) -> list[Row]:
    """So many rows of the warehouse; requests that have an end."""
    ended = " WHERE completed_at IS NOT NULL" if fact == "request" else ""
    with office.facts() as connection:
        result = connection.exec_driver_sql(f"SELECT * FROM {fact}{ended} ORDER BY source, id")
        rows: list[Row] = [dict(row) for row in result.mappings()]
    return draw.sample(rows, pairs)


def drawn(span: Span, pairs: int, draw: random.Random) -> list[Row]:
    """Requests at any second of the span, through etl.derive: half of them on the quarter hours."""
    services = [row["code"] for row in _table(REFERENCE / "services.csv") if row["bukti"] == "request"]
    seconds = int((span.last - span.first).total_seconds())
    rows = []
    for n in range(pairs):
        step = 1 if n % 2 else 900
        start = datetime.combine(span.first, time()) + timedelta(seconds=draw.randrange(0, seconds, step))
        length = timedelta(seconds=draw.randrange(0, LONGEST * 86400, step))
        rows.append({"service": draw.choice(services), "submitted_at": start, "completed_at": start + length})
    deriver = Deriver(load_reference(REFERENCE), TIMEZONE)
    derived: list[Row] = deriver.derive("request", of_rows("request", rows).table).to_pylist()
    return derived


def judge(office: Office, span: Span, pairs: int, seed: int) -> Outcome:
    """`pairs` each of the warehouse's requests and visits, and of drawn ones; a difference raises."""
    draw = random.Random(seed)
    told: dict[str, object] = {}
    for name, fact, rows in (
        ("requests of the sample", "request", loaded(office, "request", pairs, draw)),
        ("visits of the sample", "visit", loaded(office, "visit", pairs, draw)),
        ("random pairs", "request", drawn(span, pairs, draw)),
    ):
        wrong, like = differences(fact, rows)
        assert wrong == [], "\n".join([f"{len(wrong)} of {len(rows)} {name}", *wrong[:20]])
        told[name] = {"rows": len(rows), "differences": len(wrong), **dict(sorted(like.items()))}
    return told


def trial(root: Path, seed: int) -> Outcome:
    office, _ = invent(root, TWO_YEARS, seed=seed)
    office.run()
    return judge(office, TWO_YEARS, PAIRS, seed)


if __name__ == "__main__":
    conduct("working_time", __doc__, trial)
