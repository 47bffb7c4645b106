"""Which columns the files of a source have had: a row for each header unlike the one before."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "header",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False, comment="the declared ones, each once"),
        sa.Column("others", sa.Integer(), nullable=False, comment="how many more there were"),
        sa.Column("digest", sa.String(), nullable=False, comment="of all names, too short to be undone"),
        comment="One row per header of a source that was not the one before. No name that is not declared.",
    )
