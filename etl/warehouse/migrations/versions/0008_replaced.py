"""When another content of its name took a file's place: what was replaced is counted no more.

Of contents that were replaced before, only those are known that had an open case then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REPLACED = """
    UPDATE ledger SET replaced_at = (
        SELECT max(closed_at) FROM reject_case
        WHERE reject_case.source = ledger.source AND reject_case.file = ledger.file
            AND closed_by IN ('corrected', 'replaced') AND closed_at >= ledger.loaded_at
    )
"""


def upgrade() -> None:
    op.add_column("ledger", sa.Column("replaced_at", sa.DateTime(), nullable=True))
    op.execute(REPLACED)
