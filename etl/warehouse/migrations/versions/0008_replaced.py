"""Which contents of a file another one of its name took the place of: they are counted no more.

Of those that were replaced before, only the ones are known that had an open case then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REPLACED = """
    INSERT INTO replaced (source, name, file)
    SELECT source, name, file FROM reject_case WHERE closed_by IN ('corrected', 'replaced')
    EXCEPT SELECT source, name, file FROM reject_case WHERE closed_at IS NULL
"""


def upgrade() -> None:
    op.create_table(
        "replaced",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        comment="One row per content of a file whose place another one of its name took.",
    )
    op.execute(REPLACED)
