"""What a set of rows is known by: equal for equal rows, in whatever order, on either engine."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Numeric, String, Table, cast, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

_BYTES = 16
"""Of an md5."""


def fingerprint(connection: Connection, table: Table, columns: Iterable[ColumnElement[Any]]) -> str:
    """Row count and the xor of the rows' md5, over these columns."""
    # What is missing is marked by a character that PostgreSQL has too: it takes no NUL in text.
    text = func.concat_ws("\x1f", *(func.coalesce(column.cast(String), "\x1e") for column in columns))
    count, mixed = connection.execute(select(func.count(), _Mixed(text)).select_from(table)).one()
    return f"{count}:{_hexadecimal(mixed, connection.dialect.name) if mixed else ''}"


class _Mixed(FunctionElement[str]):
    """The xor of md5 over all rows, as each engine can write it."""

    type = String()
    inherit_cache = True


@compiles(_Mixed, "duckdb")
def _by_duckdb(element: _Mixed, compiler: Any, **options: Any) -> str:
    return f"CAST(bit_xor(md5_number({compiler.process(element.clauses, **options)})) AS VARCHAR)"


@compiles(_Mixed, "postgresql")
def _by_postgresql(element: _Mixed, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"CAST(bit_xor(CAST('x' || md5({text}) AS BIT({_BYTES * 8}))) AS VARCHAR)"


def by_period(connection: Connection, table: Table) -> dict[date, tuple[int, str]]:
    """Per period of a tally how many rows it has and what they add up to. Comparable on one engine only."""
    total = cast(func.sum(_Hashed(*table.c)), String)
    query = select(table.c.period, func.count(), total).group_by(table.c.period)
    return {period: (int(rows), str(sum_)) for period, rows, sum_ in connection.execute(query)}


class _Hashed(FunctionElement[Decimal]):
    """A number per row, as the engine itself hashes it: many times faster than an md5."""

    type: TypeEngine[Decimal] = Numeric()
    inherit_cache = True


@compiles(_Hashed, "duckdb")
def _hashed_by_duckdb(element: _Hashed, compiler: Any, **options: Any) -> str:
    return f"hash({compiler.process(element.clauses, **options)})"


@compiles(_Hashed, "postgresql")
def _hashed_by_postgresql(element: _Hashed, compiler: Any, **options: Any) -> str:
    return f"hash_record_extended(ROW({compiler.process(element.clauses, **options)}), 0)"


def _hexadecimal(mixed: str, dialect: str) -> str:
    """DuckDB gives a number whose lowest byte is the md5's first, PostgreSQL the bits."""
    if dialect == "duckdb":
        return int(mixed).to_bytes(_BYTES, "little").hex()
    return int(mixed, 2).to_bytes(_BYTES, "big").hex()
