"""Tables of PEKPPP in the office store. They change only through `migrations/`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer, String, Table

from dashboard.office.schema import Moment, metadata


def _of_an_indicator() -> list[Column[Any]]:
    return [
        Column("id", Integer, primary_key=True),
        Column("year", Integer, nullable=False),
        Column("version", String(32), nullable=False),
        Column("indicator", Integer, nullable=False),
    ]


def _by() -> list[Column[Any]]:
    """The name of the account is no reference: it outlives the account."""
    return [Column("account", String(64), nullable=False), Column("at", Moment, nullable=False)]


score = Table(
    "pekppp_score",
    metadata,
    *_of_an_indicator(),
    Column("score", Integer),
    Column("state", String(16), nullable=False),
    Column("proposed", Integer),
    Column("figure", String(400)),
    Column("reason", String(400)),
    *_by(),
    CheckConstraint("score BETWEEN 0 AND 5", name="ck_pekppp_score_scale"),
    Index("ix_pekppp_score_of", "year", "version", "indicator"),
    comment="One row per decision about an indicator in a year of evaluation, the newest holds. "
    "No score: taken back.",
)

answer = Table(
    "pekppp_answer",
    metadata,
    *_of_an_indicator(),
    Column("answer", String(600), nullable=False),
    *_by(),
    Index("ix_pekppp_answer_of", "year", "version", "indicator"),
    comment="One row per wording of the office's answer in F-01, the newest holds.",
)

evidence = Table(
    "pekppp_evidence",
    metadata,
    *_of_an_indicator(),
    Column("kind", String(16), nullable=False),
    Column("title", String(120), nullable=False),
    Column("content", String(600), nullable=False),
    Column("size", Integer),
    Column("sha256", String(64)),
    Column("day", Date, nullable=False),
    Column("owner", String(64), nullable=False),
    *_by(),
    Column("removed_at", Moment),
    Column("removed_by", String(64)),
    Index("ix_pekppp_evidence_of", "year", "version", "indicator"),
    comment="One row per piece of evidence, removed ones included. content: the address of a link, the words "
    "of a note, or the name under which a file was brought; the file itself lies under its hash.",
)

users = Table(
    "pekppp_users",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("version", String(32), primary_key=True),
    Column("question", Integer, primary_key=True, autoincrement=False),
    Column("score", Integer, primary_key=True, autoincrement=False),
    Column("answers", Integer, nullable=False),
    *_by(),
    CheckConstraint("score BETWEEN 0 AND 5 AND answers >= 0", name="ck_pekppp_users_scale"),
    comment="One row per question of F-03 and score: how many users gave it in a year of evaluation.",
)

facility = Table(
    "facility",
    metadata,
    Column("office", String(32), primary_key=True),
    Column("facility", String(32), primary_key=True),
    Column("present", Boolean, nullable=False),
    *_by(),
    comment="One row per office and facility that somebody looked at.",
)
