"""Texts of one width, read digit by digit in columns: faster than an expression, and as strict."""

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


@dataclass(frozen=True)
class Layout:
    """`numbers` are (field, first byte, digits); `signs` are (byte, what may stand there)."""

    width: int
    numbers: tuple[tuple[str, int, int], ...]
    signs: tuple[tuple[int, bytes], ...]

    def read(self, texts: Texts) -> tuple[dict[str, Ints], Bools]:
        """The fields of the texts that fit, and which these are."""
        fits: Bools = pc.equal(pc.binary_length(texts), self.width).to_numpy(zero_copy_only=False)
        grid = self._grid(texts if fits.all() else texts.filter(pa.array(fits)))
        good = np.ones(len(grid), bool)
        for place, allowed in self.signs:
            good &= np.isin(grid[:, place], np.frombuffer(allowed, np.uint8))
        fields: dict[str, Ints] = {}
        for name, first, size in self.numbers:
            # Below "0" the byte wraps round, so that one comparison finds all that is no digit.
            digits = grid[:, first : first + size] - np.uint8(ord("0"))
            good &= (digits <= 9).all(axis=1)
            fields[name] = digits.astype(np.int64) @ (10 ** np.arange(size - 1, -1, -1, dtype=np.int64))
        fits[fits] = good
        return {name: values[good] for name, values in fields.items()}, fits

    def _grid(self, texts: Texts) -> npt.NDArray[np.uint8]:
        _, offsets, content = texts.buffers()
        if not len(texts) or content is None:
            return np.zeros((0, self.width), np.uint8)
        start = int(np.frombuffer(offsets, np.int32, 1, 4 * texts.offset)[0])
        flat = np.frombuffer(content, np.uint8, len(texts) * self.width, start)
        return flat.reshape(len(texts), self.width)
