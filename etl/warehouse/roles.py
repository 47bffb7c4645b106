"""The roles of a PostgreSQL warehouse: one writes, one reads for staff, one reads for the public."""

from sqlalchemy import Connection, text

READERS = {"staff": ("pantau_staff",), "public": ("pantau_public", "pantau_staff")}
"""Audience → the roles that may read its schemas. What is public, staff may see too."""

_ROLES = tuple(dict.fromkeys(role for roles in READERS.values() for role in roles))


def grant_shelf(connection: Connection, schema: str) -> None:
    """Let every reader see which versions there are."""
    for role in _standing(connection):
        _grant(connection, role, schema)


def grant_version(connection: Connection, audience: str, schema: str) -> None:
    """Let the audience's roles read a schema; a role that the server does not have is left out."""
    for role in _standing(connection) & set(READERS[audience]):
        _grant(connection, role, schema)


def _grant(connection: Connection, role: str, schema: str) -> None:
    # Both names are our own.
    connection.execute(text(f'GRANT USAGE ON SCHEMA "{schema}" TO {role}'))
    connection.execute(text(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{schema}" TO {role}'))


def _standing(connection: Connection) -> set[str]:
    found = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")
    return set(connection.scalars(found, {"names": list(_ROLES)}))
