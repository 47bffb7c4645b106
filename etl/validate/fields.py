"""What the fields of a format say: a day that exists, a time of that day, an offset."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from etl.validate.layout import Bools, Ints, Texts, pc

DAY = 86_400
FIRST_DAY = int(np.datetime64("1990-01-01", "D").astype(np.int64))
LAST_DAY = int(np.datetime64("2100-12-31", "D").astype(np.int64))
EXCEL_EPOCH = int(np.datetime64("1899-12-30", "D").astype(np.int64))

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
ZONES: Mapping[str, int] = {"wib": 7 * 3600, "wita": 8 * 3600, "wit": 9 * 3600, "utc": 0, "gmt": 0, "z": 0}


@dataclass(frozen=True)
class Parsed:
    """What a text says: a day, seconds since midnight, an offset from UTC; None where the format has none."""

    ok: Bools
    days: Ints | None
    seconds: Ints | None
    offset: Ints | None


def number(name: str, cell: Texts) -> Ints:
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
    # No place on earth is further from UTC than 14 hours; seconds_of_day refuses what lies beyond.
    return (hours * 3600 + minutes * 60 if minutes < 60 else 15 * 3600) * (-1 if folded[0] == "-" else 1)


def days(fields: Mapping[str, Ints]) -> tuple[Ints, Bools]:
    """Days since 1970, and whether that day exists."""
    if "year" in fields:
        year = fields["year"]
    else:
        year = fields["short_year"] + np.where(fields["short_year"] < 69, 2000, 1900)
    if "year_day" in fields:
        start = (year - 1970).astype("datetime64[Y]")
        found = start.astype("datetime64[D]").astype(np.int64) + fields["year_day"] - 1
        return found, found.astype("datetime64[D]").astype("datetime64[Y]") == start
    month = fields["month"] if "month" in fields else fields["month_name"]
    start = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    found = start.astype("datetime64[D]").astype(np.int64) + fields["day"] - 1
    exists = found.astype("datetime64[D]").astype("datetime64[M]") == start
    return found, exists & (month >= 1) & (month <= 12)


def seconds_of_day(fields: Mapping[str, Ints]) -> tuple[Ints, Bools]:
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


def serial(cell: Texts, ok: Bools) -> Parsed:
    """Excel's serial: days since 1899-12-30, the fraction is the time of day."""
    number = (
        pc.replace_substring(cell.fill_null("0"), ",", ".").cast(pa.float64()).to_numpy(zero_copy_only=False)
    )
    seconds = np.rint(number * DAY).astype(np.int64)
    return Parsed(ok, seconds // DAY + EXCEL_EPOCH, seconds % DAY, None)
