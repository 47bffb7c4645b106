"""What stands in a source's file must not steer the terminal, and what it says of persons not stand there."""

import traceback
from pathlib import Path

_HERE = Path(__file__).parent
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
    frames = [
        frame for frame in traceback.extract_tb(fault.__traceback__) if _HERE in Path(frame.filename).parents
    ]
    places = [
        f"{Path(frame.filename).relative_to(_HERE.parent)}:{frame.lineno}"
        for frame in reversed(frames[-_NEAREST:])
    ]
    where = ", ".join(places) or "luar etl"
    return (
        f"Kesalahan program ({type(fault).__name__}) di {where}. Yang terbit tetap utuh. Laporkan baris ini "
        "kepada pengembang; isi berkas tidak disebut di dalamnya."
    )
