"""Working time: when the office is open, and when a promise falls due.

Every instant is a numpy datetime64[s] in UTC. Days are the office's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from importlib import metadata
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.errors import ConfigProblem
from etl.reference import UNITS, Hours, Reference

Instants = npt.NDArray[np.datetime64]
Days = npt.NDArray[np.datetime64]
Integers = npt.NDArray[np.int64]

NO_TIME = np.int64(np.iinfo(np.int64).min)
"""The integer behind NaT: the working seconds of a row that lacks one of its two instants."""

NATIONAL_HOLIDAYS = f"holidays {metadata.version('holidays')}"
"""Which edition of the national list."""

_NAT = np.datetime64("NaT", "s")


class Calendar:
    """The days from `first` to `last`, both included; a question about another day is a ConfigProblem.

    Built once (a loop over days), then asked about millions of rows at a time.
    """

    def __init__(self, reference: Reference, timezone: str, first: date, last: date) -> None:
        zone = _zone(timezone)
        days = [first + timedelta(n) for n in range((last - first).days + 1)]
        if not days:
            raise ConfigProblem(f"Kalender dari {first} sampai {last} kosong; awal harus sebelum akhir")
        self._first = np.datetime64(first, "D")
        self._holidays = _holidays(reference, first.year, last.year)
        weekly = {n: [row for row in reference.hours if row.weekday == n] for n in range(1, 8)}
        opening = [None if d in self._holidays else _hours(weekly[d.isoweekday()], d) for d in days]
        # Midnights in UTC, one more than days: where clocks change, a day has 23 or 25 hours.
        self._midnights = _utc([datetime.combine(d, time(), zone) for d in [*days, last + timedelta(1)]])
        self._working = np.array([hours is not None for hours in opening])
        spans = [span for d, hours in zip(days, opening, strict=True) for span in _spans(d, hours, zone)]
        self._starts = _utc([start for start, _ in spans])
        self._ends = _utc([end for _, end in spans])
        # Working seconds before each span, then after the last one.
        self._before = np.concatenate(([0], np.cumsum(_seconds(self._ends - self._starts))))
        self._closings = _utc(
            [datetime.combine(d, h.close, zone) for d, h in zip(days, opening, strict=True) if h]
        )
        # Working days up to and including each day.
        self._counted = np.cumsum(self._working)

    def working_seconds(self, start: Instants, end: Instants) -> Integers:
        """Seconds of opening time between two instants; 0 if the end is earlier, NO_TIME where one is NaT."""
        start, end = _instants(start), _instants(end)
        known = ~(np.isnat(start) | np.isnat(end))
        seconds = np.full(known.shape, NO_TIME, dtype=np.int64)
        start, end = np.broadcast_to(start, known.shape)[known], np.broadcast_to(end, known.shape)[known]
        seconds[known] = np.maximum(self._elapsed(end) - self._elapsed(start), 0)
        return seconds

    def due(self, start: Instants, value: npt.ArrayLike, unit: npt.ArrayLike) -> Instants:
        """The last instant at which the promise is still kept.

            menit          clock minutes
            jam_kerja      hours of opening time
            hari_kerja     close of business of the n-th working day after the local day of `start`
            hari_kalender  the last second of the n-th day after the local day of `start`

        NaT where `start` is NaT or where `unit` is empty or null (no standard in force).
        """
        start = _instants(start)
        values = np.broadcast_to(np.asarray(value, dtype=np.int64), start.shape)
        units = np.broadcast_to(np.asarray(unit, dtype=object), start.shape)
        units = np.where(pd.isna(units), "", units)
        due = np.full(start.shape, _NAT)
        settled = np.isnat(start) | (units == "")
        rules = dict(
            zip(UNITS, (_minutes, self._hours_on, self._working_days_on, self._days_on), strict=True)
        )
        for name, rule in rules.items():
            rows = ~settled & (units == name)
            due[rows] = rule(start[rows], values[rows])
            settled |= rows
        if not settled.all():
            unknown = units[~settled][0]
            raise ConfigProblem(f'Satuan standar "{unknown}" tidak dikenal; tulis {", ".join(UNITS)}')
        return due

    def is_working(self, days: Days) -> npt.NDArray[np.bool_]:
        """Whether the office opens on these local days; False for NaT."""
        days = np.asarray(days, dtype="datetime64[D]")
        known = ~np.isnat(days)
        answer = np.zeros(days.shape, dtype=bool)
        index = (days[known] - self._first).astype(np.int64)
        self._must_hold((index >= 0) & (index < self._working.size))
        answer[known] = self._working[index]
        return answer

    def holiday(self, day: date) -> str | None:
        """The name of the day on which the office is closed, other than by its weekly hours."""
        self._must_hold(np.array([self._first <= np.datetime64(day, "D") < self._first + self._working.size]))
        return self._holidays.get(day)

    def _elapsed(self, at: Instants) -> Integers:
        """Working seconds since the first midnight."""
        self._day(at)
        span = np.searchsorted(self._starts, at, side="right") - 1
        if not self._starts.size:
            return np.zeros(at.shape, dtype=np.int64)
        open_now = _seconds(np.minimum(at, self._ends[span]) - self._starts[span])
        return np.where(span < 0, 0, self._before[span] + open_now)

    def _day(self, at: Instants) -> Integers:
        index = np.searchsorted(self._midnights, at, side="right") - 1
        self._must_hold((index >= 0) & (index < self._working.size))
        return index.astype(np.int64)

    def _hours_on(self, start: Instants, hours: Integers) -> Instants:
        target = self._elapsed(start) + hours * 3600
        # "left": a promise that runs out at closing time falls due then, not at the next opening.
        span = np.searchsorted(self._before[1:], target, side="left")
        self._must_hold(span < self._starts.size)
        due: Instants = self._starts[span] + (target - self._before[span]).astype("timedelta64[s]")
        return due

    def _working_days_on(self, start: Instants, count: Integers) -> Instants:
        number = self._counted[self._day(start)] + count - 1
        self._must_hold((number >= 0) & (number < self._closings.size))
        due: Instants = self._closings[number]
        return due

    def _days_on(self, start: Instants, count: Integers) -> Instants:
        midnight = self._day(start) + count + 1
        self._must_hold((midnight >= 0) & (midnight < self._midnights.size))
        # The midnight itself is the next day already, and would be counted on it.
        due: Instants = self._midnights[midnight] - np.timedelta64(1, "s")
        return due

    def _must_hold(self, inside: npt.NDArray[np.bool_]) -> None:
        """A day beyond the calendar would silently count as closed."""
        if not inside.all():
            last = self._first + self._working.size - 1
            raise ConfigProblem(
                f"Kalender hanya memuat {self._first} sampai {last}, tetapi ada waktu di luarnya; "
                "perluas kalender"
            )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigProblem(
            f'Zona waktu "{name}" tidak dikenal; tulis misalnya Asia/Makassar di [office] timezone'
        ) from None


def _holidays(reference: Reference, first_year: int, last_year: int) -> Mapping[date, str]:
    """The national list of the holidays library, corrected by holidays.csv."""
    years = range(first_year, last_year + 1)
    found: dict[date, str] = dict(holidays.country_holidays("ID", years=years, language="id").items())
    for row in reference.holidays:
        if row.kind == "kerja":
            found.pop(row.day, None)
        else:
            found[row.day] = row.name
    return found


def _hours(rows: Sequence[Hours], day: date) -> Hours | None:
    """Those in force on this day, of the rows of its weekday."""
    covering = [row for row in rows if row.sejak <= day and (row.sampai is None or day <= row.sampai)]
    return max(covering, key=lambda row: row.sejak, default=None)


def _spans(day: date, hours: Hours | None, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    if hours is None:
        return []
    times = [hours.open, hours.break_start, hours.break_end, hours.close]
    at = [datetime.combine(day, t, zone) for t in times if t is not None]
    return list(zip(at[::2], at[1::2], strict=True))


def _minutes(start: Instants, minutes: Integers) -> Instants:
    due: Instants = start + (minutes * 60).astype("timedelta64[s]")
    return due


def _instants(values: Any) -> Instants:
    return np.asarray(values).astype("datetime64[s]")


def _seconds(spans: npt.NDArray[np.timedelta64]) -> Integers:
    return spans.astype("timedelta64[s]").astype(np.int64)


def _utc(moments: Sequence[datetime]) -> Instants:
    return np.array([int(moment.timestamp()) for moment in moments], dtype="datetime64[s]")
