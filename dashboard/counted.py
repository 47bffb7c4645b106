"""What was counted of one version, which does not change: nothing here is stale, a new one starts anew."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

MOST = 25_000_000
"""Bytes in all, as far as those who ask know them: four thousand histograms, fifty thousand small rows."""
NOTHING = 200
"""Bytes of an answer without rows."""

Rows = list[Any]


class Counted:
    """The answers that were asked for last, for all requests of a process; nobody may write into them."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, tuple[Rows, int]] = OrderedDict()
        self._held = 0
        self._lock = Lock()

    def get(self, asked: Hashable, count: Callable[[], Rows], *, row: int) -> Rows:
        """`asked` must say all that decides the answer, the scope included; `row`: bytes of a row.

        An answer that would push out all the others is given and not kept.
        """
        with self._lock:
            if asked in self._known:
                self._known.move_to_end(asked)
                return self._known[asked][0]
        found = count()
        size = NOTHING + len(found) * row
        with self._lock:
            if asked not in self._known and size <= MOST:
                self._known[asked] = found, size
                self._held += size
            while self._held > MOST:
                _, (_, gone) = self._known.popitem(last=False)
                self._held -= gone
        return found
