"""Do a column's texts stand in a reference table? And if not, which of its names is near?"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from etl.proposal.columns import Holds, Seen
from etl.reference import Reference, normal

_NEAR = 0.84


@dataclass(frozen=True)
class Unknown:
    """A text that the table lacks, its rows, and the code of the name that is near it."""

    text: str
    rows: int
    near: str | None


@dataclass(frozen=True)
class Coded:
    """How a column stands against one table. `known` are rows; `unknown` the most frequent first."""

    table: str
    known: int
    filled: int
    unknown: tuple[Unknown, ...]

    @property
    def share(self) -> float:
        return self.known / self.filled if self.filled else 0.0


def coded(seen: Seen, table: str, reference: Reference) -> Coded:
    names = reference.codes(table)
    rows: dict[str, int] = {}
    written: dict[str, str] = {}
    for text, count in zip(seen.texts, seen.weights, strict=True):
        folded = normal(text)
        rows[folded] = rows.get(folded, 0) + int(count)
        written.setdefault(folded, text.strip())
    strange = sorted((folded for folded in rows if folded not in names), key=lambda folded: -rows[folded])
    known = seen.filled - sum(rows[folded] for folded in strange)
    # Without one known name the table is about something else: nothing is near it.
    near = known > 0 or len(strange) <= 30
    unknown = tuple(Unknown(written[f], rows[f], _near(f, names) if near else None) for f in strange)
    return Coded(table, known, seen.filled, unknown)


def _near(folded: str, names: Mapping[str, str]) -> str | None:
    found = difflib.get_close_matches(folded, names, n=1, cutoff=_NEAR)
    return names[found[0]] if found else None


def may_be_code(seen: Seen) -> bool:
    return seen.holds in (Holds.WORDS, Holds.TEXT, Holds.NUMBER)
