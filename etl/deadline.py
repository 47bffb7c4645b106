"""How long a server may take in all, however it spends that time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from etl.errors import SourceRefused
from etl.options import Limits


class Deadline:
    """Begins to run when it is made."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.time
        self._until = time.monotonic() + limits.seconds

    @property
    def left(self) -> float:
        """Seconds; negative when it is over."""
        return self._until - time.monotonic()

    def check(self) -> None:
        """Raises SourceRefused when it is over."""
        if self.left <= 0:
            raise self.refusal()

    def refusal(self) -> SourceRefused:
        return SourceRefused(
            f"server belum selesai menjawab dalam {self._most}, jadi tidak ada yang dimuat; coba lagi nanti, "
            "majukan since, persempit permintaannya, atau naikkan limits.time"
        )

    @contextmanager
    def interrupting(self, interrupt: Callable[[], object]) -> Iterator[None]:
        """Calls `interrupt` from another thread if it is over before the block is left."""
        timer = Timer(max(self.left, 0), interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
