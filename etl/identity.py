"""Numbers of persons in a text: a NIK or KK number, a telephone number, an address of e-mail.

A name cannot be told from other words, so nothing here looks for one.
"""

import re
from collections.abc import Callable

SHAPE_LENGTH = 12


def shape(text: str) -> str:
    """`"Siti, 0812"` → `"AAAA, 9999"`: digits 9, letters A, at most 12 characters, never the text itself."""
    return "".join(map(_mask, text[:SHAPE_LENGTH]))


def _mask(character: str) -> str:
    if character.isalpha():
        return "A"
    if character.isnumeric():
        return "9"
    # Marks, controls and symbols outside ASCII could spell something; ASCII punctuation cannot.
    return character if character.isascii() and character.isprintable() else "?"


# Of a NIK (Permendagri 104/2019): the area's six digits, then day (of women + 40), month and year of birth,
# then four more. A KK number has the day of its making there. The provinces, so that a time that begins with
# 2025 is none; the ways in which the groups are set apart.
_PROVINCE = "(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])"
_DAY = "(?:[04][1-9]|[1256][0-9]|[37][01])"
_MONTH = "(?:0[1-9]|1[0-2])"
_GAP = "[ .-]?"
_NIK = (
    rf"{_PROVINCE}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}{_DAY}{_MONTH}[0-9]{{2}}{_GAP}[0-9]{{4}}",
    rf"{_PROVINCE}[0-9]{{2}}{_GAP}[0-9]{{2}}{_DAY}{_GAP}{_MONTH}[0-9]{{2}}{_GAP}[0-9]{{4}}",
)
# Eleven digits or more: a shorter one is as well a day and a number of that day, 08-12-25 0012.
_PHONE = r"(?:\+?62|0)[ .-]?8[1-9][0-9](?:[ .-]?[0-9]){7,9}"
_MAIL = r"[^@\s|]+@[^@\s|]+\.[^@\s|]+"
_ALONE = r"(?:^|[^0-9])(?:{})(?:[^0-9]|$)"

SUSPECT = "|".join((*map(_ALONE.format, _NIK), _ALONE.format(_PHONE), _MAIL))
"""For RE2 and for Python: what it finds in a text may be a person's. `names_someone` decides."""

LONG_NUMBER = r"[0-9](?:[ .-]?[0-9]){8}|[^@\s]@[^@\s]"
"""The same, stricter: for texts in which no long number belongs."""

_CERTAIN = re.compile("|".join((*map(_ALONE.format, _NIK), _MAIL)))
_PHONES = re.compile(_ALONE.format(f"({_PHONE})"))
_DAYS = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|[12][0-9]|3[01])(?:19|20)[0-9]{2}")
"""Day and month, in either order, and year."""

_LONG = re.compile(LONG_NUMBER)
_DIGITS = re.compile(r"[0-9]")
_MOST_DIGITS = 8
"""In a name of a column; a date, a NIK and a telephone number have as many."""


def names_someone(text: str) -> bool:
    """Whether the text holds what is surely a number of a person, or an address to write to one."""
    return bool(_CERTAIN.search(text)) or any(
        not _DAYS.match("".join(_DIGITS.findall(found))) for found in _PHONES.findall(text)
    )


def long_number(text: str) -> bool:
    """Whether a text that should hold none has a number of nine digits or more, or an address."""
    return bool(_LONG.search(text))


def is_data(name: str) -> bool:
    """Whether what should be a name, of a column or a sheet, seems to be a value."""
    return len(_DIGITS.findall(name)) >= _MOST_DIGITS or "@" in name


def told(name: str, suspect: Callable[[str], bool] = is_data) -> str:
    """The name, or its shape if it is suspect."""
    return shape(name) if suspect(name) else name


_NOT_DIGITS = re.compile(r"[ .'’-]")
_SIXTEEN = re.compile(r"[0-9]{16}")


def nik(text: str) -> str | None:
    """The sixteen digits, however they are grouped; None where it is no NIK."""
    digits = _NOT_DIGITS.sub("", text)
    return digits if _SIXTEEN.fullmatch(digits) and _CERTAIN.search(digits) else None
