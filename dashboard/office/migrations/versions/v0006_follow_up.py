"""What follows a report of the SKM: its day, the lines of its plan, and each step of a line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _of_a_report() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("term", sa.String(32), nullable=False),
        sa.Column("office", sa.String(32)),
    ]


def upgrade() -> None:
    op.create_table(
        "skm_report",
        *_of_a_report(),
        sa.Column("reported_on", sa.Date, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_skm_report_of", "skm_report", ["term", "office"])
    op.create_table(
        "follow_up",
        *_of_a_report(),
        sa.Column("unsur", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_follow_up_of", "follow_up", ["term", "office"])
    _create_steps()


def _create_steps() -> None:
    op.create_table(
        "follow_up_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("follow_up", sa.Integer, sa.ForeignKey("follow_up.id"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("programme", sa.String(300), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("note", sa.String(600)),
        sa.Column("link", sa.String(600)),
        sa.Column("file", sa.String(120)),
        sa.Column("size", sa.Integer),
        sa.Column("sha256", sa.String(64)),
        sa.Column("reason", sa.String(400)),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="ck_follow_up_step_done"),
    )
    op.create_index("ix_follow_up_step_of", "follow_up_step", ["follow_up"])
