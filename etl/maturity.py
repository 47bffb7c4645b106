"""From which day on requests are too new to say whether they will be completed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from etl.calendar import Calendar
from etl.period import local
from etl.reference import Reference, Standard

LONGEST_PROMISE = 400
"""Days; while a longer promise is in force, no request is old enough to be judged."""


def mature_day(data_time: datetime, timezone: str, reference: Reference) -> date:
    """The first day whose requests are too new: a promise in force on it may still be kept.

    `data_time` is naive UTC. Every service's promise counts, so that all cohorts are equally old. Requests
    of the data day itself are always too new. Where a promise has become shorter, an older day may be too
    new and a newer one not: then the older one decides, for what lies before it is wholly old.
    """
    today = local(data_time, timezone).date()
    days = [today - timedelta(days=age) for age in range(LONGEST_PROMISE, -1, -1)]
    calendar = Calendar(reference, timezone, days[0], today + timedelta(days=3 * LONGEST_PROMISE))
    proven = {service.code for service in reference.services if service.bukti == "request"}
    promises = [standard for standard in reference.standards if standard.service in proven]
    ends = _last_seconds(days, timezone)
    still_kept = (_first_pending(days, ends, timezone, promise, calendar) for promise in promises)
    return min((day for day in still_kept if day is not None), default=today)


def _first_pending(
    days: list[date], ends: np.ndarray, timezone: str, promise: Standard, calendar: Calendar
) -> date | None:
    """The first of these days on which it was in force and whose end falls due on the last or later."""
    covered = [
        n
        for n, day in enumerate(days)
        if promise.sejak <= day and (promise.sampai is None or day <= promise.sampai)
    ]
    dues = calendar.due(ends[covered], promise.value, promise.unit).tolist()
    pending = (
        days[n] for n, due in zip(covered, dues, strict=True) if local(due, timezone).date() >= days[-1]
    )
    return next(pending, None)


def _last_seconds(days: list[date], timezone: str) -> np.ndarray:
    zone = ZoneInfo(timezone)
    midnights = (datetime.combine(day + timedelta(days=1), time(), zone) for day in days)
    return np.array(
        [int(midnight.astimezone(UTC).timestamp()) - 1 for midnight in midnights], "datetime64[s]"
    )
