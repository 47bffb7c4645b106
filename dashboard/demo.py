"""Accounts to try Pantau with on one's own machine; their passwords are made here, for a private file."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from dashboard.errors import SettingsError
from dashboard.office import accounts
from dashboard.office.audit import AuditLog, Kind, Origin, change
from dashboard.office.private import kept, secret_key
from dashboard.office.store import OfficeStore
from dashboard.rights import FOR_A_WHILE
from dashboard.roles import Role
from dashboard.settings import Settings

ACCOUNTS = (
    ("camat", Role.CAMAT, None),
    ("walikota", Role.WALI_KOTA, None),
    ("lurah-alalak-utara", Role.LURAH, "63.71.04.1002"),
    ("penyusun", Role.PENYUSUN, None),
    ("evaluator", Role.EVALUATOR, None),
    ("operator", Role.OPERATOR, None),
    ("admin", Role.ADMIN, None),
)
_A_WHILE = timedelta(days=30)
KEPT_IN = "demo-passwords.json"
# No letters and digits that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def demo_accounts(settings: Settings, office: OfficeStore, *, now: datetime) -> list[tuple[str, str]]:
    """Name and password of each. What exists is left alone, so a second start gives the same."""
    folder = settings.office_folder
    if folder is None or not settings.local:
        raise SettingsError(
            "--demo hanya untuk mesin sendiri: PANTAU_HOST lokal dan OFFICE_URL berkas SQLite"
        )
    known = _passwords(folder / KEPT_IN)
    audit = AuditLog(secret_key(settings)[0])
    with office.writing() as connection:
        for name, role, code in ACCOUNTS:
            if accounts.find(connection, name) is None:
                made = accounts.add(
                    connection,
                    name,
                    role=role,
                    office=code,
                    password=known[name],
                    now=now,
                    expires_at=now + _A_WHILE if role in FOR_A_WHILE else None,
                )
                what = change("added", made)
                audit.record(connection, Kind.ACCOUNT, now=now, origin=Origin.COMMAND, what=what)
    return [(name, known[name]) for name, _, _ in ACCOUNTS]


def demo_passwords(settings: Settings) -> dict[str, str]:
    """Those that were made once, by name; none where nobody has tried."""
    folder = settings.office_folder
    if folder is None or not (folder / KEPT_IN).exists():
        return {}
    return _passwords(folder / KEPT_IN)


def _passwords(path: Path) -> dict[str, str]:
    """Of an earlier start too; an account that it did not know yet gets its password now."""
    passwords: dict[str, str] = json.loads(kept(path, _made)[0])
    if missing := {name: _password() for name, _, _ in ACCOUNTS if name not in passwords}:
        passwords |= missing
        path.unlink()
        kept(path, lambda: json.dumps(passwords, indent=1))
    return passwords


def _made() -> str:
    return json.dumps({name: _password() for name, _, _ in ACCOUNTS}, indent=1)


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
