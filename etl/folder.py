"""The drop folder of a source: which of its files are there, and which of them are still being written."""

import time
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from etl.settings import Settings
from etl.source import SourceBlock

_UNFINISHED = ("*.part", "*.partial", "*.filepart", "*.crdownload", "*.tmp", "~*", ".*")
"""What programs that copy, load down or edit a file call it, or write beside it, until they are done."""

Look = Mapping[Path, tuple[int, int]]
"""File → size in bytes and time of the last change in nanoseconds."""


def files_of(settings: Settings, block: SourceBlock) -> list[Path]:
    """The files that a source looks at, in the order of names; none that by its name is not finished."""
    found = settings.config.parent.glob(block.path) if block.path else ()
    return sorted(path for path in found if not unfinished(path.name) and path.is_file())


def unfinished(name: str) -> bool:
    return any(fnmatchcase(name.casefold(), pattern) for pattern in _UNFINISHED)


def look(paths: Iterable[Path]) -> Look:
    """What is gone meanwhile, or may not be looked at, is left out."""
    seen = {}
    for path in paths:
        try:
            found = path.lstat()
        except OSError:
            continue
        seen[path] = (found.st_size, found.st_mtime_ns)
    return seen


def settled(
    paths: Callable[[], Iterable[Path]], seconds: float, sleep: Callable[[float], None] = time.sleep
) -> Callable[[Path], bool]:
    """Look, wait, and tell of a file whether it is still as it was: then nobody is writing it.

    What came meanwhile is not settled either. A copy that rests for longer than this is not told from a
    finished one: who can, writes under another name and renames.
    """
    before = look(paths())
    sleep(seconds)

    def ready(path: Path) -> bool:
        return path in before and look([path]).get(path) == before[path]

    return ready
