"""Accounts of people who sign in. Names are compared without regard to case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from dashboard.errors import AccountError
from dashboard.office import passwords, sessions
from dashboard.office.schema import account
from dashboard.roles import Role, Scope, scope_of

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]")


@dataclass(frozen=True)
class Account:
    id: int
    name: str
    role: Role
    office: str | None
    created_at: datetime
    disabled_at: datetime | None

    @property
    def scope(self) -> Scope:
        return scope_of(self.role, self.office)


def add(
    connection: Connection, name: str, *, role: Role, office: str | None, password: str, now: datetime
) -> Account:
    name = normal(name)
    if not _NAME.fullmatch(name):
        raise AccountError(
            f"nama akun “{name}” tidak bisa dipakai: 3–64 huruf kecil, angka, titik atau tanda hubung"
        )
    if (role is Role.LURAH) != bool(office):
        raise AccountError("kode kantor (--office) wajib untuk peran lurah dan hanya untuk peran itu")
    if find(connection, name):
        raise AccountError(f"akun “{name}” sudah ada")
    passwords.check_strength(password, name=name)
    values = {"name": name, "role": role.value, "office": office, "created_at": now}
    connection.execute(insert(account).values(**values, password_hash=passwords.hashed(password)))
    return get(connection, name)


def normal(name: str) -> str:
    return name.strip().casefold()


def find(connection: Connection, name: str) -> Account | None:
    row = connection.execute(select(account).where(account.c.name == normal(name))).first()
    return _account(row) if row else None


def get(connection: Connection, name: str) -> Account:
    found = find(connection, name)
    if found is None:
        raise AccountError(f"akun “{normal(name)}” tidak ada; daftar: python -m dashboard user list")
    return found


def everyone(connection: Connection) -> list[Account]:
    return [_account(row) for row in connection.execute(select(account).order_by(account.c.name))]


def set_password(connection: Connection, name: str, password: str) -> Account:
    """Ends every session of the account: whoever knew the old password is out."""
    found = get(connection, name)
    passwords.check_strength(password, name=found.name)
    _change(connection, found, password_hash=passwords.hashed(password))
    sessions.end_all(connection, found.id)
    return found


def set_disabled(connection: Connection, name: str, disabled_at: datetime | None) -> Account:
    """A closed account loses its sessions; None opens it again."""
    found = get(connection, name)
    _change(connection, found, disabled_at=disabled_at)
    if disabled_at is not None:
        sessions.end_all(connection, found.id)
    return get(connection, name)


def kept_hash(connection: Connection, name: str) -> tuple[Account, str] | None:
    """The account and its password hash, if it may sign in."""
    row = connection.execute(
        select(account).where(account.c.name == normal(name), account.c.disabled_at.is_(None))
    ).first()
    return (_account(row), row.password_hash) if row else None


def rehash(connection: Connection, found: Account, password: str) -> None:
    _change(connection, found, password_hash=passwords.hashed(password))


def _change(connection: Connection, found: Account, **values: Any) -> None:
    connection.execute(update(account).where(account.c.id == found.id).values(**values))


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.name, Role(row.role), row.office, row.created_at, row.disabled_at)
