"""Rows of one file beside each other, as `etl.judge` has them beside each other and the facts."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from etl.validate.layout import Bools, pc

_NAMED, _BETWEEN, _NOTHING = ("id", "version"), "\x1f", "\x1e"
Hashes = npt.NDArray[np.uint64]


class Among:
    """Remembers of each id and version two hashes: its own, and that of what its first row says."""

    def __init__(self) -> None:
        self._names = self._says = np.zeros(0, np.uint64)

    def judge(self, facts: pa.Table) -> tuple[Bools, Bools]:
        """Good rows in the order of the file → which repeat a row above, and which say something else."""
        names = _hashed(facts, _NAMED)
        says = _hashed(facts, (name for name in facts.column_names if name not in (*_NAMED, "line")))
        distinct, heads, of = np.unique(names, return_index=True, return_inverse=True)
        first = says[heads]
        places = np.searchsorted(self._names, distinct)
        known = places < len(self._names)
        known[known] = self._names[places[known]] == distinct[known]
        first[known] = self._says[places[known]]
        self._names = np.insert(self._names, places[~known], distinct[~known])
        self._says = np.insert(self._says, places[~known], first[~known])
        again = np.ones(len(names), bool)
        again[heads[~known]] = False
        same = says == first[of]
        return again & same, again & ~same


def _hashed(facts: pa.Table, columns: Iterable[str]) -> Hashes:
    texts = [pc.fill_null(facts[name].cast(pa.string()), _NOTHING) for name in columns]
    joined = pc.binary_join_element_wise(*texts, _BETWEEN)
    found: Hashes = pd.util.hash_array(joined.to_numpy(), categorize=False)
    return found
