"""Points in time: a column with date and clock, or a clock with the date that stands in another column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np

from etl.proposal.columns import Holds, Seen
from etl.proposal.draft import ASK
from etl.proposal.roles import spelled
from etl.validate.fields import DAY
from etl.validate.layout import Bools, Ints


class Pairing(Enum):
    """How the clock came to its date."""

    NAMED = 0
    """By their headers, or there is no other date."""

    BESIDE = 1
    """It stands right after it."""

    GUESSED = 2


@dataclass(frozen=True, eq=False)
class Point:
    """`date` and `clock` may be the same column, or one of them missing."""

    date: Seen | None
    clock: Seen | None
    file_date: str = ""
    """A pattern that finds the date in the file's name, if no column has it."""

    paired: Pairing = Pairing.NAMED

    @property
    def columns(self) -> tuple[Seen, ...]:
        both = (self.date, self.clock)
        return tuple(dict.fromkeys(seen for seen in both if seen is not None))

    @property
    def main(self) -> Seen:
        return self.clock if self.clock is not None else self.columns[0]

    @property
    def name(self) -> str:
        return self.main.name

    @property
    def dateless(self) -> bool:
        return self.date is None

    @property
    def apart(self) -> bool:
        """Is the clock in a column of its own, so that it may run past midnight?"""
        return self.clock is not None and self.clock is not self.date

    @cached_property
    def given(self) -> Bools:
        both: Bools = np.logical_and.reduce([seen.given for seen in self.columns])
        return both

    @cached_property
    def read(self) -> Bools:
        """Rows whose `seconds` mean something: what is given may also be written wrong."""
        both: Bools = np.logical_and.reduce([seen.read for seen in self.columns])
        return both

    @cached_property
    def seconds(self) -> Ints:
        """Local seconds per row; without a date they are of the day. Where nothing is read: anything."""
        days = self.date.seconds("days") if self.date is not None else np.int64(0)
        clock = self.clock.seconds("seconds") if self.clock is not None else np.int64(0)
        found: Ints = np.asarray(days * DAY + clock, np.int64)
        return found

    @property
    def unsure(self) -> tuple[Seen, ...]:
        """Columns that more than one format fits."""
        return tuple(seen for seen in self.columns if len(seen.fits) > 1)

    def rule(self) -> dict[str, Any]:
        """The rule that reads it."""
        parts: list[Any] = [seen.name for seen in self.columns]
        formats = [seen.fits[0].format if len(seen.fits) == 1 else ASK for seen in self.columns]
        if self.dateless:
            parts.insert(0, {"file": self.file_date} if self.file_date else {"value": ASK})
            formats.insert(0, file_format(self.file_date))
        empty = list(dict.fromkeys(word for seen in self.columns for word in seen.empty))
        single = len(parts) == 1
        found = {"from": parts[0] if single else parts, "format": formats[0] if single else formats}
        return {**found, "empty": empty} if empty else found


_FILE_DATES = (
    (r"(\d{4}-\d{2}-\d{2})", "%Y-%m-%d"),
    (r"(\d{2}-\d{2}-\d{4})", "%d-%m-%Y"),
    (r"(\d{8})", "%Y%m%d"),
)


def date_in(file_name: str) -> str:
    """The pattern of a date in a file's name, "" for none."""
    return next((pattern for pattern, _ in _FILE_DATES if re.search(pattern, file_name)), "")


def file_format(pattern: str) -> str:
    return dict(_FILE_DATES).get(pattern, "%Y-%m-%d")


def points(columns: Sequence[Seen], file_name: str) -> tuple[Point, ...]:
    dates = [seen for seen in columns if seen.holds is Holds.DATE]
    found: list[Point] = []
    paired: list[Seen] = []
    for seen in columns:
        if seen.holds is Holds.INSTANT:
            found.append(Point(seen, seen))
        elif seen.holds is Holds.CLOCK:
            date, pairing = _date_of(seen, dates, columns)
            paired += [date] if date is not None else []
            found.append(Point(date, seen, "" if date is not None else date_in(file_name), pairing))
    found += [Point(date, None) for date in dates if date not in paired]
    return tuple(found)


_BARE = re.compile(r"(?:jam|pukul|waktu|time|hour)(?: (?:wib|wita|wit))?")


def is_bare(clock: Seen) -> bool:
    """Does the header say no more than that it is a clock?"""
    return clock.holds is Holds.CLOCK and bool(_BARE.fullmatch(spelled(clock.name)))


def _date_of(clock: Seen, dates: Sequence[Seen], columns: Sequence[Seen]) -> tuple[Seen | None, Pairing]:
    """The only date, or the one whose header shares most words with the clock's, or the one before it."""
    if len(dates) < 2:
        return (dates[0] if dates else None), Pairing.NAMED
    words = set(spelled(clock.name).split())
    shared = [len(words & set(spelled(date.name).split())) for date in dates]
    best = max(shared)
    if best and shared.count(best) == 1:
        return dates[shared.index(best)], Pairing.NAMED
    before = columns[: columns.index(clock)]
    if before and before[-1] in dates:
        return before[-1], Pairing.BESIDE
    if not is_bare(clock):
        return None, Pairing.NAMED
    return next((seen for seen in reversed(before) if seen in dates), dates[0]), Pairing.GUESSED
