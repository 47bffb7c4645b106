"""Formats: text → days and seconds.

pandas and strptime take " 1", two blanks for one and a 61st second; pyarrow turns 31/02 into 3 March.
Here a text must match its format from end to end, and the day must exist.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from etl.validate.fields import MONTHS, ZONES, Parsed, days, number, seconds_of_day, serial
from etl.validate.layout import Bools, Ints, Layout, Texts, pc

_EXCEL = r"^(?P<serial>\d{1,7}(?:[.,]\d{1,12})?)$"
_WEEKDAYS = """
senin selasa rabu kamis jumat jum'at sabtu minggu ahad sen sel rab kam jum sab min
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
"""


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
SHORT = {"%F": "%Y-%m-%d", "%T": "%H:%M:%S", "%R": "%H:%M", "%D": "%m/%d/%y"}
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
class Format:
    text: str
    pattern: str
    fields: frozenset[str]
    layout: Layout | None = None
    """How most texts stand, if all their numbers have full width."""

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
        if self.is_excel:
            found = pc.extract_regex(texts, self.pattern)
            return serial(found.flatten()[0], ~found.is_null().to_numpy(zero_copy_only=False))
        fields, ok = self._read(texts)
        day, seconds = None, None
        if self.has_date:
            day, exists = days(fields)
            ok = ok & exists
        if self.has_clock:
            seconds, exists = seconds_of_day(fields)
            ok = ok & exists
        return Parsed(ok, day, seconds, fields.get("offset", fields.get("zone")))

    def _read(self, texts: Texts) -> tuple[dict[str, Ints], Bools]:
        """The fields as numbers, and which texts match."""
        if self.layout is None:
            return self._match(texts)
        fields, ok = self.layout.read(texts)
        if ok.all():
            return {**self._nothing(len(texts)), **fields}, ok
        others, match = self._match(texts.filter(pa.array(~ok)))
        whole = self._nothing(len(texts))
        for name, values in whole.items():
            values[~ok] = others[name]
            if name in fields:
                values[ok] = fields[name]
        ok[~ok] = match
        return whole, ok

    def _nothing(self, count: int) -> dict[str, Ints]:
        return {name: np.zeros(count, np.int64) for name in self.fields - {"weekday"}}

    def _match(self, texts: Texts) -> tuple[dict[str, Ints], Bools]:
        found = pc.extract_regex(texts, self.pattern)
        cells = zip(_groups(self.pattern), found.flatten(), strict=True)
        fields = {name: number(name, cell) for name, cell in cells if name != "weekday"}
        return fields, ~found.is_null().to_numpy(zero_copy_only=False)


def _groups(pattern: str) -> list[str]:
    return re.findall(r"\(\?P<(\w+)>", pattern)


def compile_format(text: str) -> Format:
    """Raises ValueError that says what is allowed."""
    if text == "excel":
        return Format(text, _EXCEL, frozenset({"serial"}))
    tokens = list(_tokens(text))
    fields = [name for name, _ in tokens if name]
    if not fields:
        raise ValueError(f"tidak ada tanggal atau jam di dalamnya; yang boleh: {ALLOWED}")
    if len(set(fields)) < len(fields):
        raise ValueError("satu unsur tanggal atau jam disebut dua kali")
    pattern = "".join(f"(?P<{name}>{piece})" if name else re.escape(piece) for name, piece in tokens)
    return Format(text, f"^{pattern}$", frozenset(fields), _layout(tokens))


def _tokens(text: str) -> Iterable[tuple[str, str]]:
    """(field, expression of its text), or ("", a literal)."""
    for short, full in SHORT.items():
        text = text.replace(short, full)
    pieces = [piece for piece in re.split(r"(%.?)", text) if piece]
    for i, piece in enumerate(pieces):
        if not piece.startswith("%") or piece == "%%":
            yield "", "%" if piece == "%%" else piece
            continue
        if piece[1:] not in _DIRECTIVES:
            raise ValueError(f"{piece} tidak dikenal; yang boleh: {ALLOWED}")
        name, expression = _DIRECTIVES[piece[1:]]
        # Two numbers without anything between them must each have their full width.
        crowded = any(map(_is_number, (*pieces[max(i - 1, 0) : i], *pieces[i + 1 : i + 2])))
        yield name, _full(expression) if crowded else expression


def _is_number(piece: str) -> bool:
    _, expression = _DIRECTIVES.get(piece[1:] if piece.startswith("%") else "", ("", ""))
    return expression.startswith(r"\d")


def _full(expression: str) -> str:
    return re.sub(r"\{1,(\d)\}", r"{\1}", expression) if expression.startswith(r"\d") else expression


def _layout(tokens: Sequence[tuple[str, str]]) -> Layout | None:
    place, numbers, signs = 0, [], []
    for name, piece in tokens:
        if not name:
            signs += [(place + i, bytes([byte])) for i, byte in enumerate(piece.encode())]
            place += len(piece.encode())
            continue
        size = re.fullmatch(r"\\d\{(?:1,)?(\d)\}", piece)
        if size is None or name == "fraction":
            return None
        numbers.append((name, place, int(size[1])))
        place += int(size[1])
    return Layout(place, tuple(numbers), tuple(signs))
