"""One rule of the configuration, checked for the column that it is written for, becomes a rule at work."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pyarrow as pa

from etl import span
from etl.facts import Column, Kind
from etl.reference import Reference, normal
from etl.source import Number, Part, Plus, Rule, Scalar
from etl.validate.formats import compile_format
from etl.validate.moments import Clock, Turn, Zone, clock
from etl.validate.rules import Base, Later, Looked, Moment, Plain, coder, number, scorer, watchful, worder


class RuleError(Exception):
    """A rule that cannot work: the key, and in Indonesian what is wrong and what is allowed."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


_GIVERS = {"from", "value", "file", "start"}
_TEXT_KEYS = {"from", "value", "file", "map", "other", "empty", "when"}
_ALLOWED: Mapping[Kind, frozenset[str]] = {
    Kind.TEXT: frozenset(_TEXT_KEYS | {"number", "between"}),
    Kind.CODE: frozenset(_TEXT_KEYS | {"codes"}),
    Kind.WORD: frozenset(_TEXT_KEYS),
    Kind.SCORE: frozenset(_TEXT_KEYS | {"number", "between"}),
    Kind.INSTANT: frozenset(
        {"from", "value", "file", "format", "empty", "next_day", "skew", "start", "plus", "when"}
    ),
}
SCORES = (1.0, 4.0)
_UNITS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Maker:
    """Makes rules for one block. `instants` are the canonical instants that the block maps, `own_numbers` the
    source columns whose long numbers are the system's own."""

    reference: Reference
    zone: Zone
    instants: frozenset[str]
    own_numbers: frozenset[str] = frozenset()

    def make(self, rule: Rule, column: Column) -> Base:
        """Raises RuleError."""
        made = self._made(rule, column)
        if isinstance(made, Looked) and self.own_numbers.isdisjoint(rule.columns):
            return replace(made, resolve=watchful(made.resolve))
        return made

    def _made(self, rule: Rule, column: Column) -> Base:
        _keys(rule, _ALLOWED[column.kind], column.kind)
        if column.kind is Kind.INSTANT:
            return self.later(rule) if rule.start is not None else self.moment(rule)
        if column.kind is Kind.CODE:
            return self._code(rule, column)
        if column.kind is Kind.WORD:
            words = {word: word for word in column.words}
            return _looked(rule, *_coded(rule, words, words, "kata"))
        return _score(rule) if column.kind is Kind.SCORE else _text(rule)

    def _code(self, rule: Rule, column: Column) -> Base:
        known = self.reference.codes(column.codes)
        if rule.codes not in (None, column.codes):
            raise RuleError("codes", f'"{rule.codes}" bukan tabel untuk kolom ini; tulis "{column.codes}"')
        own = known if rule.codes else {normal(code): code for code in known.values()}
        return _looked(rule, *_coded(rule, known, own, f"kode di {column.codes}.csv"))

    def moment(self, rule: Rule) -> Moment:
        if rule.format is None:
            raise RuleError("format", 'waktu memerlukan format, misalnya "%d/%m/%Y %H:%M"')
        formats = [rule.format] if isinstance(rule.format, str) else rule.format
        try:
            read = clock(rule.parts, formats)
        except ValueError as wrong:
            raise RuleError("format", str(wrong)) from None
        _constants(read)
        skew = _span("skew", rule.skew)
        after: str | Moment = ""
        turn = None
        if rule.next_day is not None:
            turn = Turn(_span("next_day.gap", rule.next_day.gap), skew)
            after = self._after(rule.next_day.after)
        return Moment(**_shared(rule), skew=skew, clock=read, zone=self.zone, turn=turn, after=after)

    def _after(self, after: str | Rule) -> str | Moment:
        if isinstance(after, str):
            return self._instant("next_day.after", after)
        _keys(after, _ALLOWED[Kind.INSTANT] - {"start", "plus"}, Kind.INSTANT)
        return self.moment(after)

    def _instant(self, key: str, name: str) -> str:
        if name not in self.instants:
            there = ", ".join(sorted(self.instants))
            raise RuleError(key, f'"{name}" bukan kolom waktu yang dipetakan blok ini; yang ada: {there}')
        return name

    def later(self, rule: Rule) -> Later:
        plus = rule.plus
        if plus is None:
            raise RuleError("plus", "start memerlukan plus = { from = …, unit = … }")
        if surplus := {"format", "empty", "next_day"} & set(msgspec.to_builtins(rule)):
            raise RuleError(min(surplus), "tidak berlaku bersama start; tulis di dalam plus")
        if (plus.unit is None) == (plus.format is None):
            raise RuleError(
                "plus", 'tulis salah satu: unit = "s", "m", atau "h", atau format seperti "%H:%M:%S"'
            )
        return Later(
            parts=(plus.from_,),
            empty=empty(plus),
            when=_when(rule),
            skew=_span("skew", rule.skew),
            start=self._instant("start", rule.start or ""),
            unit=_UNITS[plus.unit or "s"],
            decimal=plus.number.decimal if isinstance(plus.number, Number) else ".",
            form=_duration(plus.format),
        )


def _keys(rule: Rule, allowed: Iterable[str], kind: Kind) -> None:
    used = set(msgspec.to_builtins(rule))
    if "hmac" in used:
        raise RuleError("hmac", "hanya untuk kolom person")
    if wrong := sorted(used - set(allowed)):
        raise RuleError(
            wrong[0], f"tidak berlaku untuk kolom {kind.value}; yang boleh: {', '.join(sorted(allowed))}"
        )
    givers = used & _GIVERS
    if len(givers) != 1:
        raise RuleError("", "tulis tepat satu dari from, value, file, atau start")
    if rule.plus is not None and rule.start is None:
        raise RuleError("plus", "plus memerlukan start = kolom waktu tempat menghitung")
    if rule.from_ is not None and not rule.parts:
        raise RuleError("from", "daftar bagian kosong; tulis nama kolom sumber")
    for part in rule.parts:
        _part(part)


def _part(part: str | Part) -> None:
    if isinstance(part, str):
        return
    if (part.file is None) == (part.value is None):
        raise RuleError("from", "satu bagian berisi tepat satu dari file atau value")
    try:
        groups = re.compile(part.file or "").groups
    except re.error:
        raise RuleError("file", f'"{part.file}" bukan regular expression yang sah') from None
    if groups > 1:
        raise RuleError("file", f'"{part.file}" memuat {groups} kelompok dalam kurung; paling banyak satu')


def _span(key: str, text: str | None) -> int:
    try:
        return 0 if text is None else span.seconds(text)
    except ValueError as wrong:
        raise RuleError(key, f'"{text}": {wrong}') from None


def _duration(text: str | None) -> Any:
    if text is None:
        return None
    try:
        form = compile_format(text)
    except ValueError as wrong:
        raise RuleError("plus.format", str(wrong)) from None
    if form.has_date or form.is_excel or form.lack():
        raise RuleError("plus.format", 'lama waktu hanya jam, menit, dan detik, misalnya "%H:%M:%S"')
    return form


def _constants(read: Clock) -> None:
    for group in read.groups:
        parts = [read.parts[i] for i in group.parts]
        texts = [part.value for part in parts if isinstance(part, Part) and part.value is not None]
        if len(texts) == len(parts) and not group.form.parse(pa.array(["|".join(texts)])).ok.all():
            raise RuleError("value", f'"{"|".join(texts)}" tidak cocok dengan format "{group.form.text}"')


def empty(rule: Rule | Plus) -> frozenset[str]:
    words = [rule.empty] if isinstance(rule.empty, str) else rule.empty
    return frozenset(word.strip().lower() for word in ("", *words))


def _when(rule: Rule) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (
            name.strip(),
            frozenset(word.strip().lower() for word in ([words] if isinstance(words, str) else words)),
        )
        for name, words in (rule.when or {}).items()
    )


def _shared(rule: Rule) -> dict[str, Any]:
    return {"parts": rule.parts, "empty": empty(rule), "when": _when(rule)}


def _looked(rule: Rule, resolve: Any, blank: str | None) -> Looked:
    return Looked(**_shared(rule), resolve=resolve, blank=blank)


def _table(rule: Rule) -> dict[str, Scalar]:
    """The map, keyed by normalised text; "" stands for an empty cell."""
    table: dict[str, Scalar] = {}
    for text, target in (rule.map or {}).items():
        if table.setdefault(normal(text), target) != target:
            raise RuleError("map", f'"{text}" ada dua kali (huruf besar dan spasi tidak dibedakan)')
    return table


def _coded(rule: Rule, known: Mapping[str, str], own: Mapping[str, str], what: str) -> tuple[Any, str | None]:
    """How a text becomes a code. What the configuration writes itself must be known now."""

    def code(key: str, target: Scalar) -> str:
        found = known.get(normal(str(target)))
        if found is None:
            some = ", ".join(list(dict.fromkeys(known.values()))[:20])
            raise RuleError(key, f'"{target}" bukan {what}; yang ada: {some}')
        return found

    table = {text: code("map", target) for text, target in _table(rule).items()}
    other = None if rule.other is None else code("other", rule.other)
    if rule.value is not None:
        code("value", rule.value)
        own = known
    return coder(own, table, other), table.get("")


def _decimal(rule: Rule) -> str | None:
    if not rule.number:
        return None
    return rule.number.decimal if isinstance(rule.number, Number) else "."


def _score(rule: Rule) -> Looked:
    low, high = rule.between or SCORES
    if not SCORES[0] <= low <= high <= SCORES[1]:
        raise RuleError("between", f"[{low:g}, {high:g}] di luar nilai unsur; tulis di dalam [1, 4]")

    def score(key: str, target: Scalar) -> float:
        value = number(str(target), ".")
        if value is None or value != int(value) or not low <= value <= high:
            raise RuleError(key, f'"{target}" bukan nilai; tulis bilangan bulat {low:g} sampai {high:g}')
        return value

    table = {text: score("map", target) for text, target in _table(rule).items()}
    other = None if rule.other is None else score("other", rule.other)
    if rule.value is not None:
        score("value", rule.value)
    resolve = scorer(table, other, _decimal(rule) or ".", (low, high))
    return Looked(**_shared(rule), resolve=resolve, of=pa.int8(), blank=table.get(""))


def _text(rule: Rule) -> Base:
    if rule.between is not None and rule.between[0] > rule.between[1]:
        raise RuleError("between", "batas bawah lebih besar dari batas atas")
    if rule.map is None and not rule.number and rule.between is None:
        return Plain(**_shared(rule))
    table = {text: str(target) for text, target in _table(rule).items()}
    other = None if rule.other is None else str(rule.other)
    resolve = worder(table, other, _decimal(rule), rule.between)
    return Looked(**_shared(rule), resolve=resolve, blank=table.get(""))
