"""Counters and half hours that are known by hand: see survey_office.py."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard.filters import Filters
from dashboard.pages import counters
from dashboard.reader import Reader
from dashboard.rights import Right, scope_of
from dashboard.roles import Role
from dashboard.section import EMPTY
from dashboard.store import Store
from tests.build import within_a_bin
from tests.dashboard.pages.survey_office import DISTRICT, VILLAGE

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
HERE = Filters(OCTOBER.start, OCTOBER.end, office=DISTRICT)
NEVER = Filters(date(2020, 1, 1), date(2020, 1, 31))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_only_camat_and_lurah_may_open_it_and_it_says_why() -> None:
    assert counters.PAGE.right is Right.COUNTERS
    assert counters.PAGE.lead is not None
    assert "tentang petugas" in counters.PAGE.lead
    assert [dimension.key for dimension in counters.PAGE.filters] == ["period", "office", "service"]


def test_each_counter_of_each_office_has_its_own_row(survey: Reader) -> None:
    section = counters.by_counter(survey, OCTOBER)
    assert [(row["unit"], row["counter"], row["n"]) for row in section.table.rows] == [
        ("Kecamatan Banjarmasin Utara", "Loket 2", 50),
        ("Kecamatan Banjarmasin Utara", "Loket 1", 150),
        ("Kelurahan Alalak Utara", "Loket tidak dicatat", 100),
    ]
    minutes = [40, 10, 5]
    for row, wait in zip(section.table.rows, minutes, strict=True):
        assert row["p50_seconds"] == within_a_bin(wait * 60)
        assert row["mean_seconds"] == wait * 60
    assert sum(row["n"] for row in section.table.rows) == section.n == 300
    assert sum(row["share"] for row in section.table.rows) == 1
    assert plain(section.sentence) == (
        "Kecamatan Banjarmasin Utara · Loket 2: sepuluh persen menunggu lebih dari 42 menit."
    )


def test_a_service_narrows_the_counters(survey: Reader) -> None:
    section = counters.by_counter(survey, Filters(OCTOBER.start, OCTOBER.end, service="domisili"))
    assert [row["counter"] for row in section.table.rows] == ["Loket 2"]


def test_half_hours_are_averages_over_days_that_were_open(survey: Reader) -> None:
    section = counters.arrivals(survey, HERE)
    assert sum(row["n"] for row in section.table.rows) == section.n == 210, "those who left came too"
    at_nine = {row["day"]: row for row in section.table.rows if row["at"] == "09.00"}
    for row in at_nine.values():
        assert row["mean"] == Fraction(row["n"], row["days"])
    days = {day: row["days"] for day, row in at_nine.items()}
    assert days == {"Senin": 4, "Selasa": 4, "Rabu": 4, "Kamis": 5, "Jumat": 5}
    assert {row["at"] for row in section.table.rows} == {"09.00", "09.30", "11.00"}


def test_a_day_on_which_nobody_asked_for_a_service_was_open_all_the_same(survey: Reader) -> None:
    """domisili comes every fourth visit: not on each day, but the counters were open on each."""
    chosen = Filters(date(2026, 10, 1), date(2026, 10, 31), office=DISTRICT, service="domisili")
    assert counters.open_days(survey, chosen) == counters.open_days(survey, HERE)


def row(mean: int, n: int, at: str = "09.00") -> Mapping[str, Any]:
    return {"day": "Senin", "at": at, "mean": Fraction(mean), "n": n}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row(5, 30)], "Paling ramai Senin pukul 09.00: rata-rata 5,0 orang dalam setengah jam."),
        ([row(5, 29)], "Belum cukup data untuk menjawab; perlu sedikitnya 30 kasus."),
        (
            [row(5, 30), row(9, 29, "10.00")],
            "Paling ramai Senin pukul 09.00: rata-rata 5,0 orang dalam setengah jam. "
            "Yang lebih ramai kurang dari 30 kasus.",
        ),
    ],
)
def test_the_fullest_half_hour_needs_enough_cases(rows: Any, sentence: str) -> None:
    assert counters.fullest(rows) == sentence


def test_the_grid_knows_closed_half_hours_and_writes_small_numbers_exactly(survey: Reader) -> None:
    section = counters.arrivals(survey, HERE)
    assert section.figure is not None
    layout = section.figure["layout"]
    assert layout["xaxis"]["ticktext"] == ["Sen", "Sel", "Rab", "Kam", "Jum"]
    assert layout["yaxis"]["ticktext"][:3] == ["08.00", "08.30", "09.00"]
    words = {note["text"] for note in layout["annotations"]}
    assert {"tutup", "–"} <= words
    assert any("," in word for word in words)


def test_all_offices_together_are_called_so(surveyed: Store, survey: Reader) -> None:
    everywhere = counters.arrivals(survey, OCTOBER)
    assert everywhere.note is not None
    assert "Semua kantor dijumlahkan" in everywhere.note
    own = surveyed.reader(scope_of(Role.LURAH, VILLAGE))
    assert own is not None
    alone = counters.arrivals(own, OCTOBER)
    assert alone.note is not None
    assert "Semua kantor dijumlahkan" not in alone.note


def test_a_lurah_sees_the_own_counters_only(surveyed: Store) -> None:
    own = surveyed.reader(scope_of(Role.LURAH, VILLAGE))
    assert own is not None
    assert {row["unit"] for row in counters.by_counter(own, OCTOBER).table.rows} == {"Kelurahan Alalak Utara"}
    assert counters.by_counter(own, HERE) is EMPTY


@pytest.mark.parametrize("question", counters.PAGE.sections.values(), ids=lambda question: question.id)
def test_without_visits_every_section_is_empty(survey: Reader, question: Any) -> None:
    assert question.answer(survey, NEVER) is EMPTY
