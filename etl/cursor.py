"""Where an incremental reading has come to: a number that rises, or the time of the last change."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from etl import span

OVERLAP_SECONDS = 600
OVERLAP_NUMBERS = 1_000
"""What is read again each time: a row that was numbered or timed earlier may have been committed later."""

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LEAD = timedelta(minutes=5)
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)

Mark = str | int
"""A time or a day as ISO 8601 writes it and as the source spells it, or a whole number."""

WANTED = "waktu ISO 8601 (2026-02-28 08:00:00) atau bilangan bulat"


class NoMark(Exception):  # noqa: N818 (it says what was found)
    """A text that is neither a time nor a whole number, or one where the others were the other."""


def mark_of(text: str) -> Mark:
    """Raises NoMark."""
    if _NUMBER.fullmatch(text):
        return int(text)
    _time(text)
    return text


def _time(text: str) -> datetime:
    if not (_DAY.fullmatch(text) or _TIME.fullmatch(text)):
        raise NoMark
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NoMark from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise NoMark
    return found


@dataclass(frozen=True)
class Overlap:
    seconds: int
    numbers: int

    @classmethod
    def of(cls, given: str | int | None) -> "Overlap":
        """Raises ValueError for what is no length of time."""
        seconds = span.seconds(given) if isinstance(given, str) else OVERLAP_SECONDS
        return cls(seconds, given if isinstance(given, int) else OVERLAP_NUMBERS)


def less(mark: Mark, overlap: Overlap) -> Mark:
    """From where to ask, so that nothing which was late is missed; written as the mark is."""
    if isinstance(mark, int):
        return max(mark - overlap.numbers, 0)
    earlier = _time(mark) - timedelta(seconds=overlap.seconds)
    if _DAY.fullmatch(mark):
        return f"{earlier:%Y-%m-%d}"
    return earlier.isoformat(mark[10], "microseconds" if "." in mark else "seconds")


class Highest:
    """The furthest mark of the rows that pass. A time that lies ahead moves nothing: it would hide others."""

    def __init__(self, begin: Mark | None, zone: str, now: datetime) -> None:
        """`zone` is of times without an offset; `now` is aware."""
        self._zone = ZoneInfo(zone)
        self._limit = now + _LEAD
        self.mark = begin
        self._highest = None if begin is None else self._ordered(begin)
        self._known = self._strange = 0

    def see(self, text: str | None) -> None:
        """A text that is no mark, or of another sort, moves nothing: one such row does not stop a source."""
        if not text:
            return
        try:
            self._see(mark_of(text))
        except NoMark:
            self._strange += 1
        else:
            self._known += 1

    def check(self) -> None:
        """Raises NoMark if rows had texts there, and none of them was a mark: it is the wrong column."""
        if self._strange and not self._known:
            raise NoMark

    def _see(self, mark: Mark) -> None:
        place = self._ordered(mark)
        if isinstance(place, datetime) and place > self._limit:
            return
        if self._highest is None or self._further(place, self._highest):
            self.mark, self._highest = mark, place

    def _further(self, place: datetime | int, highest: datetime | int) -> bool:
        if isinstance(place, datetime) and isinstance(highest, datetime):
            return place > highest
        if isinstance(place, int) and isinstance(highest, int):
            return place > highest
        raise NoMark

    def _ordered(self, mark: Mark) -> datetime | int:
        if isinstance(mark, int):
            return mark
        time = _time(mark)
        return time if time.tzinfo else time.replace(tzinfo=self._zone)
