"""What is handed over: frozen periods, who stands by them, and evidence packs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "frozen_period",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("period", sa.String(32), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(400)),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_frozen_period_edition", "frozen_period", ["period", "edition"], unique=True)
    op.create_table(
        "frozen_signature",
        sa.Column("frozen", sa.Integer, sa.ForeignKey("frozen_period.id"), primary_key=True),
        sa.Column("role", sa.String(16), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "evidence_pack",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("manifest", sa.String(64), nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_evidence_pack_manifest", "evidence_pack", ["manifest"])
