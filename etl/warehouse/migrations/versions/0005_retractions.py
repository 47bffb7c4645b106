"""What is gone from a delivery, what changed a closed day, and which refused rows are still to be mended.

Every refused line of the last reading of a file becomes an open case.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CASES = """
    INSERT INTO reject_case (source, name, file, line, opened_at)
    SELECT reject.source, reject.name, reject.file, reject.line, max(ledger.loaded_at)
    FROM reject JOIN ledger ON ledger.source = reject.source AND ledger.file = reject.file
    GROUP BY reject.source, reject.name, reject.file, reject.line
"""


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "coverage",
        *(_text(name) for name in ("source", "file", "rank")),
        _text("office", nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        comment="One row per office and day for which a file says all that there is.",
    )
    op.create_table(
        "spared",
        *(_text(name) for name in ("source", "file", "id")),
        comment="One row per known id that a file holds in a refused row: it is not gone.",
    )
    op.create_table(
        "retraction",
        *(_text(name) for name in ("source", "fact", "id", "version", "office")),
        sa.Column("day", sa.Date(), nullable=False),
        *(_text(name) for name in ("file", "rank")),
        sa.Column("retracted_at", sa.DateTime(), nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        comment="One row per fact that a complete delivery no longer holds; one that came back keeps it.",
    )
    op.create_table(
        "correction",
        *(_text(name) for name in ("run", "source", "fact", "office")),
        sa.Column("day", sa.Date(), nullable=False),
        _text("kind"),
        *(_text(name, nullable=True) for name in ("column", "old", "new")),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        *(_text(name) for name in ("file", "name")),
        sa.Column("corrected_at", sa.DateTime(), nullable=False),
        comment="One row per way in which a file changed what a closed day had said. No ids.",
    )
    op.create_table(
        "reject_case",
        *(_text(name) for name in ("source", "name", "file")),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        *(_text(name, nullable=True) for name in ("closed_by", "closed_file")),
        comment="One row per refused line of a file: open until it is accepted, replaced or withdrawn.",
    )
    op.execute(CASES)
