"""What is due when: the office's own list, because the calendar of an evaluation moves every year.

A deadline is of a kind of period and so many days after its end, of a day of each year, or of one day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dashboard.pekppp.instrument import Certainty
from dashboard.pekppp.written import Part, read
from dashboard.reports.term import Term
from etl.period import Kind, period_of

KINDS = {
    "bulan": Kind.MONTH,
    "triwulan": Kind.TRIWULAN,
    "semester": Kind.SEMESTER,
    "tahun": Kind.YEAR,
}
_MOST_DAYS = 366
_ANY_YEAR = 2025
"""One without 29 February, so that each year has the day."""
_LOOK_BACK = timedelta(days=31)
"""What was due longer ago and is of no period is not told any more."""


@dataclass(frozen=True)
class Deadline:
    """Either `every` and `after` (days after its end), or `month_day` of each year, or one `day`."""

    name: str
    basis: str
    certainty: Certainty
    every: Kind | None = None
    after: int = 0
    month_day: tuple[int, int] | None = None
    day: date | None = None


@dataclass(frozen=True)
class Due:
    """`term`: the period that has to be frozen and signed for it; None: no figures belong to it."""

    deadline: Deadline
    day: date
    term: Term | None


def load(file: Path) -> tuple[Deadline, ...]:
    """Raises InstrumentError, which says the place, what was found and what was expected."""
    whole = read(file)
    whole.only("tenggat")
    return tuple(_deadline(each) for each in whole.parts("tenggat"))


def _deadline(part: Part) -> Deadline:
    part.only("nama", "dasar", "kepastian", "setiap", "hari_sesudah", "tiap_tanggal", "tanggal")
    told = [key for key in ("setiap", "tiap_tanggal", "tanggal") if key in part.values]
    if len(told) != 1:
        raise part.refuse("", ", ".join(told) or None, "tepat satu dari setiap, tiap_tanggal, atau tanggal")
    certainty = part.text("kepastian")
    if certainty not in list(Certainty):
        raise part.refuse("kepastian", certainty, f"salah satu dari {', '.join(Certainty)}")
    about = (part.text("nama"), part.text("dasar"), Certainty(certainty))
    if told == ["setiap"]:
        word = part.text("setiap")
        if word not in KINDS:
            raise part.refuse("setiap", word, f"salah satu dari {', '.join(KINDS)}")
        return Deadline(*about, every=KINDS[word], after=part.whole("hari_sesudah", 0, _MOST_DAYS))
    if told == ["tanggal"]:
        return Deadline(*about, day=part.day("tanggal"))
    return Deadline(*about, month_day=_month_day(part))


def _month_day(part: Part) -> tuple[int, int]:
    word = part.text("tiap_tanggal")
    try:
        found = date.fromisoformat(f"{_ANY_YEAR}-{word}")
        if f"{found:%m-%d}" != word:
            raise ValueError(word)
    except ValueError:
        raise part.refuse("tiap_tanggal", word, "bulan dan tanggal, misalnya 11-30") from None
    return found.month, found.day


def calendar(deadlines: Sequence[Deadline], today: date) -> list[Due]:
    """Of each what comes next, and what came last before it; by day."""
    found = [due for each in deadlines for due in _around(each, today)]
    return sorted(found, key=lambda due: (due.day, due.deadline.name))


def _around(deadline: Deadline, today: date) -> list[Due]:
    if deadline.every is not None:
        here = period_of(today, deadline.every)
        last = period_of(here.start - timedelta(days=1), deadline.every)
        terms = (Term(last.start, last.last), Term(here.start, here.last))
        return [Due(deadline, term.end + timedelta(days=deadline.after), term) for term in terms]
    if deadline.day is not None:
        return [Due(deadline, deadline.day, None)] if deadline.day >= today - _LOOK_BACK else []
    assert deadline.month_day is not None
    days = [date(year, *deadline.month_day) for year in (today.year - 1, today.year, today.year + 1)]
    near = [day for day in days if day >= today - _LOOK_BACK]
    return [Due(deadline, near[0], None)]
