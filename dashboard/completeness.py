"""Whether what a figure is made of is all there: one sentence beside it, on the page and in every file.

A day is missing when a source should have told something of it and did not. What should have come follows
from the source's own settings and the office's calendar (etl/freshness.py); what comes by month is no gap.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction

from dashboard import format as fmt
from dashboard import text


class Grade(Enum):
    """How far what is shown can be taken for the whole; the value is what CSS and tests call it."""

    WHOLE = "lengkap"
    PARTLY = "sebagian"
    LATE = "terlambat"
    UNTIMED = "tidak-dijadwalkan"
    """Nothing is expected on given days, so nothing can be missing."""
    NONE = "tidak-ada"


@dataclass(frozen=True)
class Kept:
    """What one source keeps of its days. `name` is as it is shown; days are the office's own.

    `waited` are the days of which something was expected, `missing` those without anything, both in order.
    `offices` are those that it tells of; None: it does not matter.
    """

    name: str
    fact: str
    expected: str = "none"
    active: bool = True
    first: date | None = None
    last: date | None = None
    whole_until: date | None = None
    next_expected: date | None = None
    open_before: date | None = None
    """The last day before its first one on which the office was open."""
    late_at: datetime | None = None
    online: bool = False
    offices: frozenset[str] | None = None
    waited: Sequence[date] = field(default=(), repr=False)
    missing: Sequence[date] = field(default=(), repr=False)

    def tells_of(self, offices: Collection[str] | None) -> bool:
        """One that never told of anything may tell of any office."""
        if offices is None or self.offices is None or self.first is None:
            return True
        return not self.offices.isdisjoint(offices)

    def gaps(self, start: date, end: date) -> tuple[int, int]:
        """How many days of the period lack it, of how many that it should tell of, up to its last one."""
        if self.last is None:
            return 0, 0
        end = min(end, self.last)
        return _between(self.missing, start, end), _between(self.waited, start, end)


@dataclass(frozen=True)
class Completeness:
    """`rejected` is the part of the rows of these sources that was refused; None where that is not told."""

    grade: Grade
    sentence: str
    rejected: Fraction | None = None

    @property
    def words(self) -> str:
        return (
            f"{self.sentence} · {fmt.percent(self.rejected)} baris ditolak"
            if self.rejected
            else self.sentence
        )


@dataclass(frozen=True)
class Asked:
    """The facts that a figure is made of (none named: all), its days, and the offices that it is narrowed to
    (None: all)."""

    facts: Collection[str]
    start: date
    end: date
    offices: Collection[str] | None = None
    online: bool = False
    """It tells which part came online: then it matters that an online channel was heard at all."""


def completeness(
    sources: Sequence[Kept], asked: Asked, now: datetime, provisional_from: date | None = None
) -> Completeness:
    """`now` is aware; `provisional_from` is the first day whose rows may still change without a word."""
    of = [kept for kept in sources if not asked.facts or kept.fact in asked.facts]
    mine = [kept for kept in of if kept.tells_of(asked.offices)]
    told = [kept for kept in mine if kept.first is not None]
    silent = [kept for kept in mine if kept.first is None and kept.active]
    if not told or (asked.online and not any(kept.online for kept in told)):
        return Completeness(Grade.NONE, _nothing(asked, silent))
    if all(_first(kept) > asked.end for kept in told):
        begun = min(told, key=_first)
        return Completeness(Grade.NONE, f"Tidak ada data: baru ada sejak {fmt.day(_first(begun))}")
    late = [kept for kept in told if _is_late(kept, asked, now)]
    lacking = [*_silent(silent), *_begins(told, asked), *_gaps(told, asked)]
    if late:
        grade, words = Grade.LATE, f"Terlambat: {'; '.join([*map(_late, late), *lacking])}"
    elif lacking:
        grade, words = Grade.PARTLY, f"Sebagian: {'; '.join(lacking)}"
    else:
        grade, words = _until(told, asked)
    if provisional_from is not None and asked.end >= provisional_from:
        words += f"; sementara sejak {fmt.day(max(provisional_from, asked.start))}"
    return Completeness(grade, words)


def first_online(sources: Sequence[Kept]) -> date | None:
    """The first day of which a source told that could tell of an online channel; None: there is none."""
    firsts = (kept.first for kept in sources if kept.online and kept.fact == "request")
    return min((first for first in firsts if first is not None), default=None)


def _nothing(asked: Asked, silent: Sequence[Kept]) -> str:
    if silent:
        return f"Tidak ada data: {'; '.join(_silent(silent))}"
    nouns = fmt.joined([text.FACTS[fact] for fact in sorted(asked.facts) if fact in text.FACTS])
    if asked.online:
        return "Tidak ada data: tidak ada sumber yang memberi tahu tentang kanal daring"
    where = " untuk kantor ini" if asked.offices is not None else ""
    return f"Tidak ada data: tidak ada sumber {nouns}{where}".rstrip()


def _silent(silent: Sequence[Kept]) -> list[str]:
    return [f"{kept.name} belum pernah memberi data" for kept in silent]


def _is_late(kept: Kept, asked: Asked, now: datetime) -> bool:
    """A period that ended before its last day does not suffer from it."""
    assert kept.last is not None
    return kept.active and kept.late_at is not None and now > kept.late_at and asked.end >= kept.last


def _late(kept: Kept) -> str:
    assert kept.last is not None
    awaited = f", ditunggu {fmt.day(kept.next_expected)}" if kept.next_expected else ""
    return f"{kept.name} terakhir {fmt.day(kept.last)}{awaited}"


_MONTH = timedelta(days=31)


def _begins(told: Sequence[Kept], asked: Asked) -> list[str]:
    """Where the data begin within the period although the office was open before.

    Of one fact the first source counts: another one may have begun with the service that it tells of.
    """
    facts = sorted({kept.fact for kept in told})
    groups = [[kept for kept in told if kept.fact == fact] for fact in facts]
    if asked.online:
        groups.append([kept for kept in told if kept.online])
    firsts = [min(group, key=_first) for group in groups if group]
    words = [
        f"{kept.name} baru ada sejak {fmt.day(_first(kept))}"
        for kept in firsts
        if _first(kept) <= asked.end and asked.start <= _open_before(kept)
    ]
    return list(dict.fromkeys(words))


def _first(kept: Kept) -> date:
    assert kept.first is not None
    return kept.first


def _open_before(kept: Kept) -> date:
    """What comes by the month may begin within one."""
    if kept.expected == "none":
        return _first(kept) - _MONTH
    return kept.open_before or date.min


def _gaps(told: Sequence[Kept], asked: Asked) -> list[str]:
    found = []
    for kept in told:
        missing, waited = kept.gaps(asked.start, asked.end)
        if missing:
            days = "hari" if kept.expected == "daily" else "hari kerja"
            found.append(f"{fmt.number(missing)} dari {fmt.number(waited)} {days} tanpa data {kept.name}")
    return found


def _until(told: Sequence[Kept], asked: Asked) -> tuple[Grade, str]:
    timed = [kept.whole_until for kept in told if kept.active and kept.expected != "none"]
    until = min((day for day in timed if day is not None), default=None)
    if until is None:
        last = min(kept.last for kept in told if kept.last is not None)
        return Grade.UNTIMED, f"Data sampai {fmt.day(last)}"
    return Grade.WHOLE, "Data lengkap" if until >= asked.end else f"Data lengkap sampai {fmt.day(until)}"


def _between(days: Sequence[date], start: date, end: date) -> int:
    return max(bisect_right(days, end) - bisect_left(days, start), 0)
