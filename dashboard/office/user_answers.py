"""The register of F-03: how many users gave which score to which question. Counts, nothing of a person."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from dashboard.errors import AccountError
from dashboard.office.pekppp import TOP, Evaluation, Signed
from dashboard.office.pekppp_tables import users as table

MOST = 1_000_000


def write(
    connection: Connection, of: Evaluation, question: int, counts: Mapping[int, int], by: Signed
) -> None:
    """In the place of what was there. Raises AccountError."""
    if any(not 0 <= score <= TOP or not 0 <= count <= MOST for score, count in counts.items()):
        raise AccountError(f"isi banyaknya jawaban 0 sampai {MOST} untuk nilai 0 sampai {TOP}")
    mine = (table.c.year == of.year, table.c.version == of.version, table.c.question == question)
    connection.execute(delete(table).where(*mine))
    signed = {"account": by.account, "at": by.at}
    values = {"year": of.year, "version": of.version, "question": question, **signed}
    rows = [{**values, "score": score, "answers": count} for score, count in counts.items() if count]
    if rows:
        connection.execute(insert(table), rows)


def counts(connection: Connection, of: Evaluation) -> dict[int, dict[int, int]]:
    """Question → score → users."""
    query = select(table).where(table.c.year == of.year, table.c.version == of.version)
    found: dict[int, dict[int, int]] = {}
    for row in connection.execute(query.order_by(table.c.question, table.c.score)):
        found.setdefault(row.question, {})[row.score] = row.answers
    return found
