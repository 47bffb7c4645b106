"""What stands beside a figure about the completeness of its data: as drawn strips of days.

Monday 16 June 2025 is the first day of every strip; o came, x was expected and is missing, . not expected.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dashboard.completeness import Asked, Grade, Kept, completeness, first_online

MONDAY = date(2025, 6, 16)
DAY = timedelta(days=1)
NOW = datetime(2025, 7, 1, tzinfo=UTC)


def kept(strip: str, name: str = "«antrean»", fact: str = "visit", **more: Any) -> Kept:
    """A source that is due each working day, and was read after its last day."""
    days = [(MONDAY + n * DAY, mark) for n, mark in enumerate(strip)]
    came = [day for day, mark in days if mark == "o"]
    last = came[-1] if came else None
    found = Kept(
        name,
        fact,
        expected="working_days",
        first=came[0] if came else None,
        last=last,
        whole_until=last,
        open_before=came[0] - DAY if came else None,
        waited=tuple(day for day, mark in days if mark in "ox"),
        missing=tuple(day for day, mark in days if mark == "x"),
    )
    return replace(found, **more)


def said(*sources: Kept, start: int = 0, end: int = 11, now: datetime = NOW, **more: Any) -> tuple[str, str]:
    asked = Asked({source.fact for source in sources}, MONDAY + start * DAY, MONDAY + end * DAY, **more)
    found = completeness(sources, asked, now)
    return found.grade.value, found.words


TWO_WEEKS = "ooooo..ooooo"


@pytest.mark.parametrize(
    ("strip", "start", "end", "grade", "words"),
    [
        (TWO_WEEKS, 0, 11, "lengkap", "Data lengkap"),
        (TWO_WEEKS, 2, 4, "lengkap", "Data lengkap"),
        # The weekend after the last day is not held, and nobody waits for it.
        (TWO_WEEKS, 0, 13, "lengkap", "Data lengkap sampai 27 Juni 2025"),
        ("ooxoo..oxooo", 0, 11, "sebagian", "Sebagian: 2 dari 10 hari kerja tanpa data «antrean»"),
        ("ooxoo..oxooo", 7, 11, "sebagian", "Sebagian: 1 dari 5 hari kerja tanpa data «antrean»"),
        ("ooxoo..oxooo", 9, 11, "lengkap", "Data lengkap"),
        # What is expected after the last day may still come.
        ("ooooo..ooxxx", 0, 11, "lengkap", "Data lengkap sampai 24 Juni 2025"),
    ],
)
def test_one_source(strip: str, start: int, end: int, grade: str, words: str) -> None:
    assert said(kept(strip), start=start, end=end) == (grade, words)


def late(strip: str, **more: Any) -> Kept:
    return kept(strip, late_at=NOW - DAY, next_expected=date(2025, 6, 25), **more)


def test_a_late_source_is_late_for_what_reaches_its_end_only() -> None:
    strip = "ooooo..oo"
    sentence = "Terlambat: «antrean» terakhir 24 Juni 2025, ditunggu 25 Juni 2025"
    assert said(late(strip)) == ("terlambat", sentence)
    assert said(late(strip), end=8) == ("terlambat", sentence)
    assert said(late(strip), end=7) == ("lengkap", "Data lengkap")
    assert said(late(strip), now=NOW - 2 * DAY) == ("lengkap", "Data lengkap sampai 24 Juni 2025")
    assert said(late("oxooo..oo")) == (
        "terlambat",
        f"{sentence}; 1 dari 7 hari kerja tanpa data «antrean»",
    )


def test_a_source_that_is_no_longer_read_is_never_late_and_its_gaps_stay() -> None:
    old, new = kept("oxo........", active=False), kept("....o..ooooo", "«baru»")
    assert said(old, new) == ("sebagian", "Sebagian: 1 dari 3 hari kerja tanpa data «antrean»")
    assert said(old, new, start=4) == ("lengkap", "Data lengkap")
    assert said(replace(old, late_at=NOW - DAY), new, start=4)[0] == "lengkap"


def test_what_never_came_is_said_and_what_alone_never_came_is_no_data() -> None:
    silent = kept("", "«elok»", "request")
    assert said(kept(TWO_WEEKS, "«loket»", "request"), silent) == (
        "sebagian",
        "Sebagian: «elok» belum pernah memberi data",
    )
    assert said(silent) == ("tidak-ada", "Tidak ada data: «elok» belum pernah memberi data")
    gone = replace(silent, active=False)
    assert said(kept(TWO_WEEKS, "«loket»", "request"), gone) == ("lengkap", "Data lengkap")
    nothing = completeness((), Asked({"complaint"}, MONDAY, MONDAY), NOW)
    assert nothing.sentence == "Tidak ada data: tidak ada sumber pengaduan"


def test_the_part_that_came_online_is_unknown_while_nobody_tells_of_it() -> None:
    """It is not 0,0 %: the counter's book cannot know."""
    counter = kept(TWO_WEEKS, "«loket»", "request")
    silent = kept("", "«elok»", "request", online=True)
    assert said(counter, silent, online=True) == (
        "tidak-ada",
        "Tidak ada data: «elok» belum pernah memberi data",
    )
    assert said(counter, online=True)[1] == (
        "Tidak ada data: tidak ada sumber yang memberi tahu tentang kanal daring"
    )
    assert first_online([counter, silent]) is None
    # Before its first day it was as silent, however long the counter's book goes back.
    begun = kept(".......ooooo", "«elok»", "request", online=True)
    assert first_online([counter, begun]) == MONDAY + 7 * DAY
    assert said(counter, begun, online=True)[1] == "Sebagian: «elok» baru ada sejak 23 Juni 2025"
    assert said(counter, begun) == ("lengkap", "Data lengkap")


def test_data_that_begin_within_the_period_are_a_part_of_it() -> None:
    """Unless the office was closed on all days before."""
    assert said(kept(TWO_WEEKS), start=-3) == ("sebagian", "Sebagian: «antrean» baru ada sejak 16 Juni 2025")
    closed = kept(TWO_WEEKS, open_before=MONDAY - 4 * DAY)
    assert said(closed, start=-3) == ("lengkap", "Data lengkap")


def test_what_comes_by_month_is_never_a_gap() -> None:
    survey = kept("o..........o", "«skm»", "answer", expected="none", waited=(), missing=())
    assert said(survey, start=-20, end=30) == ("tidak-dijadwalkan", "Data sampai 27 Juni 2025")
    assert said(survey, start=-40)[1] == "Sebagian: «skm» baru ada sejak 16 Juni 2025"
    # Beside one that is due each day, that one says up to when.
    assert said(survey, kept("ooooo")) == ("lengkap", "Data lengkap sampai 20 Juni 2025")


def test_who_looks_at_one_office_is_told_of_its_sources() -> None:
    whole = kept(TWO_WEEKS, "«satu»", offices=frozenset({"a", "b"}))
    part = kept("oxooo..ooooo", "«dua»", offices=frozenset({"b"}))
    gap = ("sebagian", "Sebagian: 1 dari 10 hari kerja tanpa data «dua»")
    assert said(whole, part) == gap
    assert said(whole, part, offices={"b"}) == gap
    assert said(whole, part, offices={"a"}) == ("lengkap", "Data lengkap")
    assert said(part, offices={"a"}) == (
        "tidak-ada",
        "Tidak ada data: tidak ada sumber kunjungan untuk kantor ini",
    )


def test_young_days_are_said_to_be_provisional() -> None:
    found = completeness(
        [kept(TWO_WEEKS)], Asked({"visit"}, MONDAY, MONDAY + 11 * DAY), NOW, date(2025, 6, 25)
    )
    assert found.words == "Data lengkap; sementara sejak 25 Juni 2025"
    before = Asked({"visit"}, MONDAY, MONDAY + 8 * DAY)
    assert completeness([kept(TWO_WEEKS)], before, NOW, date(2025, 6, 25)).words == "Data lengkap"
    within = Asked({"visit"}, MONDAY + 10 * DAY, MONDAY + 11 * DAY)
    assert completeness([kept(TWO_WEEKS)], within, NOW, MONDAY).words.endswith("sementara sejak 26 Juni 2025")


def test_every_grade_is_reached() -> None:
    assert {grade.value for grade in Grade} == {
        said(*sources)[0]
        for sources in (
            [kept(TWO_WEEKS)],
            [kept("oxo")],
            [late("o")],
            [kept("o", expected="none")],
            [kept("")],
        )
    }


def test_a_period_before_all_data_has_none() -> None:
    words = "Tidak ada data: baru ada sejak 16 Juni 2025"
    assert said(kept(TWO_WEEKS), start=-30, end=-1) == ("tidak-ada", words)
    later = kept("..ooo", name="«loket»", fact="request")
    assert said(kept(TWO_WEEKS), later, start=-30, end=-1) == ("tidak-ada", words)
    assert said(kept(TWO_WEEKS), later, start=-30, end=0)[0] == "sebagian"
