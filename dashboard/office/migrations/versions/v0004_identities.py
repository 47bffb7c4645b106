"""Accounts that somebody of a provider signs in as."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("sso_name", sa.String(254)))
    op.add_column("account", sa.Column("sso_issuer", sa.String(255)))
    op.add_column("account", sa.Column("sso_subject", sa.String(255)))
    op.add_column("session", sa.Column("proved_at", sa.DateTime))
    op.create_index("ix_account_sso_name", "account", ["sso_name"], unique=True)
    op.create_index("ix_account_sso_subject", "account", ["sso_issuer", "sso_subject"], unique=True)
