"""A promised time in words → a value and a unit; what is not said is asked, what is not sure is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.reference import UNITS

_UNITS = {
    "menit": ("menit",),
    "hari kerja": ("hari_kerja",),
    "hari kalender": ("hari_kalender",),
    "hari": ("hari_kerja", "hari_kalender"),
    "jam kerja": ("jam_kerja",),
    # An hour may be one of the clock: then it is 60 minutes.
    "jam": ("jam_kerja", "menit"),
}
_NO_UNIT = ("detik", "minggu", "pekan", "bulan", "tahun")
_VAGUE = ("kurang lebih", "lebih kurang", "sekitar", "kira-kira", "±", "+/-", "minimal", "paling cepat")
_BEFORE = (
    r"(?:maksimal|maksimum|maks|max|paling lama|paling lambat|selambat-lambatnya|selama-lamanya|selama)?\.?"
)
_AFTER = r"(?:(?:sejak|setelah|terhitung sejak) (?:berkas|persyaratan|dokumen).*)?"
_PROMISE = re.compile(
    rf"{_BEFORE} *(?P<digits>\d+)? *(?P<open>\()? *(?P<words>[a-z ]*?)? *(?P<close>\))? *"
    rf"(?P<unit>menit|jam kerja|jam|hari kerja|hari kalender|hari) *{_AFTER}\.?",
)
_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_WHOLE = {"sepuluh": 10, "sebelas": 11, "seratus": 100}
LONGEST = 100_000


class PromiseError(ValueError):
    """Says in Indonesian why the words are no promised time."""


@dataclass(frozen=True)
class Promise:
    """`units` holds one unit, or those between which the office must choose."""

    value: int
    units: tuple[str, ...]

    @property
    def unit(self) -> str | None:
        return self.units[0] if len(self.units) == 1 else None


def promise(text: str) -> Promise:
    """`"Maksimal 20 (dua puluh) hari"` → 20, either kind of day. Raises PromiseError."""
    folded = " ".join(text.casefold().split())
    if vague := next((word for word in _VAGUE if word in folded), None):
        raise PromiseError(f'"{vague}" bukan batas waktu yang pasti; tulis paling lama berapa')
    if re.search(r"\d\s*(?:-|–|s/d|sampai|hingga)\s*\d", folded):
        raise PromiseError("ini rentang; tulis satu batas, yang paling lama")
    found = _PROMISE.fullmatch(folded)
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise PromiseError(_why(folded))
    value = _value(found["digits"], (found["words"] or "").strip())
    if not 1 <= value <= LONGEST:
        raise PromiseError(f"{value} di luar 1 sampai {LONGEST}")
    return Promise(value, _UNITS[found["unit"]])


def _value(digits: str | None, words: str) -> int:
    if not words:
        if digits is None:
            raise PromiseError("tidak ada bilangannya")
        return int(digits[:9])
    spelled = count(words.split())
    if spelled is None:
        raise PromiseError(f'"{words}" bukan bilangan')
    if digits is not None and int(digits[:9]) != spelled:
        raise PromiseError(f"angkanya {digits[:9]}, tetapi hurufnya {spelled}; mana yang benar?")
    return spelled


def count(words: Sequence[str]) -> int | None:
    """`["dua", "puluh", "lima"]` → 25; below 1000."""
    total, held = 0, None
    for word in words:
        if word in _ONES and held is None:
            held = _ONES.index(word)
        elif word in _WHOLE and held is None:
            total += _WHOLE[word]
        elif word in ("belas", "puluh", "ratus") and held:
            total += {"belas": 10 + held, "puluh": held * 10, "ratus": held * 100}[word]
            held = None
        else:
            return None
    return total + (held or 0) if words else None


def _why(folded: str) -> str:
    for unit in _NO_UNIT:
        if re.search(rf"\b{unit}\b", folded):
            return f'satuan "{unit}" tidak ada di standards.csv; tulis dalam {", ".join(UNITS)}'
    if not any(re.search(rf"\b{unit}\b", folded) for unit in ("menit", "jam", "hari")):
        return f"tidak ada satuannya; tulis bilangan dan salah satu dari {', '.join(UNITS)}"
    return "susunannya tidak dikenal; tulis misalnya 7 hari kerja"
