"""Accounts of people who sign in. Names are compared without regard to case."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from dashboard.errors import AccountError
from dashboard.office import passwords, sessions
from dashboard.office.schema import account, ticket
from dashboard.rights import FOR_A_WHILE, OWN_ACCOUNT, Scope, scope_of
from dashboard.roles import Role

_YEARS = range(2000, 2101)
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]")


@dataclass(frozen=True)
class Account:
    id: int
    name: str
    role: Role
    office: str | None
    created_at: datetime
    disabled_at: datetime | None
    expires_at: datetime | None
    invited: bool
    """Nobody has set a password yet."""
    factor: bool
    """Signing in takes a code, too."""
    sso: str | None
    """How the provider of accounts names whoever may sign in as this one."""
    bound: bool = field(compare=False)
    """Somebody has come under that name, and nobody else can."""
    seen_at: datetime | None = field(compare=False)
    enrols: bool = False
    """The role needs a second factor: until it is on, nothing else can be opened."""

    def active(self, now: datetime) -> bool:
        return self.disabled_at is None and (self.expires_at is None or self.expires_at > now)

    @property
    def scope(self) -> Scope:
        if self.enrols:
            return OWN_ACCOUNT
        return scope_of(self.role, self.office)


def add(  # noqa: PLR0913 (what an account is)
    connection: Connection,
    name: str,
    *,
    role: Role,
    office: str | None,
    password: str | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> Account:
    """Without a password it waits for the first one: see `tickets`."""
    name = normal(name)
    if not _NAME.fullmatch(name):
        raise AccountError(
            f"nama akun “{name}” tidak bisa dipakai: 3–64 huruf kecil, angka, titik atau tanda hubung"
        )
    _check_office(role, office)
    _check_end(role, expires_at)
    if find(connection, name):
        raise AccountError(f"akun “{name}” sudah ada")
    values = {"name": name, "role": role.value, "office": office, "created_at": now, "expires_at": expires_at}
    if password is not None:
        passwords.check_strength(password, name=name)
        values["password_hash"] = passwords.hashed(password)
    connection.execute(insert(account).values(**values))
    return get(connection, name)


def _check_office(role: Role, office: str | None) -> None:
    if (role is Role.LURAH) != bool(office):
        raise AccountError("kode kantor wajib untuk peran lurah dan hanya untuk peran itu")


def _check_end(role: Role, expires_at: datetime | None) -> None:
    if role in FOR_A_WHILE and expires_at is None:
        raise AccountError(f"akun {role.label} perlu hari terakhir: isi “Berlaku sampai” (perintah: --until)")


def check_last_day(day: date) -> None:
    """Before anything is reckoned with it: at the ends of the calendar that fails."""
    if day.year not in _YEARS:
        raise AccountError(f"hari terakhir di tahun {day.year} tidak bisa dipakai: paling lama sampai 2100")


def normal(name: str) -> str:
    return name.strip().casefold()


def find(connection: Connection, name: str) -> Account | None:
    row = _named(connection, name)
    return _account(row) if row else None


def get(connection: Connection, name: str) -> Account:
    found = find(connection, name)
    if found is None:
        raise AccountError(f"akun “{normal(name)}” tidak ada; daftar: python -m dashboard user list")
    return found


def everyone(connection: Connection) -> list[Account]:
    return [_account(row) for row in connection.execute(select(account).order_by(account.c.name))]


def set_password(connection: Connection, name: str, password: str) -> Account:
    """Ends every session and link of the account: whoever knew the old password is out."""
    found = get(connection, name)
    passwords.check_strength(password, name=found.name)
    _change(connection, found, password_hash=passwords.hashed(password))
    _shut(connection, found)
    return get(connection, name)


def set_role(connection: Connection, name: str, role: Role, office: str | None) -> Account:
    """Ends every session: what was open under the old role is not read on."""
    _check_office(role, office)
    found = get(connection, name)
    _change(connection, found, role=role.value, office=office)
    sessions.end_all(connection, found.id)
    return get(connection, name)


def set_expiry(connection: Connection, name: str, expires_at: datetime | None) -> Account:
    """From then on it cannot sign in, and its sessions have ended; None: never, but for guests."""
    found = get(connection, name)
    _check_end(found.role, expires_at)
    _change(connection, found, expires_at=expires_at)
    return get(connection, name)


def set_disabled(connection: Connection, name: str, disabled_at: datetime | None) -> Account:
    """A closed account loses its sessions and its link; None opens it again."""
    found = get(connection, name)
    _change(connection, found, disabled_at=disabled_at)
    if disabled_at is not None:
        _shut(connection, found)
    return get(connection, name)


def require_an_admin(connection: Connection) -> None:
    """Raises AccountError if nobody could keep the accounts any longer."""
    lasting = (
        account.c.disabled_at.is_(None),
        account.c.expires_at.is_(None),
        account.c.password_hash.is_not(None),
    )
    if (
        connection.execute(select(account.c.id).where(account.c.role == Role.ADMIN.value, *lasting)).first()
        is None
    ):
        raise AccountError("harus tetap ada satu admin yang aktif, tanpa batas waktu, dan dengan kata sandi")


def kept_hash(connection: Connection, name: str, *, now: datetime) -> tuple[Account, str] | None:
    """The account and its password hash, if it may sign in."""
    row = _named(connection, name)
    if row is None or row.password_hash is None or not _account(row).active(now):
        return None
    return _account(row), row.password_hash


def _named(connection: Connection, name: str) -> Row[Any] | None:
    """What cannot be a name is not asked for: PostgreSQL refuses a text with a NUL."""
    wanted = normal(name)
    if not _NAME.fullmatch(wanted):
        return None
    return connection.execute(select(account).where(account.c.name == wanted)).first()


def _shut(connection: Connection, found: Account) -> None:
    sessions.end_all(connection, found.id)
    connection.execute(delete(ticket).where(ticket.c.account_id == found.id))


def rehash(connection: Connection, found: Account, password: str) -> None:
    _change(connection, found, password_hash=passwords.hashed(password))


def _change(connection: Connection, found: Account, **values: Any) -> None:
    connection.execute(update(account).where(account.c.id == found.id).values(**values))


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        office=row.office,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        expires_at=row.expires_at,
        invited=row.password_hash is None,
        factor=row.totp_salt is not None,
        sso=row.sso_name,
        bound=row.sso_subject is not None,
        seen_at=row.seen_at,
    )
