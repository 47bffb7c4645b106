"""Pengaduan selesai tepat waktu: Perpres 76/2013 and PermenPANRB 62/2018, by the standard of the category.

In these tables a complaint about `lainnya` is promised an end within 14 working days, from July on within
seven; one about `informasi` within five; one about `sarana` is promised a first answer only; one about
`biaya` nothing at all. The office closes at 16:00.
"""

from datetime import date
from fractions import Fraction

import pytest

from tests.build import Value, Warehouse, value_of
from tests.drawn import Facts, complaints


def judged(value: Value | None) -> tuple[int, int, int, int]:
    assert value is not None
    return (value.met, value.missed, value.overdue, value.pending)


def closed(at: str, category: str = "lainnya", status: str = "resolved") -> Facts:
    return complaints(f"id category received closed status\nc1 {category} 2025-06-16T09:00 {at} {status}")


@pytest.mark.parametrize(
    ("at", "met"),
    [
        ("2025-06-16T10:00", 1),
        ("2025-07-07T15:59:59", 1),
        ("2025-07-07T16:00:00", 1),
        ("2025-07-07T16:00:01", 0),
        ("2025-08-01T09:00", 0),
    ],
)
def test_the_last_second_of_the_promise_still_keeps_it(at: str, met: int) -> None:
    """Fourteen working days after Monday, 16 June, over a holiday: Monday, 7 July, 16:00."""
    assert judged(value_of("complaints_on_time", closed(at))) == (met, 1 - met, 0, 0)


@pytest.mark.parametrize(("at", "met"), [("2025-06-23T16:00", 1), ("2025-06-23T16:00:01", 0)])
def test_each_category_has_a_promise_of_its_own(at: str, met: int) -> None:
    """A request for information is answered within five working days."""
    assert judged(value_of("complaints_on_time", closed(at, "informasi"))) == (met, 1 - met, 0, 0)


@pytest.mark.parametrize(
    ("received", "due"),
    [("2025-06-30T23:59:59", date(2025, 7, 18)), ("2025-07-01T00:00:00", date(2025, 7, 10))],
)
def test_the_standard_in_force_on_the_day_it_was_received_decides(
    warehouse: Warehouse, received: str, due: date
) -> None:
    warehouse.load(complaints(f"id received\nc1 {received}"))
    warehouse.roll_up("complaints_on_time")
    assert set(warehouse.counts("complaints_on_time", by=("day",))) == {(due,)}


@pytest.mark.parametrize("category", ["sarana", "biaya"])
def test_a_category_without_a_promise_is_not_judged(category: str) -> None:
    assert value_of("complaints_on_time", closed("2025-12-31T09:00", category)) is None


@pytest.mark.parametrize(
    ("data_day", "overdue"),
    [
        (date(2025, 6, 17), 0),
        (date(2025, 7, 7), 0),
        (date(2025, 7, 8), 1),
        (date(2026, 1, 1), 1),
    ],
)
def test_open_is_overdue_only_once_its_day_is_past(data_day: date, overdue: int) -> None:
    """On the due day itself it may still be closed in time."""
    value = value_of("complaints_on_time", closed(".", status="open"), data_day=data_day)
    assert judged(value) == (0, 0, overdue, 1 - overdue)
    assert value is not None
    assert value.value == (Fraction(0) if overdue else None)


def test_what_is_called_resolved_without_a_day_proves_nothing() -> None:
    """It cannot be said whether the promise was kept, so it is neither kept nor broken."""
    assert value_of("complaints_on_time", closed(".")) is None


def test_what_was_opened_again_is_open() -> None:
    """A closing time beside the status "open" is of an earlier end."""
    value = value_of(
        "complaints_on_time", closed("2025-06-17T09:00", status="open"), data_day=date(2025, 7, 8)
    )
    assert judged(value) == (0, 0, 1, 0)


def test_overdue_counts_against_us_and_pending_not_at_all() -> None:
    """met / (met + missed + overdue)."""
    facts = complaints("""
        id  category   received          closed            status
        c1  informasi  2025-06-16T08:00  2025-06-17T09:00  resolved
        c2  informasi  2025-06-16T08:00  2025-06-24T09:00  resolved
        c3  informasi  2025-06-16T08:00  .                 open
        c4  informasi  2025-06-24T08:00  .                 open
        c5  biaya      2025-06-16T08:00  .                 open
    """)
    value = value_of("complaints_on_time", facts, data_day=date(2025, 6, 25))
    assert judged(value) == (1, 1, 1, 1)
    assert value is not None
    assert (value.n, value.judged, value.value) == (4, 3, Fraction(1, 3))
