"""Brings public tables out, in the transaction of the facts that they are made of: each once and for all."""

from datetime import timedelta

from sqlalchemy import Connection

from etl.disclosure import editions
from etl.disclosure.figures import Disclosure
from etl.disclosure.slot import Slot
from etl.errors import ConfigProblem
from etl.held import State, covered
from etl.metric import Options
from etl.metrics import metrics
from etl.period import local
from etl.reference import Reference
from etl.settings import Settings
from etl.state import get_state, set_state

BROUGHT_OUT_BY = "brought_out_by"
"""Of the state: the settings and the code by which tables came out last."""

LONGEST_WAIT = timedelta(days=60)
"""After the end of its period a table comes out although a source is not read wholly."""


def bring_out(connection: Connection, settings: Settings, reference: Reference, states: list[State]) -> bool:
    """All whose day has come and that are not out. Returns whether there were any."""
    disclosure = disclosure_of(connection, settings, reference, states)
    slots = lacking(connection, settings, disclosure)
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


def lacking(connection: Connection, settings: Settings, disclosure: Disclosure | None) -> list[Slot]:
    """Tables whose day has come, that are not out and wait for no source."""
    if disclosure is None:
        return []
    unread = {block.fact for name, block in settings.sources.items() if get_state(connection, _unread(name))}
    waiting = {
        metric.name for metric in metrics().values() if unread & {leg.fact.name for leg in metric.legs}
    }
    out, before = editions.out(connection), disclosure.data_day - LONGEST_WAIT
    left = [slot for slot in disclosure.due() if slot not in out]
    return [slot for slot in left if slot.metric not in waiting or slot.period.end <= before]


def wait_for(connection: Connection, source: str, *, wholly_read: bool) -> None:
    """A table that came out without a file stays without it: so it waits for what could not be read."""
    now = "" if wholly_read else "1"
    if (get_state(connection, _unread(source)) or "") != now:
        set_state(connection, _unread(source), now)
        set_state(connection, BROUGHT_OUT_BY, "")


def _unread(source: str) -> str:
    return f"unread.{source}"


def disclosure_of(
    connection: Connection, settings: Settings, reference: Reference, states: list[State]
) -> Disclosure | None:
    if not states:
        return None
    data_time = max(row["data_time"] for row in states)
    return Disclosure(
        connection,
        Options(settings.weight, settings.limits, settings.surveys),
        covered(connection, states, settings, reference),
        local(data_time, settings.timezone).date(),
        {
            "area": [area.code for area in reference.areas],
            "office": [office.code for office in reference.offices],
        },
        settings.disclosure,
    )
