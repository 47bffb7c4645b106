"""Tables of what was published, in the office store. They change only through `migrations/`."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from dashboard.office.schema import Moment, metadata

frozen = Table(
    "frozen_period",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(32), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("reason", String(400)),
    Column("account", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_frozen_period_edition", "period", "edition", unique=True),
    comment="One row per period that was frozen and each time again, never changed and never removed. "
    "body: every figure and where it came from; sha256: of the body.",
)

signature = Table(
    "frozen_signature",
    metadata,
    Column("frozen", Integer, ForeignKey("frozen_period.id"), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    comment="One row per frozen period and role that stands by it; sha256: of the body that was signed.",
)

pack = Table(
    "evidence_pack",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("version", String(32), nullable=False),
    Column("manifest", String(64), nullable=False, index=True),
    Column("sample", Boolean, nullable=False),
    Column("account", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    comment="One row per evidence pack that was handed out; manifest: the SHA-256 of its list of files.",
)
