"""A missing value in a digest is marked by a character that PostgreSQL has too: it takes no NUL in text."""

from alembic import op

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
        parts = ", ".join(f'coalesce(cast("{name}" AS VARCHAR), chr(30))' for name in columns.split())
        for table in (fact, f"{fact}_version"):
            op.execute(f"UPDATE {table} SET digest = md5(concat_ws(chr(31), {parts}))")
