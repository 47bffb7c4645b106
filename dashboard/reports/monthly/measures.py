"""The numbers of page one: how each is asked for, and what it did since the period and the year before.

What is said of a change is what the page Ringkasan says: dashboard/compare.py and dashboard/change.py decide.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from dashboard import compare
from dashboard import format as fmt
from dashboard.answers.online import called, online
from dashboard.change import Verdict
from dashboard.compare import Compared, Pair
from dashboard.filters import Filters
from dashboard.keynumbers import Tone, moved
from dashboard.reader import ONLINE, Reader
from dashboard.section import Column, Kind, Row, shown


@dataclass(frozen=True)
class Measure:
    """`key` is the field that is shown as a `kind`, `of` the one that says on how many `counted` it rests.

    `apart` says how far two values lie from each other: those that are shown, or where it is `tested` those
    that were compared. `rising` is how good more is.
    """

    name: str
    key: str
    kind: Kind
    of: str
    counted: str
    compare: Callable[[Reader, Pair], Compared]
    apart: Callable[[Any, Any], str]
    rising: Tone
    tested: bool = False

    def show(self, row: Row | None) -> str:
        """With the letter of an index."""
        letter = f" ({row['mutu']})" if row and row.get("mutu") else ""
        return f"{shown(Column(self.key, '', self.kind), row or {})}{letter}"

    def value(self, row: Row) -> Any:
        """As it is shown, so that a difference is that of two shown values."""
        found = row[self.key]
        return Fraction(fmt.minutes(found)) if self.kind is Kind.DURATION and found is not None else found


@dataclass(frozen=True)
class Move:
    """What a measure did since another period: what it was then, and whether that is more than noise."""

    before: Row | None
    then: str
    words: str
    verdict: Verdict
    tone: Tone


@dataclass(frozen=True)
class Standing:
    """`since` has one move per period that this one is compared with."""

    measure: Measure
    now: Row | None
    since: Sequence[Move]

    @property
    def n(self) -> int:
        return self.now[self.measure.of] if self.now else 0

    def those(self, verdict: Verdict) -> list[Move]:
        return [move for move in self.since if move.verdict is verdict]


MEASURES: Mapping[str, Measure] = {
    "waiting": Measure(
        name="Waktu tunggu (P90)",
        key="p90_seconds",
        kind=Kind.DURATION,
        of="n",
        counted="yang dipanggil",
        compare=compare.waiting,
        apart=compare.minutes_apart,
        rising=Tone.BAD,
    ),
    "on_time": Measure(
        name="Janji ditepati",
        key="value",
        kind=Kind.SHARE,
        of="judged",
        counted="urusan yang dinilai",
        compare=compare.promise,
        apart=compare.points_apart,
        rising=Tone.GOOD,
    ),
    "volume": Measure(
        name="Permohonan",
        key="value",
        kind=Kind.COUNT,
        of="n",
        counted="permohonan",
        compare=compare.volume,
        apart=compare.parts_apart,
        rising=Tone.FLAT,
        tested=True,
    ),
    ONLINE: Measure(
        name="Lewat {online}",
        key="value",
        kind=Kind.SHARE,
        of="n",
        counted="permohonan",
        compare=compare.online,
        apart=compare.points_apart,
        rising=Tone.FLAT,
    ),
    "ikm": Measure(
        name="Kepuasan (IKM)",
        key="index",
        kind=Kind.SCORE,
        of="n",
        counted="responden",
        compare=compare.index,
        apart=compare.index_apart,
        rising=Tone.GOOD,
    ),
    "complaints_on_time": Measure(
        name="Pengaduan ditutup tepat waktu",
        key="value",
        kind=Kind.SHARE,
        of="judged",
        counted="pengaduan yang dinilai",
        compare=partial(compare.promise, metric="complaints_on_time"),
        apart=compare.points_apart,
        rising=Tone.GOOD,
    ),
}
"""By their metric, in the order of the page."""


def told(reader: Reader) -> list[str]:
    """An office without an online channel has no share of it."""
    return [metric for metric in MEASURES if metric != ONLINE or online(reader)]


def named(reader: Reader, metric: str) -> str:
    """The online channel has the name that the office gave it."""
    return MEASURES[metric].name.format(online=called(reader))


def now(reader: Reader, metric: str, chosen: Filters) -> Row | None:
    return next(iter(reader.values(metric, filters=chosen)), None)


def standings(reader: Reader, chosen: Filters, pairs: Sequence[Pair]) -> dict[str, Standing]:
    """By metric."""
    return {
        metric: Standing(
            MEASURES[metric],
            now(reader, metric, chosen),
            [_move(MEASURES[metric], reader, pair) for pair in pairs],
        )
        for metric in told(reader)
    }


USUAL, UNKNOWN = "biasa", "belum cukup"


def _move(measure: Measure, reader: Reader, pair: Pair) -> Move:
    found = measure.compare(reader, pair)
    chip = moved(found, None if measure.tested else measure.value, measure.apart, rising=measure.rising)
    direction = "naik" if found.change.rose else "turun"
    words = {
        Verdict.CHANGED: f"{direction} {chip.apart}",
        Verdict.SAME: USUAL,
        Verdict.UNKNOWN: UNKNOWN,
    }
    then = fmt.period(pair.before.start, pair.before.end)
    return Move(found.before, then, words[found.change.verdict], found.change.verdict, chip.tone)
