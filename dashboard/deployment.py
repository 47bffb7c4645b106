"""Gathers what `check --deploy` looks at."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from dashboard.demo import demo_passwords
from dashboard.deploy_check import Deployment, Person, missing, notes
from dashboard.office import accounts, passwords
from dashboard.office.accounts import Account
from dashboard.office.store import open_office
from dashboard.provider import Provider
from dashboard.settings import Settings
from dashboard.store import newest_moment, rights

_PRIVATE = ("office.db", "secret-key", "demo-passwords.json", "backups")


def check_deployment(settings: Settings, *, public: bool) -> tuple[list[str], bool]:
    """What to tell, line by line, and whether nothing is missing."""
    found = _deployment(settings, public=public)
    lacking = missing(found)
    last = f"{len(lacking)} hal belum beres." if lacking else "Tidak ada yang kurang."
    return [*map(str, lacking), *(f"Catatan: {note}" for note in notes(found)), last], not lacking


def _deployment(settings: Settings, *, public: bool) -> Deployment:
    now = datetime.now(UTC)
    return Deployment(
        settings=settings,
        public=public,
        people=() if public else _people(settings, now),
        readable=() if public else tuple(filter(_others_read, _private(settings))),
        rights=rights(settings.warehouse),
        provider=Provider(settings.oidc, "").trouble() if settings.oidc and not public else None,
        dash=tuple(int(part) for part in re.findall(r"\d+", version("dash"))[:3]),
        newest=newest_moment(settings.warehouse),
        now=now,
    )


def _people(settings: Settings, now: datetime) -> tuple[Person, ...]:
    tried = demo_passwords(settings)

    def demo(account: Account) -> bool:
        kept = accounts.kept_hash(connection, account.name, now=now) if account.name in tried else None
        return kept is not None and passwords.matches(tried[account.name], kept[1])

    with open_office(settings.office_url).reading() as connection:
        return tuple(
            Person(
                one.name,
                one.role,
                one.active(now) and (not one.invited or one.sso is not None),
                one.factor,
                demo(one),
            )
            for one in accounts.everyone(connection)
        )


def _private(settings: Settings) -> list[Path]:
    """What belongs to whoever runs the dashboard, and to nobody else."""
    folder = settings.office_folder
    beside = [] if folder is None else [folder, *(folder / name for name in _PRIVATE)]
    warehouse = [] if "://" in settings.warehouse else [Path(settings.warehouse)]
    backups = [path.parent / "backups" for path in warehouse]
    brought = settings.pekppp.evidence
    return [path for path in (*beside, brought, *warehouse, *backups) if path.exists()]


def _others_read(path: Path) -> bool:
    """A group may share the warehouse: one account fills it, another shows it."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o007)
