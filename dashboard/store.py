"""Which version is being read: the next one is opened and warmed aside, then takes the place of the last."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from dashboard.counted import Counted
from dashboard.errors import StoreError
from dashboard.public_reader import PublicReader
from dashboard.reader import Reader
from dashboard.reference import Reference, read_reference
from dashboard.rights import Scope
from etl.metrics import metrics
from etl.warehouse.engine import ConfigProblem, Published, on_server, reading
from etl.warehouse.rights import Rights, rights_of
from etl.warehouse.tally import shape

__all__ = ["Rights", "Store", "newest_moment", "rights"]

LOOK_EVERY = 1.0
"""Seconds between two looks at the pointer."""

log = structlog.get_logger()


@dataclass(frozen=True)
class _Open:
    version: Published
    reference: Reference
    stack: ExitStack
    counted: Counted


class Store:
    """One audience's published figures, for one process. Made before a fork, it opens nothing until asked.

    What is asked raises StoreError where the warehouse cannot be read.
    """

    def __init__(self, url: str, audience: str) -> None:
        self._url = url
        self._audience = audience
        self._open: _Open | None = None
        self._last: _Open | None = None
        self._looked = 0.0
        self._lock = threading.Lock()
        self._opening = False

    def reader(self, scope: Scope) -> Reader | None:
        """None while nothing is published, or nothing has ever been loaded."""
        held = self._current()
        if held is None or not _filled(held):
            return None
        return Reader(held.version, held.reference, scope, held.counted)

    def public_reader(self) -> PublicReader | None:
        held = self._current()
        return PublicReader(held.version, held.reference) if held and _filled(held) else None

    def trouble(self) -> str | None:
        """Why nothing can be read, if so."""
        try:
            self._current()
        except StoreError as problem:
            return str(problem)
        return None

    def close(self) -> None:
        with self._lock:
            for held in (self._open, self._last):
                if held is not None:
                    held.stack.close()
            self._open = self._last = None

    def _current(self) -> _Open | None:
        held = self._open
        if held is None:
            with self._lock:
                if self._open is None:
                    self._open = self._fresh()
                return self._open
        if time.monotonic() - self._looked > LOOK_EVERY:
            self._looked = time.monotonic()
            with _told():
                newest = held.version.newest()
            if newest != held.version.name:
                self._swap_aside()
        return held

    def _swap_aside(self) -> None:
        with self._lock:
            if self._opening:
                return
            self._opening = True
        threading.Thread(target=self._swap, daemon=True).start()

    def _swap(self) -> None:
        try:
            fresh = self._fresh()
            if fresh is None:
                return
            with self._lock:
                # The version before stays open for requests that hold it; the one before that can go.
                if self._last is not None:
                    self._last.stack.close()
                self._last, self._open = self._open, fresh
        except StoreError as problem:
            # What is open stays open; the next look tries again.
            log.error("version_not_opened", says=str(problem))
        finally:
            self._opening = False

    def _fresh(self) -> _Open | None:
        stack = ExitStack()
        with _told():
            version = stack.enter_context(reading(self._url, self._audience))
        if version is None or version.manifest.get("shape") != shape(metrics().values()):
            # A version that other code has made is not understood: the next run makes one that is.
            stack.close()
            return None
        with version.connect() as connection:
            return _Open(version, read_reference(connection), stack, Counted())


def rights(url: str) -> Rights | None:
    """What the role of this process may do. None for a folder, and before the first version."""
    if not on_server(url):
        return None
    with _told(), reading(url, "public") as version:
        if version is None:
            return None
        with version.connect() as connection:
            return rights_of(connection, version.name)


def newest_moment(url: str) -> datetime | None:
    """Up to when what is published goes. Raises StoreError."""
    with _told(), reading(url, "public") as version:
        until = version.manifest["data_time"] if version else None
    return datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ConfigProblem as problem:
        raise StoreError(str(problem)) from problem


def _filled(held: _Open) -> bool:
    return held.version.manifest["data_time"] is not None
