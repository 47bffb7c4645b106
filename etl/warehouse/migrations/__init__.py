"""The way from any earlier shape of the facts to today's. Tallies are rebuilt instead, never migrated."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.ddl.impl import DefaultImpl
from sqlalchemy import Engine


class DuckDBImpl(DefaultImpl):
    """Alembic asks for one of these per dialect."""

    __dialect__ = "duckdb"


def upgrade(engine: Engine, revision: str = "head") -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
