"""Tables of the office store. They change only through `migrations/`."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware instant, kept as naive UTC: SQLite has no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("office", String(32)),
    Column("password_hash", String(256)),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("expires_at", Moment),
    Column("seen_at", Moment),
    Column("totp_salt", String(64)),
    Column("totp_step", Integer),
    Column("sso_name", String(254)),
    Column("sso_issuer", String(255)),
    Column("sso_subject", String(255)),
    Index("ix_account_sso_name", "sso_name", unique=True),
    Index("ix_account_sso_subject", "sso_issuer", "sso_subject", unique=True),
    comment="One row per account, disabled ones included. No password: invited. "
    "The secret of the second factor is made of the salt and a key that is not kept here. sso_name: whom an "
    "admin expects from a provider of accounts; issuer and subject: who came as the first under that name.",
)

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("proved_at", Moment),
    comment="One row per signed-in browser; the token itself is only in the browser.",
)

login_failure = Table(
    "login_failure",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Moment, nullable=False),
    comment="One row per account and address, per account, and per address that failed to log in of late.",
)

ticket = Table(
    "ticket",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("purpose", String(16), nullable=False),
    Column("expires_at", Moment, nullable=False),
    comment="The one link of an account that sets a password and was not used yet; only its hash.",
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("account", String(64), index=True),
    Column("role", String(16)),
    Column("office", String(32)),
    Column("origin", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("seal", String(64), nullable=False),
    comment="One row per thing done, never changed and never removed: see audit.py. No personal data beside "
    "the name of the account, which is no reference: it outlives the account.",
)

audit_head = Table(
    "audit_head",
    metadata,
    Column(
        "id",
        Integer,
        CheckConstraint("id = 1", name="ck_audit_head_one"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("entries", Integer, nullable=False),
    Column("last", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
    comment="One row: how many entries there are, and the seal of the last.",
)
