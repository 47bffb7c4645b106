"""What a source is: a block of configuration, and a reader of its kind that yields batches of text."""

import hashlib
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from etl import span
from etl.options import FETCHED, Fold, Join, Limits, Paging

Scalar = str | int | float
_WEEK = 7 * 86_400


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part that stands in no column: a constant, or what a regular expression finds in the file's name."""

    file: str | None = None
    value: str | None = None


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    decimal: Literal[",", "."] = "."


class Plus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A duration that the log gives: a number of units, or a clock by its format."""

    from_: str = msgspec.field(name="from")
    unit: Literal["s", "m", "h"] | None = None
    format: str | None = None
    number: bool | Number = True
    empty: str | list[str] = []


class NextDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clock more than `gap` earlier than `after` belongs to the next day."""

    after: "str | Rule"
    gap: str


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a canonical column comes from. One of `from`, `value`, `file` and `start` gives the value."""

    from_: str | list[str | Part] | None = msgspec.field(name="from", default=None)
    value: Scalar | None = None
    file: str | None = None
    start: str | None = None
    plus: Plus | None = None
    codes: str | None = None
    map: dict[str, Scalar] | None = None
    other: Scalar | None = None
    format: str | list[str] | None = None
    empty: str | list[str] = []
    next_day: NextDay | None = None
    skew: str | None = None
    number: bool | Number | None = None
    between: tuple[float, float] | None = None
    when: dict[str, str | list[str]] | None = None
    hmac: bool = False

    @property
    def parts(self) -> tuple[str | Part, ...]:
        """Source columns by name, constants and parts of the file's name, in order."""
        if self.value is not None:
            return (Part(value=str(self.value)),)
        if self.file is not None:
            return (Part(file=self.file),)
        if self.from_ is None:
            return ()
        return (self.from_,) if isinstance(self.from_, str) else tuple(self.from_)

    @property
    def columns(self) -> tuple[str, ...]:
        """The source columns that give the value."""
        if self.plus is not None:
            return (self.plus.from_.strip(),)
        return tuple(part.strip() for part in self.parts if isinstance(part, str))


class Like(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Patterns with * and ?."""

    like: list[str]


class SourceBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A `[source.…]` table. `name`, `origin` and `remarks` are set by the settings, not in the table.

    `own_numbers` are source columns whose long numbers are the system's own, however much like a NIK.
    """

    fact: Literal["request", "visit", "answer", "complaint"]
    read: str
    path: str
    columns: dict[str, Rule | list[Rule]]
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    header_rows: int = 1
    skip_rows: int = 0
    rows: str | None = None
    url_env: str | None = None
    query: str | None = None
    table: str | None = None
    url: str | None = None
    allow_http: bool = False
    token_env: str | None = None
    token_header: str | None = None
    paging: Paging | None = None
    since_param: str | None = None
    cursor: str | None = None
    since: str | int | None = None
    overlap: str | int | None = None
    limits: Limits = Limits()
    headers: dict[str, str] = {}
    fold: Fold | None = None
    join: Join | list[Join] | None = None
    timezone: str = "UTC"
    ambiguous: Literal["earliest"] | None = None
    max_age: str | None = None
    expected: Literal["working_days", "daily", "none"] | None = None
    schedule: str | list[str] | None = None
    version: str | Rule | None = None
    covers: Literal["day", "all"] | None = None
    final_after: str = "3d"
    sample: bool = False
    order_8_9: Literal["regulation", "questionnaire"] | None = None
    exclude: dict[str, list[str] | Like] = {}
    own_numbers: list[str] = []
    remarks: bool = False
    name: str = ""
    origin: str = ""

    @property
    def fetched(self) -> bool:
        """Whether a server is asked, and no file read."""
        return self.read in FETCHED

    @property
    def secret_env(self) -> str | None:
        """The variable of the environment that holds what nobody else may see."""
        return self.url_env or self.token_env

    @property
    def joins(self) -> tuple[Join, ...]:
        return () if self.join is None else (self.join,) if isinstance(self.join, Join) else tuple(self.join)

    @property
    def max_age_seconds(self) -> int | None:
        return None if self.max_age is None else span.seconds(self.max_age)

    @property
    def final_days(self) -> int:
        """How many working days a day stays provisional: until then it may still be completed."""
        return span.seconds(self.final_after) // span.seconds("1d")

    @property
    def version_in_name(self) -> bool:
        """Whether the version is the same for a whole file, and stands in its name."""
        version = self.version
        return isinstance(version, Rule) and not version.columns and any(map(_in_name, version.parts))

    @property
    def name_matters(self) -> bool:
        """Whether the same bytes under another name say something else: where a rule reads the name, and
        where a file says that it is complete, which is another thing a day later."""
        rules = [rule for given in self.columns.values() for rule in rules_of(given)]
        rules += [self.version] if isinstance(self.version, Rule) else []
        return self.covers is not None or any(_in_name(part) for rule in rules for part in rule.parts)

    @property
    def order_matters(self) -> bool:
        """Whether only the order of loading tells which of two complete files is the newer."""
        return self.covers is not None and not self.version_in_name

    @property
    def expectation(self) -> str:
        """On which days something is expected: unless it is said, on working days of what may be at most a
        week old, and on none of what comes by week or month, or of which nothing is said."""
        if self.expected is not None:
            return self.expected
        limit = self.max_age_seconds
        return "working_days" if limit is not None and limit <= _WEEK else "none"

    def digest(self) -> str:
        """Changes with how a file is understood, not with where it lies or how old it may be."""
        aside: dict[str, Any] = {key: getattr(_ASIDE, key) for key in _NO_MEANING}
        meaning = msgspec.structs.replace(self, **aside)
        return hashlib.sha256(msgspec.json.encode(meaning, order="deterministic")).hexdigest()


_NO_MEANING = (
    *("name", "origin", "path", "max_age", "final_after", "expected", "schedule"),
    *("url_env", "token_env", "token_header", "allow_http", "overlap", "limits"),
)
_ASIDE = SourceBlock(fact="visit", read="", path="", columns={})


PERSON, REMARK = ASIDE = ("person", "remark")
"""Columns that any fact may have and that never stand in it: each has a table of its own."""


def _in_name(part: str | Part) -> bool:
    return isinstance(part, Part) and part.file is not None


def rules_of(given: Rule | list[Rule]) -> tuple[Rule, ...]:
    return (given,) if isinstance(given, Rule) else tuple(given)


def uses_format(block: SourceBlock, format_: str) -> bool:
    """Whether any rule of the block reads a text by this format."""
    rules = [rule for given in block.columns.values() for rule in rules_of(given)]
    rules += [
        rule.next_day.after for rule in rules if rule.next_day and isinstance(rule.next_day.after, Rule)
    ]
    rules += [block.version] if isinstance(block.version, Rule) else []
    given = [rule.format for rule in rules] + [rule.plus.format for rule in rules if rule.plus]
    return any(format_ == one or (isinstance(one, list) and format_ in one) for one in given)


def source_columns(block: SourceBlock) -> tuple[str, ...]:
    """The source columns that a file must have, in the order in which the block names them."""
    named = rule_columns(block)
    return named if block.fold is None else tuple(dict.fromkeys(block.fold.read(named)))


def rule_columns(block: SourceBlock) -> tuple[str, ...]:
    """The columns that rules, version and exclusions read: of the file, or of its folded rows."""
    found: dict[str, None] = {}
    for name, given in block.columns.items():
        # What is not loaded stays in the file: it is not even read.
        if name != REMARK or block.remarks:
            found.update(dict.fromkeys(column for rule in rules_of(given) for column in _columns(rule)))
    if isinstance(block.version, str):
        found[block.version.strip()] = None
    elif block.version is not None:
        found.update(dict.fromkeys(_columns(block.version)))
    found.update(dict.fromkeys(name.strip() for name in block.exclude))
    return tuple(found)


def _columns(rule: Rule) -> Iterator[str]:
    yield from rule.columns
    yield from (name.strip() for name in rule.when or ())
    if rule.next_day is not None and isinstance(rule.next_day.after, Rule):
        yield from _columns(rule.next_day.after)


def unused(header: tuple[str, ...], block: SourceBlock) -> tuple[str, ...]:
    """Columns of a file that the block does not name: worth a note in the ledger."""
    named = set(source_columns(block))
    return tuple(name for name in header if name and name not in named)
