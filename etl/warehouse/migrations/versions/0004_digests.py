"""A missing value in a digest is marked by a character that PostgreSQL has too: it takes no NUL in text."""

from alembic import op
from sqlalchemy import String, cast, column, func, table, update

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNSUR = "persyaratan prosedur waktu biaya produk kompetensi perilaku pengaduan sarana"
CANONICAL = {
    "request": "office area service channel submitted_at completed_at stated_due_at status",
    "visit": "ticket office area service channel counter priority taken_at called_at started_at finished_at"
    " outcome",
    "answer": f"office area service channel answered_at {UNSUR} sex age_band education occupation",
    "complaint": "office channel category received_at responded_at closed_at status",
}


def upgrade() -> None:
    for fact, columns in CANONICAL.items():
        parts = [func.coalesce(cast(column(name), String), func.chr(30)) for name in columns.split()]
        digest = func.md5(func.concat_ws(func.chr(31), *parts))
        for name in (fact, f"{fact}_version"):
            op.execute(update(table(name, column("digest"))).values(digest=digest))
