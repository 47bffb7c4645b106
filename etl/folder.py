"""The drop folder of a source: which of its files are there, and which of them are still being written."""

import os
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
    return sorted(path for path in found if not unfinished(path.name) and _is_file(path))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # In a folder whose names alone may be read.
        return False


def closed(settings: Settings, block: SourceBlock) -> Path | None:
    """The folder of a source, if this account may not look into it: there every file is as if absent."""
    folder = settings.config.parent
    for part in Path(block.path).parts[:-1]:
        if set(part) & set("*?["):
            break
        folder /= part
    try:
        os.scandir(folder).close()
        # Names that may be read are not yet files that may be reached.
        (folder / "x").lstat()
    except PermissionError:
        return folder
    except OSError:
        return None
    return None


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
