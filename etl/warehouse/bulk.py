"""Many rows at once, in and out, on either engine: Arrow into DuckDB, COPY into and from PostgreSQL."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
from sqlalchemy import Column, Connection, Insert, MetaData, Select, Table
from sqlalchemy.types import BigInteger, Boolean, Date, DateTime, Integer, SmallInteger, TypeEngine

_PIECE = 16_384
"""Rows that are written as text at a time."""

_WITHOUT_HEADER = arrow_csv.WriteOptions(include_header=False)


@contextmanager
def given(
    connection: Connection, name: str, rows: pa.Table, types: Mapping[str, TypeEngine[Any]]
) -> Iterator[Table]:
    """These rows as a table to select from, for as long as the block lasts.

    `types` are those of the columns, in the order of `rows`. Text must hold no NUL: PostgreSQL has none.
    """
    columns = (Column(column, types[column]) for column in rows.column_names)
    if connection.dialect.name == "duckdb":
        with _registered(connection, name, rows):
            yield Table(name, MetaData(), *columns)
        return
    table = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")
    table.create(connection)
    _copy_in(connection, name, rows)
    known(connection, table)
    yield table
    # Not where the block failed: the transaction is over then, and the table with it.
    table.drop(connection)


def fetched(connection: Connection, query: Select[Any]) -> pa.Table:
    """What the query gives; its columns have the Arrow types of their SQL types."""
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    shape = pa.schema([(column.name, arrow_type(column.type)) for column in query.selected_columns])
    cursor = _driver(connection).cursor()
    if connection.dialect.name == "duckdb":
        cursor.execute(str(compiled))
        found: pa.Table = cursor.to_arrow_table()
        return found.rename_columns(shape.names).cast(shape)
    return _copy_out(cursor, str(compiled), shape)


def filled(connection: Connection, statement: Insert) -> int:
    """Run an INSERT and tell how many rows it wrote, which SQLAlchemy forgets unless it is asked."""
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def known(connection: Connection, *tables: Table) -> None:
    """Let the planner know what stands in tables that this transaction has filled.

    Without it PostgreSQL takes them for a few rows and joins row by row; DuckDB counts as it writes.
    """
    if connection.dialect.name != "duckdb":
        preparer = connection.dialect.identifier_preparer
        for table in tables:
            connection.exec_driver_sql(f"ANALYZE {preparer.format_table(table)}")


def streamed(connection: Connection, query: Select[Any], rows: int) -> Iterator[pa.Table]:
    """The same, so many rows at a time; nothing else may be asked on this connection meanwhile."""
    compiled = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    shape = pa.schema([(column.name, arrow_type(column.type)) for column in query.selected_columns])
    cursor = _driver(connection).cursor()
    if connection.dialect.name != "duckdb":
        yield from _copied_out(cursor, compiled, shape, rows)
        return
    cursor.execute(compiled)
    for batch in cursor.to_arrow_reader(rows):
        yield pa.Table.from_batches([batch]).rename_columns(shape.names).cast(shape)


@contextmanager
def _registered(connection: Connection, name: str, rows: pa.Table) -> Iterator[None]:
    raw, lent = _driver(connection), _Lent(rows)
    raw.register(name, lent)
    try:
        yield
    finally:
        raw.unregister(name)
        lent.rows = None


class _Lent:
    """Rows that are given back: DuckDB keeps what was registered until the transaction ends."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows: pa.Table | None = rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        assert self.rows is not None
        return self.rows.__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]


def _copy_in(connection: Connection, table: str, rows: pa.Table) -> None:
    columns = ", ".join(f'"{column}"' for column in rows.column_names)
    into = f'COPY "{table}" ({columns}) FROM STDIN (FORMAT csv)'
    # Arrow writes a missing value as nothing and an empty text as "", which is how COPY tells them apart.
    with _driver(connection).cursor() as cursor, cursor.copy(into) as copy:
        for piece in rows.to_batches(max_chunksize=_PIECE):
            text = io.BytesIO()
            arrow_csv.write_csv(piece, text, _WITHOUT_HEADER)
            copy.write(text.getbuffer())


def _copy_out(cursor: Any, query: str, shape: pa.Schema) -> pa.Table:
    text = io.BytesIO()
    with cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        for piece in copy:
            text.write(piece)
    return _parsed(text, shape)


def _copied_out(cursor: Any, query: str, shape: pa.Schema, rows: int) -> Iterator[pa.Table]:
    text, held = io.BytesIO(), 0
    with cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        # The protocol gives one row at a time, whole.
        for row in copy:
            text.write(row)
            held += 1
            if held == rows:
                yield _parsed(text, shape)
                text, held = io.BytesIO(), 0
    if held:
        yield _parsed(text, shape)


def _parsed(text: io.BytesIO, shape: pa.Schema) -> pa.Table:
    """Rows as COPY writes them."""
    if not text.tell():
        return shape.empty_table()
    text.seek(0)
    return arrow_csv.read_csv(
        text,
        read_options=arrow_csv.ReadOptions(column_names=shape.names),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=shape,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


_ARROW: tuple[tuple[type[TypeEngine[Any]], pa.DataType], ...] = (
    (Boolean, pa.bool_()),
    (Date, pa.date32()),
    (DateTime, pa.timestamp("us")),
    (SmallInteger, pa.int16()),
    (BigInteger, pa.int64()),
    (Integer, pa.int32()),
)


def arrow_type(kind: TypeEngine[Any]) -> pa.DataType:
    return next((arrow for sql, arrow in _ARROW if isinstance(kind, sql)), pa.string())
