"""What says which of two rows is newer, as texts that can be compared."""

from typing import Any

import numpy as np
import pyarrow as pa

from etl.cells import Values
from etl.formats import DAY, FIRST_DAY, LAST_DAY, Bools, Ints, Texts, compile_format, pc
from etl.moments import Zone
from etl.reasons import Reason

_INTEGER = r"^\d{1,20}$"
_DIGITS = 20
_FORMS = tuple(
    compile_format(f"%Y-%m-%d{clock}{offset}")
    for clock in (" %H:%M:%S", " %H:%M:%S.%f", " %H:%M", "")
    for offset in ("", "%z")
    if clock or not offset
)


def of_instants(utc: Ints) -> Texts:
    """Seconds since 1970 → `2025-03-01T08:00:00`."""
    return pa.array(np.datetime_as_string(utc.astype("datetime64[s]")), pa.string())


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
    return pc.if_else(pa.array(values.state == 1), texts.take(encoded.indices), blank)


def _iso(texts: Texts, zone: Zone) -> tuple[Texts, Bools]:
    spaced = pc.replace_substring_regex(texts, r"^(\d{4}-\d\d-\d\d)[Tt]", r"\1 ")
    count = len(texts)
    known = np.zeros(count, bool)
    local, offset = np.zeros(count, np.int64), np.zeros(count, np.int64)
    zoned = np.zeros(count, bool)
    for form in _FORMS:
        left = np.flatnonzero(~known)
        if not len(left):
            break
        parsed = form.parse(spaced.take(pa.array(left)))
        days = parsed.days if parsed.days is not None else np.zeros(len(left), np.int64)
        good = parsed.ok & (days >= FIRST_DAY) & (days <= LAST_DAY)
        seconds = days * DAY + (0 if parsed.seconds is None else parsed.seconds)
        local[left[good]] = seconds[good]
        known[left[good]] = True
        if parsed.offset is not None:
            zoned[left[good]] = True
            offset[left[good]] = parsed.offset[good]
    # Only the order matters, so an hour that comes twice or not at all may be taken as the nearest.
    utc = np.where(zoned, local - offset, zone.utc(local)[0])
    fraction: Any = pc.replace_substring_regex(spaced, r"^[^.]*|0*(?:[Zz]|[+-][\d:]*)?$", "")
    return pc.binary_join_element_wise(of_instants(utc), pc.if_else(pa.array(known), fraction, ""), ""), known
