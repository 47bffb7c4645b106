"""The ledger against the facts: every row was entered, every entry is a row, and each is said once."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, func, literal, select, union_all

from etl.finding import Finding
from etl.horizon import horizon, purged_rows
from etl.warehouse.readings import last_readings
from etl.warehouse.schema import FACT_TABLES, FACTS, correction, ledger, reject, retraction

NAMED_FILES = 5
"""Of the files that are wrong, so many are named."""


def bookkeeping(connection: Connection, *, whole: bool) -> list[Finding]:
    """`whole`: also what needs a look at every row."""
    found = [*_stated(connection), *_refused(connection), *_entered(connection, _NAMING)]
    if whole:
        found += [*_entered(connection, _rows_of_facts()), *_overdrawn(connection), *_twice(connection)]
    return [Finding(audit, text, fatal=True) for audit, text in found]


_NAMING: tuple[Table, ...] = (reject, retraction, correction)
Found = Iterator[tuple[str, str]]


def _rows_of_facts() -> tuple[Table, ...]:
    return tuple(FACTS.tables[f"{name}{ending}"] for name in FACT_TABLES for ending in ("", "_version"))


def _stated(connection: Connection) -> Found:
    """Facts = what the ledger calls new, less what it took back: by source, until a purge took some.

    A purge counts what went by table.
    """
    for name, fact in FACT_TABLES.items():
        purged = purged_rows(connection, name)
        stated = select(ledger.c.source, func.sum(ledger.c.new - ledger.c.retracted)).where(
            ledger.c.fact == name
        )
        entered = _by_source(connection, stated.group_by(ledger.c.source))
        held = _by_source(connection, select(fact.c.source, func.count()).group_by(fact.c.source))
        if purged:
            sides = [(name, sum(entered.values()) - purged, sum(held.values()))]
        else:
            sources = sorted(entered.keys() | held.keys())
            sides = [(f"{name} dari {each}", entered.get(each, 0), held.get(each, 0)) for each in sources]
        for where, expected, found in sides:
            if expected != found:
                text = f"{where}: buku besar mencatat {expected} baris, tabel berisi {found}."
                yield "buku_besar", text


def _by_source(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {source: int(count) for source, count in connection.execute(query)}


def _refused(connection: Connection) -> Found:
    """A refused row is named at least once."""
    # Two sources may read one file by different rules, so a file alone is no key.
    last = last_readings()
    since = horizon(connection, "rejects") or date.min
    place = (reject.c.source, reject.c.file)
    named = select(*place, func.count(reject.c.line.distinct()).label("lines")).group_by(*place).subquery()
    lines = func.coalesce(named.c.lines, 0)
    same = (named.c.source == last.c.source) & (named.c.file == last.c.file)
    wrong = (
        select(last.c.source, last.c.name, last.c.rejected, lines.label("lines"))
        .select_from(last.outerjoin(named, same))
        .where(last.c.rejected != lines, last.c.loaded_at >= since)
        .order_by(last.c.source, last.c.name)
    )
    for row in connection.execute(wrong):
        text = f"berkas {row.name} dari {row.source}: {row.rejected} baris ditolak, {row.lines} tercatat."
        yield "buku_besar", text


def _entered(connection: Connection, tables: tuple[Table, ...]) -> Found:
    """The file of every row stands in the ledger."""
    for table in tables:
        same = (ledger.c.source == table.c.source, ledger.c.file == table.c.file)
        stands = select(ledger.c.file).where(*same).correlate(table).exists()
        by = (table.c.source, table.c.file)
        query = select(*by, func.count().label("rows")).where(~stands).group_by(*by).order_by(*by)
        strays = list(connection.execute(query))
        if strays:
            told = (f"{row.file[:12]} dari {row.source} ({row.rows} baris)" for row in strays)
            yield "buku_besar", f"{table.name}: berkas tidak ada di buku besar: {_listed(told, len(strays))}."


def _overdrawn(connection: Connection) -> Found:
    """No file has more rows than its last reading let in; it has fewer where another file gave them first."""
    last = last_readings()
    let_in = last.c.read - last.c.rejected - last.c.excluded
    for name in FACT_TABLES:
        both = (FACTS.tables[name], FACTS.tables[f"{name}_version"])
        rows = union_all(*(select(table.c.source, table.c.file) for table in both)).subquery()
        by = (rows.c.source, rows.c.file)
        held = select(*by, func.count().label("rows")).group_by(*by).subquery()
        same = (last.c.source == held.c.source) & (last.c.file == held.c.file)
        query = (
            select(last.c.source, last.c.name, held.c.rows, let_in.label("let_in"))
            .select_from(held.join(last, same))
            .where(held.c.rows > let_in)
            .order_by(last.c.source, last.c.name)
        )
        for row in connection.execute(query):
            yield (
                "buku_besar",
                f"{name}: berkas {row.name} dari {row.source} memasukkan {row.let_in} baris, tabel berisi "
                f"{row.rows}.",
            )


def _twice(connection: Connection) -> Found:
    """A version of a row stands once, in the facts or among those that were replaced."""
    for name in FACT_TABLES:
        both = (FACTS.tables[name], FACTS.tables[f"{name}_version"])
        rows = union_all(*(select(table.c.source, table.c.id, table.c.version) for table in both)).subquery()
        twice = select(rows.c.source).group_by(*rows.c).having(func.count() > literal(1)).subquery()
        query = select(twice.c.source, func.count()).group_by(twice.c.source).order_by(twice.c.source)
        for source, count in connection.execute(query):
            yield "riwayat", f"{name} dari {source}: {count} versi baris berdiri lebih dari sekali."


def _listed(told: Iterator[str], count: int) -> str:
    first = [text for text, _ in zip(told, range(NAMED_FILES), strict=False)]
    more = f" dan {count - NAMED_FILES} lain" if count > NAMED_FILES else ""
    return ", ".join(first) + more
