"""The two dialects, of which any two of a kind are alike: what is compiled once serves every database.

SQLAlchemy keeps compiled statements by the engine and by the dialect object. Here each run opens the facts
anew and each version is a file or a schema of its own, so a worker would compile all its statements in every
run, and a page its questions after every publication.
"""

from typing import Any

from sqlalchemy import URL, Column, Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.util import LRUCache

KEPT = 3000
"""Statements of a run on either engine, and of all pages."""

_COMPILED: LRUCache[Any, Any] = LRUCache(KEPT)


class Alike:
    driver = "pantau"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class ByteOrder(PGTypeCompiler):
    """Columns of text compare by their bytes, as in DuckDB: versions, and the order of what is shown."""

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:  # noqa: N802 (SQLAlchemy's name)
        written = super().visit_VARCHAR(type_, **kw)
        of_column = isinstance(kw.get("type_expression"), Column)
        return f'{written} COLLATE "C"' if of_column and not type_.collation else written


class Postgres(Alike, PGDialect_psycopg):
    # Looked up in the class itself: inherited, it would not count.
    supports_statement_cache = True
    type_compiler_cls = ByteOrder


# By name: importing DuckDB starts its threads, which a fork would lose (see dashboard.serving).
registry.register("duckdb.pantau", "etl.warehouse.duck_dialect", "Duck")
registry.register("postgresql.pantau", __name__, "Postgres")


def engine_of(address: URL, **options: Any) -> Engine:
    """For a `duckdb` or `postgresql+psycopg` address; it knows the statements of all of its kind."""
    kind = address.set(drivername=f"{address.get_backend_name()}+{Alike.driver}")
    return create_engine(kind, execution_options={"compiled_cache": _COMPILED}, **options)
