"""The shelf of versions in a PostgreSQL database: their schemas, the table that lists them, the pointer."""

import json

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    MetaData,
    String,
    Table,
    delete,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateSchema, DropSchema

from etl.warehouse.roles import grant_shelf, grant_version
from etl.warehouse.trouble import LOCKED, state_of
from etl.warehouse.version import AUDIENCES, Manifest, Writer

FACTS_SCHEMA, VERSIONS_SCHEMA = "pantau", "pantau_versions"

_VERSIONS = MetaData(schema=VERSIONS_SCHEMA)
VERSION = Table(
    "version",
    _VERSIONS,
    Column("name", String, primary_key=True),
    Column("manifest", String, nullable=False, comment="JSON"),
    comment="One row per published version.",
)
POINTER = Table(
    "pointer",
    _VERSIONS,
    Column("name", String, ForeignKey(VERSION.c.name), nullable=False),
    comment="One row: the current version.",
)

ANCHOR = "anchor"
"""An empty table in each schema of a version. Who reads holds it, and what is held is not dropped."""


class Held(Exception):  # noqa: N818 (it is an answer, not a fault)
    """Somebody reads this version."""


def schema_of(audience: str, name: str) -> str:
    return f"{audience}_{name.lower()}"


def prepare(connection: Connection) -> None:
    """Schemas for facts and versions, where they are not there yet."""
    if inspect(connection).has_table("pointer", VERSIONS_SCHEMA):
        return
    for schema in (FACTS_SCHEMA, VERSIONS_SCHEMA):
        connection.execute(CreateSchema(schema, if_not_exists=True))
    _VERSIONS.create_all(connection)
    grant_shelf(connection, VERSIONS_SCHEMA)


def current(connection: Connection) -> tuple[str, Manifest] | None:
    row = connection.execute(select(VERSION).join(POINTER, POINTER.c.name == VERSION.c.name)).one_or_none()
    return (row.name, json.loads(row.manifest)) if row else None


def whole(connection: Connection, name: str) -> bool:
    """Whether all schemas of a version are there: someone may have dropped one to make room."""
    known = inspect(connection).get_schema_names()
    return all(schema_of(audience, name) in known for audience in AUDIENCES)


def names(connection: Connection) -> list[str]:
    return list(connection.scalars(select(VERSION.c.name)))


def point(connection: Connection, name: str, manifest: Manifest) -> None:
    """List a version, and let it be the current one."""
    written = json.dumps({**manifest, "version": name}, ensure_ascii=False, indent=1)
    connection.execute(insert(VERSION).values(name=name, manifest=written))
    connection.execute(delete(POINTER))
    connection.execute(insert(POINTER).values(name=name))


def shelve(connection: Connection, audience: str, name: str, write: Writer) -> None:
    """Write one audience's tables of a version into a schema of their own."""
    schema = schema_of(audience, name)
    connection.execute(CreateSchema(schema))
    Table(ANCHOR, MetaData(schema=schema)).create(connection)
    write(connection, schema)
    for table in inspect(connection).get_table_names(schema):
        # The planner must know them before the first reader asks.
        connection.execute(text(f'ANALYZE "{schema}"."{table}"'))
    grant_version(connection, audience, schema)


def drop(connection: Connection, name: str) -> None:
    """Drop a version. Raises Held where somebody reads it."""
    for audience in AUDIENCES:
        schema = schema_of(audience, name)
        if inspect(connection).has_schema(schema):
            _hold(connection, schema)
            connection.execute(DropSchema(schema, cascade=True))
    connection.execute(delete(VERSION).where(VERSION.c.name == name))


def _hold(connection: Connection, schema: str) -> None:
    try:
        connection.execute(text(f'LOCK TABLE "{schema}".{ANCHOR} IN ACCESS EXCLUSIVE MODE NOWAIT'))
    except DBAPIError as error:
        if state_of(error) != LOCKED:
            raise
        raise Held(schema) from error
