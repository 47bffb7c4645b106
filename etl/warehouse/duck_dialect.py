"""DuckDB's dialect: a module of its own, for what imports it loads DuckDB."""

from duckdb_sqlalchemy import Dialect

from etl.warehouse.dialects import Alike


class Duck(Alike, Dialect):
    supports_statement_cache = True
