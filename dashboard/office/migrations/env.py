"""Run migrations on the connection that `store.upgrade` hands over; there is no other way in."""

from __future__ import annotations

from alembic import context

from dashboard.office.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
