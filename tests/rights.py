"""What may not be read, whoever runs the tests: root puts its rights aside, and chmod takes those of others.

Root's own modules may be out of reach meanwhile: what is to be imported is imported before.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def forbidden(path: Path, mode: int = 0) -> Iterator[None]:
    """As an account that has no right to this file or folder, and to what lies in it."""
    before = path.stat().st_mode
    path.chmod(mode)
    root = os.geteuid() == 0
    if root:
        os.setresuid(_NOBODY, _NOBODY, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        path.chmod(before)


@contextmanager
def passable() -> Iterator[Path]:
    """A folder that every account may enter; those of pytest are their owner's alone."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
