"""A table or a SELECT of another system's database, read only, from where the last reading came to.

Times come as YYYY-MM-DD HH:MM:SS, with the offset if they have one; the column that says which row is newer
keeps its fractions. Numbers are exact, lengths of time are seconds, NULL is empty. A row with bytes, a list
or an object in a column that is read is refused.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, TableClause, bindparam, column, inspect, select, text
from sqlalchemy import table as table_of
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import Executable
from sqlalchemy.types import NullType

from etl.cursor import WANTED, Highest, NoMark, Overlap, less
from etl.database.connect import interrupt, reading_only
from etl.database.faults import sentence
from etl.database.texts import told
from etl.errors import SourceRefused
from etl.header import places, quoted
from etl.json_rows import read_delivery
from etl.reader import Answer, Ask, Reader, Write, Wrong
from etl.source import Rule, SourceBlock, source_columns

_AT_ONCE = 500
_SINCE = "since"
_AFTER = re.compile(r"(?<![<>=!])>\s*:since\b")
_SELECT = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)
_PLACE = "jawaban basis data"
_NO_MARK = "?"


def fetch_sql(ask: Ask, write: Write) -> Answer:
    """Raises SourceRefused."""
    try:
        with (
            reading_only(ask.secret, ask.deadline) as connection,
            ask.deadline.interrupting(lambda: interrupt(connection)),
        ):
            return _fetched(connection, ask, write)
    except (SQLAlchemyError, ImportError) as error:
        ask.deadline.check()
        raise SourceRefused(sentence(error)) from None


def _fetched(connection: Connection, ask: Ask, write: Write) -> Answer:
    block = ask.block
    begin = ask.mark if ask.mark is not None else block.since
    highest = Highest(begin, block.timezone, ask.now)
    parameters = {} if begin is None else {_SINCE: less(begin, Overlap.of(block.overlap))}
    statement = _statement(connection, block)
    result = connection.execution_options(stream_results=True, yield_per=_AT_ONCE).execute(
        statement, parameters
    )
    names = tuple(result.keys())
    row_of = _teller(names, block)
    cursor = None if block.cursor is None else _cursor(names, block.cursor.strip())
    for rows in result.mappings().partitions(_AT_ONCE):
        for row in rows:
            write(row_of(row))
            if cursor is not None:
                found = told(row[cursor], exact=True)
                highest.see(found if found is None or isinstance(found, str) else _NO_MARK)
    try:
        highest.check()
    except NoMark:
        raise SourceRefused(f'kolom cursor "{cursor}": diharapkan {WANTED}; pilih kolom lain') from None
    return Answer(names, highest.mark)


def _statement(connection: Connection, block: SourceBlock) -> Executable:
    if block.query is not None:
        return text(block.query)
    # Only what is read is asked for, so nothing else ever leaves the other system.
    schema, _, name = (block.table or "").rpartition(".")
    known = [found["name"] for found in inspect(connection).get_columns(name, schema or None)]
    wanted = dict.fromkeys([*source_columns(block), *([block.cursor.strip()] if block.cursor else [])])
    places(tuple(known), block, where=f'tabel "{block.table}"')
    source: TableClause = table_of(name, *map(column, known), schema=schema or None)
    if block.cursor is None:
        return select(*(source.c[own] for own in wanted))
    since = source.c[_cursor(known, block.cursor.strip())] >= bindparam(_SINCE, type_=NullType())
    return select(*(source.c[own] for own in wanted)).where(since)


def _teller(names: Sequence[str], block: SourceBlock) -> Callable[[RowMapping], dict[str, Any]]:
    """What of a row is kept: the columns that the block reads, and nothing else."""
    kept = tuple(places(names, block, where=_PLACE))
    exact = _newer(block)
    return lambda row: {name: told(row[name], exact=name in exact) for name in kept}


def _newer(block: SourceBlock) -> frozenset[str]:
    """Of two changes within a second the later is the newer."""
    given = block.version
    if given is None or (isinstance(given, Rule) and given.format is not None):
        return frozenset()
    return frozenset({given.strip()} if isinstance(given, str) else given.columns)


def _cursor(names: Sequence[str], cursor: str) -> str:
    if names.count(cursor) != 1:
        raise SourceRefused(f'{_PLACE}: tidak ada kolom cursor "{cursor}"; yang ada: {quoted(names)}')
    return cursor


def _check(block: SourceBlock) -> Iterator[Wrong]:
    if block.url_env is None:
        yield (
            "url_env",
            'tulis nama variabel lingkungan yang berisi alamat basis data, misalnya "ELOK_DB_URL"',
        )
    if (block.query is None) == (block.table is None):
        yield "query", "tulis tepat satu dari query = SELECT … atau table = nama tabel"
    if block.query is not None:
        yield from _wrong_query(block.query, block)


def _wrong_query(query: str, block: SourceBlock) -> Iterator[Wrong]:
    if not _SELECT.match(query) or ";" in query.rstrip("; \r\n\t"):
        yield "query", "tulis satu pernyataan SELECT (atau WITH … SELECT), tanpa titik koma di tengahnya"
    named = set(text(query).compile().params)
    if others := sorted(named - {_SINCE}):
        yield "query", f"menyebut :{others[0]}; yang boleh hanya :since, dan titik dua lain ditulis \\:"
    if (_SINCE in named) != (block.cursor is not None):
        yield "query", "cursor dan :since berjalan bersama; tulis keduanya atau tidak satu pun"
    if _AFTER.search(query):
        yield "query", "tulis >= :since, bukan > :since: baris yang berubah pada saat yang sama bisa terlewat"


READER = Reader(
    kind="sql",
    read=read_delivery,
    options=frozenset({"url_env", "query", "table", "cursor", "since", "overlap", "limits"}),
    check=_check,
    fetch=fetch_sql,
)
