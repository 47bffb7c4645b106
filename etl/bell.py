"""Waiting that a signal ends at once, whether it comes before, while or after the waiting begins."""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """`asked` counts how often this process was asked to stop, by SIGTERM or Ctrl-C."""

    def __init__(self, reading: int) -> None:
        self._reading = reading
        self.asked = 0

    def wait(self, seconds: float) -> None:
        """At most so long; shorter when a signal comes, or when a child ends."""
        if select.select([self._reading], [], [], max(0.0, seconds))[0]:
            os.read(self._reading, 4096)

    def ask(self, number: int, frame: object) -> None:
        self.asked += 1


def _heard(number: int, frame: object) -> None:
    """To be woken is all; a signal that is ignored, or has no handler, wakes nobody."""


@contextmanager
def bell() -> Iterator[Bell]:
    """Signals ring it while it stands; only in the main thread."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    found = Bell(reading)
    handlers = {
        signal.SIGTERM: found.ask,
        signal.SIGINT: found.ask,
        signal.SIGCHLD: _heard,
    }
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    woken = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield found
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)
