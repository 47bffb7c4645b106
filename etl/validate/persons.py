"""Persons in the rows: their numbers in the wrong column are refused, what is told of them is set aside."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from etl.identity import LONG_NUMBER, SUSPECT, long_number, names_someone
from etl.validate.cells import GIVEN, Values
from etl.validate.layout import Bools, pc
from etl.validate.reasons import Reason
from etl.validate.rules import Base

LONGEST_REMARK = 1_000
"""What follows is cut off: of a remark nothing is counted."""


def refuse_numbers(
    rules: Sequence[Base], values: Values, own_numbers: frozenset[str], *, strict: bool
) -> None:
    """Refuse the texts that hold a person's number, or (`strict`) any long one."""
    read = {part.strip() for rule in rules for part in rule.parts if isinstance(part, str)}
    if read & own_numbers:
        return
    pattern, surely = (LONG_NUMBER, long_number) if strict else (SUSPECT, names_someone)
    encoded = values.data.dictionary_encode()
    texts = encoded.dictionary
    suspect = pc.fill_null(pc.match_substring_regex(texts, pattern), False).to_numpy(zero_copy_only=False)
    if not suspect.any():
        return
    for place in np.flatnonzero(suspect):
        suspect[place] = surely(texts[int(place)].as_py())
    indices = pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)
    values.refuse(suspect[indices], Reason.NIK_DI_KOLOM_LAIN)


def aside(known: Mapping[str, Any], held: Mapping[str, Values], good: Bools) -> pa.Table:
    """The good rows that have any of what is set aside: the columns that tell whose it is, and that."""
    some = np.zeros(len(good), bool)
    columns = dict(known)
    for name, values in held.items():
        given = values.state == GIVEN
        some |= given
        texts = pc.utf8_slice_codeunits(values.data, 0, LONGEST_REMARK)
        columns[name] = pc.if_else(pa.array(given), texts, pa.scalar(None, pa.string()))
    keep = pa.array(good & some)
    return pa.table({name: values.filter(keep) for name, values in columns.items()})
