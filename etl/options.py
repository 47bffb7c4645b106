"""Tables of a source block about how rows are fetched, and put together before they are checked."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from etl import span

FETCHED = ("sql", "rest")
"""Kinds that ask a server; the others read files."""

_LAST = ("called", "started", "finished")


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one delivery may take at most; beyond it nothing of it is loaded."""

    time: str = "10m"
    rows: int = 1_000_000
    mib: int = 1_024
    pages: int = 10_000

    @property
    def seconds(self) -> int:
        return span.seconds(self.time)


class Paging(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How an answer leads to the next. One of `page`, `next` and `link`.

    page    a parameter that counts: `first`, and one more each time, until a page is empty
    next    the way to a field that holds the address of the next page, or what `param` is to be
    link    the header Link with rel="next" holds the address
    """

    page: str | None = None
    first: int = 1
    next: str | None = None
    param: str | None = None
    link: bool = False


class Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Columns of another sheet beside the row whose `on` is the same there: "sheet.column"."""

    sheet: str
    on: str
    to: str | None = None
    """The column's name in the other sheet, if it is another."""
    header_rows: int = 1
    skip_rows: int = 0

    @property
    def key(self) -> str:
        return (self.to or self.on).strip()

    @property
    def prefix(self) -> str:
        return f"{self.sheet.strip()}."


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words in the log that mean this event, and which of several rows counts."""

    is_: str | list[str] = msgspec.field(name="is")
    take: Literal["first", "last"] | None = None


class Fold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A log with a row per event → one row per visit.

    Rows with the same `key` are one visit; where `begins` names an event, each such row begins another.
    """

    key: str | list[str]
    event: str
    time: str | list[str]
    format: str
    events: dict[str, str | list[str] | Event]
    begins: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return _names(self.key)

    @property
    def times(self) -> tuple[str, ...]:
        return _names(self.time)

    def columns(self) -> tuple[str, ...]:
        """What the log must have, whatever the rules read."""
        return (*self.keys, self.event.strip(), *self.times)

    def words(self, name: str) -> frozenset[str]:
        given = self.events[name]
        said = given.is_ if isinstance(given, Event) else given
        return frozenset(word.strip().lower() for word in ([said] if isinstance(said, str) else said))

    def takes_last(self, name: str) -> bool:
        """Of several: the last call and the last end count, and of all else the first."""
        given = self.events[name]
        if isinstance(given, Event) and given.take is not None:
            return given.take == "last"
        return name in _LAST

    def given(self, name: str) -> tuple[str, str] | None:
        """(event, column) of a column that folding makes: "called" is its time, "called.loket" a cell there.

        The column is "" for the time.
        """
        event, dot, column = name.partition(".")
        return (event, column.strip()) if event in self.events and (column or not dot) else None

    def read(self, names: tuple[str, ...]) -> Iterator[str]:
        """The columns of the log that these columns need."""
        yield from self.columns()
        for name in names:
            made = self.given(name)
            if made is None:
                yield name
            elif made[1]:
                yield made[1]


def _names(given: str | list[str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in ([given] if isinstance(given, str) else given))
