"""Instants: the parts of a rule put together, local clocks → UTC, and clocks that run past midnight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.source import Part
from etl.validate.cells import EMPTY, GIVEN, Cells, Values
from etl.validate.fields import DAY, EXCEL_EPOCH, FIRST_DAY, LAST_DAY
from etl.validate.formats import Format, compile_format
from etl.validate.layout import Bools, Ints
from etl.validate.reasons import Reason


@dataclass(frozen=True)
class Zone:
    """The zone of clocks without an offset, and whether an hour that comes twice is taken as its first."""

    name: str
    earliest: bool

    def utc(self, local: Ints) -> tuple[Ints, Bools]:
        """Local seconds → UTC seconds, and whether that local time exists once.

        What does not exist, or exists twice, still gets the nearest instant, so that it can be compared.
        """
        index = pd.DatetimeIndex(local.astype("datetime64[s]"))
        first = np.ones(len(index), dtype=bool)
        strict = index.tz_localize(self.name, ambiguous=first if self.earliest else "NaT", nonexistent="NaT")
        exists = ~np.asarray(strict.isna())
        if exists.all():
            return strict.asi8, exists
        near = index.tz_localize(self.name, ambiguous=first, nonexistent="shift_forward")
        return near.asi8, exists


@dataclass(frozen=True)
class Group:
    """Parts that are read together: all that make the date, or the time, or both."""

    parts: tuple[int, ...]
    form: Format
    is_date: bool
    is_clock: bool


@dataclass(frozen=True)
class Local:
    """What the parts say: local seconds since 1970, and the offset where the text has one."""

    values: Values
    seconds: Ints
    offset: Ints | None


@dataclass(frozen=True)
class Clock:
    """Several parts, each with its format."""

    parts: tuple[str | Part, ...]
    groups: tuple[Group, ...]

    def read(self, cells: Cells, values: Values) -> Local:
        """Marks in `values` what is no time; rows that are not given are not looked at."""
        days = np.zeros(cells.rows, np.int64)
        seconds = np.zeros(cells.rows, np.int64)
        offset: Ints | None = None
        dated = -1
        for group in self.groups:
            parsed = cells.parsed(tuple(self.parts[i] for i in group.parts), group.form)
            part = group.parts[0] if len(group.parts) == 1 else -1
            values.refuse(~parsed.ok, Reason.BUKAN_WAKTU, part)
            if group.is_date and parsed.days is not None:
                days, dated = parsed.days, part
            elif parsed.days is not None:
                # A serial beside a date is a time of day: less than one.
                values.refuse(parsed.days != EXCEL_EPOCH, Reason.BUKAN_WAKTU, part)
            if group.is_clock and parsed.seconds is not None:
                seconds = parsed.seconds
            offset = parsed.offset if parsed.offset is not None else offset
        values.refuse((days < FIRST_DAY) | (days > LAST_DAY), Reason.TAHUN_DI_LUAR, dated)
        local = np.where(values.state == GIVEN, days * DAY + seconds, 0)
        return Local(values, local, offset)


def clock(parts: Sequence[str | Part], formats: Sequence[str]) -> Clock:
    """Raises ValueError that says what is wrong with the formats."""
    if len(parts) != len(formats):
        raise ValueError(f"ada {len(parts)} bagian dan {len(formats)} format; tulis satu format per bagian")
    forms = [compile_format(text) for text in formats]
    dates = [i for i, form in enumerate(forms) if form.has_date]
    clocks = [i for i, form in enumerate(forms) if form.has_clock]
    serials = [i for i, form in enumerate(forms) if form.is_excel]
    if not dates and not serials:
        raise ValueError("format tidak memuat tanggal; tambahkan bagian yang berisi tanggal")
    if set(dates) & set(clocks):
        dates = clocks = sorted({*dates, *clocks})
    groups = [_group(forms, dates, True, dates == clocks)] if dates else []
    if clocks and clocks != dates:
        groups.append(_group(forms, clocks, False, True))
    for position, i in enumerate(serials):
        is_date = not dates and position == 0
        groups.append(Group((i,), forms[i], is_date, not clocks and (not is_date or len(serials) == 1)))
    return Clock(tuple(parts), tuple(groups))


def _group(forms: Sequence[Format], members: Sequence[int], is_date: bool, is_clock: bool) -> Group:
    form = compile_format("|".join(forms[i].text for i in members)) if len(members) > 1 else forms[members[0]]
    if lack := form.lack():
        raise ValueError(lack)
    return Group(tuple(members), form, is_date, is_clock)


def instants(local: Local, zone: Zone) -> Ints:
    """UTC seconds; marks what does not exist in the zone, or exists twice."""
    if local.offset is not None:
        return local.seconds - local.offset
    utc, exists = zone.utc(local.seconds)
    local.values.refuse(~exists, Reason.BUKAN_WAKTU)
    return utc


@dataclass(frozen=True)
class Turn:
    """`next_day`: a clock more than `gap` seconds before its reference belongs to the next day."""

    gap: int
    skew: int

    def instants(self, local: Local, zone: Zone, after: Values) -> Ints:
        """UTC seconds, after midnight where that must be; what is early but not by `gap` is refused."""
        roughly = local.seconds - local.offset if local.offset is not None else zone.utc(local.seconds)[0]
        known = (local.values.state == GIVEN) & (after.state == GIVEN)
        late = known & (roughly < after.data - self.gap)
        shifted = Local(local.values, np.where(late, local.seconds + DAY, local.seconds), local.offset)
        utc = instants(shifted, zone)
        early = known & (utc < after.data)
        local.values.skewed |= early & (utc >= after.data - self.skew)
        local.values.refuse(early & (utc < after.data - self.skew), Reason.URUTAN_WAKTU)
        return utc


Column = Callable[[str], Values]


def empties(cells: Cells, parts: Sequence[str | Part], words: frozenset[str], values: Values) -> None:
    """A value is given unless one of its parts is empty."""
    values.state[:] = GIVEN
    for i, part in enumerate(parts):
        if isinstance(part, str):
            gone = cells.is_in(part.strip(), words)
            values.clear(gone & (values.state != EMPTY), i)
        elif cells.constant(part).lower() in words:
            values.clear(np.ones(cells.rows, bool), i)
