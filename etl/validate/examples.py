"""How a moment is to be written in each source column, shown by one."""

import re
from collections.abc import Iterator

from etl.source import Rule, SourceBlock, rules_of
from etl.validate.formats import SHORT

_SHOWN = {
    **{"Y": "2026", "y": "26", "m": "12", "B": "Desember", "b": "Des", "d": "31", "j": "365", "A": "Kamis"},
    **{"a": "Kam", "H": "14", "I": "02", "M": "05", "S": "09", "f": "250", "p": "PM", "z": "+08:00"},
    **{"Z": "WITA", "%": "%"},
}


def example(text: str) -> str:
    """The afternoon of 31 December 2026 by a format."""
    if text == "excel":
        return "46387.58691"
    for short, full in SHORT.items():
        text = text.replace(short, full)
    return re.sub("%(.)", lambda found: _SHOWN[found[1]], text)


def examples(block: SourceBlock) -> dict[str, str]:
    """Source column → how its moments are written; alternatives with a word between them."""
    found: dict[str, dict[str, None]] = {}
    for column, format_ in _formats(block):
        found.setdefault(column, {})[example(format_)] = None
    return {column: " atau ".join(texts) for column, texts in found.items()}


def _formats(block: SourceBlock) -> Iterator[tuple[str, str]]:
    for given in block.columns.values():
        for rule in rules_of(given):
            yield from _of_rule(rule)
    if isinstance(block.version, Rule):
        yield from _of_rule(block.version)
    if block.fold is not None:
        yield ", ".join(block.fold.times), block.fold.format


def _of_rule(rule: Rule) -> Iterator[tuple[str, str]]:
    formats = [rule.format] if isinstance(rule.format, str) else rule.format or []
    for part, format_ in zip(rule.parts, formats, strict=False):
        if isinstance(part, str):
            yield part.strip(), format_
    if rule.plus is not None and rule.plus.format is not None:
        yield rule.plus.from_.strip(), rule.plus.format
    if rule.next_day is not None and isinstance(rule.next_day.after, Rule):
        yield from _of_rule(rule.next_day.after)
