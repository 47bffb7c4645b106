"""Signed-in browsers. The browser holds a random token, the store only its hash."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, or_, select, update

from dashboard.office.schema import account, session

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# A session that was seen this recently is not written again: most requests only read.
_TOUCH = timedelta(minutes=1)


def start(
    connection: Connection, account_id: int, *, now: datetime, proved_at: datetime | None = None
) -> str:
    """A new token of 256 random bits. Sessions that have run out are swept on the way.

    `proved_at`: when a provider of accounts, or a code, last showed that it is the owner.
    """
    connection.execute(
        delete(session).where(or_(session.c.seen_at < now - IDLE, session.c.created_at < now - LONGEST))
    )
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(session).values(
            token_hash=_hash(token),
            account_id=account_id,
            created_at=now,
            seen_at=now,
            proved_at=proved_at,
        )
    )
    connection.execute(update(account).where(account.c.id == account_id).values(seen_at=now))
    return token


def account_name(connection: Connection, token: str, *, now: datetime) -> tuple[str, bool] | None:
    """Whose live session the token is, and whether it wants a `touch`."""
    row = connection.execute(
        select(account.c.name, session.c.seen_at)
        .join(session, session.c.account_id == account.c.id)
        .where(
            session.c.token_hash == _hash(token),
            session.c.seen_at >= now - IDLE,
            session.c.created_at >= now - LONGEST,
            account.c.disabled_at.is_(None),
            or_(account.c.expires_at.is_(None), account.c.expires_at > now),
        )
    ).first()
    return (row.name, now - row.seen_at >= _TOUCH) if row else None


def proved_at(connection: Connection, token: str) -> datetime | None:
    found: datetime | None = connection.scalar(
        select(session.c.proved_at).where(session.c.token_hash == _hash(token))
    )
    return found


def touch(connection: Connection, token: str, *, now: datetime) -> None:
    this = session.c.token_hash == _hash(token)
    connection.execute(update(session).where(this).values(seen_at=now))
    owner = select(session.c.account_id).where(this).scalar_subquery()
    connection.execute(update(account).where(account.c.id == owner).values(seen_at=now))


def end(connection: Connection, token: str) -> None:
    connection.execute(delete(session).where(session.c.token_hash == _hash(token)))


def end_all(connection: Connection, account_id: int, *, but: str = "") -> None:
    """`but`: the token of the one that goes on."""
    connection.execute(
        delete(session).where(session.c.account_id == account_id, session.c.token_hash != _hash(but))
    )


def _hash(token: str) -> str:
    # No salt and no slow hash: the token is 256 random bits.
    return sha256(token.encode()).hexdigest()
