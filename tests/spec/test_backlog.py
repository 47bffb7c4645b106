"""Permohonan yang belum selesai: UU 25/2009 Ps. 21, what is open at the end: opening + received - closed."""

from datetime import date

from etl.period import Period
from tests.build import requests, value_of

JUNE = Period(date(2025, 6, 1), date(2025, 7, 1))


def test_whatever_ended_is_no_longer_open() -> None:
    """Completed, refused and withdrawn alike: the office has no more to do."""
    facts = requests("""
        id  submitted         completed         status
        r1  2025-06-16T08:00  2025-06-16T09:00  completed
        r2  2025-06-16T08:00  2025-06-17T09:00  refused
        r3  2025-06-16T08:00  2025-06-18T09:00  withdrawn
        r4  2025-06-16T08:00  .                 open
        r5  2025-06-17T08:00  .                 open
    """)
    backlog = value_of("backlog", facts)
    assert backlog is not None
    assert (backlog.opening, backlog.received, backlog.closed, backlog.value) == (0, 5, 3, 2)


def test_nothing_asked_is_no_data() -> None:
    assert value_of("backlog", requests("id")) is None
