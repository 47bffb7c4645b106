"""What one visit of the page looks at: year, version, the register, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from urllib.parse import urlencode

from dashboard.office import evidence, facilities, follow_up, pekppp, user_answers
from dashboard.office.evidence import Piece
from dashboard.office.facilities import Seen
from dashboard.office.follow_up import Register
from dashboard.office.pekppp import Answer, Decision, Evaluation
from dashboard.office_page import OfficePage, Visit
from dashboard.pekppp.checklist import Checked
from dashboard.pekppp.instrument import Indicator, Instrument, chosen
from dashboard.pekppp.instrument_file import load
from dashboard.pekppp.proposal import Basis, Proposal
from dashboard.pekppp.proposing import all_of, propose
from dashboard.pekppp.score import Ipp, Sum, Users, assessed, f02, f03
from dashboard.rights import Right

SLUG = "pekppp"
FIRST_YEAR, LAST_YEAR = 2022, 2100


@dataclass(frozen=True)
class Looked:
    """`scores` are decided ones: a proposal that nobody has accepted counts nowhere."""

    visit: Visit
    instruments: Sequence[Instrument]
    instrument: Instrument
    of: Evaluation
    decisions: Mapping[int, Decision]
    answers: Mapping[int, Answer]
    pieces: Sequence[Piece]
    given: Mapping[int, Mapping[int, int]]
    seen: Mapping[tuple[str, str], Seen]
    plans: Register
    """What follows the surveys, all of it: an evaluation is of the whole."""

    @property
    def scores(self) -> dict[int, int]:
        return {number: each.score for number, each in self.decisions.items() if each.score is not None}

    @cached_property
    def whole(self) -> Sum:
        return f02(self.instrument, self.scores)

    @cached_property
    def users(self) -> Users:
        return f03(self.instrument, self.given)

    @cached_property
    def ipp(self) -> Ipp:
        return assessed(self.instrument, self.whole.value, self.users)

    @property
    def heard(self) -> Fraction | None:
        """F-03, if enough users answered; else None."""
        rule = self.instrument.f03
        if rule is None or self.users.respondents < rule.least:
            return None
        return self.users.value(rule.mean)

    @property
    def writes(self) -> bool:
        return self.visit.account.scope.sees(Right.PEKPPP_WRITE)

    @property
    def basis(self) -> Basis:
        today = self.visit.now.astimezone(self.visit.zone).date()
        return Basis(
            self.visit.reader, self.visit.shown, self.instrument, self.of.year, today, self.plans.standing
        )

    @property
    def checked(self) -> Checked:
        names = dict(self.visit.offices)
        return {(names.get(office, office), key): seen.present for (office, key), seen in self.seen.items()}

    @cached_property
    def proposals(self) -> Mapping[int, Proposal]:
        """All at once, for who looks at every indicator."""
        return all_of(self.basis, self.checked)

    def proposal(self, indicator: Indicator) -> Proposal | None:
        return propose(self.basis, indicator.number, self.checked)

    def evidence(self, number: int) -> list[Piece]:
        return [each for each in self.pieces if each.indicator == number]

    @property
    def about(self) -> dict[str, str]:
        """What every address and every form here says."""
        return {"tahun": str(self.of.year), "versi": self.of.version}

    def href(self, **more: str) -> str:
        return f"{OfficePage.base}/{SLUG}?{urlencode({**self.about, **more})}"


def look(visit: Visit, asked: Mapping[str, str]) -> Looked:
    """What does not exist is as if it had not been asked for."""
    instruments = load(visit.pekppp.folder, visit.pekppp.wording)
    year = year_of(asked.get("tahun", ""), visit)
    instrument = chosen(instruments, year, asked.get("versi", ""))
    of = Evaluation(year, instrument.name)
    with visit.office.reading() as connection:
        return Looked(
            visit=visit,
            instruments=instruments,
            instrument=instrument,
            of=of,
            decisions=pekppp.current(connection, of),
            answers=pekppp.answers(connection, of),
            pieces=evidence.pieces(connection, of),
            given=user_answers.counts(connection, of),
            seen=facilities.all_of(connection),
            plans=follow_up.register(connection),
        )


def year_of(word: str, visit: Visit) -> int:
    """This year unless another one is named."""
    if word.isascii() and word.isdigit() and len(word) == 4 and FIRST_YEAR <= int(word) <= LAST_YEAR:
        return int(word)
    return visit.now.astimezone(visit.zone).year


def number_in(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 4 else None
