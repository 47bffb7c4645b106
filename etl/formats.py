"""Formats: text → days and seconds.

pandas and strptime take " 1", two blanks for one and a 61st second; pyarrow turns 31/02 into 3 March.
Here a text must match its format from end to end, and the day must exist.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
# The published stubs of pyarrow cannot follow what its compute functions take and give back.
Texts = Any
pc: Any = pyarrow.compute

DAY = 86_400
FIRST_DAY = int(np.datetime64("1990-01-01", "D").astype(np.int64))
LAST_DAY = int(np.datetime64("2100-12-31", "D").astype(np.int64))
EXCEL_EPOCH = int(np.datetime64("1899-12-30", "D").astype(np.int64))
_EXCEL = r"^(?P<serial>\d{1,7}(?:[.,]\d{1,12})?)$"

_MONTHS = (
    "januari january jan",
    "februari pebruari february feb peb",
    "maret march mar mrt",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu agt ags agust aug",
    "september sep sept",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
MONTHS: Mapping[str, int] = {name: i for i, names in enumerate(_MONTHS, start=1) for name in names.split()}
_WEEKDAYS = """
senin selasa rabu kamis jumat jum'at sabtu minggu ahad sen sel rab kam jum sab min
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
"""
ZONES: Mapping[str, int] = {"wib": 7 * 3600, "wita": 8 * 3600, "wit": 9 * 3600, "utc": 0, "gmt": 0, "z": 0}


def _names(names: Mapping[str, int] | list[str]) -> str:
    return "(?i:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


_DIRECTIVES: Mapping[str, tuple[str, str]] = {
    "Y": ("year", r"\d{4}"),
    "y": ("short_year", r"\d{2}"),
    "m": ("month", r"\d{1,2}"),
    "B": ("month_name", _names(MONTHS)),
    "b": ("month_name", _names(MONTHS)),
    "d": ("day", r"\d{1,2}"),
    "j": ("year_day", r"\d{1,3}"),
    "H": ("hour", r"\d{1,2}"),
    "I": ("hour_12", r"\d{1,2}"),
    "M": ("minute", r"\d{2}"),
    "S": ("second", r"\d{2}"),
    "f": ("fraction", r"\d{1,9}"),
    "p": ("half", r"(?i:am|pm)"),
    "z": ("offset", r"(?i:z|[+-]\d{2}(?::?\d{2})?)"),
    "Z": ("zone", _names(ZONES)),
    "A": ("weekday", _names(_WEEKDAYS.split())),
    "a": ("weekday", _names(_WEEKDAYS.split())),
}
_SHORT = {"%F": "%Y-%m-%d", "%T": "%H:%M:%S", "%R": "%H:%M", "%D": "%m/%d/%y"}
_DATE = frozenset({"year", "short_year", "month", "month_name", "day", "year_day", "weekday"})
_CLOCK = frozenset({"hour", "hour_12", "minute", "second", "fraction", "half", "offset", "zone"})
_NEEDS = (
    ({"hour_12"}, {"half"}, "%I memerlukan %p"),
    ({"half"}, {"hour_12"}, "%p memerlukan %I"),
    ({"minute"}, {"hour", "hour_12"}, "%M memerlukan %H atau %I"),
    ({"second"}, {"minute"}, "%S memerlukan %M"),
    ({"fraction"}, {"second"}, "%f memerlukan %S"),
)
ALLOWED = "excel, atau " + " ".join(f"%{letter}" for letter in _DIRECTIVES) + " dan teks di antaranya"


@dataclass(frozen=True)
class Parsed:
    """What a text says: a day, seconds since midnight, an offset from UTC; None where the format has none."""

    ok: Bools
    days: Ints | None
    seconds: Ints | None
    offset: Ints | None


@dataclass(frozen=True)
class Format:
    text: str
    pattern: str
    fields: frozenset[str]

    @property
    def has_date(self) -> bool:
        return bool(self.fields & _DATE)

    @property
    def has_clock(self) -> bool:
        return bool(self.fields & _CLOCK)

    @property
    def is_excel(self) -> bool:
        return "serial" in self.fields

    def whole_day(self) -> bool:
        """Do the fields name a day?"""
        year = self.fields & {"year", "short_year"}
        month = self.fields & {"month", "month_name"}
        return bool(year) and (bool(month) and "day" in self.fields or "year_day" in self.fields)

    def lack(self) -> str | None:
        """What the fields cannot do without."""
        if self.is_excel:
            return None
        for fields, needed, why in _NEEDS:
            if fields & self.fields and not needed & self.fields:
                return why
        if self.has_date and not self.whole_day():
            return "tanggal perlu tahun, bulan, dan hari"
        return None

    def parse(self, texts: Texts) -> Parsed:
        found = pc.extract_regex(texts, self.pattern)
        ok = ~found.is_null().to_numpy(zero_copy_only=False)
        cells = dict(zip(_groups(self.pattern), found.flatten(), strict=True))
        if self.is_excel:
            return _serial(cells["serial"], ok)
        fields = {name: _number(name, cell) for name, cell in cells.items() if name != "weekday"}
        days, seconds = None, None
        if self.has_date:
            days, exists = _days(fields)
            ok = ok & exists
        if self.has_clock:
            seconds, exists = _seconds(fields)
            ok = ok & exists
        return Parsed(ok, days, seconds, fields.get("offset", fields.get("zone")))


def _groups(pattern: str) -> list[str]:
    return re.findall(r"\(\?P<(\w+)>", pattern)


def compile_format(text: str) -> Format:
    """Raises ValueError that says what is allowed."""
    if text == "excel":
        return Format(text, _EXCEL, frozenset({"serial"}))
    written = text
    for short, full in _SHORT.items():
        text = text.replace(short, full)
    pieces = re.split(r"%(.)", text)
    fields: list[str] = []
    pattern = re.escape(pieces[0])
    for i in range(1, len(pieces), 2):
        letter, literal = pieces[i], pieces[i + 1]
        if letter == "%":
            pattern += "%" + re.escape(literal)
            continue
        if letter not in _DIRECTIVES:
            raise ValueError(f"%{letter} tidak dikenal; yang boleh: {ALLOWED}")
        name, digits = _DIRECTIVES[letter]
        # Two numbers without anything between them must each have their full width.
        crowded = not pieces[i - 1] and i > 1 or not literal and i + 2 < len(pieces)
        pattern += f"(?P<{name}>{_full(digits) if crowded else digits})" + re.escape(literal)
        fields.append(name)
    if text.count("%") % 2 and text.endswith("%") or not fields:
        raise ValueError(f"tidak ada tanggal atau jam di dalamnya; yang boleh: {ALLOWED}")
    if len(set(fields)) < len(fields):
        raise ValueError("satu unsur tanggal atau jam disebut dua kali")
    return Format(written, f"^{pattern}$", frozenset(fields))


def _full(digits: str) -> str:
    return re.sub(r"\{1,(\d)\}", r"{\1}", digits) if digits.startswith(r"\d") else digits


def _number(name: str, cell: Texts) -> Ints:
    """The field as integers; what did not match is 0."""
    filled = cell.fill_null("")
    if name in ("month_name", "zone", "half", "offset"):
        encoded = filled.dictionary_encode()
        values = np.array(
            [_named(name, text) for text in encoded.dictionary.to_pylist()] or [0], dtype=np.int64
        )
        named: Ints = values[encoded.indices.to_numpy()]
        return named
    blank = pc.equal(filled, "")
    numbers: Ints = pc.if_else(blank, "0", filled).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return numbers


def _named(name: str, text: str) -> int:
    folded = text.casefold()
    if name == "month_name":
        return MONTHS.get(folded, 0)
    if name == "zone":
        return ZONES.get(folded, 0)
    if name == "half":
        return 12 if folded == "pm" else 0
    if folded in ("", "z"):
        return 0
    digits = folded[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    # No place on earth is further from UTC than 14 hours; _seconds refuses what lies beyond.
    return (hours * 3600 + minutes * 60 if minutes < 60 else 15 * 3600) * (-1 if folded[0] == "-" else 1)


def _days(fields: Mapping[str, Ints]) -> tuple[Ints, Bools]:
    """Days since 1970, and whether that day exists."""
    if "year" in fields:
        year = fields["year"]
    else:
        year = fields["short_year"] + np.where(fields["short_year"] < 69, 2000, 1900)
    if "year_day" in fields:
        start = (year - 1970).astype("datetime64[Y]")
        days = start.astype("datetime64[D]").astype(np.int64) + fields["year_day"] - 1
        return days, days.astype("datetime64[D]").astype("datetime64[Y]") == start
    month = fields["month"] if "month" in fields else fields["month_name"]
    start = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = start.astype("datetime64[D]").astype(np.int64) + fields["day"] - 1
    exists = days.astype("datetime64[D]").astype("datetime64[M]") == start
    return days, exists & (month >= 1) & (month <= 12)


def _seconds(fields: Mapping[str, Ints]) -> tuple[Ints, Bools]:
    """Seconds since midnight, and whether that time exists."""
    some = next(iter(fields.values()))
    zero = np.zeros(len(some), dtype=np.int64)
    minute, second = fields.get("minute", zero), fields.get("second", zero)
    if "hour_12" in fields:
        hour = fields["hour_12"] % 12 + fields["half"]
        exists = (fields["hour_12"] >= 1) & (fields["hour_12"] <= 12)
    else:
        hour = fields.get("hour", zero)
        exists = hour < 24
    exists = exists & (minute < 60) & (second < 60) & (np.abs(fields.get("offset", zero)) <= 14 * 3600)
    return hour * 3600 + minute * 60 + second, exists


def _serial(cell: Texts, ok: Bools) -> Parsed:
    """Excel's serial: days since 1899-12-30, the fraction is the time of day."""
    number = (
        pc.replace_substring(cell.fill_null("0"), ",", ".").cast(pa.float64()).to_numpy(zero_copy_only=False)
    )
    seconds = np.rint(number * DAY).astype(np.int64)
    return Parsed(ok, seconds // DAY + EXCEL_EPOCH, seconds % DAY, None)
