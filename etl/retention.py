"""How long each class of data is kept, and the day before which it goes."""

import re
from dataclasses import dataclass, fields
from datetime import date, timedelta

_PERIOD = re.compile(r"(\d{1,4})([dy])", re.ASCII)
FEWEST_DAYS = 7


@dataclass(frozen=True)
class Retention:
    """As the configuration writes it: days (90d) or years (5y). A lawyer must confirm each."""

    remarks: str = "90d"
    persons: str = "1y"
    rejects: str = "90d"
    facts: str = "5y"
    backups: str = "90d"

    def before(self, kind: str, today: date) -> date:
        """What is older than this day goes. Facts go by whole months, as their counts stand by month."""
        day = _before(getattr(self, kind), today)
        return day.replace(day=1) if kind == "facts" else day


KINDS = tuple(field.name for field in fields(Retention))


def checked(text: str) -> str:
    """The same text. Raises ValueError with what is allowed."""
    _before(text, date(2100, 1, 1))
    return text


def _before(text: str, today: date) -> date:
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError("tulis bilangan bulat dan satuan d (hari) atau y (tahun), misalnya 90d atau 5y")
    count = int(match[1])
    if (
        count > 100 * (365 if match[2] == "d" else 1)
        or (match[2] == "d" and count < FEWEST_DAYS)
        or not count
    ):
        raise ValueError(f"paling sedikit {FEWEST_DAYS}d dan paling lama 100y")
    if match[2] == "d":
        return today - timedelta(days=count)
    # 29 February of a year that has none: a day longer is kept.
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year - count, day=day)
