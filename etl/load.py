"""Good rows → facts: staged in batches, settled in one go by natural key and version.

A row is known by (source, id). Its newest version is the fact; every older one stands in `<fact>_version`,
whichever came first, so the order of files does not matter. What each row became:

    new         no version of this id was known
    corrected   another version of a known id, newer or older
    unchanged   this version is known and says the same
    repeated    the same row again in one file
    rejected    this version is known, or stands above in the file, and says something else
"""

from dataclasses import dataclass

import pyarrow as pa
from sqlalchemy import (
    Column,
    Connection,
    Date,
    MetaData,
    String,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    union,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.warehouse.schema import FACT_TABLES, FACTS, canonical

TOUCHED = Table(
    "touched",
    MetaData(),
    Column("fact", String, nullable=False),
    Column("day_column", String, nullable=False),
    Column("day", Date, nullable=False),
    prefixes=["TEMPORARY"],
    comment="One row per day of a leg whose facts changed in this run.",
)

_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Settled:
    """How many rows of a file became what; `conflicts` are the lines and ids that were refused."""

    new: int
    corrected: int
    unchanged: int
    repeated: int
    retracted: int
    conflicts: tuple[tuple[int, str], ...]


class Loading:
    """One file of one source on its way into a fact table. Nothing is visible before `settle`."""

    def __init__(self, connection: Connection, source: str, fact: str, file: str) -> None:
        self._connection = connection
        self._source = source
        self._file = file
        self._fact = FACT_TABLES[fact]
        self._versions = FACTS.tables[f"{fact}_version"]
        self._stage = _temporary(f"stage_{fact}", self._fact)
        self._judged = _temporary(
            f"judged_{fact}", self._fact, Column("verdict", String), Column("place", String)
        )
        for table in (self._stage, self._judged):
            table.drop(connection, checkfirst=True)
        self._stage.create(connection)

    def stage(self, facts: pa.Table) -> None:
        """Add good rows, with their derived columns, `line` and `version`."""
        raw = self._connection.connection.driver_connection
        assert raw is not None
        raw.register("batch", facts)
        try:
            batch = Table("batch", MetaData(), *(Column(name, String) for name in facts.column_names))
            given = {
                "source": literal(self._source),
                "file": literal(self._file),
                "digest": _digest(self._fact, batch),
            }
            names = [column.name for column in self._fact.c]
            values = [given[name] if name in given else batch.c[name] for name in names]
            self._connection.execute(
                insert(self._stage).from_select(names, select(*values).select_from(batch))
            )
        finally:
            raw.unregister("batch")

    def settle(self, *, again: bool) -> Settled:
        """Judge the staged rows against the file itself and the facts, then write what is new.

        `again` says that this very file was read before, by other definitions.
        """
        self._judge()
        retracted = self._take_back() if again else 0
        self._touch()
        self._write()
        counted = self._counts()
        conflicts = self._connection.execute(
            select(self._judged.c.line, self._judged.c.id)
            .where(self._judged.c.verdict == "rejected")
            .order_by(self._judged.c.line)
        )
        settled = Settled(
            **{word: counted.get(word, 0) for word in ("new", "corrected", "unchanged", "repeated")},
            retracted=retracted,
            conflicts=tuple((row.line, row.id) for row in conflicts),
        )
        self._judged.drop(self._connection)
        self._stage.drop(self._connection)
        return settled

    def _counts(self) -> dict[str, int]:
        query = select(self._judged.c.verdict, func.count().label("n")).group_by(self._judged.c.verdict)
        return {row.verdict: row.n for row in self._connection.execute(query)}

    def _judge(self) -> None:
        """Verdict and place (current, version or none) of each staged row."""
        stage, fact, versions = self._stage, self._fact, self._versions
        same = {"partition_by": (stage.c.id, stage.c.version), "order_by": stage.c.line}
        ranked = select(
            stage,
            func.row_number().over(**same).label("copy"),
            func.first_value(stage.c.digest).over(**same).label("first_digest"),
        ).subquery()
        newest = (
            select(ranked.c.id, func.max(ranked.c.version).label("version")).group_by(ranked.c.id).subquery()
        )
        joined = (
            ranked.join(newest, newest.c.id == ranked.c.id)
            .outerjoin(fact, and_(fact.c.source == ranked.c.source, fact.c.id == ranked.c.id))
            .outerjoin(
                versions,
                and_(
                    versions.c.source == ranked.c.source,
                    versions.c.id == ranked.c.id,
                    versions.c.version == ranked.c.version,
                ),
            )
        )
        known_digest = case((fact.c.version == ranked.c.version, fact.c.digest), else_=versions.c.digest)
        known_file = case((fact.c.version == ranked.c.version, fact.c.file), else_=versions.c.file)
        is_newest = ranked.c.version == newest.c.version
        verdict = case(
            (and_(ranked.c.copy > 1, ranked.c.digest == ranked.c.first_digest), "repeated"),
            (ranked.c.copy > 1, "rejected"),
            (and_(fact.c.id.is_(None), is_newest), "new"),
            (known_digest == ranked.c.digest, "unchanged"),
            # The same file read by other rules: what it said before is replaced, not contradicted.
            (and_(known_digest.is_not(None), known_file != self._file), "rejected"),
            else_="corrected",
        )
        leads = fact.c.id.is_(None) | (ranked.c.version >= fact.c.version)
        place = case((and_(is_newest, leads), "current"), else_="version")
        columns = [ranked.c[column.name] for column in stage.c]
        self._judged.create(self._connection)
        query = select(*columns, verdict, place).select_from(joined)
        self._connection.execute(insert(self._judged).from_select([c.name for c in self._judged.c], query))

    def _written(self, place: str) -> ColumnElement[bool]:
        return and_(self._judged.c.verdict.in_(("new", "corrected")), self._judged.c.place == place)

    def _touch(self) -> None:
        """Remember the days of each leg in the old and the new version of every changed row."""
        judged, fact = self._judged, self._fact
        changed = self._written("current")
        for column in (c for c in fact.c if c.name.endswith("_day")):
            new = select(judged.c[column.name]).where(changed)
            old = select(column).where(
                select(judged.c.id)
                .where(changed, judged.c.id == fact.c.id, fact.c.source == self._source)
                .exists()
            )
            touch(self._connection, fact, column.name, union(new, old).subquery().c[column.name])

    def _write(self) -> None:
        """Move replaced versions aside, then insert."""
        judged, fact, versions = self._judged, self._fact, self._versions
        names = [column.name for column in fact.c]
        own = fact.c.source == self._source
        replaced = and_(own, fact.c.id == judged.c.id, self._written("current"))
        aside = (
            select(*fact.c).select_from(fact.join(judged, replaced)).where(fact.c.version != judged.c.version)
        )
        self._connection.execute(insert(versions).from_select(names, aside))
        ids = select(judged.c.id).where(self._written("current"))
        self._connection.execute(delete(fact).where(own, fact.c.id.in_(ids)))
        again = (
            select(judged.c.id)
            .where(
                self._written("version"), judged.c.id == versions.c.id, judged.c.version == versions.c.version
            )
            .exists()
        )
        self._connection.execute(delete(versions).where(versions.c.source == self._source, again))
        for place, table in (("current", fact), ("version", versions)):
            rows = select(*(judged.c[name] for name in names)).where(self._written(place))
            self._connection.execute(insert(table).from_select(names, rows))

    def _take_back(self) -> int:
        """Facts that an earlier reading of this file gave and this one does not. Returns how many."""
        fact, versions, judged = self._fact, self._versions, self._judged
        gone = ~select(judged.c.id).where(judged.c.id == fact.c.id, judged.c.verdict != "rejected").exists()
        mine = and_(fact.c.source == self._source, fact.c.file == self._file, gone)
        for column in (c for c in fact.c if c.name.endswith("_day")):
            touch(self._connection, fact, column.name, select(column).where(mine).subquery().c[column.name])
        lost = [row.id for row in self._connection.execute(select(fact.c.id).where(mine))]
        self._connection.execute(delete(fact).where(mine))
        return len(lost) - self._promote(lost, versions)

    def _promote(self, ids: list[str], versions: Table) -> int:
        """Let the newest remaining version of these ids be the fact again. Returns how many had one."""
        rest = and_(versions.c.source == self._source, versions.c.id.in_(ids))
        newest = (
            select(versions.c.id, func.max(versions.c.version).label("version"))
            .where(rest)
            .group_by(versions.c.id)
        )
        best = newest.subquery()
        is_best = and_(versions.c.id == best.c.id, versions.c.version == best.c.version)
        rows = select(*versions.c).select_from(versions.join(best, is_best)).where(rest)
        names = [column.name for column in versions.c]
        promoted = self._connection.execute(insert(self._fact).from_select(names, rows)).rowcount
        for column in (c for c in self._fact.c if c.name.endswith("_day")):
            days = select(column).where(self._fact.c.source == self._source, self._fact.c.id.in_(ids))
            touch(self._connection, self._fact, column.name, days.subquery().c[column.name])
        stale = select(best.c.id).where(is_best).exists()
        self._connection.execute(delete(versions).where(rest, stale))
        return int(promoted)


def touch(connection: Connection, fact: Table, day_column: str, days: ColumnElement[object]) -> None:
    """Add days to the list that the rollup must refresh."""
    rows = select(literal(fact.name), literal(day_column), days).where(days.is_not(None)).distinct()
    connection.execute(insert(TOUCHED).from_select(["fact", "day_column", "day"], rows))


def _digest(fact: Table, batch: Table) -> ColumnElement[str]:
    parts = (func.coalesce(cast(batch.c[name], String), literal("\x00")) for name in canonical(fact))
    return func.md5(func.concat_ws(_SEPARATOR, *parts))


def _temporary(name: str, fact: Table, *more: Column[object]) -> Table:
    columns = [Column(column.name, column.type) for column in fact.c]
    return Table(name, MetaData(), *columns, *more, prefixes=["TEMPORARY"])
