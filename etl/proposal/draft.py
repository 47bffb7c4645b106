"""A proposed source block before it is written: rules with the evidence for them and what must be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from etl.config_words import ASK

__all__ = ["ASK", "Draft", "Line", "sources"]


@dataclass
class Line:
    """A canonical column: its rules in order, what speaks for them, and what is asked."""

    name: str
    rules: list[dict[str, Any]]
    why: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)


@dataclass
class Draft:
    """`keys` are of the block itself, each with its evidence; `notes` are about columns that are left out.

    `headers` are the source columns that get a short name: column → (short name, pattern).
    """

    fact: str
    keys: dict[str, Any]
    why: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    exclude: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    headers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, line: Line | None) -> None:
        if line is not None:
            self.lines.append(line)

    def line(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    @property
    def questions(self) -> int:
        return len(self.asks) + sum(len(line.asks) for line in self.lines)

    def used(self) -> set[str]:
        """Source columns that a rule reads."""
        found = {name for line in self.lines for rule in line.rules for name in sources(rule)}
        version = self.keys.get("version")
        return found | ({version} if isinstance(version, str) else set()) | set(self.exclude)


def sources(rule: Mapping[str, Any]) -> set[str]:
    given = rule.get("from", [])
    parts = [given] if isinstance(given, str) else given
    found = {part for part in parts if isinstance(part, str)} | set(rule.get("when", {}))
    after = rule.get("next_day", {}).get("after")
    if isinstance(after, Mapping):
        found |= sources(after)
    if "plus" in rule:
        found.add(rule["plus"]["from"])
    return found
