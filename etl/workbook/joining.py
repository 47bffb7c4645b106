"""Another sheet of the workbook, joined by a key: of a row there, its columns stand beside the row here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute

from etl.errors import SourceRefused
from etl.identity import told
from etl.options import Join
from etl.reader import Batch, joined

# The published stubs of pyarrow cannot follow what its compute functions take and give back.
pc: Any = pyarrow.compute
_SHOWN = 60


def wanted(join: Join, names: Iterable[str]) -> list[str]:
    """The columns of the other sheet that these names read, and its key."""
    own = (name.removeprefix(join.prefix).strip() for name in names if name.startswith(join.prefix))
    return list(dict.fromkeys([join.key, *own]))


def places(join: Join, header: Sequence[str], columns: Sequence[str]) -> None:
    """Raises SourceRefused unless each of the columns stands once in the other sheet's header."""
    times = Counter(header)
    wrong = [name for name in columns if times[name] != 1]
    if wrong:
        said = ", ".join(f'"{name}"' for name in wrong)
        there = ", ".join(f'"{told(name[:_SHOWN])}"' for name in header[:_SHOWN] if name)
        raise SourceRefused(
            f'lembar "{join.sheet}", baris judul: kolom {said} tidak ada, atau ada dua kali; '
            f"kolom yang ada: {there}"
        )


@dataclass
class Beside:
    """The other sheet in memory; `unmatched` counts the rows that found nothing there."""

    join: Join
    keys: Any
    columns: Mapping[str, Any]
    unmatched: int = field(default=0)

    @classmethod
    def of(cls, join: Join, chunks: Iterable[Batch], columns: Sequence[str]) -> "Beside":
        """Raises SourceRefused for a row that cannot be read, or a key that stands twice."""
        held = list(chunks)
        for chunk in held:
            if chunk.lost:
                lost = chunk.lost[0]
                raise SourceRefused(
                    f'lembar "{join.sheet}", baris {lost.line}, kolom "{lost.column}": angka lebih dari 15 '
                    "digit, Excel tidak menyimpan digit sesudahnya; jadikan kolom itu Teks"
                )
        if not held:
            empty = pa.array([], pa.string())
            return cls(join, empty, dict.fromkeys((join.prefix + name for name in columns), empty))
        whole = joined(held, columns)
        keys = pc.utf8_trim_whitespace(whole.columns[join.key])
        _refuse_twice(join, keys, whole)
        return cls(join, keys, {join.prefix + name: whole.columns[name] for name in columns})

    def add(self, batch: Batch) -> Batch:
        """The batch with the columns of the other sheet; empty where it has no such row."""
        sought = pc.utf8_trim_whitespace(batch.columns[self.join.on.strip()])
        found = pc.index_in(sought, value_set=self.keys, skip_nulls=True)
        # A blank key of a row and one over there are not the same thing.
        found = pc.if_else(pc.equal(sought, ""), pa.scalar(None, pa.int32()), found)
        self.unmatched += found.null_count
        beside = {name: pc.fill_null(texts.take(found), "") for name, texts in self.columns.items()}
        return Batch(batch.lines, {**batch.columns, **beside}, batch.broken, batch.lost)

    def note(self) -> str:
        if not self.unmatched:
            return ""
        count = f"{self.unmatched:,}".replace(",", ".")
        return (
            f'{count} baris tidak ada pasangannya di lembar "{self.join.sheet}" menurut '
            f'"{self.join.on}"; kolom dari lembar itu kosong di sana'
        )


def _refuse_twice(join: Join, keys: Any, whole: Batch) -> None:
    lines: dict[str, list[int]] = {}
    for key, line in zip(keys.to_pylist(), whole.lines.tolist(), strict=True):
        if key:
            lines.setdefault(key, []).append(line)
    twice = next((some for some in lines.values() if len(some) > 1), None)
    if twice is not None:
        said = ", ".join(map(str, twice[:5]))
        raise SourceRefused(
            f'lembar "{join.sheet}": "{join.key}" yang sama ada di baris {said}; sisakan satu baris per kunci'
        )
