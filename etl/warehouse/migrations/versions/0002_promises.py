"""What complaints are promised, whether a request came online, and at which hour things came.

The columns stay empty here: the next run derives them, because the deriver's code has changed.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS: dict[str, tuple[tuple[str, Any], ...]] = {
    "request": (("online", sa.Boolean()), ("submitted_hour", sa.SmallInteger())),
    "visit": (("taken_half_hour", sa.SmallInteger()),),
    "complaint": (
        ("response_due_at", sa.DateTime()),
        ("response_due_day", sa.Date()),
        ("due_at", sa.DateTime()),
        ("due_day", sa.Date()),
    ),
}


def upgrade() -> None:
    for fact, columns in COLUMNS.items():
        for table in (fact, f"{fact}_version"):
            for name, kind in columns:
                op.add_column(table, sa.Column(name, kind, nullable=True))
