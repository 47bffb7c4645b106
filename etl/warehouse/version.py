"""What both engines call a version, and which old ones may go."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

AUDIENCES = ("staff", "public")

KEPT_DAYS, KEPT_NEWEST = 14, 3

Manifest = dict[str, Any]
Writer = Callable[[Connection, str], None]
"""Writes one audience's tables into the schema of the given name."""


@dataclass(frozen=True)
class Published:
    """A finished version, open for reading by any number of threads."""

    name: str
    manifest: Manifest
    engine: Engine
    newest: Callable[[], str | None]
    """The name of the version that is current now."""

    def connect(self) -> Connection:
        return self.engine.connect()


class Publisher(Protocol):
    """The facts, held alone by this process, and the way to make a version of them visible."""

    @property
    def engine(self) -> Engine: ...

    def transaction(self) -> AbstractContextManager[Connection]: ...

    def manifest(self) -> Manifest | None:
        """What the current version says of itself, or None before the first, or where it was deleted."""

    def replacing(self, aside: str | None = None) -> AbstractContextManager[Connection]:
        """Empty facts to be filled, which take the place of these once the block has ended well.

        Where `aside` is given, a file that could not be read is kept under that name.
        """

    def publish(self, manifest: Manifest, writers: Mapping[str, Writer], step: Callable[[str], None]) -> str:
        """Write a version under a fresh name, then let readers see it at once. Returns the version's name."""

    def forget(self) -> tuple[int, int]:
        """Drop every version but the current one. Returns how many went, and how many are still read."""

    def rewrite(self, settle: Callable[[Connection], None], step: Callable[[str], None]) -> None:
        """Write the facts anew, so that nothing of deleted rows is left in their files. `settle` writes what
        only holds once that is done."""


def fresh_name() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"


def superseded(names: Iterable[str], current: str | None) -> list[str]:
    """Versions past their time: neither the last of one of fourteen days, nor of the newest, nor current."""
    finished = sorted(names, reverse=True)
    last_of_day = {name[:8]: name for name in reversed(finished)}
    days = sorted(last_of_day, reverse=True)[:KEPT_DAYS]
    kept = {current, *(last_of_day[day] for day in days), *finished[:KEPT_NEWEST]}
    return [name for name in finished if name not in kept]
