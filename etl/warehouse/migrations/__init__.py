"""The way from any earlier shape of the facts to today's. Tallies are rebuilt instead, never migrated."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.ddl.impl import DefaultImpl
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


class DuckDBImpl(DefaultImpl):
    """Alembic asks for one of these per dialect."""

    __dialect__ = "duckdb"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """In a transaction of its own."""
    with engine.begin() as connection:
        upgrade_on(connection, revision)


def upgrade_on(connection: Connection, revision: str = "head") -> None:
    if revision == "head" and _stands_at(connection) == _scripts().get_current_head():
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def is_known(revision: str) -> bool:
    """Whether this code knows the shape; of a newer code's it does not."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def is_newest(revision: str) -> bool:
    """Whether it is today's shape."""
    return revision == _scripts().get_current_head()


def _stands_at(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
