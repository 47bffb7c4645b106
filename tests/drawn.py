"""Drawn tables → good rows of one fact, as the validator hands them over.

A drawn table has a header and one row per fact. `.` is "nothing"; a time without a day is of DAY, on the
office's clock; a column that is not drawn takes its default. So a specification shows only what it is about:

    visits('''
        ticket  taken  called  end    outcome
        A01     08:00  08:12   08:20  served
        A02     08:05  .       08:30  left
    ''')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from sqlalchemy import DateTime, SmallInteger

from etl.skm import UNSUR
from etl.warehouse.schema import FACT_TABLES, canonical

TIMEZONE = "Asia/Makassar"
WITA = ZoneInfo(TIMEZONE)
DAY = date(2025, 6, 16)
"""A Monday without a holiday near it."""

OFFICE = "63.71.04"

_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "request": {"service": "kk", "status": "open", "submitted": "08:00"},
    "visit": {"service": "domisili", "outcome": "open", "taken": "08:00"},
    "answer": {"service": "domisili", "answered": "08:00"},
    "complaint": {"category": "lainnya", "status": "open", "received": "08:00"},
}
_COMMON = {"office": OFFICE, "area": "63.71.04.1001", "channel": "loket"}
_HEADS = {
    "taken": "taken_at",
    "called": "called_at",
    "started": "started_at",
    "end": "finished_at",
    "submitted": "submitted_at",
    "completed": "completed_at",
    "due": "stated_due_at",
    "answered": "answered_at",
    "received": "received_at",
    "responded": "responded_at",
    "closed": "closed_at",
}
"""Words of drawn tables → canonical columns, where they differ."""


@dataclass(frozen=True)
class Facts:
    """Good rows of one fact as the validator gives them."""

    fact: str
    table: pa.Table

    def __add__(self, other: Facts) -> Facts:
        assert self.fact == other.fact
        return of_rows(self.fact, [*self.table.to_pylist(), *other.table.to_pylist()])

    def picked(self, positions: Sequence[int]) -> Facts:
        """These rows in this order, on lines of their own."""
        return of_rows(self.fact, self.table.take(pa.array(positions, pa.int64())).to_pylist())


def visits(drawn: str, *, day: date = DAY) -> Facts:
    return _drawn("visit", drawn, day)


def requests(drawn: str, *, day: date = DAY) -> Facts:
    return _drawn("request", drawn, day)


def complaints(drawn: str, *, day: date = DAY) -> Facts:
    return _drawn("complaint", drawn, day)


def respondents(drawn: str, *, day: date = DAY) -> Facts:
    """Answers with who gave them; `scores` are the nine as `answers` takes them."""
    return _drawn("answer", drawn, day)


def answers(*rows: str, day: date = DAY) -> Facts:
    """One answer per text: nine scores in the order of the regulation, blanks ignored, `.` not answered."""
    return of_rows("answer", [_answer(n, "".join(row.split()), day) for n, row in enumerate(rows)])


def _answer(n: int, scores: str, day: date) -> dict[str, Any]:
    return {"id": f"r{n}", "answered_at": utc("08:00", day), **_scores(scores)}


def _scores(written: str) -> dict[str, int | None]:
    given = (None if score == "." else int(score) for score in written)
    return dict(zip(UNSUR, given, strict=True))


def of_rows(fact: str, rows: Sequence[Mapping[str, Any]]) -> Facts:
    """Facts from canonical columns; what is missing takes its default, `line` counts from 2."""
    schema = schema_of(fact)
    named = {**_COMMON, **_DEFAULTS[fact]}
    defaults = {_HEADS.get(key, key): value for key, value in named.items()}
    filled = [{**defaults, "id": f"id{n}", "version": "", **row, "line": n + 2} for n, row in enumerate(rows)]
    for row in filled:
        for column in schema.names:
            if column.endswith("_at") and isinstance(row.get(column), str):
                row[column] = utc(row[column], DAY)
    return Facts(fact, pa.Table.from_pylist(filled, schema))


def schema_of(fact: str) -> pa.Schema:
    """The columns that the validator hands over."""
    table = FACT_TABLES[fact]
    kinds = {name: table.c[name].type for name in canonical(table)}
    columns = [(name, _arrow(kind)) for name, kind in kinds.items()]
    return pa.schema([("id", pa.string()), *columns, ("line", pa.int32()), ("version", pa.string())])


def _arrow(kind: object) -> pa.DataType:
    if isinstance(kind, DateTime):
        return pa.timestamp("s")
    return pa.int8() if isinstance(kind, SmallInteger) else pa.string()


def _drawn(fact: str, drawn: str, day: date) -> Facts:
    head, *lines = [line.split() for line in drawn.strip().splitlines()]
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    return of_rows(fact, [_canonical({**_DEFAULTS[fact], **row}, day) for row in rows])


def _canonical(row: Mapping[str, str], day: date) -> dict[str, Any]:
    named = {_HEADS.get(key, key): None if value == "." else value for key, value in row.items()}
    given = _scores(row["scores"]) if "scores" in row else {}
    named.pop("scores", None)
    if "ticket" in named:
        named.setdefault("id", named["ticket"])
    instants = {
        key: utc(value, day) for key, value in named.items() if value is not None and key.endswith("_at")
    }
    return {**named, **instants, **given}


def utc(written: str, day: date = DAY) -> datetime:
    """`08:00`, `08:00:30` or `2025-06-17T08:00` on the office's clock, as naive UTC."""
    full = written if "T" in written else f"{day.isoformat()}T{written}"
    return datetime.fromisoformat(full).replace(tzinfo=WITA).astimezone(UTC).replace(tzinfo=None)
