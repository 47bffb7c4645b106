"""Paths for SQL, and files that are on the disk before anything goes on."""

import os
from pathlib import Path


def quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
