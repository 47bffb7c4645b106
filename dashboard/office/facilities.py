"""The register of facilities: what each office has, as somebody saw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from dashboard.office.pekppp import Signed
from dashboard.office.pekppp_tables import facility as table


@dataclass(frozen=True)
class Seen:
    present: bool
    account: str
    at: datetime


def check(connection: Connection, office: str, facility: str, *, present: bool, by: Signed) -> None:
    connection.execute(delete(table).where(table.c.office == office, table.c.facility == facility))
    connection.execute(
        insert(table).values(office=office, facility=facility, present=present, account=by.account, at=by.at)
    )


def all_of(connection: Connection) -> dict[tuple[str, str], Seen]:
    """Code of the office and key of the facility → what was seen; what is not in it was not looked at."""
    return {
        (row.office, row.facility): Seen(bool(row.present), row.account, row.at)
        for row in connection.execute(select(table))
    }
