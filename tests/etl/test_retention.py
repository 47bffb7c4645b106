"""The day before which a class of data goes."""

from datetime import date

import pytest

from etl.retention import Retention, checked

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("kind", "text", "day"),
    [
        ("remarks", "90d", date(2026, 8, 26)),
        ("persons", "1y", date(2025, 11, 24)),
        ("facts", "5y", date(2021, 11, 1)),
        ("facts", "90d", date(2026, 8, 1)),
    ],
)
def test_the_day(kind: str, text: str, day: date) -> None:
    """Facts go by whole months: what is older than the day of today five years ago, and no day younger."""
    assert Retention(**{kind: text}).before(kind, TODAY) == day


def test_a_leap_day_is_no_trap() -> None:
    assert Retention(persons="1y").before("persons", date(2024, 2, 29)) == date(2023, 2, 28)


@pytest.mark.parametrize("text", ["", "90", "d", "6d", "0y", "101y", "36501d", "5 y", "5m", "-5d", "٥y"])
def test_what_is_no_retention(text: str) -> None:
    with pytest.raises(ValueError, match=r"7d|90d"):
        checked(text)


@pytest.mark.parametrize("text", ["7d", "90d", "9999d", "1y", "100y"])
def test_what_is(text: str) -> None:
    assert checked(text) == text
