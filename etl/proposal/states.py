"""The word that says how a case stands: served, left, completed, open …"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from etl.facts import SHAPES
from etl.proposal import lexicon, roles
from etl.proposal.choose import Fitting, knows
from etl.proposal.columns import Holds, Seen
from etl.proposal.draft import ASK, Line
from etl.proposal.people import masked, private
from etl.proposal.text import listed, rows_said
from etl.proposal.visit import Ends
from etl.reference import normal

COLUMN = {"visit": "outcome", "request": "status", "complaint": "status"}
_ENDED = {"visit": ("finished_at", "served"), "request": ("completed_at", "completed"),
          "complaint": ("closed_at", "resolved")}  # fmt: skip
_RARE = 0.005
_GONE = ("left", "no_show")


@dataclass
class States:
    """The line of the state, what is no fact by its word, and for a visit who was served and who left."""

    line: Line
    exclude: dict[str, list[str]] = field(default_factory=dict)
    ends: Ends | None = None
    seen: Seen | None = None


def states(fit: Fitting, columns: Sequence[Seen]) -> States | None:
    """None for an answer, which has no state."""
    if fit.fact not in COLUMN:
        return None
    weights = {seen.name: _weight(fit.fact, seen) for seen in columns if seen.holds is Holds.WORDS}
    best = max(weights, key=lambda name: weights[name], default=None)
    if best is None or weights[best] < 4:
        return States(_from_the_end(fit))
    seen = next(column for column in columns if column.name == best)
    return _by_words(fit.fact, seen)


def _weight(fact: str, seen: Seen) -> float:
    return roles.names("status", seen.name) + 6 * knows(fact, seen)


def _by_words(fact: str, seen: Seen) -> States:
    said: dict[str, str] = {}
    for text in seen.texts:
        said.setdefault(normal(text), text.strip())
    known = {text: lexicon.state(fact, text) for text in said.values()}
    nothing = [text for text in said.values() if known[text] is None and normal(text) in lexicon.NO_FACT]
    strange = [text for text in said.values() if known[text] is None and text not in nothing]
    asked = [text for text in strange if _rows(seen, text) >= _RARE * seen.filled and not private(text)]
    mapped: dict[str, Any] = {text: word for text, word in known.items() if word is not None}
    mapped |= dict.fromkeys(asked, ASK)
    line = Line(COLUMN[fact], [{"from": seen.name, "map": mapped}])
    if seen.empty:
        line.rules[0]["empty"] = list(seen.empty)
    words = ", ".join(SHAPES[fact].columns[COLUMN[fact]].words)
    for text in asked:
        line.asks.append(
            f'arti "{text}" ({rows_said(_rows(seen, text))}): {words}; atau bukan {fact}, dan dipindahkan '
            f"ke exclude?"
        )
    if rare := [text for text in strange if text not in asked]:
        many = sum(_rows(seen, text) for text in rare)
        line.why.append(f"{rows_said(many)} tidak dikenal dan akan ditolak: {listed(map(masked, rare))}")
    if nothing:
        line.asks.append(f"{listed(nothing)} tampaknya bukan data dan dikecualikan (lihat exclude); benar?")
    if blank := len(seen.column.codes) - seen.filled:
        line.why.append(f"kosong di {rows_said(blank)}: baris itu akan ditolak")
    exclude = {seen.name: nothing} if nothing else {}
    return States(line, exclude, _ends(seen, known) if fact == "visit" else None, seen)


def _rows(seen: Seen, text: str) -> int:
    return int(sum(n for t, n in zip(seen.texts, seen.weights, strict=True) if normal(t) == normal(text)))


def _ends(seen: Seen, known: dict[str, str | None]) -> Ends:
    served = tuple(text for text, word in known.items() if word == "served")
    gone = tuple(text for text, word in known.items() if word in _GONE)

    def rows(words: tuple[str, ...]) -> Any:
        folded = {normal(word) for word in words}
        return seen.column.rows_of([text for text in seen.column.texts if normal(text) in folded])

    return Ends(seen.name, served, gone, rows(served), rows(gone))


def _from_the_end(fit: Fitting) -> Line:
    """No column says it; whether there is an end may."""
    name, done = COLUMN[fit.fact], _ENDED[fit.fact][1]
    ended = fit.times.get(_ENDED[fit.fact][0])
    words = ", ".join(SHAPES[fit.fact].columns[name].words)
    if ended is None:
        return Line(
            name, [{"value": ASK}], asks=[f"tidak ada kolom status; satu kata untuk semua baris: {words}"]
        )
    column = ended.point.main
    rule: dict[str, Any] = {"from": column.name, "map": {"": "open"}, "other": done}
    if column.empty:
        rule["empty"] = list(column.empty)
    rows = int((~np.asarray(ended.point.given)).sum())
    ask = (
        f"tidak ada kolom status; usul: {column.name} berisi = {done}, kosong ({rows_said(rows)}) = open. "
        f"Benar? Kata yang ada: {words}"
    )
    return Line(name, [rule], asks=[ask])
