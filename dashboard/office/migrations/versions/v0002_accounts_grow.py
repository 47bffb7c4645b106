"""Accounts that end, that wait for a first password, that have a second factor; links for one use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite makes the table anew, and its rows in "session" would go with the old one.
    connection = op.get_bind()
    session = sa.Table("session", sa.MetaData(), autoload_with=connection, resolve_fks=False)
    kept = [dict(row._mapping) for row in connection.execute(sa.select(session))]
    with op.batch_alter_table("account") as account:
        account.alter_column("password_hash", existing_type=sa.String(256), nullable=True)
        account.add_column(sa.Column("expires_at", sa.DateTime))
        account.add_column(sa.Column("seen_at", sa.DateTime))
        account.add_column(sa.Column("totp_salt", sa.String(64)))
        account.add_column(sa.Column("totp_step", sa.Integer))
    connection.execute(sa.delete(session))
    if kept:
        connection.execute(sa.insert(session), kept)
    op.create_table(
        "ticket",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("account.id", name="fk_ticket_account_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("account_id", name="uq_ticket_account_id"),
    )
