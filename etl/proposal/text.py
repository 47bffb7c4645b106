"""Words and TOML as a person reads and a parser takes them; nothing in a cell can leave its quotes."""

from collections.abc import Iterable, Mapping
from typing import Any

from etl.visible import number, visible

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_SAID = 40


def rows_said(count: int) -> str:
    return f"{number(count)} baris"


def share_said(share: float) -> str:
    return f"{share:.1%}".replace(".", ",")


def cut(text: str, most: int = _SAID) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def quoted(text: str) -> str:
    """A TOML string in which every mark that is not printed stands as its number."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def key(text: str) -> str:
    return text if text and set(text) <= _BARE else quoted(text)


def toml(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key(name)} = {toml(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(inner) for inner in value) + "]"
    return str(value)


def comment(text: str, indent: int = 1, width: int = 112) -> list[str]:
    """The text as comment lines; no line break and no control mark of a cell gets through."""
    lines, line = [], "#" + " " * (indent - 1)
    for word in visible(" ".join(text.split())).split(" "):
        if len(line) + 1 + len(word) > width and line.strip("# "):
            lines.append(line)
            line = "#" + " " * (indent + 1)
        line += " " + word
    return [*lines, line]


def listed(words: Iterable[str], most: int = 8) -> str:
    """`"A", "B" dan 3 lagi`"""
    every = list(words)
    said = ", ".join(f'"{cut(word)}"' for word in every[:most])
    return said + (f" dan {len(every) - most} lagi" if len(every) > most else "")
