"""What is read although it was read before: files with open cases, named files, files of certain days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from etl.cases import OPEN
from etl.cursor import Mark
from etl.errors import ConfigProblem
from etl.source import SourceBlock
from etl.warehouse.schema import reject_case


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
