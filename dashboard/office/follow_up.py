"""The register of what follows a survey: the lines of the plan that a report led to, and each step of them.

Rows are added and never changed: the newest step of a line holds and says all of it, those before are its
history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from dashboard.errors import AccountError
from dashboard.office import kept
from dashboard.office.evidence import checked_link
from dashboard.office.follow_up_tables import line as lines_table
from dashboard.office.follow_up_tables import report as reports_table
from dashboard.office.follow_up_tables import step as steps_table
from dashboard.office.kept import Brought, Kept
from dashboard.office.pekppp import Signed
from dashboard.rights import Right, Scope

LONGEST_PROGRAMME, LONGEST_OWNER, LONGEST_NOTE, LONGEST_LINK, LONGEST_REASON = 300, 64, 600, 600, 400
MOST = 100
"""Lines of one report."""


class State(StrEnum):
    PLANNED = "planned"
    CHANGED = "changed"
    DONE = "done"
    OPENED = "opened"
    """Again: it was not done after all."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Source:
    """The report of the SKM that a line comes from. `term` as `Term.code` writes it; office None: of all."""

    term: str
    office: str | None


@dataclass(frozen=True)
class Plan:
    """`owner` is a function, not a person."""

    programme: str
    owner: str
    due: date


@dataclass(frozen=True)
class Proof:
    note: str | None = None
    link: str | None = None
    file: Kept | None = None


@dataclass(frozen=True)
class Shown:
    """What somebody brings as a proof."""

    note: str = ""
    link: str = ""
    file: Brought | None = None


@dataclass(frozen=True)
class Step:
    state: State
    plan: Plan
    done_on: date | None
    proof: Proof
    reason: str | None
    account: str
    at: datetime
    id: int = 0
    """0: not kept yet."""


@dataclass(frozen=True)
class Line:
    """`reported_on` is the day of its report; `steps` the oldest first, never empty."""

    id: int
    of: Source
    unsur: str
    reported_on: date
    steps: Sequence[Step]

    @property
    def now(self) -> Step:
        return self.steps[-1]

    @property
    def plan(self) -> Plan:
        return self.now.plan

    @property
    def done_on(self) -> date | None:
        return self.now.done_on

    @property
    def withdrawn(self) -> bool:
        return self.now.state is State.WITHDRAWN

    @property
    def open(self) -> bool:
        return not self.withdrawn and self.done_on is None

    def overdue(self, today: date) -> bool:
        return self.open and self.plan.due < today


@dataclass(frozen=True)
class Register:
    """As it stands: `days` of the reports, and every line, withdrawn ones too."""

    days: Mapping[Source, date]
    lines: Sequence[Line] = ()

    def of(self, source: Source) -> list[Line]:
        """What was planned after this report and not taken back."""
        return [each for each in self.lines if each.of == source and not each.withdrawn]

    def within(self, scope: Scope) -> Register:
        """What one person may see of it: of all offices only who reads every office."""

        def held(of: Source) -> bool:
            return scope.offices is None if of.office is None else scope.holds(of.office)

        if not scope.sees(Right.FOLLOW_UP):
            return EMPTY
        days = {of: day for of, day in self.days.items() if held(of)}
        return Register(days, [each for each in self.lines if held(each.of)])

    @property
    def standing(self) -> list[Line]:
        """Of every report."""
        return [each for each in self.lines if not each.withdrawn]

    @property
    def withdrawn(self) -> list[Line]:
        """Of every report."""
        return [each for each in self.lines if each.withdrawn]


EMPTY = Register({})


def report_on(connection: Connection, of: Source, day: date, by: Signed) -> None:
    """The day of a report; it holds for all of its lines. Raises AccountError."""
    if day > by.at.date():
        raise AccountError("tanggal laporan ada di depan; isi hari laporan itu ditetapkan")
    for each in register(connection).of(of):
        if each.plan.due < day or (each.done_on or day) < day:
            raise AccountError(
                "ada rencana yang tenggat atau hari selesainya sebelum tanggal itu; ubah rencana itu dahulu"
            )
    values = {"term": of.term, "office": of.office, "account": by.account, "at": by.at}
    connection.execute(insert(reports_table).values(**values, reported_on=day))


def plan(connection: Connection, of: Source, unsur: str, planned: Plan, by: Signed) -> int:
    """A new line of the plan. Raises AccountError."""
    found = register(connection)
    day = found.days.get(of)
    if day is None:
        raise AccountError("tanggal laporan SKM periode ini belum diisi")
    if len(found.of(of)) >= MOST:
        raise AccountError(f"laporan ini sudah punya {MOST} rencana")
    planned = _checked(planned, day)
    values = {"term": of.term, "office": of.office, "account": by.account, "at": by.at}
    result = connection.execute(insert(lines_table).values(**values, unsur=unsur))
    assert result.inserted_primary_key is not None
    number = int(result.inserted_primary_key[0])
    _add(connection, number, Step(State.PLANNED, planned, None, Proof(), None, by.account, by.at))
    return number


def change(connection: Connection, number: int, planned: Plan, reason: str, by: Signed) -> Line:
    """Another programme, owner or day than was planned. Raises AccountError."""
    found = _open(connection, number)
    why = _words(reason, LONGEST_REASON, "alasan")
    planned = _checked(planned, found.reported_on)
    if planned == found.plan:
        raise AccountError("tidak ada yang berubah")
    _add(connection, number, Step(State.CHANGED, planned, None, Proof(), why, by.account, by.at))
    return found


def finish(connection: Connection, number: int, day: date, shown: Shown, by: Signed) -> Line:
    """It was done, with one proof or more. Raises AccountError."""
    found = _open(connection, number)
    if not found.reported_on <= day <= by.at.date():
        raise AccountError("hari selesai tidak mungkin: sebelum tanggal laporan, atau masih di depan")
    proof = Proof(
        _words(shown.note, LONGEST_NOTE, "catatan") if shown.note.strip() else None,
        checked_link(_words(shown.link, LONGEST_LINK, "tautan")) if shown.link.strip() else None,
        kept.checked(shown.file) if shown.file else None,
    )
    if proof == Proof():
        raise AccountError("bukti belum ada; isi catatan, tautan, atau berkas")
    _add(connection, number, Step(State.DONE, found.plan, day, proof, None, by.account, by.at))
    if shown.file and proof.file:
        kept.put(shown.file, proof.file)
    return found


def reopen(connection: Connection, number: int, reason: str, by: Signed) -> Line:
    """What was called done is not. Raises AccountError."""
    found = _line(connection, number)
    if found.done_on is None:
        raise AccountError("rencana itu belum selesai, jadi tidak perlu dibuka lagi")
    why = _words(reason, LONGEST_REASON, "alasan")
    _add(connection, number, Step(State.OPENED, found.plan, None, Proof(), why, by.account, by.at))
    return found


def withdraw(connection: Connection, number: int, reason: str, by: Signed) -> Line:
    """It counts no more, and stays to be read. Raises AccountError."""
    found = _open(connection, number)
    why = _words(reason, LONGEST_REASON, "alasan")
    _add(connection, number, Step(State.WITHDRAWN, found.plan, None, Proof(), why, by.account, by.at))
    return found


def register(connection: Connection) -> Register:
    """All of it, lines in the order in which they were planned."""
    days = {
        Source(row.term, row.office): row.reported_on
        for row in connection.execute(select(reports_table).order_by(reports_table.c.id))
    }
    steps: dict[int, list[Step]] = {}
    for row in connection.execute(select(steps_table).order_by(steps_table.c.id)):
        steps.setdefault(row.follow_up, []).append(_step(row))
    found = []
    for row in connection.execute(select(lines_table).order_by(lines_table.c.id)):
        of = Source(row.term, row.office)
        found.append(Line(row.id, of, row.unsur, days[of], steps[row.id]))
    return Register(days, found)


def _line(connection: Connection, number: int) -> Line:
    found = next((each for each in register(connection).lines if each.id == number), None)
    if found is None:
        raise AccountError("rencana itu tidak ada")
    return found


def _open(connection: Connection, number: int) -> Line:
    found = _line(connection, number)
    if not found.open:
        raise AccountError("rencana itu sudah selesai atau dicabut; muat lagi halamannya")
    return found


def _checked(planned: Plan, reported_on: date) -> Plan:
    if planned.due < reported_on:
        raise AccountError("tenggat ada sebelum tanggal laporan")
    return replace(
        planned,
        programme=_words(planned.programme, LONGEST_PROGRAMME, "program atau kegiatan"),
        owner=_words(planned.owner, LONGEST_OWNER, "penanggung jawab"),
    )


def _words(words: str, longest: int, name: str) -> str:
    words = words.strip()
    if not words or len(words) > longest or not words.isprintable():
        raise AccountError(f"{name} belum diisi, atau lebih dari {longest} huruf")
    return words


def _add(connection: Connection, number: int, step: Step) -> None:
    file = step.proof.file
    connection.execute(
        insert(steps_table).values(
            follow_up=number,
            state=step.state.value,
            programme=step.plan.programme,
            owner=step.plan.owner,
            due=step.plan.due,
            done_on=step.done_on,
            note=step.proof.note,
            link=step.proof.link,
            file=file.name if file else None,
            size=file.size if file else None,
            sha256=file.sha256 if file else None,
            reason=step.reason,
            account=step.account,
            at=step.at,
        )
    )


def _step(row: Row[Any]) -> Step:
    file = Kept(row.file, row.size, row.sha256) if row.file else None
    return Step(
        State(row.state),
        Plan(row.programme, row.owner, row.due),
        row.done_on,
        Proof(row.note, row.link, file),
        row.reason,
        row.account,
        row.at,
        row.id,
    )
