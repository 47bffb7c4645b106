"""From which day on requests are too new: while the longest promise in force may still be kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from etl.maturity import LONGEST_PROMISE, mature_day
from etl.reference import Holiday, Reference, Standard
from tests.build import reference
from tests.drawn import TIMEZONE, utc

# In the tests' tables `kk` is promised within three working days, `usaha` within four working hours;
# `domisili` is proven by the visit. 27 June 2025 is Islamic New Year.
SINCE = date(2020, 1, 1)


def found(data_time: str, standards: tuple[Standard, ...] | None = None, *holidays: Holiday) -> date:
    known: Reference = replace(reference(), holidays=holidays)
    if standards is not None:
        known = replace(known, standards=standards)
    return mature_day(utc(data_time), TIMEZONE, known)


def promise(service: str, value: int, unit: str, since: date = SINCE, until: date | None = None) -> Standard:
    return Standard(service, value, unit, "uji", since, until, "")


@pytest.mark.parametrize(
    ("data_time", "first_too_new"),
    [
        ("2025-06-19T23:59", date(2025, 6, 16)),
        ("2025-06-20T00:00", date(2025, 6, 17)),
        ("2025-06-20T16:00", date(2025, 6, 17)),
        ("2025-06-21T10:00", date(2025, 6, 18)),
        ("2025-06-23T10:00", date(2025, 6, 18)),
        ("2025-07-02T10:00", date(2025, 6, 26)),
    ],
    ids=["on its due day", "the day after", "in its evening", "Saturday", "Monday", "over a holiday"],
)
def test_a_day_is_old_enough_once_its_last_request_was_due(data_time: str, first_too_new: date) -> None:
    """A request of Monday, 16 June, is due on Thursday; on Friday it is known whether that was kept."""
    assert found(data_time) == first_too_new


def test_the_longest_promise_decides_for_all() -> None:
    """So that the cohorts of all services are equally old."""
    longer = (*reference().standards, promise("ktp-el", 14, "hari_kalender"))
    assert found("2025-06-20T10:00", longer) == date(2025, 6, 6)


def test_a_holiday_of_ones_own_makes_it_longer() -> None:
    assert found("2025-06-20T10:00", None, Holiday(date(2025, 6, 18), "Libur", "libur")) == date(2025, 6, 16)


def test_a_promise_that_a_visit_proves_is_none_of_a_request() -> None:
    slow = (promise("domisili", 60, "hari_kerja"), promise("kk", 1, "hari_kerja"))
    assert found("2025-06-20T10:00", slow) == date(2025, 6, 19)


def test_without_any_promise_only_the_day_itself_is_too_new() -> None:
    """It is not over yet."""
    assert found("2025-06-20T10:00", ()) == date(2025, 6, 20)


def test_a_promise_matters_while_its_requests_may_be_open() -> None:
    """Shortened from July on: those of June still have their thirty days, though July's are due already."""
    shortened = (
        promise("kk", 30, "hari_kalender", until=date(2025, 6, 30)),
        promise("kk", 1, "hari_kerja", since=date(2025, 7, 1)),
    )
    assert found("2025-07-10T10:00", shortened) == date(2025, 6, 10)
    assert found("2025-07-29T10:00", shortened) == date(2025, 6, 29)
    assert found("2025-08-01T10:00", shortened) == date(2025, 7, 31)


def test_a_promise_that_ended_long_ago_does_not_matter() -> None:
    ended = (promise("kk", 90, "hari_kalender", until=date(2025, 1, 1)), promise("usaha", 1, "hari_kerja"))
    assert found("2025-06-20T10:00", ended) == date(2025, 6, 19)


@pytest.mark.parametrize("days", [LONGEST_PROMISE + 1, 700])
def test_while_a_promise_is_longer_than_a_year_nothing_is_old_enough(days: int) -> None:
    assert found("2025-06-20T10:00", (promise("kk", days, "hari_kalender"),)) == date(
        2025, 6, 20
    ) - timedelta(days=LONGEST_PROMISE)


def test_the_day_is_the_offices_own() -> None:
    """16:30 UTC of the 19th is half past midnight of the 20th in Banjarmasin."""
    assert found("2025-06-20T00:30") == date(2025, 6, 17)
