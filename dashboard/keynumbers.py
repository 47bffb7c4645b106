"""The five numbers asked for first: each with its n, what it did since the period before, and a trend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any

from dashboard import change, compare, timeline
from dashboard import format as fmt
from dashboard.change import Verdict
from dashboard.compare import Compared, Pair
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import Row

NOTHING = Compared(None, None, change.NOTHING)


class Tone(Enum):
    GOOD = "good"
    BAD = "bad"
    FLAT = "flat"


@dataclass(frozen=True)
class Chip:
    """What a number did, in words; the tone only repeats them. `apart`: how far, where it changed."""

    words: str
    tone: Tone = Tone.FLAT
    apart: str = ""


@dataclass(frozen=True)
class Trend:
    """One value per step, None where nothing was counted, and what a person who cannot see it hears."""

    values: Sequence[float | None]
    words: str


@dataclass(frozen=True)
class Number:
    """`slug` leads to the page that shows why; `below` are short lines, n among them."""

    title: str
    slug: str
    value: str
    unit: str
    chip: Chip
    below: Sequence[str]
    trend: Trend | None = None
    compared: Compared = field(default=NOTHING)

    @property
    def changed(self) -> bool:
        return self.compared.change.changed

    @property
    def worse(self) -> bool:
        return self.changed and self.chip.tone is Tone.BAD


def key_numbers(reader: Reader, filters: Filters, pair: Pair | None) -> list[Number]:
    return [
        make(reader, filters, pair) for make in (_waiting, _promise, _requests, _satisfaction, _complaints)
    ]


def _waiting(reader: Reader, filters: Filters, pair: Pair | None) -> Number:
    now = _now(reader, "waiting", filters)
    compared = compare.waiting(reader, pair) if pair else NOTHING
    value, unit = _parted(fmt.duration(now["p90_seconds"])) if now else (fmt.NO_DATA, "")
    return Number(
        "Waktu tunggu, P90",
        "waktu-tunggu",
        value,
        unit,
        moved(
            compared,
            lambda row: Fraction(fmt.minutes(row["p90_seconds"])),
            compare.minutes_apart,
            rising=Tone.BAD,
        ),
        [f"Median {fmt.duration(now['p50_seconds'])}", _n(now["n"], "kunjungan yang dipanggil")]
        if now
        else [],
        _trend(reader, "waiting", filters, "p90_seconds", fmt.duration),
        compared,
    )


def _promise(reader: Reader, filters: Filters, pair: Pair | None) -> Number:
    now = _now(reader, "on_time", filters)
    compared = compare.promise(reader, pair) if pair else NOTHING
    known = now is not None and now["value"] is not None
    late = now["missed"] + now["overdue"] if now else 0
    return Number(
        "Janji ditepati",
        "standar",
        fmt.percent_digits(now["value"]) if now and known else fmt.NO_DATA,
        "%" if known else "",
        moved(compared, _value, compare.points_apart, rising=Tone.GOOD),
        [f"{fmt.number(late)} terlambat", _n(now["judged"], "urusan yang dinilai")] if now and known else [],
        _trend(reader, "on_time", filters, "value", fmt.percent),
        compared,
    )


def _requests(reader: Reader, filters: Filters, pair: Pair | None) -> Number:
    now = _now(reader, "volume", filters)
    compared = compare.volume(reader, pair) if pair else NOTHING
    return Number(
        "Permohonan",
        "volume",
        fmt.number(now["value"]) if now else fmt.NO_DATA,
        "",
        moved(compared, None, compare.parts_apart, rising=Tone.FLAT),
        _online(reader, filters, pair),
        _trend(reader, "volume", filters, "value", fmt.number),
        compared,
    )


def _online(reader: Reader, filters: Filters, pair: Pair | None) -> list[str]:
    """The part that came online, by the name of the channel, where the office has one."""
    names = [name for code, name in reader.choices("channel") if reader.online(code)]
    now = _now(reader, "digital_share", filters)
    if not names:
        return []
    if now is None:
        return [f"{fmt.joined(names)} {fmt.NO_DATA}"]
    compared = compare.online(reader, pair) if pair else NOTHING
    chip = moved(compared, _value, compare.points_apart, rising=Tone.FLAT)
    return [f"{fmt.joined(names)} {fmt.percent(now['value'])}", chip.words]


def _satisfaction(reader: Reader, filters: Filters, pair: Pair | None) -> Number:
    now = _now(reader, "ikm", filters)
    compared = compare.index(reader, pair) if pair else NOTHING
    known = now is not None and now["index"] is not None
    return Number(
        "Kepuasan (IKM)",
        "kepuasan",
        fmt.number(now["index"], 2) if now and known else fmt.NO_DATA,
        str(now["mutu"]) if now and known else "",
        moved(compared, lambda row: row["index"], compare.index_apart, rising=Tone.GOOD),
        [*([f"Mutu {now['mutu']}"] if known else []), _n(now["n"], "responden")] if now else [],
        _trend(reader, "ikm", filters, "index", lambda value: fmt.number(value, 2)),
        compared,
    )


def _complaints(reader: Reader, filters: Filters, pair: Pair | None) -> Number:
    now = _now(reader, "complaints_on_time", filters)
    compared = compare.promise(reader, pair, "complaints_on_time") if pair else NOTHING
    known = now is not None and now["value"] is not None
    return Number(
        "Pengaduan tepat waktu",
        "pengaduan",
        fmt.number(now["met"]) if now and known else fmt.NO_DATA,
        f"dari {fmt.number(now['judged'])}" if now and known else "",
        moved(compared, _value, compare.points_apart, rising=Tone.GOOD),
        [fmt.percent(now["value"]) + " ditutup tepat waktu", _n(now["judged"], "pengaduan yang dinilai")]
        if now and known
        else [],
        _trend(reader, "complaints_on_time", filters, "value", fmt.percent),
        compared,
    )


def _now(reader: Reader, metric: str, filters: Filters) -> Row | None:
    return next(iter(reader.values(metric, filters=filters)), None)


def _value(row: Row) -> Any:
    return row["value"]


def _n(n: int, counted: str) -> str:
    return f"n = {fmt.number(n)} {counted}"


def _parted(words: str) -> tuple[str, str]:
    """«34» and «menit»; what has more parts stays together."""
    head, _, tail = words.partition(fmt.NBSP)
    return (head, tail) if head.isdigit() and " " not in tail else (words, "")


def moved(
    compared: Compared,
    value: Callable[[Row], Any] | None,
    apart: Callable[[Any, Any], str],
    *,
    rising: Tone,
) -> Chip:
    """What is said of a comparison. `value` takes what is shown of a row, without it what was tested is said;
    `apart` says how far two of them lie from each other; `rising` is how good more is."""
    found = compared.change
    if not found.changed:
        return Chip(f"● {found.verdict.value}")
    before, after = (
        (found.before, found.after)
        if value is None
        else (value(row) if row else None for row in (compared.before, compared.after))
    )
    falling = {Tone.GOOD: Tone.BAD, Tone.BAD: Tone.GOOD, Tone.FLAT: Tone.FLAT}[rising]
    arrow, tone = ("▲", rising) if found.rose else ("▼", falling)
    gap = apart(before, after)
    return Chip(f"{arrow} {gap} · {Verdict.CHANGED.value}", tone, gap)


def _trend(
    reader: Reader, metric: str, filters: Filters, key: str, show: Callable[[Any], str]
) -> Trend | None:
    data = reader.data
    if filters.end < data.first_day or filters.start > data.last_day:
        return None
    line = timeline.timeline(filters, data.first_day, data.last_day)
    rows, _ = timeline.drawn(timeline.values(reader, metric, filters, line), line)
    values = [row.get(key) for row in rows]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    ends = f"terendah {show(min(known))}, tertinggi {show(max(known))}, terakhir {show(known[-1])}"
    words = f"Per {line.noun}: {ends}."
    return Trend([None if value is None else float(value) for value in values], words)
