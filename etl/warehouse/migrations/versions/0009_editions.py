"""The public tables that came out, as they came out; those of before are made by the next run."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _slot() -> tuple[sa.Column[Any], ...]:
    days = ("start", "end")
    names = ("metric", "kind", *days, "by")
    return tuple(sa.Column(n, sa.Date() if n in days else sa.String(), nullable=False) for n in names)


def upgrade() -> None:
    op.create_table(
        "edition",
        *_slot(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        comment="One row per public table that came out. Its figures stay as they were.",
    )
    op.create_table(
        "edition_figure",
        *_slot(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        comment="One row per figure of a public table that came out.",
    )
