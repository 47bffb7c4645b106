"""What a version tells about its own making, and which promises are past their day."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, and_, func, literal, null, select

from etl import finding
from etl.cases import is_open
from etl.validate import Reason
from etl.warehouse.published import CORRECTION_WORDS, LEDGER_WORDS
from etl.warehouse.schema import complaint, correction, ledger, reject, request, visit
from etl.warehouse.schema import run as run_table

RUNS = 30
CORRECTIONS = 1000
READINGS = 100
"""Newest ones that a version names; all of them stand in the warehouse."""

Row = dict[str, Any]
_REASONS = {str(reason): reason for reason in Reason}


def late_cases(connection: Connection, data_day: date) -> list[Row]:
    """Open facts whose due day is over: the overdue of on_time, complaints_on_time and responses_on_time."""
    late: list[tuple[Table, str, Any, str, str]] = [
        (request, "selesai", request.c.status == "open", "submitted_at", "due"),
        (visit, "selesai", visit.c.outcome == "open", "taken_at", "due"),
        (complaint, "selesai", complaint.c.status == "open", "received_at", "due"),
        (complaint, "tanggapan", _unanswered(), "received_at", "response_due"),
    ]
    rows: list[Row] = []
    for fact, promise, still_open, start, due in late:
        named = [_or_nothing(fact, name) for name in ("office", "area", "service", "channel", "category")]
        query = (
            select(
                literal(fact.name).label("fact"),
                literal(promise).label("promise"),
                fact.c.id,
                *named,
                fact.c[start].label("started_at"),
                fact.c[f"{due}_at"].label("due_at"),
            )
            .where(still_open, fact.c[f"{due}_day"] < data_day)
            .order_by(fact.c[f"{due}_at"], fact.c.id)
        )
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return rows


def _unanswered() -> Any:
    return and_(
        complaint.c.responded_at.is_(None), complaint.c.closed_at.is_(None), complaint.c.status == "open"
    )


def _or_nothing(fact: Table, name: str) -> Any:
    return fact.c[name] if name in fact.c else null().label(name)


def runs(connection: Connection) -> list[Row]:
    query = select(
        run_table.c.started_at, run_table.c.finished_at, run_table.c.status, run_table.c.findings
    ).order_by(run_table.c.started_at.desc())
    rows = connection.execute(query.limit(RUNS)).mappings()
    return [
        {**row, "findings": json.dumps(finding.read(row["findings"]), ensure_ascii=False)} for row in rows
    ]


def readings(connection: Connection) -> list[Row]:
    words = [ledger.c[word] for word in LEDGER_WORDS]
    query = select(ledger.c.source, ledger.c.fact, ledger.c.name, ledger.c.loaded_at, *words)
    newest = query.order_by(ledger.c.loaded_at.desc(), ledger.c.name).limit(READINGS)
    return [dict(row) for row in connection.execute(newest).mappings()]


def source_files(connection: Connection) -> list[Row]:
    """All of them: what was published can be held against the very files that it was made of."""
    # Of one that was delivered again after another, the name of its content goes on.
    content = func.substr(ledger.c.file, 1, 64).label("sha256")
    by = (ledger.c.source, ledger.c.fact, content)
    found = (func.min(ledger.c.loaded_at).label("first_read"), func.max(ledger.c.read).label("rows"))
    return [
        dict(row) for row in connection.execute(select(*by, *found).group_by(*by).order_by(*by)).mappings()
    ]


def corrections(connection: Connection) -> list[Row]:
    """What files changed on days that were no longer provisional, the newest first."""
    told = [correction.c[name] for name in CORRECTION_WORDS]
    order = (correction.c.corrected_at.desc(), correction.c.source, correction.c.day, correction.c.column)
    query = select(*told).order_by(*order)
    return [dict(row) for row in connection.execute(query.limit(CORRECTIONS)).mappings()]


def ledger_totals(connection: Connection) -> list[Row]:
    sums = [func.sum(ledger.c[word]).label(word) for word in LEDGER_WORDS]
    files = func.count(ledger.c.file.distinct()).label("files")
    by = (ledger.c.source, ledger.c.fact)
    query = select(*by, files, *sums).group_by(*by).order_by(*by)
    return [dict(row) for row in connection.execute(query).mappings()]


def reject_totals(connection: Connection) -> list[Row]:
    """What still waits, by source, column and reason, with one place where it can be seen."""
    by = (reject.c.source, reject.c.column, reject.c.reason)
    query = select(*by, func.count().label("rows"), func.max(reject.c.name).label("name")).where(is_open())
    first = query.group_by(*by).subquery()
    here = and_(
        reject.c.source == first.c.source,
        reject.c.column == first.c.column,
        reject.c.reason == first.c.reason,
        reject.c.name == first.c.name,
    )
    lines = (
        select(*first.c, func.min(reject.c.line).label("line"))
        .select_from(first.join(reject, here))
        .where(is_open())
        .group_by(*first.c)
        .order_by(first.c.rows.desc(), first.c.source, first.c.column, first.c.reason)
    )
    return [
        {**row, "label": _REASONS[row["reason"]].label, "hint": _REASONS[row["reason"]].hint}
        for row in connection.execute(lines).mappings()
    ]
