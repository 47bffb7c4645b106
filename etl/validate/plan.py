"""A source block, checked as a whole against its fact and the reference tables, ready to be put to work."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from etl.errors import ConfigProblem
from etl.facts import NUMBERED, SHAPES, Column, Kind, Shape
from etl.pseudonym import VARIABLE, HmacKey
from etl.reference import Reference, normal
from etl.skm import UNSUR
from etl.source import ASIDE, PERSON, REMARK, Like, Rule, SourceBlock, rule_columns, rules_of
from etl.validate.blueprint import Maker, RuleError, empty
from etl.validate.moments import Zone
from etl.validate.rules import Base, Pseudonym


@dataclass(frozen=True)
class Planned:
    """A canonical column and its rules; none means that it is `absent` in every row."""

    name: str
    column: Column
    rules: tuple[Base, ...] = ()
    absent: str | None = None

    @property
    def skew(self) -> int:
        """Seconds by which the clock may be early; the widest of its rules."""
        return max((rule.skew for rule in self.rules), default=0)


@dataclass(frozen=True)
class Exclusion:
    column: str
    words: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    shape: Shape
    columns: Mapping[str, Planned]
    exclusions: tuple[Exclusion, ...]
    version: Base | None
    zone: Zone
    asides: Mapping[str, tuple[Base, ...]]
    """The rules of what never stands in the fact itself: who came, and remarks."""

    own_numbers: frozenset[str]
    notes: tuple[str, ...]


def make_plan(block: SourceBlock, reference: Reference, hmac_key: HmacKey | None) -> Plan:
    """Raises ConfigProblem that lists everything that is wrong with the block."""
    shape = SHAPES[block.fact]
    given, problems = _canonical(block, shape)
    mapped = frozenset(name for name in given if shape.columns[name].kind is Kind.INSTANT)
    own_numbers = frozenset(name.strip() for name in block.own_numbers)
    maker = Maker(reference, Zone(block.timezone, block.ambiguous == "earliest"), mapped, own_numbers)
    columns: dict[str, Planned] = {}
    for name, column in shape.columns.items():
        columns[name], found = _planned(maker, name, column, given.get(name))
        problems += found
    problems += _missing(shape, given, columns, reference) + _cycles(given)
    version, found = _version(maker, block)
    problems += found
    asides, found = _asides(maker, block, hmac_key)
    problems += found + _not_there(block)
    if problems:
        place = f"{block.origin or 'konfigurasi'}, source.{block.name or block.fact}"
        raise ConfigProblem("\n".join(f"{place}.{problem}" for problem in dict.fromkeys(problems)))
    notes = (_NO_REMARKS,) if REMARK in block.columns and not block.remarks else ()
    return Plan(shape, columns, _exclusions(block), version, maker.zone, asides, own_numbers, notes)


_NO_REMARKS = 'kolom "remark" tidak dibaca; untuk memuatnya tulis remarks = true di [privacy]'


def _canonical(block: SourceBlock, shape: Shape) -> tuple[dict[str, tuple[Rule, ...]], list[str]]:
    """The rules by canonical column: u1 … u9 get the name that `order_8_9` says."""
    given: dict[str, tuple[Rule, ...]] = {}
    problems: list[str] = []
    names = NUMBERED.get(block.order_8_9 or "", {})
    numbers = NUMBERED["regulation"] if block.fact == "answer" else {}
    for written, rules in block.columns.items():
        name = names.get(written, written) if written in numbers else written
        if written in numbers and not names:
            problems.append(
                f"columns.{written}: unsur bernomor memerlukan order_8_9 = "
                '"regulation" (8 pengaduan, 9 sarana) atau "questionnaire" (8 sarana, 9 pengaduan)'
            )
        elif name not in shape.columns:
            if name not in ASIDE:
                problems.append(f"columns.{written}: {_unknown(name, block.fact, shape)}")
        elif name in given:
            problems.append(f'columns.{written}: kolom "{name}" sudah dipetakan; hapus salah satu')
        elif not rules:
            problems.append(f"columns.{written}: daftar aturan kosong")
        else:
            given[name] = rules_of(rules)
    if block.order_8_9 and not set(block.columns) & set(numbers):
        problems.append("order_8_9: hanya berlaku bila u1 … u9 dipetakan")
    return given, problems


def _unknown(name: str, fact: str, shape: Shape) -> str:
    near = difflib.get_close_matches(name, shape.columns, n=1)
    hint = f'; mungkin maksudnya "{near[0]}"' if near else ""
    return f'"{name}" bukan kolom {fact}{hint}; yang ada: {", ".join(shape.columns)}'


def _asides(
    maker: Maker, block: SourceBlock, key: HmacKey | None
) -> tuple[dict[str, tuple[Base, ...]], list[str]]:
    asides: dict[str, tuple[Base, ...]] = {}
    problems: list[str] = []
    for name in ASIDE:
        rules: list[Base] = []
        for rule in rules_of(block.columns.get(name, [])):
            try:
                rules.append(_person(rule, key) if name == PERSON else maker.make(rule, Column(Kind.TEXT)))
            except RuleError as problem:
                problems.append(_said(f"columns.{name}", problem))
        if rules and (name == PERSON or block.remarks):
            asides[name] = tuple(rules)
    return asides, problems


def _person(rule: Rule, key: HmacKey | None) -> Pseudonym:
    surplus = set(msgspec.to_builtins(rule)) - {"from", "hmac", "empty"}
    if surplus or not rule.hmac or len(rule.columns) != 1 or len(rule.parts) != 1:
        raise RuleError("", "tulis { from = kolom NIK, hmac = true }; identitas tidak disimpan apa adanya")
    if key is None:
        raise RuleError("", f"memerlukan kunci rahasia di variabel lingkungan {VARIABLE}")
    return Pseudonym(parts=rule.parts, empty=empty(rule), person=key.person)


def _not_there(block: SourceBlock) -> list[str]:
    there = rule_columns(block)
    return [
        f'own_numbers: "{name}" bukan kolom sumber yang dibaca blok ini'
        for name in block.own_numbers
        if name.strip() not in there
    ]


def _planned(
    maker: Maker, name: str, column: Column, given: tuple[Rule, ...] | None
) -> tuple[Planned, list[str]]:
    if given is None:
        return Planned(name, column, absent=column.absent), []
    rules: list[Base] = []
    problems: list[str] = []
    for i, rule in enumerate(given):
        try:
            rules.append(maker.make(rule, column))
        except RuleError as problem:
            problems.append(_said(f"columns.{name}" + (f"[{i}]" if len(given) > 1 else ""), problem))
    return Planned(name, column, tuple(rules)), problems


def _said(path: str, problem: RuleError) -> str:
    return f"{path}{'.' if problem.key else ''}{problem.key}: {problem}"


def _missing(
    shape: Shape, given: Collection[str], columns: Mapping[str, Planned], reference: Reference
) -> list[str]:
    problems = []
    for planned in columns.values():
        column = planned.column
        fallbacks = {planned.absent, column.blank if planned.rules else None} - {None}
        if planned.name not in given and column.required and planned.absent is None:
            problems.append(f"columns.{planned.name}: kolom ini wajib; tulis dari mana isinya")
        for code in fallbacks:
            if normal(str(code)) not in reference.codes(column.codes):
                problems.append(
                    f'columns.{planned.name}: isian bawaannya "{code}" tidak ada di {column.codes}.csv; '
                    "petakan kolom ini, atau tambahkan kodenya"
                )
    if "persyaratan" in shape.columns and not set(UNSUR) & set(given):
        problems.append(
            f"columns: tidak ada unsur yang dipetakan; yang ada: {', '.join(UNSUR)}, atau u1 … u9"
        )
    return problems


def _cycles(given: Mapping[str, tuple[Rule, ...]]) -> list[str]:
    """Columns whose time is counted from each other."""
    needs = {name: {need for rule in rules for need in _needs(rule)} for name, rules in given.items()}

    def path(name: str, trail: tuple[str, ...]) -> tuple[str, ...] | None:
        if name in trail:
            return (*trail[trail.index(name) :], name)
        found = (path(need, (*trail, name)) for need in sorted(needs.get(name, ())))
        return next((cycle for cycle in found if cycle), None)

    cycles: dict[frozenset[str], tuple[str, ...]] = {}
    for name in sorted(needs):
        if cycle := path(name, ()):
            cycles.setdefault(frozenset(cycle), cycle)
    return [
        f"columns.{cycle[0]}: waktu saling menunggu ({' → '.join(cycle)}); satu harus dari sumber"
        for cycle in cycles.values()
    ]


def _needs(rule: Rule) -> Iterable[str]:
    if rule.start is not None:
        yield rule.start
    if rule.next_day is not None:
        after = rule.next_day.after
        yield from [after] if isinstance(after, str) else _needs(after)


_VERSION_KEYS = {"from", "file", "value", "format", "empty", "when"}


def _version(maker: Maker, block: SourceBlock) -> tuple[Base | None, list[str]]:
    given = block.version
    if given is None:
        return None, []
    rule = Rule(from_=given) if isinstance(given, str) else given
    if surplus := sorted(set(msgspec.to_builtins(rule)) - _VERSION_KEYS):
        allowed = ", ".join(sorted(_VERSION_KEYS))
        return None, [f"version.{surplus[0]}: tidak berlaku untuk version; yang boleh: {allowed}"]
    column = Column(Kind.TEXT if rule.format is None else Kind.INSTANT)
    try:
        return maker.make(rule, column), []
    except RuleError as problem:
        return None, [_said("version", problem)]


def _exclusions(block: SourceBlock) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(name.strip(), patterns=tuple(given.like))
        if isinstance(given, Like)
        else Exclusion(name.strip(), words=frozenset(word.strip().lower() for word in given))
        for name, given in block.exclude.items()
    )
