"""Links for one use, by which somebody sets the first or a new password. The store has only their hash."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from dashboard.office import accounts
from dashboard.office.accounts import Account
from dashboard.office.schema import account, ticket


class Purpose(StrEnum):
    INVITE = "invite"
    RESET = "reset"


PATH = "tautan/"
"""Inside the staff app."""
VALID = {Purpose.INVITE: timedelta(hours=72), Purpose.RESET: timedelta(hours=1)}


def purpose(found: Account) -> Purpose:
    return Purpose.INVITE if found.invited else Purpose.RESET


def address(site: str, token: str) -> str:
    """`site`: where the staff app stands, with a slash at its end."""
    return f"{site}{PATH}{token}"


def issue(connection: Connection, found: Account, *, now: datetime) -> str:
    """The token of a link; the one before it ends. Whoever is disabled gets one that does not work."""
    connection.execute(delete(ticket).where(ticket.c.account_id == found.id))
    token, kind = secrets.token_urlsafe(32), purpose(found)
    values = {"token_hash": _hash(token), "account_id": found.id, "purpose": kind.value}
    connection.execute(insert(ticket).values(**values, expires_at=now + VALID[kind]))
    return token


def holder(connection: Connection, token: str, *, now: datetime) -> Account | None:
    """Whose password the link sets; None for one that is unknown, used, replaced or past its time."""
    name = connection.scalar(
        select(account.c.name)
        .join(ticket, ticket.c.account_id == account.c.id)
        .where(ticket.c.token_hash == _hash(token), ticket.c.expires_at > now)
    )
    found = accounts.find(connection, name) if name else None
    return found if found and found.active(now) else None


def redeem(connection: Connection, token: str, password: str, *, now: datetime) -> Account | None:
    """Sets the password and uses the link up. Raises AccountError for a weak one, and the link stays."""
    found = holder(connection, token, now=now)
    # Setting a password ends the link too.
    return accounts.set_password(connection, found.name, password) if found else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
