"""What a start tells: settings that are not those of the last one, and the head of the audit log."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import structlog
from sqlalchemy import delete

from dashboard.office.audit import AuditLog, Kind, Origin, newest
from dashboard.office.schema import session, ticket
from dashboard.office.store import OfficeStore
from dashboard.settings import Settings

_SECRET = "secret_key"  # nosec B105

log = structlog.get_logger()


def tell_start(office: OfficeStore, audit: AuditLog, settings: Settings, now: datetime) -> None:
    """The head goes to the log of the process, where whoever writes the store does not reach. With a new key
    nobody stays signed in, and no link that was handed out works on."""
    found = {
        # Every fingerprint is made with the key, so this one tells of the key alone.
        field.name: audit.fingerprint(
            field.name, "" if field.name == _SECRET else repr(getattr(settings, field.name))
        )
        for field in fields(settings)
    }
    with office.writing() as connection:
        last = newest(connection, Kind.SETTINGS)
        before = dict(last.what) if last else {}
        changed = [name for name, value in found.items() if before.get(name) != value]
        if _SECRET in changed:
            # The others cannot be compared with what another key made of them.
            changed = [_SECRET]
            for table in (session, ticket):
                connection.execute(delete(table))
        if changed:
            what = {**found, "changed": ", ".join(changed) if last else "pertama kali"}
            audit.record(connection, Kind.SETTINGS, now=now, origin=Origin.COMMAND, what=what)
        head = newest(connection)
    if head is not None:
        log.info("audit_head", entries=head.number, seal=head.seal[:16])
