"""For what a file says all that there is, so that an id which it no longer holds is gone.

The model. A delivery D of a source has a rank, a scope and ids. The scope is everything, or the pairs of
office and day on which good rows of D begin. `spared(D)` are the ids of its refused rows: they are not gone.

*The version stands in the file's name* (`version = { file = … }`): the rank is the version. An id x stands if
and only if its newest row r, of whichever delivery, is not older than any delivery whose scope holds r and
that does not spare x:

    stands(x)  ⇔  r(x).version ≥ max { rank(D) : r(x) ∈ scope(D), x ∉ spared(D) }

Both sides are functions of the set of deliveries, so the order of loading does not matter. Two files of one
version make one delivery together. `coverage` and `spared` keep what the right side needs, so that an older
file that comes late cannot raise the dead. One exception leans to the safe side: a refused row whose id was
not known leaves no id behind (it may be anything, a NIK in the wrong column too), so its file is `doubtful`
and takes nothing away from an older file that comes after it; mending and reading it again settles that.

*Rows have versions of their own, or none*: they do not tell which delivery is the newer. The order of first
loading decides who stands, the version what is said. The last delivery whose scope holds r(x) decides; a row
as new as the retracted one brings it back, an older one does not. Reading a file again keeps its place; what
a name said before its last content, and says once more, is a delivery of its own (`etl.again`).

A refused row whose id cannot be read could be of any id: then the whole file takes nothing away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pyarrow as pa
from sqlalchemy import (
    Connection,
    FromClause,
    Integer,
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
    union,
)
from sqlalchemy.sql.elements import ColumnElement

from etl.errors import SourceRefused
from etl.facts import SHAPES
from etl.warehouse.bulk import given
from etl.warehouse.schema import FACTS, coverage, ledger, spared

SUSPICIOUS = 0.3
"""A delivery of less than this part of what stands is more likely broken than true."""

BY_NAME, BY_ORDER = "v:", "n:"
"""How ranks begin that are versions, and that are places in the order of loading."""

_CHUNK = 1000
Scope = tuple[str | None, date | None]


@dataclass(frozen=True)
class Covering:
    """`kind`: the file says all of its days, or all that the source has. `version`: of the whole file, from
    its name; None where the order of loading decides. `confirmed`: a small delivery is known to be true."""

    kind: Literal["day", "all"]
    version: str | None = None
    confirmed: bool = False


class Coverage:
    """What one file covers, beside what the other files of its source do."""

    def __init__(
        self, connection: Connection, source: str, fact: Table, file: str, covering: Covering | None
    ) -> None:
        self._connection = connection
        self._source = source
        self._fact = fact
        self._file = file
        self._covering = covering
        self._refused: set[str] = set()
        self._unreadable = 0
        self._scopes: dict[Scope, int] = {}
        self.rank = ""
        self.before = False
        """Whether an earlier reading of this file covered something."""
        self.overtaken = False
        """Whether some other file is newer."""

    @property
    def by_name(self) -> bool:
        return self._covering is not None and self._covering.version is not None

    @property
    def applies(self) -> bool:
        """Whether this file may take something away."""
        return self._covering is not None and not self._unreadable

    def refuse(self, ids: Iterable[str | None]) -> None:
        """Ids of refused rows; None where it could not be read."""
        for id_ in ids:
            if id_ is None:
                self._unreadable += 1
            else:
                self._refused.add(id_)

    def note(self) -> str | None:
        if self._covering is None or not self._unreadable:
            return None
        return (
            f"{self._unreadable} baris ditolak dengan nomor yang tidak terbaca, jadi tidak ada baris lama "
            "yang ditarik menurut berkas ini; betulkan barisnya, lalu muat lagi."
        )

    def enter(self, stage: Table, *, again: FromClause | None) -> int:
        """Take down what this file covers. Returns how many standing facts it no longer holds.

        `again`: where this is not the first reading, the files that are still to be read again. Raises
        SourceRefused, with nothing written, where too little would stay.
        """
        self._look_around()
        doubtful = self._known_of_refused()
        gone = 0
        if self.applies:
            self._scopes = self._staged(stage)
            gone = self._guarded(stage, again)
        own = (coverage.c.source == self._source, coverage.c.file == self._file)
        if self.before:
            self._connection.execute(delete(coverage).where(*own))
            self._connection.execute(
                delete(spared).where(spared.c.source == self._source, spared.c.file == self._file)
            )
        if self._covering is not None:
            key = {"source": self._source, "file": self._file}
            rank = {"rank": self.rank, "doubtful": doubtful}
            scopes = [{**key, **rank, "office": office, "day": day} for office, day in self._scopes]
            self._insert(coverage, scopes)
            self._insert(spared, [{**key, "id": id_} for id_ in sorted(self._refused)])
        return gone

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        for first in range(0, len(rows), _CHUNK):
            self._connection.execute(insert(table).values(rows[first : first + _CHUNK]))

    def _look_around(self) -> None:
        """What other files cover. Coverage of another kind was made under other definitions: it is void."""
        others = select(
            coverage.c.file, func.min(coverage.c.rank), func.count(coverage.c.day).label("days")
        ).where(coverage.c.source == self._source)
        found = self._connection.execute(others.group_by(coverage.c.file)).all()
        self.before = any(row.file == self._file for row in found)
        if self._covering is None:
            return
        self.rank = self._ranked()
        kept = [row for row in found if row[1][:2] == self.rank[:2] and bool(row.days) == self._by_day]
        if len(kept) < len(found):
            void = [row.file for row in found if row not in kept]
            own = coverage.c.source == self._source
            self._connection.execute(delete(coverage).where(own, coverage.c.file.in_(void)))
            self.before = True
        self.overtaken = any(row[1] > self.rank for row in kept if row.file != self._file)

    @property
    def _by_day(self) -> bool:
        return self._covering is not None and self._covering.kind == "day"

    def _ranked(self) -> str:
        if self._covering is not None and self._covering.version is not None:
            return BY_NAME + self._covering.version
        first = select(ledger.c.file, func.min(ledger.c.loaded_at).label("at"))
        firsts = first.where(ledger.c.source == self._source).group_by(ledger.c.file).subquery()
        own = select(firsts.c.at).where(firsts.c.file == self._file).scalar_subquery()
        earlier = select(func.count()).select_from(firsts)
        place = self._connection.scalar(earlier.where(or_(own.is_(None), firsts.c.at < own)))
        return f"{BY_ORDER}{place:09}"

    def _staged(self, stage: Table) -> dict[Scope, int]:
        """Office and day → how many ids this file holds there."""
        ids = func.count(stage.c.id.distinct())
        if not self._by_day:
            return {(None, None): self._connection.scalar(select(ids)) or 0}
        place = self._place(stage)
        found = self._connection.execute(select(*place, ids).group_by(*place))
        return {(office, day): n for office, day, n in found}

    def _place(self, rows: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        return rows.c["office"], rows.c[SHAPES[self._fact.name].day]

    def _known_of_refused(self) -> bool:
        """Keep of the refused ids those that are known anyway. Returns whether there were others."""
        if not self._refused or self._covering is None:
            return False
        tables = (self._fact, FACTS.tables[f"{self._fact.name}_version"])
        asked = pa.table({"id": pa.array(sorted(self._refused), pa.string())})
        with given(self._connection, "refused_ids", asked, {"id": String()}) as ids:
            known = union(
                *(
                    select(table.c.id).where(table.c.source == self._source, table.c.id == ids.c.id)
                    for table in tables
                )
            )
            known_ids = set(self._connection.scalars(known))
        unknown = len(self._refused) > len(known_ids)
        self._refused = known_ids
        return unknown

    def _guarded(self, stage: Table, again: FromClause | None) -> int:
        place = self._place(self._fact)
        here = [self._fact.c.source == self._source]
        if self._by_day:
            days = [day for _, day in self._scopes if day is not None]
            if not days:
                return 0
            here.append(place[1].between(min(days), max(days)))
        keys = place if self._by_day else ()
        left = func.sum(cast(case((self.left_out(stage, again), 1), else_=0), Integer))
        query = select(*keys, func.count().label("standing"), left.label("gone")).where(*here).group_by(*keys)
        rows = self._connection.execute(query).all()
        found: dict[Scope, Any] = {(row[0], row[1]) if keys else (None, None): row for row in rows}
        found = {scope: row for scope, row in found.items() if scope in self._scopes and row.gone}
        if self._covering is not None and not self._covering.confirmed:
            self._refuse_small(found)
        return sum(int(row.gone) for row in found.values())

    def _refuse_small(self, found: Mapping[Scope, Any]) -> None:
        for scope, row in sorted(found.items(), key=str):
            held = self._scopes[scope] + len(self._refused)
            if held < SUSPICIOUS * row.standing:
                where = "" if scope[1] is None else f" untuk {scope[0]} tanggal {scope[1]:%d/%m/%Y}"
                raise SourceRefused(
                    f"hanya {held} baris{where}, padahal {row.standing} sudah tercatat; bila benar, "
                    f"{row.gone} baris akan ditarik. Periksa apakah ekspornya lengkap. Bila memang begitu: "
                    "python -m etl replay --source NAMA --file BERKAS --allow-retract"
                )

    def left_out(self, stage: FromClause, again: FromClause | None) -> ColumnElement[bool]:
        """Facts that this file should hold and does not, if they lie within it."""
        fact = self._fact
        rules: list[ColumnElement[bool]] = [fact.c.id.not_in(select(stage.c.id))]
        if self._refused:
            rules.append(fact.c.id.not_in(sorted(self._refused)))
        if self.by_name:
            rules.append(BY_NAME + fact.c.version < self.rank)
        elif again is not None:
            rules.append(fact.c.file.not_in(select(again.c.file)))
        if self.overtaken and not self.by_name:
            rules.append(~self.newer(fact, literal(self.rank)))
        return and_(*rules)

    def within(self, rows: FromClause) -> ColumnElement[bool]:
        """Rows in the scope of this file, once it is entered."""
        return self._covers(rows, coverage.c.file == self._file)

    def newer(self, rows: FromClause, rank: ColumnElement[str], *, same: bool = False) -> ColumnElement[bool]:
        """Rows in the scope of a newer file (`same`: or of one of this rank) that does not spare them."""
        newer = coverage.c.rank >= rank if same else coverage.c.rank > rank
        return self._covers(rows, newer, self._unspared(rows))

    def outdone(self, rows: Table, *rules: ColumnElement[bool]) -> Subquery:
        """Of these rows id, file and rank of the newest file that should hold them and does not."""
        newer = coverage.c.rank > self.own_rank(rows)
        newer = and_(newer, ~coverage.c.doubtful, self._unspared(rows), *self._scope(rows))
        order = func.row_number().over(
            partition_by=rows.c["id"], order_by=(coverage.c.rank.desc(), coverage.c.file)
        )
        found = select(rows.c["id"], coverage.c.file, coverage.c.rank, order.label("place"))
        return found.select_from(rows.join(coverage, newer)).where(*rules).subquery("outdone")

    @staticmethod
    def _unspared(rows: FromClause) -> ColumnElement[bool]:
        file = (coverage.c.source == spared.c.source) & (coverage.c.file == spared.c.file)
        held = select(spared.c.id).where(file, spared.c.id == rows.c["id"])
        return ~held.correlate(coverage, rows).exists()

    def own_rank(self, rows: FromClause) -> ColumnElement[str]:
        """Of each row: that of its version, or of this file."""
        return BY_NAME + rows.c["version"] if self.by_name else literal(self.rank)

    def _covers(self, rows: FromClause, *rules: ColumnElement[bool]) -> ColumnElement[bool]:
        return select(coverage.c.file).where(*self._scope(rows), *rules).correlate(rows).exists()

    def _scope(self, rows: FromClause) -> list[ColumnElement[bool]]:
        own = [coverage.c.source == self._source]
        if self._by_day:
            office, day = self._place(rows)
            own += [coverage.c.office == office, coverage.c.day == day]
        return own
