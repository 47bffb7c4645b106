"""When a source is to be read: pure, from what its block says, what was done, and the time (always aware)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from etl import span

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHORTEST, LONGEST = 5, 86_400
"""Seconds of an interval."""

BUSY, UNFINISHED, FIRST, MOST = (timedelta(seconds=n) for n in (10, 15, 60, 3600))
"""Until the next attempt: while another run is active; while a file is still being written; after the first
failure, of which each further one doubles the last up to the most."""

_WEEK = 8
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_HOW = (
    'tulis jam ("02:00"), beberapa jam (["07:00", "13:00"]), atau selang ("every 1m"); '
    'boleh diikuti hari: "02:00 mon-fri" atau "every 5m mon,wed"'
)


class Rule(Protocol):
    def before(self, now: datetime) -> datetime:
        """The last instant that is not after `now`, in UTC."""
        ...

    def after(self, now: datetime) -> datetime:
        """The first instant after `now`, in UTC."""
        ...


@dataclass(frozen=True)
class Clock:
    """Once a day: where clocks change, a time that the day has not comes as late as it would have, and of one
    that it has twice the first counts."""

    clock: time
    days: frozenset[int]
    zone: ZoneInfo

    def before(self, now: datetime) -> datetime:
        return max(at for at in self._around(now) if at <= now)

    def after(self, now: datetime) -> datetime:
        return min(at for at in self._around(now) if at > now)

    def _around(self, now: datetime) -> list[datetime]:
        today = now.astimezone(self.zone).date()
        days = (today + timedelta(days=n) for n in range(-_WEEK, _WEEK + 1))
        return [_instant(day, self.clock, self.zone) for day in days if day.weekday() in self.days]


@dataclass(frozen=True)
class Interval:
    """Every so many seconds, counted from the start of 1970 in UTC."""

    seconds: int
    days: frozenset[int]
    zone: ZoneInfo

    def before(self, now: datetime) -> datetime:
        at = self._grid(now)
        while self._day(at).weekday() not in self.days:
            at = self._grid(self._midnight(self._day(at)) - timedelta(microseconds=1))
        return at

    def after(self, now: datetime) -> datetime:
        step = timedelta(seconds=self.seconds)
        at = self._grid(now) + step
        while self._day(at).weekday() not in self.days:
            tomorrow = self._midnight(self._day(at) + timedelta(days=1))
            at = self._grid(tomorrow - timedelta(microseconds=1)) + step
        return at

    def _grid(self, at: datetime) -> datetime:
        return datetime.fromtimestamp(at.timestamp() // self.seconds * self.seconds, UTC)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _midnight(self, day: date) -> datetime:
        return _instant(day, time(), self.zone)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


@dataclass(frozen=True)
class Schedule:
    rules: tuple[Rule, ...]

    @property
    def by_interval(self) -> bool:
        """Whether it only looks often, and no clock of it says that now something must be there."""
        return all(isinstance(rule, Interval) for rule in self.rules)

    def latest(self, now: datetime) -> datetime:
        return max(rule.before(now) for rule in self.rules)

    def following(self, now: datetime) -> datetime:
        return min(rule.after(now) for rule in self.rules)


def schedule(texts: str | Sequence[str], timezone: str) -> Schedule:
    """What a block says. Raises ValueError with what is allowed."""
    given = [texts] if isinstance(texts, str) else texts
    if not given:
        raise ValueError(_HOW)
    return Schedule(tuple(_rule(text, ZoneInfo(timezone)) for text in given))


def _rule(text: str, zone: ZoneInfo) -> Rule:
    words = text.split()
    if words[:1] == ["every"] and len(words) in (2, 3):
        return Interval(_seconds(words[1]), _days(words[2:]), zone)
    clock = _CLOCK.fullmatch(words[0]) if len(words) in (1, 2) else None
    if clock is None:
        raise ValueError(_HOW)
    return Clock(time(int(clock[1]), int(clock[2])), _days(words[1:]), zone)


def _seconds(text: str) -> int:
    seconds = span.seconds(text)
    if not SHORTEST <= seconds <= LONGEST:
        raise ValueError(f"selang paling pendek {SHORTEST}s dan paling panjang 1d")
    return seconds


def _days(words: list[str]) -> frozenset[int]:
    """`mon-fri`, `mon,wed`, `fri-sun,tue`; no word: every day."""
    if not words:
        return frozenset(range(7))
    found: set[int] = set()
    for part in words[0].split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(f'hari "{part}" tidak dikenal; tulis {", ".join(DAYS)}, atau rentang mon-fri')
        start, end = DAYS.index(first), DAYS.index(last or first)
        found.update((start + n) % 7 for n in range((end - start) % 7 + 1))
    return frozenset(found)


class Outcome(StrEnum):
    """How an attempt ended, as far as one source goes."""

    DONE = "done"
    UNFINISHED = "unfinished"
    """A file of it was still being written."""
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True)
class Told:
    """Of one source: when its last complete run began, how often it failed since, and when to try again."""

    done: datetime | None = None
    failures: int = 0
    again: datetime | None = None

    def after(self, outcome: Outcome, began: datetime, now: datetime) -> "Told":
        if outcome is Outcome.DONE:
            return Told(began)
        if outcome is Outcome.FAILED:
            return Told(self.done, self.failures + 1, now + patience(self.failures + 1))
        return replace(self, again=now + (BUSY if outcome is Outcome.BUSY else UNFINISHED))


def patience(failures: int) -> timedelta:
    return min(FIRST * (1 << min(failures - 1, 16)), MOST)


def due(plan: Schedule, told: Told, now: datetime) -> datetime:
    """When the source is to be read next; not after `now` means now.

    However many instants have passed unused, they are made up for by one run. What is told of the future
    was told by a clock that was wrong since, and does not count.
    """
    latest = plan.latest(now)
    if told.done is not None and latest <= told.done <= now:
        return plan.following(now)
    if told.again is not None and told.again <= now + MOST:
        return max(latest, told.again)
    return latest
