"""The instants of a queue log: clocks that run past midnight, that differ, that mean "did not happen"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.proposal.choose import Role
from etl.proposal.draft import Line
from etl.proposal.points import Point
from etl.proposal.roles import QUEUE_END
from etl.proposal.text import rows_said, share_said
from etl.validate.fields import DAY
from etl.validate.layout import Bools, Ints

_HALF = DAY // 2
_GAP = "12h"
_SHIFT = 6 * 3600
"""So long after, a clock is rather written wrong than past midnight."""
# Two clocks of one hall differ by seconds or minutes, not by more.
_SKEWS = {5: "5s", 10: "10s", 30: "30s", 60: "1m", 120: "2m", 300: "5m", 600: "10m"}
_AGREE = 0.9
_FEWEST = 20
_MOSTLY = 0.98


@dataclass(frozen=True)
class Ends:
    """The status column, its words for who was served and for who left, and their rows."""

    column: str
    served: tuple[str, ...]
    gone: tuple[str, ...]
    served_rows: Bools
    gone_rows: Bools


class Timeline:
    """The visit's instants put in order, each by the one before it."""

    def __init__(self, cast: Mapping[str, Role], times: Sequence[Point], ends: Ends | None) -> None:
        self._cast = {role: given.point for role, given in cast.items()}
        self._clocks = [p for p in times if p.apart and p.date is self._cast["taken_at"].date]
        self._ends = ends
        self._taken = self._cast["taken_at"]
        self._spare = self._spare_of(self._taken)
        self._anchor = self._first()
        self.taken, self._known = self._taken_values()

    def lines(self) -> list[Line]:
        queue_end = self._cast.get(QUEUE_END)
        called = self._cast.get("called_at")
        started = self._cast.get("started_at")
        if called is None and queue_end is None:
            # The start of serving is the end of waiting.
            called, started = started, None
        lines = [self._taken_line()]
        if called is not None:
            lines.append(self._plain("called_at", called, "taken_at", self.taken, self._known))
        elif queue_end is not None:
            lines.append(self._left_queue("called_at", queue_end, self._ends.served if self._ends else None))
        if started is not None:
            lines.append(self._started(started))
        before = (lines[-1].name, started or called) if started or called else ("taken_at", None)
        finished = self._finished(before, lines[-1].rules[0], queue_end if called is None else None)
        return [*lines, *([finished] if finished is not None else [])]

    def _first(self) -> Point:
        """The clock that the date belongs to: given in every row, and before the others."""
        whole = [point for point in self._clocks if point.given.all()]
        if not self._taken.apart or not whole:
            return self._taken
        return min(whole, key=self._lateness)

    def _lateness(self, point: Point) -> tuple[int, float, float]:
        """Rows in which another clock stands a day before it come first: there the date is that one's."""
        gaps = [(other.seconds - point.seconds)[other.read & point.read] for other in self._clocks]
        behind = sum(int((gap > _HALF).sum()) for gap in gaps)
        return behind, sum(_early(gap) for gap in gaps), -_lead(gaps)

    def _spare_of(self, point: Point) -> Point | None:
        """Where a needed clock did not happen: another that is the same wherever both happened."""
        lacking = ~point.given
        if not lacking.any():
            return None
        others = [
            p
            for p in self._clocks
            if p is not point and p.given[lacking].all() and (p.given & point.given).any()
        ]
        shares = [_agreement(point, other) for other in others]
        best = max(shares, default=0.0)
        return others[shares.index(best)] if best >= _AGREE else None

    def _taken_values(self) -> tuple[Ints, Bools]:
        begun = self._anchor.seconds
        values = (
            _turned(self._taken.seconds, begun) if self._anchor is not self._taken else self._taken.seconds
        )
        if self._spare is None:
            return values, self._taken.read
        spare = _turned(self._spare.seconds, begun)
        given = self._taken.given
        return np.where(given, values, spare), np.where(given, self._taken.read, self._spare.read)

    def _taken_line(self) -> Line:
        line = Line("taken_at", [self._after_first(self._taken)])
        if self._spare is not None:
            line.rules.append(self._after_first(self._spare))
            empty, same = int((~self._taken.given).sum()), share_said(_agreement(self._taken, self._spare))
            line.why.append(
                f"{self._taken.name} kosong di {rows_said(empty)}; di situ dipakai {self._spare.name}, yang "
                f"sama dengannya di {same} baris yang punya keduanya"
            )
        elif not self._taken.given.all():
            line.why.append(f"kosong di {rows_said(int((~self._taken.given).sum()))}: baris itu akan ditolak")
        return line

    def _after_first(self, point: Point) -> dict[str, Any]:
        rule = point.rule()
        if point is self._anchor or not point.apart:
            return rule
        return {
            **rule,
            **self._turn(point, self._anchor.rule(), self._anchor.seconds, self._anchor.read, False),
        }

    def _turn(self, point: Point, after: Any, reference: Ints, known: Bools, ordered: bool) -> dict[str, Any]:
        """`next_day` where clocks do run past midnight, `skew` where they come a little too early."""
        late, early = _off(point, reference, known)
        found: dict[str, Any] = {}
        if late.any():
            found["next_day"] = {"after": after, "gap": _GAP}
        if (late.any() or ordered) and (worst := _clock_error(early)):
            found["skew"] = next(said for most, said in _SKEWS.items() if worst <= most)
        return found

    def _plain(self, name: str, point: Point, after: str, reference: Ints, known: Bools) -> Line:
        turn = self._turn(point, after, reference, known, ordered=True)
        line = Line(name, [{**point.rule(), **turn}])
        line.why += _turn_said(point, reference, known, turn, ordered=True)
        return line

    def _left_queue(self, name: str, point: Point, words: tuple[str, ...] | None) -> Line:
        """Leaving the queue is being called for who was served, and going for who left."""
        rules: list[dict[str, Any]] = []
        theirs = self._rows_of(words)
        spare = [(self._spare, ~point.given)] if self._spare is not None and not point.given.all() else []
        for used, rows in [(point, point.given), *spare]:
            turn = self._turn(used, "taken_at", self.taken, self._known & rows & theirs, ordered=True)
            when = {"when": {self._ends.column: list(words)}} if self._ends and words else {}
            rules.append({**used.rule(), **when, **turn})
        line = Line(name, rules)
        if self._ends and words:
            line.why.append(f"{point.name} = keluar dari antrean; bagi {', '.join(words)} itu {_MEANS[name]}")
        elif name == "called_at":
            line.asks.append(
                f"{point.name} = keluar dari antrean; apakah juga terisi bagi yang pergi tanpa dilayani?"
            )
        return line

    def _rows_of(self, words: tuple[str, ...] | None) -> Bools:
        if self._ends is None or not words:
            return np.ones(len(self._known), bool)
        return self._ends.served_rows if words == self._ends.served else self._ends.gone_rows

    def _started(self, point: Point) -> Line:
        turn = self._turn(point, "taken_at", self.taken, self._known, ordered=False)
        rule = {**point.rule(), **turn}
        line = Line("started_at", [rule], _turn_said(point, self.taken, self._known, turn, ordered=False))
        gone = int((point.given & self._ends.gone_rows).sum()) if self._ends else 0
        if self._ends and gone and self._ends.served:
            rule["when"] = {self._ends.column: list(self._ends.served)}
            line.why.append(
                f"{rows_said(gone)} milik orang yang pergi tetap berisi {point.name}; dipakai hanya bagi "
                f"{', '.join(self._ends.served)}"
            )
        return line

    def _finished(
        self, before: tuple[str, Point | None], previous: Mapping[str, Any], queue_end: Point | None
    ) -> Line | None:
        """`before` is the instant that the end is counted from, `previous` its rule."""
        point = self._cast.get("finished_at")
        left = None
        if queue_end is not None and self._ends and self._ends.gone:
            left = self._left_queue("finished_at", queue_end, self._ends.gone)
        if point is None:
            return left
        name, start = before
        reference = _turned(start.seconds, self.taken) if start is not None else self.taken
        line = self._plain("finished_at", point, name, reference, start.read if start else self._known)
        if "skew" in previous and "skew" not in line.rules[0]:
            line.rules[0]["skew"] = previous["skew"]
            line.why.append(f"jam mesin yang sama dengan {name}, jadi boleh meleset sama jauh")
        if left is not None:
            line.rules = [*left.rules, *line.rules]
            line.why = [*left.why, *line.why]
        return line


_MEANS = {"called_at": "saat dipanggil", "finished_at": "saat pergi"}


def _turn_said(
    point: Point, reference: Ints, known: Bools, turn: Mapping[str, Any], *, ordered: bool
) -> list[str]:
    late, early = _off(point, reference, known)
    count = int((early > 0).sum())
    said = [f"{rows_said(int(late.sum()))} melewati tengah malam"] if late.any() else []
    if "skew" in turn:
        said.append(
            f"{rows_said(count)} lebih awal dari acuannya, terjauh {_clock_error(early)} detik: "
            "jam dua mesin berbeda"
        )
    elif count and (ordered or "next_day" in turn):
        said.append(
            f"{rows_said(count)} lebih awal dari acuannya, paling jauh {int(early.max())} detik: akan ditolak"
        )
    return said


def _off(point: Point, reference: Ints, known: Bools) -> tuple[Bools, Ints]:
    """Rows past midnight, and by how many seconds the others come before their reference.

    03.20 after 15.50 is rather twenty past three in the afternoon, unless others do pass midnight.
    """
    both = point.read & known
    late = both & (point.seconds < reference - _HALF)
    late &= bool((late & (point.seconds + DAY - reference <= _SHIFT)).any())
    return late, (reference - point.seconds)[both & ~late]


def _clock_error(early: Ints) -> int:
    """By how much two clocks differ: many rows, nearly all by little. A few rows are faults, not clocks."""
    late = early[early > 0]
    near = late[late <= max(_SKEWS)]
    return int(near.max()) if len(near) >= _FEWEST and len(near) >= _MOSTLY * len(late) else 0


def _early(gap: Ints) -> float:
    return float(((gap < 0) & (gap > -_HALF)).mean()) if len(gap) else 0.0


def _lead(gaps: Sequence[Ints]) -> float:
    """By how much a clock is before the others, in all."""
    return float(sum(turned[turned < _HALF].sum() for turned in (np.mod(gap, DAY) for gap in gaps)))


def _agreement(one: Point, other: Point) -> float:
    both = one.read & other.read
    return float((one.seconds == other.seconds)[both].mean()) if both.any() else 0.0


def _turned(seconds: Ints, reference: Ints) -> Ints:
    return np.where(seconds < reference - _HALF, seconds + DAY, seconds)
