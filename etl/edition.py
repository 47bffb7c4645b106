"""Brings public tables out, in the transaction of the facts that they are made of: each once and for all."""

from sqlalchemy import Connection

from etl.disclosure import editions
from etl.disclosure.figures import Disclosure
from etl.disclosure.slot import Slot
from etl.errors import ConfigProblem
from etl.held import State, covered
from etl.metric import Options
from etl.period import local
from etl.reference import Reference
from etl.settings import Settings
from etl.state import get_state

BROUGHT_OUT_BY = "brought_out_by"
"""Of the state: the settings and the code by which tables came out last."""


def bring_out(connection: Connection, settings: Settings, reference: Reference, states: list[State]) -> bool:
    """All whose day has come and that are not out. Returns whether there were any."""
    disclosure = disclosure_of(connection, settings, reference, states)
    slots = lacking(connection, disclosure)
    if disclosure is None or not slots:
        return False
    since = min(slot.period.start for slot in slots).replace(month=1, day=1)
    tables = dict(disclosure.tables(slots, editions.figures(connection, since)))
    editions.keep(connection, tables, disclosure.data_day, settings.disclosure)
    return True


def require_brought_out(connection: Connection, definitions: str, then: str) -> None:
    """Whoever publishes without bringing out would hide from the next run what has become due.

    Raises ConfigProblem.
    """
    if get_state(connection, BROUGHT_OUT_BY) != definitions:
        raise ConfigProblem(
            "Tabel publik belum diterbitkan menurut pengaturan dan kode yang berlaku; "
            f"jalankan etl run, lalu {then}."
        )


def lacking(connection: Connection, disclosure: Disclosure | None) -> list[Slot]:
    """Tables whose day has come and that are not out."""
    out = editions.out(connection)
    return [] if disclosure is None else [slot for slot in disclosure.due() if slot not in out]


def disclosure_of(
    connection: Connection, settings: Settings, reference: Reference, states: list[State]
) -> Disclosure | None:
    if not states:
        return None
    data_time = max(row["data_time"] for row in states)
    return Disclosure(
        connection,
        Options(weight=settings.weight, limits=settings.limits),
        covered(connection, states, settings, reference),
        local(data_time, settings.timezone).date(),
        {
            "area": [area.code for area in reference.areas],
            "office": [office.code for office in reference.offices],
        },
        settings.disclosure,
    )
