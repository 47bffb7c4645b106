"""A log with a row per event → one row per visit, by the rules of the block.

A visit is all rows of one key, or those from one beginning to the next. Its row stands at the line of the
first, has the time of each event in a column named after it, and of every other column the first cell that
is not blank. All other rows of the log are counted as folded: they are read, and they are no visits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from etl.errors import SourceRefused
from etl.options import Fold
from etl.reader import BATCH_ROWS, Batch, Lost, Sheet
from etl.source import SourceBlock, rule_columns, source_columns
from etl.validate.fields import DAY
from etl.validate.formats import Format, compile_format
from etl.validate.layout import Bools, Ints, pc
from etl.visible import number

MOST_ROWS = 3_000_000
MOST_BYTES = 384 << 20
"""Of one file, and of the texts of the columns that are read: a log is folded as a whole."""

_BETWEEN = "\x1f"
_NONE = np.iinfo(np.int64).max

Texts = Any


def format_of(fold: Fold) -> Format:
    """Raises ValueError for a format that does not tell a day and a time of day."""
    form = compile_format(fold.format)
    if lack := form.lack():
        raise ValueError(lack)
    if not form.is_excel and not (form.has_date and form.has_clock):
        raise ValueError("waktu peristiwa perlu tanggal dan jam; sebut kedua kolomnya di fold.time")
    return form


def folded(sheet: Sheet, block: SourceBlock) -> Sheet:
    """The same sheet with a row per visit. Its batches raise SourceRefused for a log that is too long."""
    fold = block.fold
    assert fold is not None
    notes = sheet.notes

    def batches() -> Iterator[Batch]:
        log = _gathered(sheet.batches, source_columns(block))
        visits = _Visits(log, fold)
        notes.append(visits.note())
        yield from visits.batches(rule_columns(block))

    return Sheet(sheet.header, batches(), sheet.unit, notes)


@dataclass(frozen=True)
class _Log:
    lines: Ints
    columns: Mapping[str, Texts]
    broken: tuple[tuple[int, int], ...]
    lost: tuple[Lost, ...]


def _gathered(batches: Iterator[Batch], names: tuple[str, ...]) -> _Log:
    held: list[Batch] = []
    rows = size = 0
    for batch in batches:
        held.append(batch)
        rows += len(batch.lines)
        size += sum(batch.columns[name].nbytes for name in names)
        if rows > MOST_ROWS or size > MOST_BYTES:
            raise SourceRefused(
                f"catatan peristiwa ini lebih dari {MOST_ROWS // 1_000_000} juta baris atau "
                f"{MOST_BYTES >> 20} MiB; bagi per bulan, dan biarkan satu kunjungan dalam satu berkas"
            )
    empty = pa.array([], pa.string())
    return _Log(
        np.concatenate([np.zeros(0, np.int64), *(batch.lines for batch in held)]),
        {name: pa.concat_arrays([empty, *(batch.columns[name] for batch in held)]) for name in names},
        tuple(line for batch in held for line in batch.broken),
        tuple(lost for batch in held for lost in batch.lost),
    )


class _Visits:
    """The log in the order of keys and times, and where each visit begins in it."""

    def __init__(self, log: _Log, fold: Fold) -> None:
        self._log = log
        self._fold = fold
        self._times = _joined([_trimmed(log.columns[name]) for name in fold.times], " ")
        seconds, dated = _parsed(self._times, format_of(fold))
        names = list(fold.events)
        event = _events(log.columns[fold.event.strip()], [fold.words(name) for name in names])
        keys = [_trimmed(log.columns[name]) for name in fold.keys]
        keyed = np.logical_and.reduce([_given(texts) for texts in keys])
        astray = (event >= 0) & ~(keyed & dated)
        self._lost = (*log.lost, *self._faults(astray, keyed, dated))
        rows = np.flatnonzero(keyed & dated)
        key = _codes(_joined(keys, _BETWEEN))[rows]
        # By key, then by time, then as the file has them.
        order = np.lexsort((rows, seconds[rows], key))
        self._rows, key, event = rows[order], key[order], event[rows[order]]
        starts = np.ones(len(rows), bool)
        starts[1:] = key[1:] != key[:-1]
        if fold.begins is not None:
            starts |= event == names.index(fold.begins)
        self._starts = np.flatnonzero(starts)
        self._event = event
        known = self._reduced(np.logical_or, event >= 0)
        self._chosen = np.flatnonzero(known)
        heads = self._reduced(np.minimum, log.lines[self._rows])
        self._chosen = self._chosen[np.argsort(heads[self._chosen])]
        self._heads = heads[self._chosen]
        self._folded = len(log.lines) - len(self._chosen) - int(astray.sum())

    def note(self) -> str:
        made = len(self._chosen)
        return (
            f"{number(self._folded + made)} baris peristiwa dilipat menjadi {number(made)}; "
            "selisihnya dihitung dikecualikan"
        )

    def batches(self, names: tuple[str, ...]) -> Iterator[Batch]:
        """The first has all that is lost, broken and folded."""
        columns = {name: self._column(name) for name in names}
        for first in range(0, max(len(self._heads), 1), BATCH_ROWS):
            yield Batch(
                self._heads[first : first + BATCH_ROWS],
                {name: texts.slice(first, BATCH_ROWS) for name, texts in columns.items()},
                self._log.broken if first == 0 else (),
                self._lost if first == 0 else (),
                self._folded if first == 0 else 0,
            )

    def _faults(self, astray: Bools, keyed: Bools, dated: Bools) -> Iterator[Lost]:
        """Events that belong nowhere: without a key, or at no time."""
        key, time = ", ".join(self._fold.keys), ", ".join(self._fold.times)
        for row in np.flatnonzero(astray).tolist():
            line = int(self._log.lines[row])
            if not keyed[row]:
                yield Lost(line, key, "wajib_kosong")
            if not dated[row]:
                yield Lost(line, time, "bukan_waktu", self._times[row].as_py())

    def _column(self, name: str) -> Texts:
        made = self._fold.given(name)
        if made is None:
            return self._first_given(self._log.columns[name])
        event, column = made
        here = self._event == list(self._fold.events).index(event)
        texts = self._log.columns[column] if column else self._times
        return self._taken(texts, self._place(here, last=self._fold.takes_last(event)))

    def _first_given(self, texts: Texts) -> Texts:
        return self._taken(texts, self._place(_given(_trimmed(texts))[self._rows], last=False))

    def _place(self, here: Bools, *, last: bool) -> Ints:
        """Of each visit the first or last place in the order where it is so; _NONE where there is none."""
        places = np.arange(len(here))
        if not last:
            return np.asarray(self._reduced(np.minimum, np.where(here, places, _NONE)))
        found = self._reduced(np.maximum, np.where(here, places, -1))
        return np.where(found < 0, _NONE, found)

    def _taken(self, texts: Texts, places: Ints) -> Texts:
        chosen = places[self._chosen]
        gone = chosen == _NONE
        rows = self._rows[np.where(gone, 0, chosen)] if len(self._rows) else chosen
        return pc.fill_null(texts.take(pa.array(rows, mask=gone)), "")

    def _reduced(self, how: np.ufunc, values: Any) -> Any:
        return how.reduceat(values, self._starts) if len(self._starts) else values[:0]


def _trimmed(texts: Texts) -> Texts:
    return pc.utf8_trim_whitespace(texts)


def _given(trimmed: Texts) -> Bools:
    found: Bools = pc.not_equal(trimmed, "").to_numpy(zero_copy_only=False)
    return found


def _joined(texts: list[Texts], between: str) -> Texts:
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, between)


def _codes(texts: Texts) -> Ints:
    codes: Ints = texts.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _parsed(texts: Texts, form: Format) -> tuple[Ints, Bools]:
    """Seconds that tell the order, and which texts are a time; each distinct text once."""
    encoded = texts.dictionary_encode()
    found = form.parse(encoded.dictionary)
    zero = np.zeros(len(encoded.dictionary), np.int64)
    parts = (found.days, found.seconds, found.offset)
    days, seconds, offset = (zero if part is None else part for part in parts)
    at = np.where(found.ok, days * DAY + seconds - offset, 0)
    places = encoded.indices.to_numpy(zero_copy_only=False)
    return at[places], found.ok[places]


def _events(texts: Texts, words: list[frozenset[str]]) -> Ints:
    """Of each row which event it tells; -1 for none of them."""
    encoded = pc.utf8_lower(_trimmed(texts)).dictionary_encode()
    known = {word: number for number, some in enumerate(words) for word in some}
    found = np.array([known.get(text, -1) for text in encoded.dictionary.to_pylist()] or [-1], np.int64)
    return np.asarray(found[encoded.indices.to_numpy(zero_copy_only=False)])
