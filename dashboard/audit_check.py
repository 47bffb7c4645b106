"""`check --audit`: whether the audit log stands, or the first entry that does not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.errors import AuditError, UsageError
from dashboard.office.accounts import everyone
from dashboard.office.audit import AuditLog
from dashboard.office.private import secret_key
from dashboard.office.store import exists, open_office
from dashboard.settings import load_settings

_SEEN = re.compile(r"([0-9]{1,9}):([0-9a-f]{8,64})")


def check_audit(environ: Mapping[str, str], seen: str | None) -> str:
    """A sentence with the head, to be noted elsewhere. Raises AuditError where the log does not stand."""
    settings = load_settings(environ)
    if not exists(settings.office_url):
        raise UsageError("check --audit: OFFICE_URL menunjuk berkas yang tidak ada; betulkan tempatnya.")
    log = AuditLog(secret_key(settings, make=False)[0])
    with open_office(settings.office_url).reading() as connection:
        found = log.verify(connection, _noted(seen))
        people = everyone(connection)
    problem = found.problem
    if problem is None and not found.entries and people:
        problem = "kosong, padahal ada akun: dihapus, atau belum ada yang masuk sejak pembaruan"
    if problem is not None:
        raise AuditError(
            f"Jejak audit tidak utuh: {problem}. Simpan basis data akun apa adanya, bandingkan dengan "
            "cadangan terakhir, dan cari siapa yang dapat menulisnya."
        )
    if not found.entries:
        return "Jejak audit masih kosong."
    return f"Jejak audit utuh: {found.entries} entri. Catat di tempat lain: {found.entries}:{found.seal[:16]}"


def _noted(seen: str | None) -> tuple[int, str] | None:
    if seen is None:
        return None
    parts = _SEEN.fullmatch(seen)
    if parts is None or not int(parts[1]):
        raise UsageError(f'--seen: "{seen}" bukan catatan dari check --audit; contoh: 118:3fa9c0d2b41e77aa.')
    return int(parts[1]), parts[2]
