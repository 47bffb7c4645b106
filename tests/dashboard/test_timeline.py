from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboard.filters import Filters
from dashboard.timeline import cut, drawn, timeline
from etl.period import Kind

FIRST, LAST = date(2024, 11, 24), date(2026, 11, 23)


@given(st.dates(FIRST, LAST), st.integers(0, 900))
def test_steps_cover_the_period_once_and_without_holes(start: date, days: int) -> None:
    end = min(start + timedelta(days=days), LAST)
    steps = timeline(Filters(start, end), FIRST, LAST).steps
    assert (steps[0].start, steps[-1].end) == (start, end)
    assert all(b.start == a.end + timedelta(days=1) for a, b in zip(steps, steps[1:], strict=False))
    assert len(steps) <= 31
    assert len({step.label for step in steps}) == len(steps)


def test_the_length_decides_the_step() -> None:
    kinds = [
        timeline(Filters(LAST - timedelta(days=n - 1), LAST), FIRST, LAST).kind for n in (31, 32, 190, 191)
    ]
    assert kinds == [Kind.DAY, Kind.WEEK, Kind.WEEK, Kind.MONTH]


def test_days_that_the_data_do_not_know_are_no_steps() -> None:
    steps = timeline(Filters(date(2026, 11, 20), date(2026, 12, 31)), FIRST, LAST).steps
    assert [step.label for step in steps][-1] == "23 November 2026"
    assert timeline(Filters(date(2010, 1, 1), date(2010, 2, 1)), FIRST, LAST).steps == []


def test_months_cut_by_the_period_are_known_as_cut() -> None:
    line = timeline(Filters(date(2026, 1, 15), LAST), FIRST, LAST)
    assert [step.whole for step in line.steps] == [False, *[True] * 9, False]
    assert line.steps[0].label == "15–31 Januari 2026"
    assert line.steps[1].tick == "Feb<br>2026"
    rows = [{"n": 1, "whole": step.whole} for step in line.steps]
    shown, note = drawn(rows, line)
    assert len(shown) == 9
    assert note is not None


def test_with_hardly_a_whole_step_the_cut_ones_are_drawn_too() -> None:
    line = timeline(Filters(date(2026, 10, 8), date(2026, 11, 10)), FIRST, LAST)
    rows = [{"n": 1, "whole": step.whole} for step in line.steps[:3]]
    assert drawn(rows, line) == (rows, None)


def test_triwulan_are_told_by_their_number_where_they_are_whole() -> None:
    line = cut(Filters(date(2025, 11, 15), date(2026, 6, 30)), FIRST, LAST, Kind.TRIWULAN)
    assert line.noun == "triwulan"
    assert [(step.label, step.whole) for step in line.steps] == [
        ("15 November – 31 Desember 2025", False),
        ("Triwulan I 2026", True),
        ("Triwulan II 2026", True),
    ]
    assert line.steps[1].tick == "TW I<br>2026"
