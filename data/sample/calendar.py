"""When the offices are open, and what the time is after so many working seconds."""

from datetime import date, timedelta

import holidays
import numpy as np
import numpy.typing as npt

from data.sample.instants import DAY, day_number
from data.sample.reference import Hours, Reference

Seconds = npt.NDArray[np.int64]


def openings(reference: Reference, first: date, last: date) -> dict[date, Hours]:
    """The hours of each day on which the offices work, in order."""
    official = holidays.country_holidays("ID", years=range(first.year, last.year + 1))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found: dict[date, Hours] = {}
    for day in days:
        kind = reference.days.get(day)
        if kind != "kerja" and (kind is not None or day in official):
            continue
        hours = _hours(reference, day)
        if hours is not None:
            found[day] = hours
    return found


def _hours(reference: Reference, day: date) -> Hours | None:
    covering = [
        row
        for row in reference.hours
        if row.weekday == day.isoweekday() and row.since <= day and (row.until is None or day <= row.until)
    ]
    return max(covering, key=lambda row: row.since, default=None)


class WorkingTime:
    """Working time as one long line: each office hour follows the one before."""

    def __init__(self, days: dict[date, Hours]) -> None:
        starts: list[int] = []
        ends: list[int] = []
        for day, hours in days.items():
            midnight = day_number(day) * DAY
            for start, end in ((hours.open, hours.break_start), (hours.break_end, hours.close)):
                if start < end:
                    starts.append(midnight + start)
                    ends.append(midnight + end)
        self._starts = np.array(starts, dtype=np.int64)
        self._ends = np.array(ends, dtype=np.int64)
        self._reached = np.cumsum(self._ends - self._starts)
        self._before = self._reached - (self._ends - self._starts)

    def after(self, instants: Seconds, working_seconds: Seconds) -> Seconds:
        """The instant at which so much working time has passed; beyond the known days: never (a far day)."""
        at = np.searchsorted(self._ends, instants, side="right").clip(max=len(self._ends) - 1)
        begun = np.maximum(instants - self._starts[at], 0)
        target = self._before[at] + begun + working_seconds
        found = np.searchsorted(self._reached, target, side="left")
        beyond = found >= len(self._ends)
        found = found.clip(max=len(self._ends) - 1)
        reached = self._starts[found] + target - self._before[found]
        ended: Seconds = np.where(beyond, self._ends[-1] + DAY, reached).astype(np.int64)
        return ended
