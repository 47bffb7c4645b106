"""What a version tells that is no figure: late cases, and how it was made."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from dashboard import text
from dashboard.completeness import Kept
from etl.warehouse import published

Row = dict[str, Any]
Local = Callable[[datetime], datetime]


Where = Mapping[str, Collection[str]]
"""Dimension → the codes that count. A fact that lacks a dimension has nothing there, so it is not found."""


def late_cases(
    connection: Connection, fact: str, where: Where, local: Local, limit: int | None = None
) -> list[Row]:
    """Oldest due first, the first `limit` of them."""
    table = published.late_case
    query = select(table).where(*_late(fact, where)).order_by(table.c.due_at, table.c.id).limit(limit)
    return [_local(dict(row), local) for row in connection.execute(query).mappings()]


def late_counts(
    connection: Connection, fact: str, where: Where, local: Local, by: tuple[str, ...] = ()
) -> list[Row]:
    """One per promise that is broken and per combination of `by`: these, `promise`, `n` and the `oldest` day
    and hour at which one was due."""
    table = published.late_case
    keys = [table.c.promise, *(table.c[name] for name in by)]
    count, oldest = func.count().label("n"), func.min(table.c.due_at).label("oldest")
    query = select(*keys, count, oldest).where(*_late(fact, where)).group_by(*keys)
    return [_local(dict(row), local) for row in connection.execute(query).mappings()]


def _late(fact: str, where: Where) -> list[ColumnElement[bool]]:
    table = published.late_case
    return [table.c.fact == fact, *(table.c[name].in_(sorted(codes)) for name, codes in where.items())]


def runs(connection: Connection, local: Local) -> list[Row]:
    """Newest first; `findings`: audit, label, message and fatal of each."""
    rows = connection.execute(select(published.run).order_by(published.run.c.started_at.desc())).mappings()
    return [{**_local(dict(row), local), "findings": json.loads(row["findings"])} for row in rows]


def readings(connection: Connection, local: Local) -> list[Row]:
    """Newest first, one per reading of a file."""
    table = published.reading
    query = select(table).order_by(table.c.loaded_at.desc(), table.c.name)
    return [_local(dict(row), local) for row in connection.execute(query).mappings()]


def source_files(connection: Connection) -> list[Row]:
    """One per source and content that was ever read of it: source, fact, sha256, rows."""
    table = published.source_file
    words = (table.c.source, table.c.fact, table.c.sha256, table.c.rows)
    return [dict(row) for row in connection.execute(select(*words).order_by(*words[:3])).mappings()]


def ledger(connection: Connection) -> list[Row]:
    """One per source, summed over all readings."""
    return _all(connection, published.ledger_total)


def rejects(connection: Connection) -> list[Row]:
    """One per source, column and reason, the most frequent first."""
    found = _all(connection, published.reject_total)
    return sorted(found, key=lambda row: (-row["rows"], row["source"], row["column"], row["reason"]))


def rejected_scores(connection: Connection) -> int:
    """Rows of the survey that were refused for a score outside 1 to 4, of all that was ever read."""
    total, state = published.reject_total.c, published.source_state.c
    surveys = select(state.source).where(state.fact == "answer")
    rule = (total.reason == "di_luar_rentang", total.source.in_(surveys))
    return int(connection.scalar(select(func.coalesce(func.sum(total.rows), 0)).where(*rule)) or 0)


def kept(connection: Connection, local: Local, audience: str) -> list[Kept]:
    """What each source keeps of its days; for the public each kind of fact."""
    staff = audience == "staff"
    states, days = (
        (published.source_state, published.source_day)
        if staff
        else (published.public_source_state, published.public_source_day)
    )
    offices: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(select(published.source_office)) if staff else ():
        offices[row.source].add(row.office)
    waited: dict[str, list[date]] = defaultdict(list)
    missing: dict[str, list[date]] = defaultdict(list)
    query = select(days.c.source, days.c.day, days.c.rows).where(days.c.expected)
    for row in connection.execute(query.order_by(days.c.source, days.c.day)):
        waited[row.source].append(row.day)
        if not row.rows:
            missing[row.source].append(row.day)
    return [
        Kept(
            f"«{row['source']}»" if staff else text.FACTS.get(row["fact"], row["fact"]),
            first=row["first_day"],
            last=row["last_day"],
            **{name: row[name] for name in _KEPT},
            late_at=None if row["late_at"] is None else local(row["late_at"]),
            offices=frozenset(offices[row["source"]]) if staff else None,
            waited=tuple(waited[row["source"]]),
            missing=tuple(missing[row["source"]]),
        )
        for row in connection.execute(select(states).order_by(states.c.source)).mappings()
    ]


_KEPT = (
    *("fact", "expected", "active", "whole_until"),
    *("next_expected", "open_before", "online"),
)


def source_days(connection: Connection, local: Local, since: date) -> list[Row]:
    """What was expected and came, per source and day; see `source_day`."""
    table = published.source_day
    query = select(table).where(table.c.day >= since).order_by(table.c.source, table.c.day)
    return [_local(dict(row), local) for row in connection.execute(query).mappings()]


def corrections(connection: Connection, local: Local) -> list[Row]:
    """What changed on closed days, newest first."""
    table = published.correction
    order = (table.c.corrected_at.desc(), table.c.source, table.c.day, table.c.column)
    rows = connection.execute(select(table).order_by(*order)).mappings()
    return [_local(dict(row), local) for row in rows]


def header_changes(connection: Connection, local: Local) -> list[Row]:
    """Newest first."""
    table = published.header_change
    rows = connection.execute(select(table).order_by(table.c.seen_at.desc(), table.c.source)).mappings()
    return [_local(dict(row), local) for row in rows]


def _all(connection: Connection, table: Table) -> list[Row]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _local(row: Mapping[str, Any], local: Local) -> Row:
    return {key: local(value) if isinstance(value, datetime) else value for key, value in row.items()}
