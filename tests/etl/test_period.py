"""Calendar periods, counted by hand and by their laws."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.period import Kind, Period, add_months, local, period_of, periods, whole_months

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
kinds = st.sampled_from(Kind)


@pytest.mark.parametrize(
    ("day", "kind", "start", "last"),
    [
        ("2025-06-16", Kind.DAY, "2025-06-16", "2025-06-16"),
        ("2025-06-16", Kind.WEEK, "2025-06-16", "2025-06-22"),
        ("2025-06-22", Kind.WEEK, "2025-06-16", "2025-06-22"),
        ("2025-12-31", Kind.WEEK, "2025-12-29", "2026-01-04"),
        ("2025-06-30", Kind.MONTH, "2025-06-01", "2025-06-30"),
        ("2024-02-29", Kind.MONTH, "2024-02-01", "2024-02-29"),
        ("2025-12-31", Kind.MONTH, "2025-12-01", "2025-12-31"),
        ("2025-03-31", Kind.TRIWULAN, "2025-01-01", "2025-03-31"),
        ("2025-04-01", Kind.TRIWULAN, "2025-04-01", "2025-06-30"),
        ("2025-12-01", Kind.TRIWULAN, "2025-10-01", "2025-12-31"),
        ("2025-06-30", Kind.SEMESTER, "2025-01-01", "2025-06-30"),
        ("2025-07-01", Kind.SEMESTER, "2025-07-01", "2025-12-31"),
        ("2025-07-01", Kind.YEAR, "2025-01-01", "2025-12-31"),
    ],
)
def test_the_period_of_a_day(day: str, kind: Kind, start: str, last: str) -> None:
    found = period_of(date.fromisoformat(day), kind)
    assert (found.start.isoformat(), found.last.isoformat()) == (start, last)


@given(days, kinds)
def test_periods_of_a_kind_follow_one_another_without_a_gap(day: date, kind: Kind) -> None:
    found = period_of(day, kind)
    assert found.start <= day < found.end
    assert period_of(found.last, kind) == found
    assert period_of(found.end, kind).start == found.end


@pytest.mark.parametrize(
    ("start", "end", "kind", "expected"),
    [
        ("2025-01-01", "2025-04-01", Kind.MONTH, ["2025-01-01", "2025-02-01", "2025-03-01"]),
        ("2025-01-02", "2025-03-31", Kind.MONTH, ["2025-02-01"]),
        ("2025-01-02", "2025-02-28", Kind.MONTH, []),
        ("2025-01-01", "2026-01-01", Kind.TRIWULAN, ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"]),
        ("2024-12-31", "2026-01-01", Kind.YEAR, ["2025-01-01"]),
        ("2025-06-16", "2025-06-16", Kind.DAY, []),
    ],
)
def test_only_whole_periods_lie_within(start: str, end: str, kind: Kind, expected: list[str]) -> None:
    within = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert [period.start.isoformat() for period in periods(kind, within)] == expected


@given(days, st.integers(0, 900), kinds)
def test_the_periods_within_are_whole_and_all_of_them(start: date, length: int, kind: Kind) -> None:
    within = Period(start, start + timedelta(length))
    found = list(periods(kind, within))
    every = {period_of(start + timedelta(n), kind) for n in range(length)}
    assert found == sorted(p for p in every if within.start <= p.start and p.end <= within.end)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-01-01", "2025-02-01", ("2025-01-01", "2025-02-01")),
        ("2025-01-02", "2025-02-01", None),
        ("2025-01-01", "2025-01-31", None),
        ("2024-12-31", "2025-03-02", ("2025-01-01", "2025-03-01")),
        ("2025-01-15", "2025-01-20", None),
        ("2024-12-02", "2025-01-01", None),
        ("2024-11-30", "2025-01-01", ("2024-12-01", "2025-01-01")),
    ],
)
def test_whole_months_inside(start: str, end: str, expected: tuple[str, str] | None) -> None:
    found = whole_months(Period(date.fromisoformat(start), date.fromisoformat(end)))
    assert (found and (found.start.isoformat(), found.end.isoformat())) == expected


@given(days, st.integers(1, 900))
def test_whole_months_are_the_months_within_from_end_to_end(start: date, length: int) -> None:
    within = Period(start, start + timedelta(length))
    months = list(periods(Kind.MONTH, within))
    expected = Period(months[0].start, months[-1].end) if months else None
    assert whole_months(within) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2025-01-31", 1, "2025-02-01"),
        ("2025-12-01", 1, "2026-01-01"),
        ("2025-01-01", -1, "2024-12-01"),
        ("2025-03-15", -3, "2024-12-01"),
        ("2025-03-15", 0, "2025-03-01"),
        ("2025-11-30", 14, "2027-01-01"),
    ],
)
def test_months_are_added_over_the_turn_of_the_year(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == expected


@pytest.mark.parametrize(("utc", "day"), [("2025-06-16T15:59:59", 16), ("2025-06-16T16:00:00", 17)])
def test_the_day_turns_at_sixteen_utc_in_banjarmasin(utc: str, day: int) -> None:
    found = local(datetime.fromisoformat(utc), "Asia/Makassar")
    assert found.day == day
    assert found.astimezone(UTC).replace(tzinfo=None) == datetime.fromisoformat(utc)
