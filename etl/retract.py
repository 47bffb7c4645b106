"""What is gone from a delivery leaves the facts, and what stands again comes back.

A retracted row stays in `<fact>_version` with all its versions and has one entry in `retraction` that is not
ended. So current facts = new less retracted, and the trail of every row is whole.
"""

from datetime import UTC, datetime
from functools import cache

from sqlalchemy import (
    Column,
    Connection,
    FromClause,
    MetaData,
    Select,
    String,
    Subquery,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.coverage import Coverage
from etl.facts import SHAPES
from etl.moved import Moved
from etl.warehouse.bulk import filled
from etl.warehouse.schema import FACT_TABLES, FACTS, retraction
from etl.warehouse.temporary import done_with, made_anew


def gone_ids(source: str, fact: str) -> ColumnElement[bool]:
    """Entries of facts of this source that are retracted now."""
    mine = and_(retraction.c.source == source, retraction.c.fact == fact)
    return and_(mine, retraction.c.returned_at.is_(None))


def newest_gone(source: str, fact: str) -> Subquery:
    """Of each retracted id its newest known version, and the rank that the delivery which took it had."""
    versions = FACTS.tables[f"{fact}_version"]
    here = and_(versions.c.source == source, versions.c.id == retraction.c.id)
    query = select(versions.c.id, func.max(versions.c.version).label("version"))
    query = query.select_from(versions.join(retraction, and_(here, gone_ids(source, fact))))
    return query.group_by(versions.c.id).subquery("gone")


def unexplained(connection: Connection) -> list[str]:
    """Facts of which ids have versions but neither stand nor are retracted, or are both: current facts are
    new less retracted, id by id."""
    wrong = []
    for name, fact in FACT_TABLES.items():
        versions = FACTS.tables[f"{name}_version"]
        same = (retraction.c.fact == name, retraction.c.returned_at.is_(None))
        lost = select(versions.c.id).where(
            ~_known(fact, versions).exists(), ~_known(retraction, versions).where(*same).exists()
        )
        both = select(retraction.c.id).where(*same, _known(fact, retraction).exists())
        if any(connection.scalar(select(query.exists())) for query in (lost, both)):
            wrong.append(name)
    return wrong


def _known(table: Table, of: Table) -> Select[tuple[str]]:
    found = select(table.c.id).where(table.c.source == of.c.source, table.c.id == of.c.id)
    return found.correlate(of)


class Retraction:
    """What one file takes away and gives back."""

    def __init__(
        self, connection: Connection, source: str, fact: str, file: str, *, over: Coverage, moved: Moved
    ) -> None:
        self._connection = connection
        self._source = source
        self._file = file
        self._fact = FACT_TABLES[fact]
        self._versions = FACTS.tables[f"{fact}_version"]
        self._over = over
        self._moved = moved
        self._now = datetime.now(UTC).replace(tzinfo=None)

    def returned(self, ids: ColumnElement[bool]) -> None:
        """These ids of the facts stand again."""
        ended = update(retraction).values(returned_at=self._now)
        self._connection.execute(ended.where(gone_ids(self._source, self._fact.name), ids))

    def leave(self, stage: FromClause, fresh: ColumnElement[bool], again: FromClause | None) -> int:
        """Take away what this file no longer holds, and of its own rows (`fresh`) what a newer file does not.

        Returns how many facts went.
        """
        leaving = _passing(self._fact.name)
        made_anew(self._connection, leaving)
        names = ["id", "file", "rank"]
        if self._over.applies:
            left = and_(self._own, self._over.within(self._fact), self._over.left_out(stage, again))
            rows = select(self._fact.c.id, literal(self._file), literal(self._over.rank)).where(left)
            self._connection.execute(insert(leaving).from_select(names, rows))
        if self._over.overtaken:
            newest = self._over.outdone(self._fact, self._own, fresh)
            rows = select(newest.c.id, newest.c.file, newest.c.rank).where(newest.c.place == 1)
            rows = rows.where(newest.c.id.not_in(select(leaving.c.id)))
            self._connection.execute(insert(leaving).from_select(names, rows))
        went = self._go(leaving)
        done_with(self._connection, leaving)
        return went

    @property
    def _own(self) -> ColumnElement[bool]:
        return self._fact.c.source == self._source

    def _go(self, leaving: Table) -> int:
        fact, versions = self._fact, self._versions
        which = and_(self._own, fact.c.id == leaving.c.id)
        if not self._connection.scalar(select(func.count()).select_from(leaving)):
            return 0
        self._moved.out(fact, which, leaving)
        both = fact.join(leaving, which)
        names = [column.name for column in fact.c]
        self._connection.execute(insert(versions).from_select(names, select(*fact.c).select_from(both)))
        day = fact.c[SHAPES[fact.name].day]
        told = select(
            fact.c.source,
            literal(fact.name).label("fact"),
            fact.c.id,
            fact.c.version,
            fact.c.office,
            day.label("day"),
            leaving.c.file,
            leaving.c.rank,
            literal(self._now, retraction.c.retracted_at.type).label("retracted_at"),
        ).select_from(both)
        keys = ["source", "fact", "id", "version", "office", "day", "file", "rank", "retracted_at"]
        self._connection.execute(insert(retraction).from_select(keys, told))
        gone = delete(fact).where(self._own, fact.c.id.in_(select(leaving.c.id)))
        return int(self._connection.execute(gone).rowcount)

    def revive(self) -> int:
        """Let stand again what no file that is there takes away any more. Returns how many facts came back.

        Such is the case only where a file was read again, by other definitions or mended.
        """
        versions, gone = self._versions, newest_gone(self._source, self._fact.name)
        newest = and_(versions.c.source == self._source, versions.c.id == gone.c.id)
        newest = and_(newest, versions.c.version == gone.c.version)
        returning = _passing(f"{self._fact.name}_again")
        made_anew(self._connection, returning)
        rows = select(versions.c.id, versions.c.version).select_from(
            versions.join(gone, newest).join(
                retraction, and_(retraction.c.id == versions.c.id, gone_ids(self._source, self._fact.name))
            )
        )
        if self._over.rank:
            taken = self._over.own_rank(versions) if self._over.by_name else retraction.c.rank
            rows = rows.where(~self._over.newer(versions, taken, same=not self._over.by_name))
        self._connection.execute(insert(returning).from_select(["id", "file"], rows))
        came = self._come(returning)
        self._bury()
        done_with(self._connection, returning)
        return came

    def _come(self, returning: Table) -> int:
        fact, versions = self._fact, self._versions
        which = and_(versions.c.source == self._source, versions.c.id == returning.c.id)
        which = and_(which, versions.c.version == returning.c.file)
        if not self._connection.scalar(select(func.count()).select_from(returning)):
            return 0
        self._moved.into(versions, which, returning)
        rows = select(*versions.c).select_from(versions.join(returning, which))
        names = [column.name for column in fact.c]
        came = filled(self._connection, insert(fact).from_select(names, rows))
        same = select(returning.c.id).where(which).correlate(versions)
        self._connection.execute(delete(versions).where(same.exists()))
        self.returned(retraction.c.id.in_(select(returning.c.id)))
        return int(came)

    def _bury(self) -> None:
        """An entry of a row that no file gives any more says nothing."""
        known = select(self._versions.c.id).where(self._versions.c.source == self._source)
        entries = and_(gone_ids(self._source, self._fact.name), retraction.c.id.not_in(known))
        self._connection.execute(delete(retraction).where(entries))


@cache
def _passing(name: str) -> Table:
    """Ids on their way out (`file` and `rank` of what takes them) or back (`file` is their version)."""
    columns = (Column(column, String) for column in ("id", "file", "rank"))
    return Table(f"passing_{name}", MetaData(), *columns, prefixes=["TEMPORARY"])
