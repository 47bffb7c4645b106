"""Batches of text → facts and rejects. Pure: drops nothing, guesses nothing, keeps no refused text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from etl.facts import UNLESS, Kind
from etl.identity import SHAPE_LENGTH, shape
from etl.pseudonym import HmacKey
from etl.reader import Batch
from etl.reference import Reference
from etl.source import Part, SourceBlock, source_columns
from etl.validate import versions
from etl.validate.cells import ALL, EMPTY, GIVEN, Cells, Values, reason
from etl.validate.layout import Bools, Ints, pc
from etl.validate.persons import aside, refuse_numbers
from etl.validate.plan import Planned, make_plan
from etl.validate.reasons import WITHOUT_END, Reason
from etl.validate.rules import Base, Moment, first_given

LONGEST_TEXT = 100
_LEAD = timedelta(minutes=5)
"""A clock may be this much ahead of ours."""
_VERSION = "version"

_NAMED = Batch(np.array([1]), {})
"""One row without a column: all that a file's name says of its rows."""

_TEXTS = ("column", "reason", "shape")
REJECTS = pa.schema({"line": pa.int32(), **dict.fromkeys(_TEXTS, pa.string())})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Checked:
    """read = facts.num_rows + rejected + excluded; a line with several reasons counts once in `rejected`.

    `asides` has a column for each of person and remark that the block maps, and of each good row with one of
    them its id, version and line. `refused` are the ids of rejected rows, None where they cannot be read;
    only where the files of a source are complete for something.
    """

    facts: pa.Table
    asides: pa.Table
    rejects: pa.Table
    read: int
    rejected: int
    excluded: int
    skewed: int
    refused: tuple[str | None, ...] = ()


class Validator:
    """Raises ConfigProblem for a block that cannot work. One serves all files of its source."""

    def __init__(
        self, block: SourceBlock, reference: Reference, *, now: datetime, hmac_key: HmacKey | None = None
    ) -> None:
        self._block = block
        self._plan = make_plan(block, reference, hmac_key)
        self._limit = int((now + _LEAD).timestamp())

    @property
    def notes(self) -> tuple[str, ...]:
        """What the office should know about this block."""
        return self._plan.notes

    def needs(self) -> set[str]:
        return set(source_columns(self._block))

    def spelled(self, column: str) -> str:
        """The source columns of a canonical column, as the file spells them."""
        planned = self._plan.columns[column]
        found = _columns(planned.rules[0], ALL) if planned.rules else ()
        return ", ".join(dict.fromkeys(found)) or column

    def check(self, batch: Batch, *, file_name: str) -> Checked:
        """Raises SourceRefused if the file's name does not say what the block reads from it."""
        cells = Cells(batch, file_name)
        check = _Check(cells, batch, self._plan.columns)
        excluded = self._excluded(cells)
        for planned in self._plan.columns.values():
            self._check_column(check, planned)
        self._check_order(check)
        version = self._version(check)
        for name, rules in self._plan.asides.items():
            check.add(name, rules, first_given([rule.values(cells, check.column) for rule in rules]))
            check.note_faults(name)
        bad = check.bad & ~excluded
        good = ~bad & ~excluded
        unread = len(batch.broken) + len({lost.line for lost in batch.lost})
        skewed = np.zeros(cells.rows, bool)
        for values in check.values.values():
            skewed |= values.skewed & (values.state == GIVEN)
        return Checked(
            facts=self._facts(check, good, version),
            asides=self._asides(check, good, version),
            rejects=check.rejects(excluded),
            read=cells.rows + unread + batch.folded,
            rejected=int(bad.sum()) + unread,
            excluded=int(excluded.sum()) + batch.folded,
            skewed=int((skewed & good).sum()),
            refused=self._refused(check, bad) + (None,) * unread if self._block.covers else (),
        )

    def file_version(self, name: str) -> str:
        """The version that stands in a file's name, for a block that has it there; "" where there is none."""
        check = _Check(Cells(_NAMED, name), _NAMED, self._plan.columns)
        version = self._version(check)[0].as_py()
        return "" if check.bad.any() else str(version)

    def _refused(self, check: "_Check", bad: Bools) -> tuple[str | None, ...]:
        ids = check.column("id")
        texts = pc.if_else(pa.array(ids.state == GIVEN), ids.data, pa.scalar(None, pa.string()))
        return tuple(texts.filter(pa.array(bad)).to_pylist())

    def _excluded(self, cells: Cells) -> Bools:
        excluded = np.zeros(cells.rows, bool)
        for exclusion in self._plan.exclusions:
            if exclusion.words:
                excluded |= cells.is_in(exclusion.column, exclusion.words)
            if exclusion.patterns:
                excluded |= cells.is_like(exclusion.column, exclusion.patterns)
        return excluded

    def _check_column(self, check: "_Check", planned: Planned) -> None:
        if not planned.rules:
            return
        values, column = check.column(planned.name), planned.column
        if column.kind is Kind.TEXT:
            long = pc.greater(pc.utf8_length(values.data), LONGEST_TEXT).to_numpy(zero_copy_only=False)
            if long.any():
                values.refuse(long, Reason.TERLALU_PANJANG)
            refuse_numbers(planned.rules, values, self._plan.own_numbers, strict=not column.numbers)
        elif column.kind is Kind.INSTANT and not column.future:
            values.refuse(values.data > self._limit, Reason.DI_MASA_DEPAN)
        if column.required:
            check.note(planned.name, values.state == EMPTY, Reason.WAJIB_KOSONG)
        check.note_faults(planned.name)

    def _check_order(self, check: "_Check") -> None:
        plan = self._plan
        for earlier, later in plan.shape.order:
            if not (plan.columns[earlier].rules and plan.columns[later].rules):
                continue
            first, second = check.column(earlier), check.column(later)
            both = (first.state == GIVEN) & (second.state == GIVEN)
            unless = UNLESS.get((earlier, later))
            if unless is not None and plan.columns[unless].rules:
                both &= check.column(unless).state == EMPTY
            ahead = np.where(both, first.data - second.data, 0)
            second.skewed |= (ahead > 0) & (ahead <= plan.columns[later].skew)
            check.note(later, ahead > plan.columns[later].skew, Reason.URUTAN_WAKTU, beside=earlier)
        if plan.shape.ended is not None:
            word, words, instant = plan.shape.ended
            state = check.column(word)
            missing = state.state == GIVEN
            if plan.columns[instant].rules:
                missing = missing & (check.column(instant).state == EMPTY)
            for ended in words:
                is_it = pc.fill_null(pc.equal(state.data, ended), False).to_numpy(zero_copy_only=False)
                check.note(instant, is_it & missing, WITHOUT_END[ended])

    def _version(self, check: "_Check") -> Any:
        """Texts that can be compared: the greater is the newer; "" where the source has none."""
        rule = self._plan.version
        if rule is None:
            return pa.repeat("", check.cells.rows)
        values = rule.values(check.cells, check.column)
        if isinstance(rule, Moment):
            texts = versions.of_instants(values.data)
        else:
            refuse_numbers((rule,), values, self._plan.own_numbers, strict=False)
            texts = versions.of_texts(values, self._plan.zone)
        check.add(_VERSION, (rule,), values)
        check.note_faults(_VERSION)
        return texts

    def _facts(self, check: "_Check", good: Bools, version: Any) -> pa.Table:
        keep = pa.array(good)
        columns: dict[str, Any] = {}
        for name, planned in self._plan.columns.items():
            columns[name] = _stored(planned, check).filter(keep)
        columns["line"] = pa.array(check.lines[good], pa.int32())
        columns["version"] = version.filter(keep)
        return pa.table(columns)

    def _asides(self, check: "_Check", good: Bools, version: Any) -> pa.Table:
        held = {name: check.column(name) for name in self._plan.asides}
        line = pa.array(check.lines, pa.int32())
        return aside({"id": check.column("id").data, "version": version, "line": line}, held, good)


_STORED: dict[Kind, Any] = {Kind.SCORE: pa.int8(), Kind.INSTANT: pa.timestamp("s")}


def _stored(planned: Planned, check: "_Check") -> Any:
    """A column as the facts hold it; an empty value is null."""
    of = _STORED.get(planned.column.kind, pa.string())
    if not planned.rules:
        return (
            pa.nulls(check.cells.rows, of)
            if planned.absent is None
            else pa.repeat(planned.absent, check.cells.rows)
        )
    values = check.column(planned.name)
    given = values.state == GIVEN
    if planned.column.kind is Kind.INSTANT:
        return pa.array(values.data.astype("datetime64[s]"), of, mask=~given)
    if planned.column.blank is not None:
        return pc.if_else(pa.array(given), values.data, planned.column.blank)
    return values.data if given.all() else pc.if_else(pa.array(given), values.data, pa.scalar(None, of))


class _Check:
    """One batch while it is checked: canonical columns as they are asked for, and the faults found."""

    def __init__(self, cells: Cells, batch: Batch, columns: "dict[str, Planned] | Any") -> None:
        self.cells = cells
        self.lines: Ints = batch.lines
        self.bad = np.zeros(cells.rows, bool)
        self.values: dict[str, Values] = {}
        self._rules = {name: planned.rules for name, planned in columns.items()}
        self._broken = batch.broken
        self._lost = batch.lost
        self._faults: list[tuple[str, Ints, Reason | None, str | None]] = []

    def column(self, name: str) -> Values:
        if name not in self.values:
            found = [rule.values(self.cells, self.column) for rule in self._rules[name]]
            self.values[name] = first_given(found) if found else Values.blank(self.cells.rows, None)
        return self.values[name]

    def add(self, name: str, rules: tuple[Base, ...], values: Values) -> None:
        self._rules[name] = rules
        self.values[name] = values

    def note(self, name: str, where: Bools, why: Reason | None, *, beside: str | None = None) -> None:
        """`beside` is the column that the fault is told with."""
        if where.any():
            self.bad |= where
            self._faults.append((name, np.flatnonzero(where), why, beside))

    def note_faults(self, name: str) -> None:
        self.note(name, self.values[name].state > GIVEN, None)

    def rejects(self, excluded: Bools) -> pa.Table:
        rows = [(line, "", Reason.JUMLAH_KOLOM.value, f"{fields} kolom") for line, fields in self._broken]
        rows += [(lost.line, lost.column, lost.reason, shape(lost.found)) for lost in self._lost]
        for name, places, why, beside in self._faults:
            rows += self._rows(name, places[~excluded[places]], why, beside)
        rows.sort(key=lambda row: row[0])
        return pa.Table.from_pylist(
            [dict(zip(REJECTS.names, row, strict=True)) for row in rows], schema=REJECTS
        )

    def _rows(
        self, name: str, places: Ints, why: Reason | None, beside: str | None
    ) -> Iterator[tuple[int, str, str, str]]:
        rules, values = self._rules[name], self.column(name)
        for place in places.tolist():
            part = int(values.part[place])
            said = (why or reason(int(values.state[place]))).value
            if not rules:
                yield int(self.lines[place]), name, said, ""
                continue
            rule = rules[int(values.rule[place])]
            columns = (*self._columns(beside, place), *_columns(rule, part))
            shown = shape(self._text(rule, part, place))
            yield int(self.lines[place]), ", ".join(dict.fromkeys(columns)) or name, said, shown

    def _columns(self, name: str | None, place: int) -> Iterator[str]:
        return iter(()) if name is None else _columns(self._rules[name][self.column(name).rule[place]], ALL)

    def _text(self, rule: Base, part: int, place: int) -> str:
        parts = rule.parts if part == ALL else (rule.parts[part],)
        texts = (
            self.cells.constant(p) if isinstance(p, Part) else self.cells.raw(p.strip())[place].as_py()
            for p in parts
        )
        return "|".join(text[: SHAPE_LENGTH + 1] for text in texts)


def _columns(rule: Base, part: int) -> Iterator[str]:
    """The source columns of a rule, or of one of its parts."""
    parts = rule.parts if part == ALL else (rule.parts[part],)
    return (p.strip() for p in parts if isinstance(p, str))
