"""The cells of one batch, each source column looked at once, and what a rule makes of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.errors import SourceRefused
from etl.reader import Batch
from etl.source import Part
from etl.validate.fields import Parsed
from etl.validate.formats import Format
from etl.validate.layout import Bools, Ints, Texts, pc
from etl.validate.reasons import Reason

Codes = npt.NDArray[np.int8]

REASONS = tuple(Reason)
EMPTY, GIVEN = 0, 1
_FAULT = 2
ALL = -1
"""Not one part of a rule is at fault, but what they say together."""


def fault(reason: Reason) -> int:
    """The state of a value that is refused."""
    return _FAULT + REASONS.index(reason)


def reason(state: int) -> Reason:
    return REASONS[state - _FAULT]


@dataclass
class Values:
    """A canonical column of a batch, row by row.

    `state` is EMPTY, GIVEN or a fault; `part` is the part of the rule that decided (or ALL), `rule` the
    alternative; `skewed` marks clocks that are a little early.
    """

    state: Codes
    part: Codes
    data: Any
    rule: Codes
    skewed: Bools

    @classmethod
    def blank(cls, rows: int, data: Any) -> "Values":
        return cls(
            np.zeros(rows, np.int8),
            np.full(rows, ALL, np.int8),
            data,
            np.zeros(rows, np.int8),
            np.zeros(rows, bool),
        )

    def refuse(self, where: Bools, why: Reason, part: int = ALL) -> None:
        """Only what was given so far can be refused: the first fault of a value is the one that is named."""
        where = where & (self.state == GIVEN)
        self.state[where] = fault(why)
        self.part[where] = part

    def clear(self, where: Bools, part: int = ALL) -> None:
        self.state[where] = EMPTY
        self.part[where] = part


class Cells:
    """One batch. What is computed from a column is kept until the batch is done."""

    def __init__(self, batch: Batch, file_name: str) -> None:
        self._batch = batch
        self._file_name = PurePath(file_name).name
        self.rows = len(batch.lines)
        self.trimmed = cache(self._trimmed)
        self.encoded = cache(self._encoded)
        self.lowered = cache(self._lowered)
        self.parsed = cache(self._parsed)

    def raw(self, column: str) -> Texts:
        return self._batch.columns[column]

    def constant(self, part: Part) -> str:
        """A constant, or what the expression finds in the file's name."""
        if part.file is None:
            return part.value or ""
        found = re.search(part.file, self._file_name)
        if found is None:
            raise SourceRefused(
                f'nama berkas tidak cocok dengan pola "{part.file}"; ubah nama berkas atau polanya'
            )
        return found[1] if found.re.groups else found[0]

    def _trimmed(self, column: str) -> Texts:
        return pc.utf8_trim_whitespace(self.raw(column))

    def _encoded(self, column: str) -> tuple[Ints, Texts]:
        """For each row which of the distinct texts it holds, and these, as written."""
        encoded = self.raw(column).dictionary_encode()
        return encoded.indices.to_numpy(), encoded.dictionary

    def _lowered(self, column: str) -> tuple[Ints, Texts]:
        indices, texts = self.encoded(column)
        return indices, pc.utf8_lower(pc.utf8_trim_whitespace(texts))

    def is_in(self, column: str, words: frozenset[str]) -> Bools:
        """Rows whose text is one of the words, without regard to case and blanks around."""
        if words == _NOTHING:
            blank: Bools = pc.equal(self.trimmed(column), "").to_numpy(zero_copy_only=False)
            return blank
        indices, texts = self.lowered(column)
        found: Bools = pc.is_in(texts, pa.array(sorted(words), pa.string())).to_numpy(zero_copy_only=False)
        return found[indices]

    def is_like(self, column: str, patterns: Sequence[str]) -> Bools:
        """Rows whose text fits a pattern with * and ?, without regard to case."""
        indices, texts = self.lowered(column)
        whole = "|".join(_glob(pattern.strip().lower()) for pattern in patterns)
        found: Bools = pc.match_substring_regex(texts, f"(?s)^(?:{whole})$").to_numpy(zero_copy_only=False)
        return found[indices]

    def joined(self, parts: Sequence[str | Part], *, raw: bool = False) -> Texts:
        """The texts of all parts with "|" between them."""
        read = self.raw if raw else self.trimmed
        pieces = [
            read(part.strip()) if isinstance(part, str) else pa.scalar(self.constant(part)) for part in parts
        ]
        if all(isinstance(part, Part) for part in parts):
            return pa.repeat(pa.scalar("|".join(piece.as_py() for piece in pieces)), self.rows)
        return pieces[0] if len(pieces) == 1 else pc.binary_join_element_wise(*pieces, "|")

    def _parsed(self, parts: tuple[str | Part, ...], form: Format) -> Parsed:
        """Every distinct text once; a constant is a single text."""
        if len(parts) == 1 and isinstance(parts[0], str):
            indices, texts = self.encoded(parts[0].strip())
        else:
            encoded = self.joined(parts, raw=True).dictionary_encode()
            indices, texts = encoded.indices.to_numpy(), encoded.dictionary
        found = form.parse(texts)

        def spread(values: Ints | None) -> Ints | None:
            return None if values is None else values[indices]

        return Parsed(found.ok[indices], spread(found.days), spread(found.seconds), spread(found.offset))


_NOTHING = frozenset({""})


def _glob(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
