"""What one visit of the page Publikasi looks at: frozen periods, who stands by them, what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from dashboard.office import publications
from dashboard.office.publications import Edition, Pack, Signature
from dashboard.office_page import OfficePage, Visit
from dashboard.pekppp.instrument import Instrument
from dashboard.pekppp.instrument_file import load as load_instruments
from dashboard.publications import frozen as frozen_period
from dashboard.publications.deadlines import Due, calendar, load
from dashboard.publications.frozen import Frozen
from dashboard.publications.restatement import Comparison, compare
from dashboard.reader import Reader
from dashboard.reports.term import Term
from dashboard.rights import Right
from dashboard.roles import Role
from etl.period import Kind, period_of

SLUG = "publikasi"
STEPS = {Kind.MONTH: 3, Kind.TRIWULAN: 2, Kind.SEMESTER: 1, Kind.YEAR: 1}
"""So many whole periods of each kind are offered, the last first."""

DIGITS = 9
"""Of the number of an edition."""


@dataclass(frozen=True)
class Looked:
    visit: Visit
    editions: Sequence[Edition]
    """The last of each period, the last frozen first."""
    signed: Mapping[int, Sequence[Signature]]
    one: Edition | None
    """The one that is asked for, whichever edition."""
    beside: Sequence[Edition]
    """The other editions of its period, the newest first."""
    packs: Sequence[Pack]
    """The last ones, the newest first."""

    @property
    def today(self) -> date:
        return self.visit.now.astimezone(self.visit.zone).date()

    @property
    def freezes(self) -> bool:
        return self.visit.account.scope.sees(Right.FREEZE)

    @property
    def signs(self) -> bool:
        return self.visit.account.scope.sees(Right.SIGN)

    @cached_property
    def due(self) -> list[Due]:
        """Without those of periods of which nothing can be known."""
        found, reader = calendar(load(self.visit.pekppp.deadlines), self.today), self.visit.reader
        first = reader.data.first_day if reader else date.min
        return [due for due in found if due.term is None or due.term.end >= first]

    @property
    def instruments(self) -> Sequence[Instrument]:
        """Those that a pack can be made by."""
        files = self.visit.pekppp
        return [each for each in load_instruments(files.folder, files.wording) if each.scorable]

    def edition(self, period: str) -> Edition | None:
        return next((each for each in self.editions if each.period == period), None)

    def later(self, edition: Edition) -> Edition | None:
        """The one that stands instead of this one today."""
        newest = self.edition(edition.period)
        return newest if newest and newest.edition > edition.edition else None

    def approved(self, edition: Edition) -> bool:
        return any(each.role is Role.CAMAT for each in self.signed.get(edition.id, ()))

    @property
    def offered(self) -> list[Term]:
        """Periods that the data reach the end of; those of them that may not be frozen yet say why."""
        reader = self.visit.reader
        if reader is None:
            return []
        found = []
        for kind, many in STEPS.items():
            here = period_of(reader.data.last_day + timedelta(days=1), kind)
            term = Term(here.start, here.last)
            found += [term.before(steps) for steps in range(1, many + 1)]
        return [term for term in found if term.end >= reader.data.first_day]


def look(visit: Visit) -> Looked:
    with visit.office.reading() as connection:
        editions = publications.newest(connection)
        asked = number_in(visit.asked.get("beku", ""))
        one = publications.find(connection, asked) if asked is not None else None
        of_period = publications.editions(connection, one.period) if one else []
        known = {each.id for each in (*editions, *of_period)}
        signed = publications.signatures(connection, *known)
        packs = publications.newest_packs(connection)
    beside = [each for each in of_period if each != one]
    return Looked(visit, editions, signed, one, beside, packs)


def number_in(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= DIGITS else None


def href(**more: str) -> str:
    """An address of the page."""
    return f"{OfficePage.base}/{SLUG}" + (f"?{urlencode(more)}" if more else "")


def read(edition: Edition) -> Frozen | None:
    """None: its text is no longer what was frozen."""
    if not publications.intact(edition):
        return None
    try:
        return frozen_period.from_text(edition.body)
    except ValueError:
        return None


def since(frozen: Frozen, reader: Reader) -> Comparison:
    """What the warehouse says otherwise today."""
    found = compare(frozen, frozen_period.figures(reader, frozen.term), frozen_period.origin(reader))
    first = reader.data.first_day
    return replace(found, first_day=first if first > frozen.term.start else None)
