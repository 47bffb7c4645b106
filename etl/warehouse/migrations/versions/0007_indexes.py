"""PostgreSQL finds rows by their key and their days; DuckDB has zone maps for that."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DAYS = {
    "request": ("submitted_day", "completed_day", "due_day"),
    "visit": ("taken_day", "finished_day", "due_day"),
    "answer": ("answered_day",),
    "complaint": ("received_day", "response_due_day", "due_day"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for fact, days in DAYS.items():
        op.create_index(f"{fact}_key", fact, ["source", "id"], unique=True)
        op.create_index(f"{fact}_version_key", f"{fact}_version", ["source", "id"])
        for day in days:
            op.create_index(f"{fact}_{day}", fact, [day])
