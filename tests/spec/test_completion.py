"""Permohonan yang selesai: UU 25/2009 Ps. 21, what became of requests that had time enough."""

from datetime import date
from fractions import Fraction

import pytest

from tests.build import requests, value_of

COHORT = """
    id  submitted         completed         status
    r1  2025-06-16T08:00  2025-06-17T09:00  completed
    r2  2025-06-16T09:00  2025-06-18T09:00  completed
    r3  2025-06-16T10:00  2025-06-18T09:00  refused
    r4  2025-06-16T11:00  2025-06-18T09:00  withdrawn
    r5  2025-06-16T12:00  .                 open
"""


def test_every_request_of_the_cohort_counts_whatever_became_of_it() -> None:
    completion = value_of("completion", requests(COHORT))
    assert completion is not None
    assert (completion.n, completion.value, completion.immature) == (5, Fraction(2, 5), 0)
    ends = (completion.completed, completion.refused, completion.withdrawn, completion.open)
    assert ends == (2, 1, 1, 1)


@pytest.mark.parametrize(("mature_day", "n"), [("2025-06-15", 0), ("2025-06-16", 0), ("2025-06-17", 5)])
def test_on_the_day_of_maturity_itself_a_request_is_too_new(mature_day: str, n: int) -> None:
    """Belum matang: said, and in no sum."""
    completion = value_of("completion", requests(COHORT), mature_day=date.fromisoformat(mature_day))
    assert completion is not None
    assert (completion.n, completion.immature) == (n, 5 - n)
    assert completion.value == (Fraction(2, 5) if n else None)


def test_nobody_asked_is_no_data() -> None:
    assert value_of("completion", requests("id")) is None
