"""PEKPPP: scores and answers per indicator, evidence, counts of what users answered, and facilities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _of_an_indicator() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("indicator", sa.Integer, nullable=False),
    ]


def upgrade() -> None:
    _create_scores_and_answers()
    _create_evidence()
    op.create_table(
        "pekppp_users",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(32), primary_key=True),
        sa.Column("question", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("score", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 5 AND answers >= 0", name="ck_pekppp_users_scale"),
    )
    op.create_table(
        "facility",
        sa.Column("office", sa.String(32), primary_key=True),
        sa.Column("facility", sa.String(32), primary_key=True),
        sa.Column("present", sa.Boolean, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _create_scores_and_answers() -> None:
    op.create_table(
        "pekppp_score",
        *_of_an_indicator(),
        sa.Column("score", sa.Integer),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed", sa.Integer),
        sa.Column("figure", sa.String(400)),
        sa.Column("reason", sa.String(400)),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 5", name="ck_pekppp_score_scale"),
    )
    op.create_index("ix_pekppp_score_of", "pekppp_score", ["year", "version", "indicator"])
    op.create_table(
        "pekppp_answer",
        *_of_an_indicator(),
        sa.Column("answer", sa.String(600), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_pekppp_answer_of", "pekppp_answer", ["year", "version", "indicator"])


def _create_evidence() -> None:
    op.create_table(
        "pekppp_evidence",
        *_of_an_indicator(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("content", sa.String(600), nullable=False),
        sa.Column("size", sa.Integer),
        sa.Column("sha256", sa.String(64)),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("removed_at", sa.DateTime),
        sa.Column("removed_by", sa.String(64)),
    )
    op.create_index("ix_pekppp_evidence_of", "pekppp_evidence", ["year", "version", "indicator"])
