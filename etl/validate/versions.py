"""What says which of two rows is newer, as texts that can be compared."""

import numpy as np
import pyarrow as pa

from etl.validate.cells import GIVEN, Values
from etl.validate.fields import DAY, FIRST_DAY, LAST_DAY
from etl.validate.formats import Format
from etl.validate.layout import Bools, Ints, Layout, Texts, pc
from etl.validate.moments import Zone
from etl.validate.reasons import Reason

_INTEGER = r"^\d{1,20}$"
_DIGITS = 20
_ISO = Format(
    "ISO 8601",
    r"^(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[Tt ](?P<hour>\d{2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,9}))?)?(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?$",
    frozenset({"year", "month", "day", "hour", "minute", "second", "fraction", "offset"}),
    Layout(
        width=19,
        numbers=(
            ("year", 0, 4),
            ("month", 5, 2),
            ("day", 8, 2),
            ("hour", 11, 2),
            ("minute", 14, 2),
            ("second", 17, 2),
        ),
        signs=((4, b"-"), (7, b"-"), (10, b"Tt "), (13, b":"), (16, b":")),
    ),
)
_OFFSET = r":\d\d(?:\.\d+)?(?:[Zz]|[+-][\d:]+)$"


def of_instants(utc: Ints) -> Texts:
    """Seconds since 1970 → `2025-03-01T08:00:00`."""
    spaced = pa.array(utc.astype("datetime64[s]")).cast(pa.string())
    return pc.replace_substring(spaced, " ", "T")


def of_texts(values: Values, zone: Zone) -> Texts:
    """Integers padded with zeros, ISO dates and times in UTC, "" for none, which is the oldest.

    Marks in `values` what is none of these.
    """
    encoded = values.data.dictionary_encode()
    trimmed = pc.utf8_trim_whitespace(encoded.dictionary)
    iso, known = _iso(trimmed, zone)
    whole = pc.match_substring_regex(trimmed, _INTEGER)
    texts = pc.if_else(whole, pc.utf8_lpad(trimmed, _DIGITS, "0"), iso)
    known = known | whole.to_numpy(zero_copy_only=False)
    values.refuse(~known[encoded.indices.to_numpy()], Reason.BUKAN_WAKTU)
    blank = pa.scalar("")
    return pc.if_else(pa.array(values.state == GIVEN), texts.take(encoded.indices), blank)


def _iso(texts: Texts, zone: Zone) -> tuple[Texts, Bools]:
    """ISO texts in UTC, and which of the texts are a date or a time at all."""
    parsed = _ISO.parse(texts)
    days, seconds, offset = parsed.days, parsed.seconds, parsed.offset
    if days is None or seconds is None or offset is None:
        raise AssertionError("ISO 8601 has a day, a clock and an offset")
    known = parsed.ok & (days >= FIRST_DAY) & (days <= LAST_DAY)
    local = np.where(known, days * DAY + seconds, 0)
    zoned = pc.match_substring_regex(texts, _OFFSET).to_numpy(zero_copy_only=False)
    # Only the order matters, so an hour that comes twice or not at all may be taken as the nearest.
    utc = of_instants(np.where(zoned, local - offset, zone.utc(local)[0]))
    if not pc.any(pc.match_substring(texts, ".")).as_py():
        return utc, known
    fraction = pc.replace_substring_regex(texts, r"^[^.]*|0*(?:[Zz]|[+-][\d:]*)?$", "")
    fraction = pc.if_else(pc.equal(fraction, "."), "", fraction)
    return pc.binary_join_element_wise(utc, pc.if_else(pa.array(known), fraction, ""), ""), known
