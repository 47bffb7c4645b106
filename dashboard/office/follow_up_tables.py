"""Tables of what follows a survey in the office store. They change only through `migrations/`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from dashboard.office.schema import Moment, metadata


def _of_a_report() -> list[Column[Any]]:
    """`term` as `reports/term.py` writes it; without an office: of all."""
    return [
        Column("id", Integer, primary_key=True),
        Column("term", String(32), nullable=False),
        Column("office", String(32)),
    ]


def _by() -> list[Column[Any]]:
    """The name of the account is no reference: it outlives the account."""
    return [Column("account", String(64), nullable=False), Column("at", Moment, nullable=False)]


report = Table(
    "skm_report",
    metadata,
    *_of_a_report(),
    Column("reported_on", Date, nullable=False),
    *_by(),
    Index("ix_skm_report_of", "term", "office"),
    comment="One row per day that somebody gave for a report of the SKM, the newest holds.",
)

line = Table(
    "follow_up",
    metadata,
    *_of_a_report(),
    Column("unsur", String(16), nullable=False),
    *_by(),
    Index("ix_follow_up_of", "term", "office"),
    comment="One row per line of the plan that a report of the SKM led to; what it says stands in its steps.",
)

step = Table(
    "follow_up_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("follow_up", Integer, ForeignKey("follow_up.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("programme", String(300), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("due", Date, nullable=False),
    Column("done_on", Date),
    Column("note", String(600)),
    Column("link", String(600)),
    Column("file", String(120)),
    Column("size", Integer),
    Column("sha256", String(64)),
    Column("reason", String(400)),
    *_by(),
    CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="ck_follow_up_step_done"),
    Index("ix_follow_up_step_of", "follow_up"),
    comment="One row per step of a line: planned, changed, done, opened again, taken back. The newest holds "
    "and says all of it. owner: a function, not a person. file: the name under which a proof was brought; it "
    "lies under its hash.",
)
