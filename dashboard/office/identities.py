"""Who of a provider's people signs in as which account.

An admin says under which name somebody is expected: that is the list of who may come. The first who comes is
bound by the subject, which a provider never gives to another person; a name that is given on, is not enough.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from dashboard.errors import AccountError
from dashboard.office import accounts, sessions
from dashboard.office.accounts import Account
from dashboard.office.schema import account, ticket


def expect(connection: Connection, name: str, sso_name: str | None) -> Account:
    """Whoever came before is forgotten and what is open ends; None: nobody comes so. Raises AccountError."""
    found = accounts.get(connection, name)
    taken = select(account.c.name).where(account.c.sso_name == sso_name, account.c.id != found.id)
    if sso_name is not None and (other := connection.scalar(taken)):
        raise AccountError(f"“{sso_name}” sudah dihubungkan dengan akun “{other}”")
    values = {"sso_name": sso_name, "sso_issuer": None, "sso_subject": None}
    connection.execute(update(account).where(account.c.id == found.id).values(**values))
    sessions.end_all(connection, found.id)
    # A link that nobody has used yet would be a second way in that nobody thinks of.
    connection.execute(delete(ticket).where(ticket.c.account_id == found.id))
    return accounts.get(connection, found.name)


def admit(
    connection: Connection, issuer: str, subject: str, sso_name: str | None, *, now: datetime
) -> tuple[Account, bool] | None:
    """Whose account it is, and whether it was bound just now; None: nobody's who may sign in.

    In a transaction that writes."""
    bound = (account.c.sso_issuer == issuer, account.c.sso_subject == subject)
    expected = (account.c.sso_name == sso_name, account.c.sso_subject.is_(None))
    if name := connection.scalar(select(account.c.name).where(*bound)):
        found = accounts.get(connection, name)
        return (found, False) if found.active(now) else None
    name = connection.scalar(select(account.c.name).where(*expected)) if sso_name else None
    if name is None or not accounts.get(connection, name).active(now):
        return None
    values = {"sso_issuer": issuer, "sso_subject": subject}
    connection.execute(update(account).where(account.c.name == name).values(**values))
    return accounts.get(connection, name), True


def kept(connection: Connection, name: str, *, now: datetime) -> tuple[Account, str] | None:
    """The account and who is bound to it, if that person may sign in."""
    found = accounts.find(connection, name)
    if found is None or not found.active(now):
        return None
    row = connection.execute(
        select(account.c.sso_issuer, account.c.sso_subject).where(account.c.id == found.id)
    ).one()
    return None if row.sso_subject is None else (found, f"{row.sso_issuer}\n{row.sso_subject}")
