"""What one visit of the page looks at: a report of the SKM, its unsur, its plans, how they moved since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard.answers import unsur
from dashboard.answers.effect import Effect, effect
from dashboard.answers.scores import NAMED
from dashboard.errors import UsageError
from dashboard.filters import EVERY, Filters
from dashboard.office import follow_up
from dashboard.office.follow_up import Line, Register, Source
from dashboard.office_page import OfficePage, Visit
from dashboard.questionnaire import UNSUR
from dashboard.reader import Reader
from dashboard.reports.term import Term, parse_term
from dashboard.rights import Right
from dashboard.section import Row
from etl.period import Kind, period_of

SLUG = "tindak-lanjut"
STEPS = (Kind.YEAR, Kind.SEMESTER, Kind.TRIWULAN)
"""Periods that are offered; any other that an address names is taken too."""


@dataclass(frozen=True)
class Looked:
    """`register`: as far as the person may see it. `rows`: the unsur, the lowest first."""

    visit: Visit
    term: Term
    of: Source
    register: Register
    rows: Sequence[Row]
    later: Sequence[Row]
    """Of the period that follows."""

    @property
    def writes(self) -> bool:
        return self.visit.account.scope.sees(Right.FOLLOW_UP_WRITE)

    @property
    def today(self) -> date:
        return self.visit.now.astimezone(self.visit.zone).date()

    @property
    def lines(self) -> list[Line]:
        """Of this report, and not taken back."""
        return self.register.of(self.of)

    @property
    def withdrawn(self) -> list[Line]:
        return [each for each in self.register.withdrawn if each.of == self.of]

    @property
    def lowest(self) -> list[Row]:
        return [row for row in self.rows if row["value"] is not None][:NAMED]

    @property
    def overdue(self) -> list[Line]:
        """Of every report."""
        return [each for each in self.register.lines if each.overdue(self.today)]

    @property
    def reported_on(self) -> date | None:
        return self.register.days.get(self.of)

    def planned(self, code: str) -> list[Line]:
        return [each for each in self.lines if each.unsur == code]

    def effect(self, line: Line) -> Effect:
        """Of a line of this report."""
        was, now = (
            next((row for row in rows if row["unsur"] == line.unsur), None)
            for rows in (self.rows, self.later)
        )
        reader = self.visit.reader
        return effect(was, now, ended=reader is not None and reader.data.last_day >= self.term.after().end)

    def unsur(self, code: str) -> str:
        reader = self.visit.reader
        return reader.name("unsur", code) if reader else code

    @property
    def office(self) -> str:
        return office_name(self.visit, self.of)

    @property
    def about(self) -> dict[str, str]:
        """What every address and every form here says."""
        return {"periode": self.of.term, "kantor": self.of.office or EVERY}

    def href(self, **more: str) -> str:
        return f"{OfficePage.base}/{SLUG}?{urlencode({**self.about, **more})}"

    def at(self, line: Line) -> str:
        about = {"periode": line.of.term, "kantor": line.of.office or EVERY, "rencana": str(line.id)}
        return f"{OfficePage.base}/{SLUG}?{urlencode(about)}"


def look(visit: Visit, asked: Mapping[str, str]) -> Looked:
    """What does not exist is as if it had not been asked for."""
    with visit.office.reading() as connection:
        register = follow_up.register(connection).within(visit.account.scope)
    term = _term(asked.get("periode", "")) or _usual(visit, register)
    of = Source(term.code, _office(asked.get("kantor", ""), visit))
    return Looked(
        visit=visit,
        term=term,
        of=of,
        register=register,
        rows=_elements(visit.reader, term, of.office),
        later=_elements(visit.reader, term.after(), of.office),
    )


def _elements(reader: Reader | None, term: Term, office: str | None) -> Sequence[Row]:
    if reader is None:
        return ()
    return unsur.elements(reader, Filters(term.start, term.end, office=office))


def _term(word: str) -> Term | None:
    try:
        return parse_term(word)
    except UsageError:
        return None


def _usual(visit: Visit, register: Register) -> Term:
    """That of the newest report; without any the last semester that the data reach the end of."""
    if register.days:
        newest = max(register.days, key=lambda of: (register.days[of], of.term))
        return parse_term(newest.term)
    last = visit.reader.data.last_day if visit.reader else visit.now.astimezone(visit.zone).date()
    running = period_of(last + timedelta(days=1), Kind.SEMESTER)
    return Term(running.start, running.last).before(1)


def _office(code: str, visit: Visit) -> str | None:
    own = [known for known, _ in offices(visit)]
    if code in own and code != EVERY:
        return code
    return None if EVERY in own or not own else own[0]


def offices(visit: Visit) -> list[tuple[str, str]]:
    """Code and name of those that the person may look at; EVERY stands for all of them together."""
    scope = visit.account.scope
    whole = [(EVERY, "Semua kantor")] if scope.offices is None else []
    return whole + [(code, name) for code, name in visit.offices if scope.holds(code)]


def office_name(visit: Visit, of: Source) -> str:
    if of.office is None:
        return "semua kantor"
    return dict(visit.offices).get(of.office, of.office)


def terms(looked: Looked) -> list[tuple[str, str]]:
    """Code and words: of every year, semester and triwulan that the data know of, and of every report."""
    known = {parse_term(of.term) for of in looked.register.days} | {looked.term}
    reader = looked.visit.reader
    if reader is not None:
        for step in STEPS:
            end = reader.data.last_day
            while end >= reader.data.first_day:
                found = period_of(end, step)
                known.add(Term(found.start, found.last))
                end = found.start - timedelta(days=1)
    ordered = sorted(known, key=lambda term: (term.end, term.start), reverse=True)
    return [(term.code, term.words) for term in ordered]


def unsur_in(word: str, visit: Visit) -> str | None:
    known = [code for code, _ in visit.reader.choices("unsur")] if visit.reader else UNSUR
    return word if word in known else None


def line_in(word: str, looked: Looked) -> Line | None:
    """One of this report."""
    number = int(word) if word.isascii() and word.isdigit() and len(word) <= 9 else 0
    return next((each for each in looked.register.lines if each.id == number and each.of == looked.of), None)
