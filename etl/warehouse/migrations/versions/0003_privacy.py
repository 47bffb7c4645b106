"""Who came, as a keyed hash, and remarks, each in a table of its own; and what a purge took away."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, comment in (
        ("person", "One row per fact whose source tells who came, in its newest version. Never published."),
        ("remark", "One row per fact with a remark, where the office loads them. Never published."),
    ):
        op.create_table(
            name,
            sa.Column("source", sa.String(), nullable=False),
            sa.Column("fact", sa.String(), nullable=False),
            sa.Column("id", sa.String(), nullable=False),
            sa.Column(name, sa.String(), nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("file", sa.String(), nullable=False),
            comment=comment,
        )
    op.create_table(
        "purge_log",
        sa.Column("purged_at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.Date(), nullable=False),
        comment="One row per purge and table: what went, and how much of it.",
    )
