"""Column rules at work: from the cells of a batch to values, each with its state."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from etl.identity import names_someone, nik
from etl.reference import normal
from etl.source import Part
from etl.validate.cells import EMPTY, GIVEN, Cells, Values, fault
from etl.validate.fields import DAY
from etl.validate.formats import Format
from etl.validate.layout import Ints, pc
from etl.validate.moments import Clock, Turn, Zone, empties, instants
from etl.validate.reasons import Reason

Column = Callable[[str], Values]
"""A canonical column of the same batch, by name."""


@dataclass(frozen=True)
class Base(ABC):
    """What all rules share: their parts, which texts mean nothing, and the rows that they are about."""

    parts: tuple[str | Part, ...]
    empty: frozenset[str] = frozenset({""})
    when: tuple[tuple[str, frozenset[str]], ...] = ()
    skew: int = 0

    def values(self, cells: Cells, column: Column) -> Values:
        values = Values.blank(cells.rows, None)
        empties(cells, self.parts, self.empty, values)
        values.data = self._data(cells, column, values)
        for name, words in self.when:
            values.clear(~cells.is_in(name, words))
        return values

    @abstractmethod
    def _data(self, cells: Cells, column: Column, values: Values) -> Any:
        """The data of the rows that are given; marks the others in `values`."""


_REMEMBERED = 100_000

Resolve = Callable[[str], Any]
"""A text without blanks around → its value, or the Reason why it has none."""


@dataclass(frozen=True)
class Looked(Base):
    """A text of few kinds: mapped, looked up or counted, each distinct text once for all batches."""

    resolve: Resolve = str
    of: Any = pa.string()
    blank: Any = None
    """What the map makes of an empty cell, if it says so."""
    _known: dict[str, Any] = field(default_factory=dict, compare=False)

    def _data(self, cells: Cells, column: Column, values: Values) -> Any:
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            indices, texts = cells.encoded(self.parts[0].strip())
        else:
            encoded = cells.joined(self.parts).dictionary_encode()
            indices, texts = encoded.indices.to_numpy(), encoded.dictionary
        found = [self._value(text.strip()) for text in texts.to_pylist()]
        states = np.array([fault(v) if isinstance(v, Reason) else GIVEN for v in found], np.int8)
        if self.blank is not None:
            values.state[values.state == EMPTY] = GIVEN
        given = values.state == GIVEN
        values.state[given] = states[indices][given]
        data = pa.array([None if isinstance(v, Reason) else v for v in found], self.of)
        return data.take(pa.array(indices))

    def _value(self, text: str) -> Any:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        if text not in self._known:
            gone = self.blank is not None and text.lower() in self.empty
            self._known[text] = self.blank if gone else self.resolve(text)
        return self._known[text]


@dataclass(frozen=True)
class Plain(Base):
    """A text as it stands, without blanks around."""

    def _data(self, cells: Cells, column: Column, values: Values) -> Any:
        return cells.joined(self.parts)


@dataclass(frozen=True)
class Pseudonym(Base):
    """A NIK as a keyed hash. Nothing of it is remembered from one batch to the next."""

    person: Callable[[str], str] = str

    def _data(self, cells: Cells, column: Column, values: Values) -> Any:
        encoded = cells.joined(self.parts).dictionary_encode()
        indices = encoded.indices.to_numpy()
        numbers = [nik(text) for text in encoded.dictionary.to_pylist()]
        wrong = np.array([number is None for number in numbers], bool)
        values.refuse(wrong[indices], Reason.BUKAN_NIK)
        persons = pa.array([number and self.person(number) for number in numbers], pa.string())
        return persons.take(pa.array(indices))


@dataclass(frozen=True)
class Moment(Base):
    """An instant from its parts."""

    clock: Clock = Clock((), ())
    zone: Zone = Zone("UTC", earliest=False)
    turn: Turn | None = None
    after: "str | Moment" = ""

    def _data(self, cells: Cells, column: Column, values: Values) -> Ints:
        local = self.clock.read(cells, values)
        if self.turn is None:
            return instants(local, self.zone)
        after = column(self.after) if isinstance(self.after, str) else self.after.values(cells, column)
        return self.turn.instants(local, self.zone, after)


@dataclass(frozen=True)
class Later(Base):
    """A canonical instant and a duration that the log gives."""

    start: str = ""
    unit: int = 1
    decimal: str = "."
    form: Format | None = None

    # No log of a public office holds one service for ten years; a longer number would leave the calendar.
    _LONGEST = 3660 * DAY

    def _data(self, cells: Cells, column: Column, values: Values) -> Ints:
        begun = column(self.start)
        values.clear(begun.state != GIVEN)
        seconds = self._duration(cells, values)
        values.refuse(seconds < 0, Reason.URUTAN_WAKTU)
        values.refuse(seconds > self._LONGEST, Reason.DI_LUAR_RENTANG)
        return np.asarray(np.where(values.state == GIVEN, begun.data + seconds, 0), np.int64)

    def _duration(self, cells: Cells, values: Values) -> Ints:
        if self.form is not None:
            parsed = cells.parsed(self.parts, self.form)
            values.refuse(~parsed.ok, Reason.BUKAN_WAKTU)
            return parsed.seconds if parsed.seconds is not None else np.zeros(cells.rows, np.int64)
        texts = pc.replace_substring(cells.joined(self.parts), self.decimal, ".")
        fits = pc.match_substring_regex(texts, NUMBER).to_numpy(zero_copy_only=False)
        values.refuse(~fits, Reason.BUKAN_ANGKA)
        numbers = pc.if_else(pa.array(fits), texts, "0").cast(pa.float64()).to_numpy()
        return np.asarray(np.rint(numbers * self.unit), np.int64)


NUMBER = r"^[+-]?\d{1,12}(\.\d{1,12})?$"
_NUMBER = re.compile(NUMBER, re.ASCII)


def number(text: str, decimal: str) -> float | None:
    """`number("3,5", ",")` → 3.5; what is no number is None. Thousands are not separated."""
    if decimal != "." and "." in text:
        return None
    written = text.replace(decimal, ".")
    return float(written) if _NUMBER.match(written) else None


def coder(known: Mapping[str, str], table: Mapping[str, str], other: str | None) -> Resolve:
    """Text → code: by the rule's own map, then by the names that are known, then `other`."""

    def resolve(text: str) -> str | Reason:
        folded = normal(text)
        found = table.get(folded) or known.get(folded) or other
        return Reason.KODE_TAK_DIKENAL if found is None else found

    return resolve


def scorer(
    table: Mapping[str, float], other: float | None, decimal: str, span: tuple[float, float]
) -> Resolve:
    """Text → a whole score within the span."""

    def resolve(text: str) -> int | Reason:
        value = table.get(normal(text))
        if value is None:
            value = number(text, decimal)
        value = other if value is None else value
        if value is None:
            return Reason.BUKAN_ANGKA
        if value != int(value) or not span[0] <= value <= span[1]:
            return Reason.DI_LUAR_RENTANG
        return int(value)

    return resolve


def worder(
    table: Mapping[str, str], other: str | None, decimal: str | None, span: tuple[float, float] | None
) -> Resolve:
    """Text → text: mapped, and where the rule says so a number within the span, kept as it is written."""

    def resolve(text: str) -> str | Reason:
        found = table.get(normal(text)) or (other if table else None)
        if found is not None:
            return found
        if decimal is None and span is None:
            return text
        value = number(text, decimal or ".")
        if value is None:
            return other if other is not None else Reason.BUKAN_ANGKA
        return text if span is None or span[0] <= value <= span[1] else Reason.DI_LUAR_RENTANG

    return resolve


def watchful(resolve: Resolve) -> Resolve:
    """A person's number among codes is told as one: nobody should make it a synonym."""

    def resolved(text: str) -> Any:
        found = resolve(text)
        strayed = isinstance(found, Reason) and names_someone(text)
        return Reason.NIK_DI_KOLOM_LAIN if strayed else found

    return resolved


def first_given(found: Sequence[Values]) -> Values:
    """Row by row the first rule that gives a value; garbage is a value that is refused, not passed over."""
    chosen = found[0]
    for i, later in enumerate(found[1:], start=1):
        use = (chosen.state == EMPTY) & (later.state != EMPTY)
        if not use.any():
            continue
        for name in ("state", "part", "skewed"):
            setattr(chosen, name, np.where(use, getattr(later, name), getattr(chosen, name)))
        chosen.rule = np.where(use, np.int8(i), chosen.rule)
        if isinstance(chosen.data, np.ndarray):
            chosen.data = np.where(use, later.data, chosen.data)
        else:
            chosen.data = pc.if_else(pa.array(use), later.data, chosen.data)
    return chosen
