"""The roles of a PostgreSQL warehouse: one writes, one reads for staff, one reads for the public."""

from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql

READERS = {"staff": ("pantau_staff",), "public": ("pantau_public", "pantau_staff")}
"""Audience → the roles that may read its schemas. What is public, staff may see too."""

_ROLES = tuple(dict.fromkeys(role for roles in READERS.values() for role in roles))


SETUP = """-- Dijalankan sekali oleh pengelola server (superuser), tersambung ke basis data {database}.
-- Ganti setiap sandi. Peran yang sudah ada boleh dilewati.
CREATE ROLE {writer} LOGIN PASSWORD 'ganti-1';      -- hanya untuk python -m etl
CREATE ROLE pantau_staff LOGIN PASSWORD 'ganti-2';   -- WAREHOUSE_URL proses halaman petugas
CREATE ROLE pantau_public LOGIN PASSWORD 'ganti-3';  -- WAREHOUSE_URL proses halaman publik

-- Basis data untuk Pantau saja: yang lain tidak masuk dan tidak menulis.
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {writer};
GRANT CONNECT ON DATABASE {database} TO pantau_staff, pantau_public;
ALTER ROLE pantau_staff SET default_transaction_read_only = on;
ALTER ROLE pantau_public SET default_transaction_read_only = on;

-- Pembaca tidak membuat objek besar dan tidak memegang kunci yang menghalangi etl.
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
    AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite') OR proname ~ '^pg_(try_)?advisory_') LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, '{role}');
  END LOOP;
END $$;

-- Versi yang sudah terbit; yang berikutnya diberi hak saat terbit.
DO $$
DECLARE s text;
BEGIN
  FOR s IN SELECT nspname FROM pg_namespace
    WHERE nspname ~ '^(staff|public)_[0-9]' OR nspname = 'pantau_versions' LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO pantau_staff', s);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO pantau_staff', s);
    IF s !~ '^staff_' THEN
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO pantau_public', s);
      EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO pantau_public', s);
    END IF;
  END LOOP;
END $$;
"""


def setup_sql(database: str, writer: str) -> str:
    """What the server's administrator runs once, for a database and the role that `etl` writes with."""
    quote = postgresql.psycopg.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
    role = writer.replace("'", "''")
    return SETUP.format(database=quote(database), writer=quote(writer), role=role)


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
