"""Refused rows as cases: open until a later reading accepts the row, or another file takes its file's place.

A case is a line of one content of a file. It closes

    definitions  the same file is read again and the line is accepted: source block or table was mended
    corrected    a file of the same name with other content has that line, and it is accepted
    replaced     a file of the same name with other content refuses that line again, which is a case of its
                 own, or has no such line
    withdrawn    somebody says that the file is not to be loaded any more

A file that is gone from the folder without another of its name closes nothing: its rows are still missing.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Subquery, and_, delete, func, insert, literal, select, update
from sqlalchemy.sql.elements import ColumnElement

from etl.warehouse.schema import ledger, reject, reject_case, replaced

DEFINITIONS, CORRECTED, REPLACED, WITHDRAWN = "definitions", "corrected", "replaced", "withdrawn"

WORDS = {
    DEFINITIONS: "diterima setelah blok sumber atau tabel acuan dibetulkan",
    CORRECTED: "diterima dari berkas yang sudah dibetulkan",
    REPLACED: "berkas diganti dengan yang baru",
    WITHDRAWN: "berkas ditarik",
}
OPEN = reject_case.c.closed_at.is_(None)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _lines(source: str, file: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the line of a case is among the refused lines of a file."""
    same = and_(reject.c.source == source, reject.c.file == file, reject.c.line == reject_case.c.line)
    return select(reject.c.line).where(same).correlate(reject_case).exists()


def note_cases(connection: Connection, source: str, *, file: str) -> None:
    """After a reading of a file, its refused lines as they stand now: accepted ones close, new ones open."""
    mine = and_(reject_case.c.source == source, reject_case.c.file == file, OPEN)
    closed = {"closed_at": _now(), "closed_by": DEFINITIONS, "closed_file": file}
    accepted = and_(mine, ~_lines(source, file))
    connection.execute(update(reject_case).values(closed).where(accepted))
    known = select(reject_case.c.line).where(mine)
    place = (reject.c.source, reject.c.name, reject.c.file, reject.c.line)
    at = literal(_now(), reject_case.c.opened_at.type).label("opened_at")
    fresh = (
        select(*place, at)
        .distinct()
        .where(reject.c.source == source, reject.c.file == file, reject.c.line.not_in(known))
    )
    names = ["source", "name", "file", "line", "opened_at"]
    connection.execute(insert(reject_case).from_select(names, fresh))


def replace(connection: Connection, source: str, name: str, *, last: int, present: Collection[str]) -> None:
    """A file of this name was read, down to line `last`; contents that are not `present` any more are what it
    took the place of: their cases close, and they are counted no more."""
    place = {"source": source, "name": name}
    read = select(ledger.c.file).filter_by(**place).order_by(ledger.c.loaded_at)
    files = connection.scalars(read).all()
    connection.execute(delete(replaced).filter_by(**place))
    gone = sorted({*files} - {*present})
    if not gone:
        return
    connection.execute(insert(replaced), [{**place, "file": file} for file in gone])
    old = and_(reject_case.c.source == source, reject_case.c.name == name, OPEN, reject_case.c.file.in_(gone))
    told = {"closed_at": _now(), "closed_file": files[-1]}
    there = and_(~_lines(source, files[-1]), reject_case.c.line <= last)
    for how, which in ((CORRECTED, and_(old, there)), (REPLACED, old)):
        connection.execute(update(reject_case).values(closed_by=how, **told).where(which))


def withdraw(connection: Connection, source: str, names: Sequence[str]) -> int:
    """Close what is open of the files of these names. Returns how many cases that were."""
    which = and_(reject_case.c.source == source, reject_case.c.name.in_(names), OPEN)
    told = {"closed_at": _now(), "closed_by": WITHDRAWN}
    return int(connection.execute(update(reject_case).values(told).where(which)).rowcount)


def last_cases() -> Subquery:
    """How each refused line stands: of one that was a case more than once the last one counts."""
    place = (reject_case.c.source, reject_case.c.file, reject_case.c.line)
    newest = func.row_number().over(partition_by=place, order_by=reject_case.c.opened_at.desc())
    told = (*place, reject_case.c.closed_at, reject_case.c.closed_by)
    ranked = select(*told, newest.label("rank")).subquery()
    return select(*(ranked.c[column.name] for column in told)).where(ranked.c.rank == 1).subquery("last_case")


def withdrawn_lines() -> Subquery:
    """Per source and file, how many of the lines that it refuses are withdrawn."""
    last = last_cases()
    by = (last.c.source, last.c.file)
    query = select(*by, func.count().label("lines")).where(last.c.closed_by == WITHDRAWN)
    return query.group_by(*by).subquery("withdrawn")


def is_open() -> ColumnElement[bool]:
    """Of rows of `reject`: whether their line is an open case."""
    same = and_(
        reject_case.c.source == reject.c.source,
        reject_case.c.file == reject.c.file,
        reject_case.c.line == reject.c.line,
    )
    return select(reject_case.c.line).where(same, OPEN).correlate(reject).exists()
