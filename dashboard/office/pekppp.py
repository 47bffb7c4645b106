"""The register of an evaluation: the decided score of each indicator, and the office's answers in F-01.

Rows are added and never changed: the newest holds, those before are its history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from dashboard.errors import AccountError
from dashboard.office.pekppp_tables import answer as answers_table
from dashboard.office.pekppp_tables import score as scores_table

LONGEST_REASON = 400
LONGEST_ANSWER = 600
TOP = 5


class State(StrEnum):
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"
    """There was a proposal, and somebody decided otherwise: with a reason."""
    ENTERED = "entered"
    """There was none."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Evaluation:
    """What a score is for: a year and the version of the instrument."""

    year: int
    version: str


@dataclass(frozen=True)
class Subject:
    of: Evaluation
    indicator: int

    @property
    def values(self) -> dict[str, int | str]:
        """Its columns."""
        return {"year": self.of.year, "version": self.of.version, "indicator": self.indicator}


@dataclass(frozen=True)
class Signed:
    """Who did it, and when."""

    account: str
    at: datetime


@dataclass(frozen=True)
class Decision:
    """`score` None: taken back. `figure`: what the proposal rested on when this was decided."""

    indicator: int
    score: int | None
    state: State
    proposed: int | None
    figure: str | None
    reason: str | None
    account: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    indicator: int
    answer: str
    account: str
    at: datetime


@dataclass(frozen=True)
class Offer:
    """The proposal that a decision is about."""

    score: int | None
    figure: str


def decide(
    connection: Connection,
    what: Subject,
    score: int | None,
    *,
    offer: Offer | None,
    reason: str,
    by: Signed,
) -> State:
    """Another score than the proposed one needs a reason; so does taking one back. Raises AccountError."""
    reason = reason.strip()
    if score is not None and not 0 <= score <= TOP:
        raise AccountError(f"nilai {score} tidak ada; isi 0 sampai {TOP}")
    state = _state(score, offer)
    if state in (State.OVERRIDDEN, State.WITHDRAWN) and not reason:
        raise AccountError("alasan belum diisi; nilai yang lain dari usulan, atau yang dicabut, perlu alasan")
    connection.execute(
        insert(scores_table).values(
            **what.values,
            score=score,
            state=state.value,
            proposed=offer.score if offer else None,
            figure=offer.figure[:LONGEST_REASON] if offer else None,
            reason=reason[:LONGEST_REASON] or None,
            account=by.account,
            at=by.at,
        )
    )
    return state


def _state(score: int | None, offer: Offer | None) -> State:
    if score is None:
        return State.WITHDRAWN
    if offer is None or offer.score is None:
        return State.ENTERED
    return State.ACCEPTED if score == offer.score else State.OVERRIDDEN


def history(connection: Connection, of: Evaluation, indicator: int | None = None) -> list[Decision]:
    """The newest first, of one indicator or all."""
    query = select(scores_table).where(
        scores_table.c.year == of.year,
        scores_table.c.version == of.version,
        *([scores_table.c.indicator == indicator] if indicator is not None else []),
    )
    return [_decision(row) for row in connection.execute(query.order_by(scores_table.c.id.desc()))]


def current(connection: Connection, of: Evaluation) -> dict[int, Decision]:
    """The decision that holds, of each indicator that has one and was not taken back."""
    newest: dict[int, Decision] = {}
    for each in history(connection, of):
        newest.setdefault(each.indicator, each)
    return {number: each for number, each in newest.items() if each.score is not None}


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        row.indicator,
        row.score,
        State(row.state),
        row.proposed,
        row.figure,
        row.reason,
        row.account,
        row.at,
    )


def write_answer(connection: Connection, what: Subject, answer: str, by: Signed) -> None:
    """What the office says of itself in F-01. Raises AccountError."""
    answer = answer.strip()
    if len(answer) > LONGEST_ANSWER:
        raise AccountError(f"jawaban lebih dari {LONGEST_ANSWER} huruf")
    values = {**what.values, "answer": answer, "account": by.account, "at": by.at}
    connection.execute(insert(answers_table).values(**values))


def answers(connection: Connection, of: Evaluation) -> dict[int, Answer]:
    """The answer that holds, of each indicator that has one."""
    query = (
        select(answers_table)
        .where(answers_table.c.year == of.year, answers_table.c.version == of.version)
        .order_by(answers_table.c.id)
    )
    found = {
        row.indicator: Answer(row.indicator, row.answer, row.account, row.at)
        for row in connection.execute(query)
    }
    return {number: each for number, each in found.items() if each.answer}
