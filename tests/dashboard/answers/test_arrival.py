"""What single days of a source are called, and what is said of the sources as they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.answers import arrival
from dashboard.answers.arrival import State, Strip, standing, state, summed_up, told
from dashboard.completeness import Kept

MONDAY = date(2025, 6, 16)
DAY = timedelta(days=1)
NOW = datetime(2025, 6, 25, tzinfo=UTC)
KEPT = Kept(
    "«antrean»",
    "visit",
    expected="working_days",
    first=MONDAY,
    last=MONDAY + 4 * DAY,
    whole_until=MONDAY + 3 * DAY,
    next_expected=MONDAY + 7 * DAY,
    late_at=NOW - DAY,
)


def row(day: int, **more: Any) -> dict[str, Any]:
    whole = {"day": MONDAY + day * DAY, "expected": True, "rows": 9, "late": False, "sparse": False}
    return {**whole, **more}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (None, State.NOTHING),
        (row(1), State.WHOLE),
        (row(1, rows=0), State.MISSING),
        (row(1, late=True, sparse=True), State.LATE),
        (row(1, sparse=True), State.SPARSE),
        (row(4), State.PARTLY),
        (row(7, rows=0), State.OVERDUE),
        (row(1, rows=0, expected=False), State.NOTHING),
        (row(1, expected=False), State.WHOLE),
    ],
)
def test_a_day_is_called_by_what_is_most_wrong_with_it(told: Any, found: State) -> None:
    assert state(KEPT, told, NOW) is found


def test_what_is_not_due_yet_is_awaited() -> None:
    assert state(KEPT, row(7, rows=0), NOW - 2 * DAY) is State.AWAITED
    assert state(replace(KEPT, active=False), row(4), NOW) is State.WHOLE


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (KEPT, "TERLAMBAT, ditunggu 23 Juni 2025"),
        (replace(KEPT, late_at=None), "lengkap sampai 19 Juni 2025"),
        (replace(KEPT, late_at=None, expected="none"), "tidak ditunggu tiap hari"),
        (replace(KEPT, active=False), "tidak dibaca lagi"),
        (Kept("«elok»", "request"), "belum pernah memberi data"),
    ],
)
def test_a_source_stands_by_its_own_settings(kept: Kept, words: str) -> None:
    assert standing(kept, NOW) == words


def test_who_is_late_or_silent_is_named() -> None:
    def rows(*states: str) -> list[dict[str, Any]]:
        return [{"source": f"s{n}", "state": words, "gaps": 0} for n, words in enumerate(states)]

    assert summed_up(rows("lengkap sampai 1 Juni 2025", "tidak dibaca lagi")) == "Semua 2 sumber tepat waktu."
    assert summed_up(rows("TERLAMBAT, ditunggu 2 Juni 2025", "lengkap sampai 1 Juni 2025")) == (
        "Terlambat: «s0». Angka sesudah kejadian terakhirnya belum lengkap."
    )
    empty = {**rows("lengkap sampai 1 Juni 2025")[0], "gaps": 2}
    assert summed_up([empty]) == (
        "Semua 1 sumber tepat waktu. Dalam delapan minggu terakhir ada hari kosong di «s0»."
    )
    assert summed_up(rows("belum pernah memberi data")) == "Belum pernah memberi data: «s0»."


def test_a_strip_is_heard_in_words() -> None:
    marks = [State.WHOLE, State.WHOLE, State.MISSING, State.NOTHING, None]
    strip = Strip(KEPT, [(MONDAY + n * DAY, mark) for n, mark in enumerate(marks)])
    assert strip.words == (
        "«antrean», 8 minggu terakhir: 2 hari lengkap, 1 hari kosong, 1 hari tidak ditunggu."
    )
    assert arrival.legend([strip]) == [State.WHOLE, State.MISSING, State.NOTHING]


def test_a_header_says_how_many_columns_it_does_not_name() -> None:
    seen = {
        "seen_at": NOW, "source": "loket", "name": "x.csv", "appeared": "", "vanished": "",
        "others_before": 3, "others": 4,
    }  # fmt: skip
    assert arrival._header(seen)["others"] == "3 → 4"
    assert arrival._header({**seen, "others": 3})["others"] == "nama lain, banyaknya tetap"
    assert arrival._header(seen)["appeared"] is None


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("closed_at", "2025-05-14 03:19:00", "14 Mei 2025, 11.19"),
        ("closed_at", "2025-05-14 16:00:00", "15 Mei 2025, 00.00"),
        ("closed_at", None, None),
        ("closed_at", "kapan", "kapan"),
        ("status", "open", "open"),
        (None, None, None),
    ],
)
def test_an_instant_that_changed_is_told_on_the_clock_of_the_office(
    column: str | None, value: str | None, expected: str | None
) -> None:
    assert told(column, value, ZoneInfo("Asia/Makassar")) == expected
