"""What a rule proposes for an indicator, and what it may look at. A person accepts it, or says why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Protocol
from urllib.parse import urlencode

from dashboard import format as fmt
from dashboard.filters import Filters
from dashboard.pekppp.instrument import Instrument
from dashboard.public_reader import PublicReader
from dashboard.reader import Reader

NOTHING = "tidak ada data"


class FollowUp(Protocol):
    """A line of a plan that a report of the SKM led to: `reported_on` is the day of that report."""

    @property
    def reported_on(self) -> date: ...
    @property
    def done_on(self) -> date | None: ...


@dataclass(frozen=True)
class Proposal:
    """`score` is None where the figure alone earns none: `certainty` then says what is lacking.

    `counts` are the numbers behind the figure; `n` how many cases it rests on; `link` leads to the page that
    shows them, below the staff app's address.
    """

    indicator: int
    rule: str
    figure: str
    n: int
    score: int | None
    certainty: str
    period: tuple[date, date] | None = None
    link: str = ""
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Basis:
    """What is known when a proposal is made: the figures within the reader's scope, and the registers."""

    reader: Reader | None
    shown: PublicReader | None
    instrument: Instrument
    year: int
    """Of the evaluation; most rules look at the year before."""
    today: date
    follow_ups: Sequence[FollowUp] = ()
    withdrawn: Sequence[FollowUp] = ()
    """Planned once and taken back: no part of any plan, but told."""

    @property
    def year_before(self) -> tuple[date, date]:
        return date(self.year - 1, 1, 1), date(self.year - 1, 12, 31)

    def filters(self, start: date, end: date) -> Filters:
        """Of every office: an evaluation is of the whole."""
        return Filters(start, end)


@dataclass(frozen=True)
class Rule:
    """`propose` never raises for want of data: it proposes nothing and says why."""

    indicator: int
    propose: Callable[[Basis], Proposal]


def page(slug: str, start: date, end: date) -> str:
    """The address of a page with this period."""
    return f"{slug}?{urlencode({'dari': start.isoformat(), 'sampai': end.isoformat()})}"


def share(part: int, whole: int) -> str:
    """«93,2 % (41 dari 44)»"""
    if not whole:
        return NOTHING
    return f"{fmt.percent(Fraction(part, whole))} ({fmt.number(part)} dari {fmt.number(whole)})"


def since(basis: Basis, proposal: Proposal) -> Proposal:
    """The same with a word about a period of which the data tell only a part."""
    if basis.reader is None or proposal.period is None:
        return proposal
    start, end = proposal.period
    first, last = basis.reader.data.first_day, basis.reader.data.last_day
    parts = []
    if first > start:
        parts.append(f"Data baru mulai {fmt.day(first)}.")
    if last < end:
        parts.append(f"Data baru sampai {fmt.day(last)}.")
    return replace(proposal, certainty=" ".join([proposal.certainty, *parts]).strip()) if parts else proposal


def unread(indicator: int, rule: str) -> Proposal:
    """While nothing can be read of the warehouse."""
    return Proposal(indicator, rule, NOTHING, 0, None, "Gudang data belum dapat dibaca.")
