"""Where an incremental reading has come to: what moves it, what does not, and from where it asks again."""

from datetime import UTC, datetime

import pytest

from etl.cursor import Highest, Mark, NoMark, Overlap, less, mark_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def reached(begin: Mark, *texts: str | None, zone: str = "Asia/Makassar") -> Mark | None:
    highest = Highest(begin, zone, NOW)
    for text in texts:
        highest.see(text)
    highest.check()
    return highest.mark


@pytest.mark.parametrize(
    ("mark", "overlap", "asked"),
    [
        ("2026-02-02 08:00:00", "10m", "2026-02-02 07:50:00"),
        ("2026-02-02T08:00:00Z", "1h", "2026-02-02T07:00:00+00:00"),
        ("2026-02-02 08:00:00.123456", "10m", "2026-02-02 07:50:00.123456"),
        ("2026-02-02T08:00:00+08:00", "0s", "2026-02-02T08:00:00+08:00"),
        ("2026-02-02", "10m", "2026-02-01"),
        ("2026-02-02 08:00", None, "2026-02-02 07:50:00"),
        (5_000, 7, 4_993),
        (5_000, None, 4_000),
        (3, None, 0),
    ],
)
def test_it_asks_again_for_a_little_and_writes_as_the_source_does(mark, overlap, asked):
    assert less(mark, Overlap.of(overlap)) == asked


def test_the_furthest_of_the_rows_counts_however_they_are_ordered():
    assert reached("2026-01-01", "2026-02-03 08:00:00", "2026-02-02", None, "") == "2026-02-03 08:00:00"
    assert reached(7, "9", "8") == 9
    assert reached("2026-02-05", "2026-02-03") == "2026-02-05"


def test_times_are_compared_as_instants():
    texts = ("2026-02-02T08:00:00+08:00", "2026-02-02T01:00:00Z")
    assert reached("2026-01-01", *texts) == texts[1]
    assert reached("2026-01-01", texts[1], "2026-02-02 08:59:00") == texts[1], "WITA is eight hours ahead"


def test_what_lies_ahead_moves_nothing():
    assert reached("2026-01-01", "2026-03-01T00:04:00Z") == "2026-03-01T00:04:00Z", "clocks differ a little"
    assert reached("2026-01-01", "2026-03-01T00:06:00Z", "2027-01-01") == "2026-01-01"


@pytest.mark.parametrize(
    "text", ["0000-00-00 00:00:00", "0001-01-01", "2999-01-01", "kemarin", "12", "-1", "1.5"]
)
def test_one_strange_row_does_not_stop_a_source_and_only_strange_ones_do(text):
    assert reached("2026-01-01", text, "2026-02-02") == "2026-02-02"
    with pytest.raises(NoMark):
        reached("2026-01-01", text)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-02", "2026-02-30", "2026-02-02T25:00", "2026-W05-1", "1" * 19]
)
def test_what_is_no_mark(text):
    with pytest.raises(NoMark):
        mark_of(text)
