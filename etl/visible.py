"""What stands in a source's file must not steer the terminal, and what it says of persons not stand there."""

import traceback
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_OURS = (_ROOT / "etl", _ROOT / "dashboard")
_NEAREST = 3


def visible(text: str) -> str:
    """Control and direction marks as text."""
    return "".join(
        character if character.isprintable() else f"\\u{{{ord(character):04x}}}" for character in text
    )


def number(value: int) -> str:
    """1.234"""
    return f"{value:,}".replace(",", ".")


def unforeseen(fault: BaseException) -> str:
    """A fault of the program: its kind and where it happened. Its text may hold a cell and is left out."""
    passed = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(fault.__traceback__)]
    ours = [(path, line) for path, line in passed if any(part in path.parents for part in _OURS)]
    places = [f"{path.relative_to(_ROOT)}:{line}" for path, line in reversed(ours[-_NEAREST:])]
    where = ", ".join(places) or "luar Pantau"
    return (
        f"Kesalahan program ({type(fault).__name__}) di {where}. Yang terbit tetap utuh. Laporkan baris ini "
        "kepada pengembang; isi berkas tidak disebut di dalamnya."
    )
