"""The period of a report."""

from datetime import date

import pytest

from dashboard.errors import UsageError
from dashboard.reports.term import Term, parse_term


@pytest.mark.parametrize(
    ("word", "start", "end", "words"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "Tahun 2025"),
        ("2025-S1", date(2025, 1, 1), date(2025, 6, 30), "Semester I Tahun 2025"),
        ("2025-S2", date(2025, 7, 1), date(2025, 12, 31), "Semester II Tahun 2025"),
        ("2025-T1", date(2025, 1, 1), date(2025, 3, 31), "Triwulan I Tahun 2025"),
        ("2025-T2", date(2025, 4, 1), date(2025, 6, 30), "Triwulan II Tahun 2025"),
        ("2025-T3", date(2025, 7, 1), date(2025, 9, 30), "Triwulan III Tahun 2025"),
        ("2025-T4", date(2025, 10, 1), date(2025, 12, 31), "Triwulan IV Tahun 2025"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "Februari 2024"),
        ("2025-02..2025-03", date(2025, 2, 1), date(2025, 3, 31), "Februari – Maret 2025"),
        ("2024-11..2025-01", date(2024, 11, 1), date(2025, 1, 31), "November 2024 – Januari 2025"),
        ("2025-03-05..2025-03-20", date(2025, 3, 5), date(2025, 3, 20), "5–20 Maret 2025"),
    ],
)
def test_a_period_is_read_named_and_written_again(word: str, start: date, end: date, words: str) -> None:
    term = parse_term(word)
    assert (term.start, term.end, term.words, term.code) == (start, end, words, word)


def test_what_is_a_period_of_the_calendar_is_called_so_however_it_was_written() -> None:
    assert parse_term("2025-07..2025-09") == parse_term("2025-T3")
    assert parse_term("2025-01-01..2025-12-31").words == "Tahun 2025"
    assert parse_term("2024..2025").words == "2024–2025"


@pytest.mark.parametrize(
    "word",
    [
        "",
        "25",
        "2025-S3",
        "2025-S0",
        "2025-T5",
        "2025-T0",
        "2025-13",
        "2025-00",
        "2025-Q1",
        "2025..",
        "..2025",
    ]
    + [
        "2025-03..2025-01",
        "1989",
        "2101",
        "9999",
        "2025-01-01..9999-12-31",
        "2025-02-30",
        "２０２５",
        "x" * 999,
    ],
)
def test_what_is_no_period_is_told_with_what_is_one(word: str) -> None:
    with pytest.raises(UsageError, match="tulis misalnya 2025, 2025-S1"):
        parse_term(word)


def codes(term: Term, first: date) -> list[str]:
    return [each.code for each in term.trend(first)]


def test_the_trend_is_of_periods_of_the_same_length_that_the_data_know() -> None:
    first = date(2025, 2, 3)
    assert codes(parse_term("2026-T2"), first) == [
        *("2025-T1", "2025-T2", "2025-T3", "2025-T4", "2026-T1", "2026-T2")
    ]
    assert codes(parse_term("2026-S1"), first) == ["2025-S1", "2025-S2", "2026-S1"]
    assert codes(parse_term("2026"), first) == ["2025", "2026"]
    assert codes(parse_term("2026-02..2026-03"), first) == [
        *("2025-08..2025-09", "2025-10..2025-11", "2025-12..2026-01", "2026-02..2026-03")
    ]
    assert codes(parse_term("2025-02-20..2025-02-23"), first) == [
        *("2025-02-08..2025-02-11", "2025-02-12..2025-02-15", "2025-02-16..2025-02-19"),
        "2025-02-20..2025-02-23",
    ]
    assert len(codes(parse_term("2026-T2"), date(2000, 1, 1))) == 8
