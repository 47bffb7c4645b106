"""Lengths of time as the configuration writes them: 5s, 30m, 12h, 2d."""

import re

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(r"(\d{1,6})([smhd])", re.ASCII)


def seconds(text: str) -> int:
    """`"12h"` → 43200. Raises ValueError with what is allowed."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError("tulis bilangan bulat dan satuan s, m, h atau d, misalnya 30m atau 12h")
    return int(match[1]) * _UNITS[match[2]]
