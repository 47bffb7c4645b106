"""Small secrets kept in files that only the owner can read: for one's own machine, not for a server."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection

from dashboard.errors import SettingsError
from dashboard.office.audit import AuditLog, newest
from dashboard.settings import Settings
from etl.os_errors import why

_STAFF = "Jalankan dengan lingkungan proses staf (PANTAU_SECRET_KEY, OFFICE_URL)"


def log_of(settings: Settings, connection: Connection) -> AuditLog:
    """The audit log for a command: sealed with the key that it was begun with, and no other.

    Raises SettingsError.
    """
    log = AuditLog(secret_key(settings, make=newest(connection) is None)[0])
    if not log.own(connection):
        raise SettingsError(
            "Jejak audit dimeterai dengan PANTAU_SECRET_KEY lain, jadi tidak ada yang diubah. "
            f"{_STAFF}; bila kunci itu memang diganti, mulai dasbor sekali dengan kunci baru."
        )
    return log


def secret_key(settings: Settings, *, make: bool = True) -> tuple[bytes, Path | None]:
    """The key, and the file that it was just written to, if it was made now."""
    if settings.secret_key is not None:
        return settings.secret_key, None
    folder = settings.office_folder
    if folder is None or not settings.local:
        raise SettingsError(
            "PANTAU_SECRET_KEY belum diisi. Kunci hanya dibuat sendiri bila PANTAU_HOST alamat mesin ini "
            "dan OFFICE_URL berkas SQLite."
        )
    path = folder / "secret-key"
    if not make and not path.exists():
        raise SettingsError(
            f"PANTAU_SECRET_KEY belum diisi dan {path} tidak ada, jadi jejak audit tidak dapat dibaca atau "
            f"ditulis. {_STAFF}."
        )
    text, made = kept(path, lambda: secrets.token_urlsafe(48))
    return text.encode(), path if made else None


def kept(path: Path, make: Callable[[], str]) -> tuple[str, bool]:
    """The file's text, made if there is none, and whether it was made now. Raises SettingsError."""
    made = False
    try:
        if not path.exists():
            made = _create(path, make())
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SettingsError(f"{path} dapat dibaca orang lain; jalankan: chmod 600 {path}")
        return path.read_text(encoding="utf-8"), made
    except OSError as failed:
        raise SettingsError(
            f"{path} tidak bisa dibaca atau dibuat ({why(failed)}); jalankan sebagai akun yang menjalankan "
            "dasbor, atau betulkan OFFICE_URL bila tempatnya salah"
        ) from failed


def _create(path: Path, text: str) -> bool:
    # A whole file appears or none: a second process that starts at once never reads half a secret.
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        with suppress(FileExistsError):
            os.link(draft, path)
            return True
        return False
    finally:
        draft.unlink()
