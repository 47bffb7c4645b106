"""What the role of a process may do in a warehouse on a server, for whoever checks a deployment."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from etl.warehouse import shelf


@dataclass(frozen=True)
class Rights:
    role: str
    writes: bool
    """Makes schemas, enters that of the facts, or is asked nothing at all."""
    staff: bool
    """Reads the current version of the staff."""
    public_reads_staff: bool | None
    """Whether `pantau_public` does; None where there is no such role or no version."""


_ASKED = text(
    """
    SELECT current_user AS role,
      (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
      OR has_database_privilege(current_database(), 'CREATE')
      OR coalesce((SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = :facts), false)
      AS writes,
      coalesce((SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = :staff), false)
      AS staff,
      (SELECT has_schema_privilege(r.oid, n.oid, 'USAGE') FROM pg_roles r, pg_namespace n
       WHERE r.rolname = 'pantau_public' AND n.nspname = :staff) AS public_reads_staff
    """
)


def rights_of(connection: Connection, version: str) -> Rights:
    names = {"facts": shelf.FACTS_SCHEMA, "staff": shelf.schema_of("staff", version)}
    return Rights(**connection.execute(_ASKED, names).one()._asdict())
