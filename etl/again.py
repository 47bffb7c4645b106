"""What is read although it was read before: files with open cases, named files, files of certain days, and
what a name held before its last content."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from etl.cases import OPEN
from etl.cursor import Mark
from etl.errors import ConfigProblem
from etl.source import SourceBlock
from etl.spool import Spool, once
from etl.warehouse.schema import ledger, reject_case


@dataclass(frozen=True)
class Again:
    """`names`: only files of these names; None: those with open cases, or `everything`.

    `days`, first and last: only files with a row that begins on one of them, read before or not. `confirmed`:
    what a small delivery lacks is gone indeed.
    """

    names: frozenset[str] | None = None
    everything: bool = False
    days: tuple[date, date] | None = None
    confirmed: bool = False

    def wants(self, name: str, open_names: Collection[str]) -> bool:
        """Whether a file of this name may be read at all."""
        if self.names is not None:
            return name in self.names
        return self.everything or self.days is not None or name in open_names

    def asks(self, open_names: Collection[str]) -> bool:
        """Whether a server is asked: it has no files to be named."""
        if self.names is not None:
            return False
        return self.everything or self.days is not None or bool(open_names)

    def mark(self, block: SourceBlock, since: Mark | None) -> Mark | None:
        """From where a server is asked; `since` is where a run would go on. Raises ConfigProblem."""
        if self.days is None or block.cursor is None:
            return None
        if isinstance(since if since is not None else block.since, int):
            raise ConfigProblem(
                f"{block.name}: cursor sumber ini bilangan, bukan waktu, jadi tidak bisa diminta menurut "
                f"hari; baca semuanya lagi dengan python -m etl replay --source {block.name} --all"
            )
        return self.days[0].isoformat()


def open_names(connection: Connection, source: str) -> frozenset[str]:
    """Names of the files of which a refused row waits."""
    names = select(reject_case.c.name).where(reject_case.c.source == source, OPEN)
    return frozenset(connection.scalars(names.distinct()))


class Deliveries:
    """What the files in a source's folder are known by, of which `names` are all.

    Where the order of loading decides, a name says A again after A and B, and the first A is older than B: so
    the bytes that a name held before its last ones are a delivery of their own.
    """

    def __init__(self, connection: Connection, block: SourceBlock, names: Iterable[str]) -> None:
        self._named = block.name_matters
        self._before: dict[str, list[str]] = {}
        if block.order_matters:
            # Two of one name, in two folders, do not take each other's place.
            single = [name for name, count in Counter(names).items() if count == 1]
            self._before = {name: [] for name in single}
            place = (ledger.c.name, ledger.c.file)
            query = select(*place).where(ledger.c.source == block.name).group_by(*place)
            for row in connection.execute(query.order_by(func.min(ledger.c.loaded_at))):
                if row.name in self._before:
                    self._before[row.name].append(once(row.file))

    def known(self, spool: Spool) -> Spool:
        if not self._named:
            return spool
        found = spool.named()
        before = self._before.get(found.name)
        if not before:
            return found
        times = before.count(found.file)
        return found.delivered(times if before[-1] == found.file else times + 1)
