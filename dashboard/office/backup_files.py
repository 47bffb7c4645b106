"""The files that a copy of the office store tells of, beside it: each under its hash, as where they lie."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from dashboard.errors import AccountError
from dashboard.office import kept
from dashboard.office.kept import Brought, Kept

# Table → the column with the name under which a file was brought.
_NAMES = {"pekppp_evidence": "content", "follow_up_step": "file"}


def beside(copy: Path) -> Path:
    """The folder of a copy's files; where it tells of none there is no such folder."""
    return copy.with_name(f"{copy.name}.berkas")


def told(database: Path) -> list[Kept]:
    """Every file that a store tells of, taken back ones too, each once."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as given:
        there = {name for (name,) in given.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        rows = [
            row
            for table, name in _NAMES.items()
            if table in there
            for row in given.execute(
                f"SELECT sha256, {name}, size FROM {table} WHERE sha256 IS NOT NULL"  # nosec B608
            )
        ]
    return list({sha256: Kept(name, size, sha256) for sha256, name, size in rows}.values())


def carry(files: Sequence[Kept], source: Path, target: Path) -> list[Kept]:
    """Put each whole file of `source` into `target`; those that are whole in neither.

    Raises AccountError where `target` takes none.
    """
    lost = []
    for each in files:
        content = _whole(source, each)
        if content is not None:
            kept.put(Brought(each.name, content, target), each)
        elif _whole(target, each) is None:
            lost.append(each)
    return lost


def _whole(folder: Path, file: Kept) -> bytes | None:
    try:
        return kept.opened(folder, file)
    except AccountError:
        return None
