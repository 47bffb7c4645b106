"""What follows from a good row: the office's day and hour, due time by its standard, working time."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from etl.derive import Deriver
from etl.reference import Standard
from tests.build import reference
from tests.drawn import TIMEZONE, Facts, answers, complaints, of_rows, requests, utc, visits


@pytest.fixture(scope="module")
def deriver() -> Deriver:
    return Deriver(reference(), TIMEZONE)


def derived(deriver: Deriver, facts: Facts) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = deriver.derive(facts.fact, facts.table).to_pylist()
    return rows


def test_canonical_columns_are_left_as_they_are(deriver: Deriver) -> None:
    for facts in (visits("taken\n08:00"), requests("id\nr1"), answers("444444444"), complaints("id\nc1")):
        table = deriver.derive(facts.fact, facts.table)
        assert table.select(facts.table.column_names).equals(facts.table)


@pytest.mark.parametrize(
    ("taken", "day", "hour"),
    [
        ("2025-06-16T15:59:59", date(2025, 6, 16), 23),
        ("2025-06-16T16:00:00", date(2025, 6, 17), 0),
        ("2025-06-16T00:00:00", date(2025, 6, 16), 8),
        ("2024-12-31T16:00:00", date(2025, 1, 1), 0),
    ],
)
def test_day_and_hour_are_the_offices_own(deriver: Deriver, taken: str, day: date, hour: int) -> None:
    """WITA is eight hours ahead: its midnight is 16:00 UTC."""
    facts = of_rows("visit", [{"taken_at": datetime.fromisoformat(taken)}])
    (row,) = derived(deriver, facts)
    assert (row["taken_day"], row["taken_hour"]) == (day, hour)


def test_an_instant_that_is_missing_has_no_day(deriver: Deriver) -> None:
    rows = derived(deriver, visits("taken end\n08:00 .\n08:00 08:10"))
    assert [row["finished_day"] for row in rows] == [None, date(2025, 6, 16)]
    (row,) = derived(deriver, requests("id completed service\nr1 . rujukan-disdukcapil"))
    derived_columns = ("completed_day", "due_at", "due_day", "working_seconds")
    assert [row[column] for column in derived_columns] == [None, None, None, None]


def test_each_fact_has_the_day_on_which_it_is_counted(deriver: Deriver) -> None:
    assert derived(deriver, answers("444444444"))[0]["answered_day"] == date(2025, 6, 16)
    assert derived(deriver, complaints("received\n23:59"))[0]["received_day"] == date(2025, 6, 16)
    assert derived(deriver, requests("submitted\n00:00"))[0]["submitted_day"] == date(2025, 6, 16)


@pytest.mark.parametrize("facts", [visits("taken"), requests("id"), answers(), complaints("id")])
def test_no_rows_have_the_columns_all_the_same(deriver: Deriver, facts: Facts) -> None:
    full = {"visit": visits("taken\n08:00"), "request": requests("id\nr1")}
    full |= {"answer": answers("444444444"), "complaint": complaints("id\nc1")}
    expected = deriver.derive(facts.fact, full[facts.fact].table).schema
    assert deriver.derive(facts.fact, facts.table).schema.equals(expected)


# When a promise falls due.


@pytest.mark.parametrize(
    ("service", "submitted", "due"),
    [
        ("kk", "2025-06-16T09:00", "2025-06-19T16:00"),
        ("kk", "2025-06-19T09:00", "2025-06-24T16:00"),
        ("kk", "2025-06-21T09:00", "2025-06-25T16:00"),
        ("usaha", "2025-06-16T14:00", "2025-06-17T10:00"),
        ("ktp-el", "2025-06-16T09:00", None),
    ],
)
def test_a_request_is_due_by_its_services_standard(
    deriver: Deriver, service: str, submitted: str, due: str | None
) -> None:
    """Three working days, the day of submission not counted; four working hours over a night; no promise."""
    (row,) = derived(deriver, requests(f"service submitted\n{service} {submitted}"))
    assert row["due_at"] == (utc(due) if due else None)
    assert row["due_day"] == (date.fromisoformat(due[:10]) if due else None)


@pytest.mark.parametrize(
    ("taken", "minutes"),
    [
        ("2025-06-30T23:59:59", 30),
        ("2025-07-01T00:00:00", 15),
        ("2025-06-30T08:00", 30),
        ("2025-07-01T08:00", 15),
    ],
)
def test_the_standard_in_force_on_the_local_day_of_the_start_decides(
    deriver: Deriver, taken: str, minutes: int
) -> None:
    """`domisili` was promised in 30 minutes up to and including 30 June, in 15 from 1 July on."""
    (row,) = derived(deriver, visits(f"taken\n{taken}"))
    assert row["due_at"] is not None
    assert (row["due_at"] - row["taken_at"]).total_seconds() == minutes * 60


def test_before_the_first_standard_there_was_no_promise(deriver: Deriver) -> None:
    rows = derived(deriver, visits("taken\n2019-12-31T08:00\n2020-01-01T08:00"))
    assert [row["due_at"] is None for row in rows] == [True, False]


def test_only_the_fact_that_proves_the_service_falls_due(deriver: Deriver) -> None:
    """`bukti`: a visit for a family card proves nothing, nor a request for what the visit itself shows."""
    (visit,) = derived(deriver, visits("service\nkk"))
    (request,) = derived(deriver, requests("service due\ndomisili 2025-06-17T08:00"))
    assert visit["due_at"] is visit["due_day"] is request["due_at"] is request["due_day"] is None


def test_what_the_source_states_goes_before_the_standard(deriver: Deriver) -> None:
    rows = derived(
        deriver,
        requests("""
        id  service  due
        r1  kk       2025-06-17T10:00
        r2  kk       .
        r3  ktp-el   2025-06-18T10:00
    """),
    )
    stated = [utc("2025-06-17T10:00"), utc("2025-06-19T16:00"), utc("2025-06-18T10:00")]
    assert [row["due_at"] for row in rows] == stated
    assert [row["due_day"] for row in rows] == [date(2025, 6, 17), date(2025, 6, 19), date(2025, 6, 18)]


def test_a_promise_in_calendar_days_is_counted_on_its_last_day() -> None:
    """Not on the day that begins with the midnight on which it ends: that may be another month."""
    standard = Standard("kk", 14, "hari_kalender", "", date(2020, 1, 1), None, "")
    deriver = Deriver(replace(reference(), standards=(standard,)), TIMEZONE)
    (row,) = derived(deriver, requests("service submitted\nkk 2025-06-16T09:00"))
    assert (row["due_at"], row["due_day"]) == (utc("2025-06-30T23:59:59"), date(2025, 6, 30))


@pytest.mark.parametrize(
    "changed",
    [
        lambda patch: patch.setattr("etl.derive.NATIONAL_HOLIDAYS", "holidays of another year"),
        lambda patch: patch.setattr("etl.derive.__file__", __file__),
    ],
    ids=["holidays", "code"],
)
def test_what_was_derived_by_other_means_is_known_as_such(
    deriver: Deriver, changed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = deriver.digest
    changed(monkeypatch)
    assert deriver.digest != before


def test_the_due_day_is_the_offices_own(deriver: Deriver) -> None:
    (row,) = derived(deriver, requests("due\n2025-06-17T00:10"))
    assert row["due_at"] == datetime.fromisoformat("2025-06-16T16:10")
    assert row["due_day"] == date(2025, 6, 17)


def test_services_and_standards_may_stand_in_any_mixture(deriver: Deriver) -> None:
    services = ["kk", "usaha", "ktp-el", "kk", "usaha"]
    rows = derived(deriver, of_rows("request", [{"service": service} for service in services]))
    assert [row["due_at"] for row in rows] == [
        utc("2025-06-19T16:00"),
        utc("2025-06-16T12:00"),
        None,
        utc("2025-06-19T16:00"),
        utc("2025-06-16T12:00"),
    ]


def test_working_time_is_that_of_the_office(deriver: Deriver) -> None:
    """Monday 15:00 to Tuesday 09:00: two hours; over the break an hour less; on a weekend: none."""
    rows = derived(
        deriver,
        requests("""
        submitted         completed
        2025-06-16T15:00  2025-06-17T09:00
        2025-06-16T11:00  2025-06-16T14:00
        2025-06-21T09:00  2025-06-22T15:00
        2025-06-16T11:00  .
    """),
    )
    assert [row["working_seconds"] for row in rows] == [7200, 7200, 0, None]


def test_an_office_where_no_service_is_proven_by_a_visit() -> None:
    """Every service of a small unit may be proven by the request."""
    services = tuple(replace(service, bukti="request") for service in reference().services)
    small = Deriver(replace(reference(), services=services), TIMEZONE)
    (visit,) = derived(small, visits("service\ndomisili"))
    (request,) = derived(small, requests("service\ndomisili"))
    assert visit["due_at"] is None
    assert request["due_at"] == utc("08:30")


def test_years_far_apart_are_one_batch(deriver: Deriver) -> None:
    rows = derived(deriver, requests("submitted\n2020-01-02T09:00\n2031-06-16T09:00"))
    assert [row["due_at"] is not None for row in rows] == [True, True]


# What breakdowns need.


@pytest.mark.parametrize(
    ("local", "hour", "half_hour"),
    [
        ("00:00:00", 0, 0),
        ("08:29:59", 8, 16),
        ("08:30:00", 8, 17),
        ("15:59:59", 15, 31),
        ("23:59:59", 23, 47),
    ],
)
def test_hour_and_half_hour_are_of_the_offices_day(
    deriver: Deriver, local: str, hour: int, half_hour: int
) -> None:
    (visit,) = derived(deriver, visits(f"taken\n{local}"))
    assert (visit["taken_hour"], visit["taken_half_hour"]) == (hour, half_hour)
    (request,) = derived(deriver, requests(f"submitted\n{local}"))
    assert request["submitted_hour"] == hour


def test_a_request_is_online_where_its_channel_is(deriver: Deriver) -> None:
    rows = derived(deriver, requests("channel\nelok\nloket\nelok"))
    assert [row["online"] for row in rows] == [True, False, True]


def test_an_office_without_an_online_channel() -> None:
    counters = tuple(replace(channel, online=False) for channel in reference().channels)
    (row,) = derived(Deriver(replace(reference(), channels=counters), TIMEZONE), requests("channel\nelok"))
    assert row["online"] is False


@pytest.mark.parametrize(
    ("category", "received", "answer", "end"),
    [
        ("lainnya", "2025-06-16T09:00", "2025-06-19T16:00", "2025-07-07T16:00"),
        ("lainnya", "2025-06-21T09:00", "2025-06-25T16:00", "2025-07-11T16:00"),
        ("lainnya", "2025-06-30T23:59:59", "2025-07-03T16:00", "2025-07-18T16:00"),
        ("lainnya", "2025-07-01T00:00:00", "2025-07-04T16:00", "2025-07-10T16:00"),
        ("lainnya", "2019-12-31T09:00", None, None),
        ("informasi", "2025-06-16T09:00", None, "2025-06-23T16:00"),
        ("sarana", "2025-06-16T09:00", "2025-06-18T23:59:59", None),
        ("biaya", "2025-06-16T09:00", None, None),
    ],
)
def test_a_complaint_is_due_by_the_promises_about_its_category(
    deriver: Deriver, category: str, received: str, answer: str | None, end: str | None
) -> None:
    """By the standard in force on the local day it was received; 27 June is a holiday."""
    (row,) = derived(deriver, complaints(f"category received\n{category} {received}"))
    for name, due in (("response_due", answer), ("due", end)):
        assert row[f"{name}_at"] == (utc(due) if due else None)
        assert row[f"{name}_day"] == (date.fromisoformat(due[:10]) if due else None)


def test_an_office_that_promises_nothing_about_complaints() -> None:
    silent = Deriver(replace(reference(), complaint_standards=()), TIMEZONE)
    (row,) = derived(silent, complaints("received\n2025-06-16T09:00"))
    assert [row[name] for name in ("response_due_at", "response_due_day", "due_at", "due_day")] == [None] * 4
