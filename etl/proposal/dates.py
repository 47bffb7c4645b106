"""Which formats of dates and clocks fit every text of a column: all that do, not the first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from etl.validate.fields import DAY, FIRST_DAY, LAST_DAY
from etl.validate.formats import Format, compile_format
from etl.validate.layout import Bools, Ints

_DATES = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%m.%d.%Y", "%Y/%m/%d",
    "%Y.%m.%d", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d", "%d.%m.%y",
    "%d %B %Y", "%d-%B-%Y", "%d-%B-%y", "%d %B %y", "%d/%B/%Y", "%B %d, %Y", "%A, %d %B %Y", "%A %d %B %Y",
    "%Y%m%d",
)  # fmt: skip
_CLOCKS = (
    "%H:%M:%S", "%H:%M", "%H.%M.%S", "%H.%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p",
    "%H:%M:%S.%f",
)  # fmt: skip
_ZONED = ("", "%z", " %z", " %Z")
_BETWEEN = (" ", "T", ", ", "|", "  ")
_LOOKED_AT = 3


@dataclass(frozen=True, eq=False)
class Fit:
    """A format, and for each text whether it fits; `days` and `seconds` are what it says."""

    format: str
    ok: Bools
    days: Ints | None
    seconds: Ints | None
    offset: Ints | None

    @property
    def kind(self) -> str:
        """`instant`, `date` or `clock`."""
        if self.days is None:
            return "clock"
        return "date" if self.seconds is None else "instant"


@cache
def _clocks() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    every = [clock + zone for clock in _CLOCKS for zone in _ZONED]
    return tuple((text, re.compile(compile_format(text).pattern)) for text in every)


@cache
def _dates() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """Patterns that match at the start of a text."""
    return tuple((text, re.compile(compile_format(text).pattern.removesuffix("$"))) for text in _DATES)


def _possible(text: str) -> Iterator[str]:
    """Formats whose pattern the text fits; whether the day exists is another question."""
    for date, pattern in _dates():
        found = pattern.match(text)
        rest = text[found.end() :] if found else ""
        if found and not rest:
            yield date
        for gap in (gap for gap in _BETWEEN if rest.startswith(gap)):
            yield from (date + gap + clock for clock, p in _clocks() if p.fullmatch(rest.removeprefix(gap)))
    yield from (clock for clock, pattern in _clocks() if pattern.fullmatch(text))


def fits(texts: Sequence[str], weights: Ints, least: float = 1.0) -> tuple[Fit, ...]:
    """Formats that fit at least that share of the rows; of those that say the same, the first.

    `weights` are the rows of each text. The best fit stands first.
    """
    if not texts:
        return ()
    table, total = pa.array(texts, pa.string()), int(weights.sum())
    shown = [texts[i] for i in np.argsort(-weights, kind="stable")[:_LOOKED_AT]]
    found: list[Fit] = []
    for form in dict.fromkeys(form for text in shown for form in _possible(text)):
        fit = _fit(compile_format(form), table)
        if int(weights[fit.ok].sum()) >= least * total and not any(_same(fit, other) for other in found):
            found.append(fit)
    best = max((int(weights[fit.ok].sum()) for fit in found), default=0)
    return tuple(fit for fit in found if int(weights[fit.ok].sum()) == best)


def serial(texts: Sequence[str]) -> Fit:
    """Excel's day number, read as a date with its time of day."""
    return _fit(compile_format("excel"), pa.array(texts, pa.string()))


def _fit(form: Format, table: "pa.Array[pa.StringScalar]") -> Fit:
    parsed = form.parse(table)
    ok = parsed.ok
    if parsed.days is not None:
        ok = ok & (parsed.days >= FIRST_DAY) & (parsed.days <= LAST_DAY)
    return Fit(form.text, ok, parsed.days, parsed.seconds, parsed.offset)


def _same(one: Fit, other: Fit) -> bool:
    """Do both formats say the same of every text?"""
    if one.kind != other.kind or not np.array_equal(one.ok, other.ok):
        return False
    pairs = ((one.days, other.days), (one.seconds, other.seconds), (one.offset, other.offset))
    return all(
        (a is None and b is None)
        or (a is not None and b is not None and np.array_equal(a[one.ok], b[one.ok]))
        for a, b in pairs
    )


def written(fit: Fit, place: int) -> str:
    """What one text is read as: `2015-01-02 09:27:07`, with its offset where it has one."""
    said = []
    if fit.days is not None:
        said.append(str(np.datetime64(int(fit.days[place]), "D")))
    if fit.seconds is not None:
        hours, rest = divmod(int(fit.seconds[place]) % DAY, 3600)
        said.append(f"{hours:02}:{rest // 60:02}:{rest % 60:02}")
    if fit.offset is not None:
        sign, minutes = ("-" if fit.offset[place] < 0 else "+"), abs(int(fit.offset[place])) // 60
        said.append(f"{sign}{minutes // 60:02}:{minutes % 60:02}")
    return " ".join(said)


def zoned(fit: Fit) -> bool:
    return fit.offset is not None


def looks_like(text: str) -> bool:
    """Is this text a date, a clock or a number, so that it is no header?"""
    return bool(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)*", text)) or any(True for _ in _possible(text))
