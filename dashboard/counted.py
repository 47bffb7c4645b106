"""What was counted of one version, which does not change: nothing here is stale, a new one starts anew."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

MOST_ROWS = 5_000
"""Of a histogram a row takes about five kilobytes."""

Rows = list[Any]


class Counted:
    """The answers that were asked for last, for all requests of a process; nobody may write into them."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Rows] = OrderedDict()
        self._rows = 0
        self._lock = Lock()

    def get(self, asked: Hashable, count: Callable[[], Rows]) -> Rows:
        """`asked` must say all that decides the answer, the scope included."""
        with self._lock:
            if asked in self._known:
                self._known.move_to_end(asked)
                return self._known[asked]
        found = count()
        with self._lock:
            if asked not in self._known:
                self._known[asked] = found
                self._rows += len(found) + 1
            while self._rows > MOST_ROWS:
                _, gone = self._known.popitem(last=False)
                self._rows -= len(gone) + 1
        return found
