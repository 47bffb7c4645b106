"""An evaluation of a year by a version of the instrument: what the registers hold, and what follows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from dashboard.office import evidence, facilities, follow_up, pekppp, user_answers
from dashboard.office.audit import Transaction
from dashboard.office.evidence import Piece
from dashboard.office.facilities import Seen
from dashboard.office.follow_up import Register
from dashboard.office.pekppp import Answer, Decision, Evaluation
from dashboard.pekppp.checklist import Checked
from dashboard.pekppp.instrument import Indicator, Instrument
from dashboard.pekppp.proposal import Basis, Proposal
from dashboard.pekppp.proposing import all_of, propose
from dashboard.pekppp.score import Ipp, Sum, Users, assessed, f02, f03
from dashboard.public_reader import PublicReader
from dashboard.reader import Reader


@dataclass(frozen=True)
class Figures:
    """What can be looked at today: within a reader's scope, and what the public is told; None: not readable.

    `offices`: code and name of those that are published.
    """

    reader: Reader | None
    shown: PublicReader | None
    today: date
    offices: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """`scores` are decided ones: a proposal that nobody has accepted counts nowhere."""

    instrument: Instrument
    of: Evaluation
    figures: Figures
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
    def basis(self) -> Basis:
        return Basis(
            self.figures.reader,
            self.figures.shown,
            self.instrument,
            self.of.year,
            self.figures.today,
            self.plans.standing,
            self.plans.withdrawn,
        )

    @property
    def checked(self) -> Checked:
        names = dict(self.figures.offices)
        return {(names.get(office, office), key): seen.present for (office, key), seen in self.seen.items()}

    @cached_property
    def proposals(self) -> Mapping[int, Proposal]:
        """All at once, for who looks at every indicator."""
        return all_of(self.basis, self.checked)

    def proposal(self, indicator: Indicator) -> Proposal | None:
        return propose(self.basis, indicator.number, self.checked)

    def evidence(self, number: int) -> list[Piece]:
        return [each for each in self.pieces if each.indicator == number]


def assess(connection: Transaction, instrument: Instrument, of: Evaluation, figures: Figures) -> Assessment:
    return Assessment(
        instrument=instrument,
        of=of,
        figures=figures,
        decisions=pekppp.current(connection, of),
        answers=pekppp.answers(connection, of),
        pieces=evidence.pieces(connection, of),
        given=user_answers.counts(connection, of),
        seen=facilities.all_of(connection),
        plans=follow_up.register(connection),
    )
