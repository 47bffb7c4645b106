"""Rows that come into the facts and leave them while one file is settled.

Their days are touched. Where a source has closed days, the rows are remembered too, so that what a closed day
had said can be told beside what it says now: the entries of `correction`. An ordinary step of a case is none:
a request of long ago that was completed on a day which is still provisional changes nothing that was said.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    FromClause,
    MetaData,
    Select,
    SmallInteger,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.facts import SHAPES
from etl.provisional import Closed
from etl.touched import touch
from etl.warehouse.bulk import filled
from etl.warehouse.schema import FACT_TABLES, canonical, correction, events
from etl.warehouse.temporary import done_with, made_anew

_ENDS = {"request": ("status", "completed_at"), "visit": ("outcome", "finished_at")}
_ENDS["complaint"] = ("status", "closed_at")
"""The word that says whether a case is open, and the instant at which it ended."""

OPEN = "open"


@dataclass(frozen=True)
class Trail:
    """Of what an entry tells: the run, the file's name, and which days were closed before the run."""

    run: str
    name: str
    closed: Closed


class Moved:
    """The moves of one file. `rows` have the columns of the fact; `which` of them, with what they are joined
    to."""

    def __init__(self, connection: Connection, fact: Table, trail: Trail | None) -> None:
        self._connection = connection
        self._fact = fact
        self._trail = trail
        self._log = _log(fact.name)
        if trail is not None:
            made_anew(connection, self._log)

    def into(self, rows: Table, which: ColumnElement[bool], joined: FromClause | None = None) -> None:
        self._move(1, rows, which, joined)

    def out(self, rows: Table, which: ColumnElement[bool], joined: FromClause | None = None) -> None:
        self._move(-1, rows, which, joined)

    def _move(self, side: int, rows: Table, which: ColumnElement[bool], joined: FromClause | None) -> None:
        touch(self._connection, self._fact.name, rows, which, joined)
        if self._trail is not None:
            names = [column.name for column in self._log.c]
            moved = select(literal(side, SmallInteger()), *(rows.c[name] for name in names[1:])).where(which)
            moved = moved.select_from(rows if joined is None else rows.join(joined, which))
            self._connection.execute(insert(self._log).from_select(names, moved))

    def tell(self, source: str, file: str) -> int:
        """Write down what closed days said before and say now. Returns how many rows that was."""
        if self._trail is None:
            return 0
        net = _net(self._fact.name)
        made_anew(self._connection, net)
        self._connection.execute(insert(net).from_select([column.name for column in net.c], self._balance()))
        told = 0
        if self._connection.scalar(select(func.count()).select_from(net)):
            told = self._entered(net, source, file)
        done_with(self._connection, net, self._log)
        return told

    def _balance(self) -> Select[tuple[int]]:
        """What came in less what went out, row by row: who left and returned has not moved."""
        log = self._log
        same = (log.c.id, log.c.digest)
        sides = select(*same, func.sum(log.c.side).label("side")).group_by(*same).subquery()
        place = func.row_number().over(partition_by=same, order_by=log.c.side).label("place")
        rows = select(*log.c, place).subquery()
        joined = rows.join(sides, and_(rows.c.id == sides.c.id, rows.c.digest == sides.c.digest))
        values = [cast(sides.c.side, SmallInteger), *(rows.c[column.name] for column in log.c[1:])]
        return select(*values).select_from(joined).where(rows.c.place == 1, sides.c.side != 0)

    def _entered(self, net: Table, source: str, file: str) -> int:
        assert self._trail is not None
        old, new = net.alias("old"), net.alias("new")
        alone = [self._alone(new, old, 1, "late"), self._alone(old, new, -1, "retracted")]
        told = 0
        for query in (*alone, *(self._corrected(old, new, name) for name in canonical(self._fact))):
            found = query.subquery()
            why = {"run": self._trail.run, "source": source, "fact": self._fact.name}
            why |= {"file": file, "name": self._trail.name}
            at = literal(datetime.now(UTC).replace(tzinfo=None), correction.c.corrected_at.type)
            texts = [cast(literal(text), String).label(key) for key, text in why.items()]
            names = [*(column.name for column in found.c), *why, "corrected_at"]
            written = insert(correction).from_select(
                names, select(*found.c, *texts, at.label("corrected_at"))
            )
            told += filled(self._connection, written)
        return told

    def _is_closed(self, rows: FromClause) -> ColumnElement[bool]:
        assert self._trail is not None
        day = rows.c[SHAPES[self._fact.name].day]
        return and_(day >= self._trail.closed.first, day < self._trail.closed.until)

    def _alone(self, rows: FromClause, others: FromClause, side: int, kind: str) -> Select[tuple[object]]:
        """Rows on one side only."""
        day = rows.c[SHAPES[self._fact.name].day]
        known = select(others.c["id"]).where(others.c["id"] == rows.c["id"], others.c["side"] == -side)
        return (
            select(
                rows.c["office"],
                day.label("day"),
                cast(literal(kind), String).label("kind"),
                *(cast(null(), String).label(name) for name in ("column", "old", "new")),
                cast(func.count(), BigInteger).label("rows"),
            )
            .where(rows.c["side"] == side, self._is_closed(rows), ~known.exists())
            .group_by(rows.c["office"], day)
        )

    def _corrected(self, old: FromClause, new: FromClause, name: str) -> Select[tuple[object]]:
        """Rows of which this column says something else, where that is not the next step of the case."""
        day = SHAPES[self._fact.name].day
        both = and_(old.c["id"] == new.c["id"], old.c["side"] == -1, new.c["side"] == 1)
        was_closed = self._is_closed(old)
        found = (
            select(
                case((was_closed, old.c["office"]), else_=new.c["office"]).label("office"),
                case((was_closed, old.c[day]), else_=new.c[day]).label("day"),
                cast(old.c[name], String).label("old"),
                cast(new.c[name], String).label("new"),
            )
            .select_from(old.join(new, both))
            .where(or_(was_closed, self._is_closed(new)), old.c[name].is_distinct_from(new.c[name]))
            .where(not_(self._next_step(old, new, name)))
            .subquery()
        )
        return select(
            found.c.office,
            found.c.day,
            cast(literal("corrected"), String).label("kind"),
            cast(literal(name), String).label("column"),
            found.c.old,
            found.c.new,
            cast(func.count(), BigInteger).label("rows"),
        ).group_by(found.c.office, found.c.day, found.c.old, found.c.new)

    def _next_step(self, old: FromClause, new: FromClause, name: str) -> ColumnElement[bool]:
        """Something happened on a day that was still provisional, and was not known before."""
        assert self._trail is not None
        until = self._trail.closed.until_at
        word, end = _ENDS.get(self._fact.name, ("", ""))
        if name == word:
            ended = and_(new.c[end].is_not(None), new.c[end] >= until)
            return and_(old.c[name] == OPEN, old.c[end].is_(None), ended)
        if name in {column.name for column in events(self._fact)}:
            return func.coalesce(and_(old.c[name].is_(None), new.c[name] >= until), False)
        return literal(False)


def _columns(fact: str) -> list[Column[object]]:
    table = FACT_TABLES[fact]
    names = ["id", "digest", SHAPES[fact].day, *canonical(table)]
    return [Column("side", SmallInteger), *(Column(name, table.c[name].type) for name in names)]


@cache
def _log(fact: str) -> Table:
    """`side` 1 came in, -1 went out."""
    return Table(f"moved_{fact}", MetaData(), *_columns(fact), prefixes=["TEMPORARY"])


@cache
def _net(fact: str) -> Table:
    return Table(f"net_{fact}", MetaData(), *_columns(fact), prefixes=["TEMPORARY"])
