"""Good rows → facts: staged in batches, settled in one go by natural key and version.

A row is known by (source, id). Its newest version is the fact; every older one stands in `<fact>_version`,
whichever came first, so the order of files does not matter. What each row became:

    new         no version of this id was known
    corrected   another version of a known id, newer or older
    unchanged   this version is known and says the same
    repeated    the same row again in one file
    rejected    this version is known, or stands above in the file, and says something else

Where a source says for what its files are complete, an id that is gone is retracted (etl.coverage has the
model): its row leaves the facts and all its versions stay. A retracted row that comes back is new again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import pyarrow as pa
from sqlalchemy import (
    Column,
    Connection,
    FromClause,
    MetaData,
    String,
    Subquery,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.coverage import Coverage, Covering
from etl.facts import SHAPES
from etl.judge import Beside, judgement, ranked
from etl.moved import Moved, Trail
from etl.retract import Retraction, gone_ids, newest_gone
from etl.warehouse.bulk import filled, given, known
from etl.warehouse.readings import last_readings
from etl.warehouse.schema import FACT_TABLES, FACTS, canonical, ledger, retraction
from etl.warehouse.temporary import done_with, made_anew

_VERDICTS = ("new", "corrected", "unchanged", "repeated", "rejected")

_SEPARATOR, _NOTHING = "\x1f", "\x1e"


@dataclass(frozen=True)
class Settled:
    """How many rows of a file became what; `conflicts` are the lines and ids that were refused.

    `retracted` counts facts that went, less those that a file which was read again gave back.
    """

    new: int
    corrected: int
    unchanged: int
    repeated: int
    retracted: int
    conflicts: tuple[tuple[int, str], ...]
    note: str | None = None
    changes: int = 0
    """Entries of corrections to closed days."""


@dataclass(frozen=True)
class Terms:
    """`block` names the definitions that a file is read with, as the ledger does; `covering` is what the file
    is complete for, `trail` what is told of changes to closed days."""

    block: str
    covering: Covering | None = None
    trail: Trail | None = None


class Loading:
    """One file of one source on its way into a fact table. Nothing is visible before `settle`."""

    def __init__(self, connection: Connection, source: str, fact: str, file: str, terms: Terms) -> None:
        self._connection = connection
        self._source = source
        self._file = file
        self._stale = _stale(source, terms.block)
        self._fact = FACT_TABLES[fact]
        self._versions = FACTS.tables[f"{fact}_version"]
        self._moved = Moved(connection, self._fact, terms.trail)
        self._coverage = Coverage(connection, source, self._fact, file, terms.covering)
        self._retraction = Retraction(connection, source, fact, file, over=self._coverage, moved=self._moved)
        self._stage, self._judged = _temporary(fact)
        made_anew(connection, self._stage)

    def stage(self, facts: pa.Table) -> None:
        """Add good rows, with their derived columns, `line` and `version`."""
        names = [column.name for column in self._fact.c]
        same: dict[str, ColumnElement[str]] = {
            "source": literal(self._source),
            "file": literal(self._file),
        }
        types = {column.name: column.type for column in self._fact.c}
        rows = facts.select([name for name in facts.column_names if name in types])
        with given(self._connection, "batch", rows, types) as batch:
            same["digest"] = _digest(self._fact, batch)
            values = [same[name] if name in same else batch.c[name] for name in names]
            self._connection.execute(insert(self._stage).from_select(names, select(*values)))

    def refuse(self, ids: Iterable[str | None]) -> None:
        """Ids of rows that were refused, None where they could not be read: those are not gone."""
        self._coverage.refuse(ids)

    def days(self, first: date, last: date) -> tuple[int, int]:
        """How many of the staged rows begin on these days, and how many on others."""
        day = self._stage.c[SHAPES[self._fact.name].day]
        inside = func.count(case((day.between(first, last), 1)))
        found = self._connection.execute(select(inside, func.count()).select_from(self._stage)).one()
        return int(found[0]), int(found[1] - found[0])

    def settle(self) -> Settled:
        """Judge the staged rows against the file itself and the facts, then write what is new.

        Raises SourceRefused, with nothing written, where the file would take away too much.
        """
        known(self._connection, self._stage)
        stale = set(self._connection.scalars(select(self._stale.c.file)))
        again = self._stale if self._read_before() else None
        gone = self._coverage.enter(self._stage, again=again)
        if not stale and (count := self._all_new()) is not None:
            settled = self._take_all(count)
            fresh: ColumnElement[bool] = self._fact.c.id.in_(select(self._stage.c.id))
        else:
            settled = self._sort_in(stale)
            fresh = self._fresh(stale)
        reread = self._file in stale
        retracted = settled.retracted
        if gone or reread or self._coverage.overtaken:
            retracted += self._retraction.leave(self._stage, fresh, again)
        if (reread or self._coverage.before) and self._any_gone():
            retracted -= self._retraction.revive()
        done_with(self._connection, self._judged, self._stage)
        changes = self._moved.tell(self._source, self._file)
        return replace(settled, retracted=retracted, note=self._coverage.note(), changes=changes)

    def _read_before(self) -> bool:
        own = (ledger.c.source == self._source, ledger.c.file == self._file)
        return bool(self._connection.scalar(select(select(ledger.c.file).where(*own).exists())))

    def _any_gone(self) -> bool:
        gone = select(retraction.c.id).where(gone_ids(self._source, self._fact.name))
        return bool(self._connection.scalar(select(gone.exists())))

    def _fresh(self, stale: set[str]) -> ColumnElement[bool]:
        """Facts of which a newer file than this may know that they are gone."""
        if self._coverage.by_name and self._file in stale:
            # What stands up after something was taken back may be any.
            return true()
        words = ("new", "corrected") if self._coverage.by_name else ("new",)
        judged = self._judged
        written = select(judged.c.id).where(judged.c.verdict.in_(words), judged.c.place == "current")
        return self._fact.c.id.in_(written)

    def _sort_in(self, stale: set[str]) -> Settled:
        """Row by row, where some are known."""
        retracted = self._take_back() if self._file in stale else 0
        self._judge()
        judged = self._judged
        query = select(judged.c.verdict, judged.c.place, func.count().label("n"))
        groups = self._connection.execute(query.group_by(judged.c.verdict, judged.c.place)).all()
        counted = {word: sum(row.n for row in groups if row.verdict == word) for word in _VERDICTS}
        self._write({(row.verdict, row.place) for row in groups})
        if stale - {self._file}:
            self._adopt()
        conflicts = self._conflicts() if counted.pop("rejected") else ()
        return Settled(**counted, retracted=retracted, conflicts=conflicts)

    def _all_new(self) -> int | None:
        """How many rows are staged, where each is of an id of its own that is not known yet; else None."""
        stage, fact = self._stage, self._fact
        count, ids = self._connection.execute(select(func.count(), func.count(stage.c.id.distinct()))).one()
        if count != ids:
            return None
        standing = select(fact.c.id).where(fact.c.source == self._source)
        gone = select(retraction.c.id).where(gone_ids(self._source, fact.name))
        known = or_(stage.c.id.in_(standing), stage.c.id.in_(gone))
        met = self._connection.scalar(select(func.count()).select_from(stage).where(known))
        return None if met else int(count)

    def _take_all(self, count: int) -> Settled:
        """A new file of new rows, which most are: there is nothing to judge."""
        names = [column.name for column in self._fact.c]
        rows = select(*(self._stage.c[name] for name in names))
        self._connection.execute(insert(self._fact).from_select(names, rows))
        self._moved.into(self._stage, literal(True))
        return Settled(count, 0, 0, 0, 0, ())

    def _conflicts(self) -> tuple[tuple[int, str], ...]:
        judged = self._judged
        query = select(judged.c.line, judged.c.id).where(judged.c.verdict == "rejected")
        return tuple((row.line, row.id) for row in self._connection.execute(query.order_by(judged.c.line)))

    def _judge(self) -> None:
        """Verdict and place (current or version) of each staged row."""
        beside = Beside(self._fact, self._versions, newest_gone(self._source, self._fact.name), self._stale)
        rows = ranked(self._stage)
        made_anew(self._connection, self._judged)
        names = [column.name for column in self._judged.c]
        query = judgement(rows, beside, self._stands(rows))
        self._connection.execute(insert(self._judged).from_select(names, query))
        known(self._connection, self._judged)

    def _stands(self, rows: FromClause) -> ColumnElement[bool]:
        """Rows that no newer file takes away again."""
        if not self._coverage.overtaken:
            return true()
        return ~self._coverage.newer(rows, self._coverage.own_rank(rows))

    def _written(self, place: str) -> ColumnElement[bool]:
        return and_(self._judged.c.verdict.in_(("new", "corrected")), self._judged.c.place == place)

    def _write(self, groups: set[tuple[str, str]]) -> None:
        """Only what occurs: most files bring nothing but new rows, and each statement scans the facts."""
        if ("corrected", "current") in groups:
            self._replace()
        if ("new", "current") in groups and self._any_gone():
            self._bring_back()
        if ("corrected", "version") in groups:
            self._forget_versions("version")
        for place, table in (("current", self._fact), ("version", self._versions)):
            if {("new", place), ("corrected", place)} & groups:
                rows = select(*(self._judged.c[column.name] for column in table.c)).where(
                    self._written(place)
                )
                names = [column.name for column in table.c]
                self._connection.execute(insert(table).from_select(names, rows))
        self._moved.into(self._judged, self._written("current"))

    def _replace(self) -> None:
        """Move replaced versions aside, and remember their days."""
        judged, fact, versions = self._judged, self._fact, self._versions
        replaced = and_(fact.c.source == self._source, fact.c.id == judged.c.id, self._written("current"))
        self._moved.out(fact, replaced, judged)
        aside = (
            select(*fact.c).select_from(fact.join(judged, replaced)).where(fact.c.version != judged.c.version)
        )
        names = [column.name for column in fact.c]
        self._connection.execute(insert(versions).from_select(names, aside))
        ids = select(judged.c.id).where(self._written("current"))
        self._connection.execute(delete(fact).where(fact.c.source == self._source, fact.c.id.in_(ids)))

    def _bring_back(self) -> None:
        """Retracted rows that this file holds again."""
        self._forget_versions("current")
        self._retraction.returned(
            retraction.c.id.in_(select(self._judged.c.id).where(self._written("current")))
        )

    def _forget_versions(self, place: str) -> None:
        """Versions that stood before, by other definitions or retracted, make room for what is said now."""
        judged, versions = self._judged, self._versions
        same = and_(judged.c.id == versions.c.id, judged.c.version == versions.c.version)
        again = select(judged.c.id).where(self._written(place), same).exists()
        self._connection.execute(delete(versions).where(versions.c.source == self._source, again))

    def _adopt(self) -> None:
        """Rows that this file gives too are no longer their old file's to take back when it is read again."""
        judged = self._judged
        for table in (self._fact, self._versions):
            same = and_(table.c.id == judged.c.id, table.c.version == judged.c.version)
            theirs = and_(table.c.source == self._source, table.c.file.in_(select(self._stale.c.file)))
            given = update(table).values(file=self._file, line=judged.c.line)
            self._connection.execute(given.where(theirs, same, judged.c.verdict == "unchanged"))

    def _take_back(self) -> int:
        """What an earlier reading of this file gave and this one does not. Returns how many facts went.

        Versions count one by one: an id may stay while one of its versions goes.
        """
        fact, versions = self._fact, self._versions
        self._connection.execute(delete(versions).where(self._gone(versions)))
        self._moved.out(fact, self._gone(fact))
        lost = int(self._connection.execute(delete(fact).where(self._gone(fact))).rowcount)
        return lost - self._promote() if lost else 0

    def _gone(self, table: Table) -> ColumnElement[bool]:
        stage = self._stage
        given = select(stage.c.id).where(stage.c.id == table.c.id, stage.c.version == table.c.version)
        return and_(table.c.source == self._source, table.c.file == self._file, ~given.exists())

    def _promote(self) -> int:
        """Let the newest version of an id that lost its fact be the fact again. Returns how many had one."""
        fact, versions = self._fact, self._versions
        own = versions.c.source == self._source
        standing = select(fact.c.id).where(fact.c.source == self._source, fact.c.id == versions.c.id)
        gone = select(retraction.c.id).where(gone_ids(self._source, fact.name))
        newest = (
            select(versions.c.id, func.max(versions.c.version).label("version"))
            .where(own, ~standing.exists(), versions.c.id.not_in(gone))
            .group_by(versions.c.id)
            .subquery()
        )
        is_newest = and_(own, versions.c.id == newest.c.id, versions.c.version == newest.c.version)
        self._moved.into(versions, is_newest, newest)
        rows = select(*versions.c).select_from(versions.join(newest, is_newest))
        names = [column.name for column in versions.c]
        promoted = filled(self._connection, insert(fact).from_select(names, rows))
        stands = standing.where(fact.c.version == versions.c.version).exists()
        self._connection.execute(delete(versions).where(own, stands))
        return int(promoted)


def _stale(source: str, block: str) -> Subquery:
    """Files of this source that were last read by other definitions."""
    last = last_readings()
    return select(last.c.file).where(last.c.source == source, last.c.block != block).subquery("stale")


def _digest(fact: Table, batch: Table) -> ColumnElement[str]:
    parts = (func.coalesce(cast(batch.c[name], String), literal(_NOTHING)) for name in canonical(fact))
    return func.md5(func.concat_ws(_SEPARATOR, *parts))


@cache
def _temporary(fact: str) -> tuple[Table, Table]:
    """The staging table and the judged one. Made once: SQLAlchemy keeps compiled statements by table."""
    columns = [(column.name, column.type) for column in FACT_TABLES[fact].c]
    judged = [*columns, ("verdict", String()), ("place", String())]
    stage, judgement = (
        Table(
            f"{name}_{fact}",
            MetaData(),
            *(Column(name, kind) for name, kind in shape),
            prefixes=["TEMPORARY"],
        )
        for name, shape in (("stage", columns), ("judged", judged))
    )
    return stage, judgement
