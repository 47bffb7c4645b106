"""What a start tells: settings that are not those of the last one, and the head of the audit log."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import structlog

from dashboard.office.audit import AuditLog, Kind, Origin, newest
from dashboard.office.store import OfficeStore
from dashboard.settings import Settings

_SECRET = "secret_key"  # nosec B105

log = structlog.get_logger()


def tell_start(office: OfficeStore, audit: AuditLog, settings: Settings, now: datetime) -> None:
    """The head goes to the log of the process, where whoever writes the store does not reach."""
    found = {
        field.name: audit.fingerprint(field.name, repr(getattr(settings, field.name)))
        for field in fields(settings)
        if field.name != _SECRET
    }
    with office.writing() as connection:
        last = newest(connection, Kind.SETTINGS)
        before = dict(last.what) if last else {}
        changed = [name for name, value in found.items() if before.get(name) != value]
        if changed:
            what = {**found, "changed": ", ".join(changed) if last else "pertama kali"}
            audit.record(connection, Kind.SETTINGS, now=now, origin=Origin.COMMAND, what=what)
        head = newest(connection)
    if head is not None:
        log.info("audit_head", entries=head.number, seal=head.seal[:16])
