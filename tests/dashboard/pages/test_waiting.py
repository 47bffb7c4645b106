"""What the page says of waits that are known by hand: three of eleven wait 40 minutes, the others 8."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard import text
from dashboard.answers import waiting as answered
from dashboard.answers import waiting as answers
from dashboard.filters import Filters
from dashboard.pages import waiting
from dashboard.reader import Reader
from dashboard.section import EMPTY, Section
from tests.build import within_a_bin
from tests.dashboard import published

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
SEASON = Filters(published.FIRST, published.LAST)
NEVER = Filters(date(2020, 1, 1), date(2020, 1, 31))
DAYS = len(list(published.working_days()))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_no_percentile_of_a_few_is_said(reader: Reader) -> None:
    """Two days of eleven: the table holds them, no sentence stands on them."""
    section = waiting.over_time(reader, Filters(date(2026, 10, 1), date(2026, 10, 2)))
    assert section.n == 22
    assert section.sentence == text.NOT_ENOUGH
    assert section.table.rows[-1]["p90_seconds"] is not None


def test_over_time_gives_the_whole_and_each_week(reader: Reader) -> None:
    section = waiting.over_time(reader, SEASON)
    assert section.n == 11 * DAYS
    assert plain(section.sentence) == (
        "Separuh pengunjung dipanggil dalam 8 menit, sembilan dari sepuluh dalam 41 menit; "
        "27,3 % menunggu 30 menit atau lebih."
    )
    *weeks, whole = section.table.rows
    assert [row["label"] for row in weeks][:2] == ["31 Agustus – 6 September 2026", "7–13 September 2026"]
    assert whole["label"] == "Seluruh periode"
    assert sum(row["n"] for row in weeks) == whole["n"] == section.n
    assert all(row["p90_seconds"] == within_a_bin(40 * 60) for row in weeks)


def test_a_short_period_is_told_by_day_and_a_longer_one_by_week(reader: Reader) -> None:
    assert len(waiting.over_time(reader, OCTOBER).table.rows) == 31 + 1
    long = waiting.over_time(reader, Filters(date(2026, 1, 1), published.LAST))
    assert [row["label"] for row in long.table.rows][-2:] == ["2–6 November 2026", "Seluruh periode"]


def test_days_without_visits_have_no_value_and_no_point(reader: Reader) -> None:
    section = waiting.over_time(reader, OCTOBER)
    sunday = next(row for row in section.table.rows if row["label"] == "4 Oktober 2026")
    assert (sunday["n"], sunday["p50_seconds"]) == (0, None)
    assert section.figure is not None
    assert "2026-10-04" not in section.figure["data"][0]["x"]


def test_the_distribution_counts_everyone_once_and_marks_the_limit(reader: Reader) -> None:
    section = waiting.distribution(reader, OCTOBER)
    assert [row["n"] for row in section.table.rows] == [8 * 22, 0, 0, 0, 3 * 22, 0, 0]
    assert plain(section.sentence) == "Paling sering kurang dari 10 menit: 72,7 % kunjungan."
    assert section.figure is not None
    assert section.figure["layout"]["shapes"][0]["x0"] == 2.5, "between 20–30 and 30–40"


def test_spans_are_narrow_where_waits_are_short() -> None:
    bins = [(0, 15, 6), (285, 300, 1), (300, 315, 2), (1740, 1800, 3), (1800, 1860, 4), (28800, None, 4)]
    rows = waiting.spans(bins, narrow=True, limit=1800)
    assert [(row["tick"], row["n"]) for row in rows] == [
        ("0–5", 7),
        ("5–10", 2),
        ("10–15", 0),
        ("15–20", 0),
        ("20–25", 0),
        ("25–30", 3),
        ("30+", 8),
    ]
    assert [row["over"] for row in rows] == [False] * 6 + [True]
    assert sum((row["share"] for row in rows), Fraction()) == 1


def test_the_slowest_service_is_named_and_is_the_bar_that_stands_out(reader: Reader) -> None:
    section = waiting.by_service(reader, OCTOBER)
    assert plain(section.sentence) == "Legalisasi: sepuluh persen menunggu lebih dari 42 menit."
    assert [row["name"] for row in section.table.rows] == ["Legalisasi", "Surat keterangan domisili"]
    assert section.figure is not None
    assert len(set(section.figure["data"][0]["marker"]["color"])) == 2


def row(name: str, p90: int, n: int) -> dict[str, Any]:
    return {"name": name, "p90_seconds": p90, "n": n}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row("A", 1200, 30)], "A: sepuluh persen menunggu lebih dari 20 menit."),
        ([row("A", 1200, 29)], "Belum cukup data untuk menjawab; perlu sedikitnya 30 kasus."),
        (
            [row("A", 1200, 30), row("B", 1800, 29)],
            "A: sepuluh persen menunggu lebih dari 20 menit. Yang lebih lama kurang dari 30 kasus.",
        ),
    ],
)
def test_no_sentence_is_built_on_a_handful(rows: list[dict[str, Any]], sentence: str) -> None:
    assert plain(answers.slowest(rows)) == sentence


def test_hours_of_the_week_come_from_whole_months_and_say_so(reader: Reader) -> None:
    section = waiting.by_hour(reader, Filters(date(2026, 9, 15), published.LAST))
    assert section.period is not None
    assert section.period.words == "Oktober 2026"
    assert section.note is not None
    assert "bulan utuh" in section.note
    assert {row["hour"] for row in section.table.rows} == {9, 10}
    whole = waiting.by_hour(reader, OCTOBER)
    assert whole.note is not None
    assert "bulan utuh" not in whole.note


def test_who_left_is_counted_out_of_all_who_came(reader: Reader) -> None:
    section = waiting.left(reader, OCTOBER)
    assert section.n == 12 * 22
    assert plain(section.sentence) == "22 dari 264 pengunjung (8,3 %) pergi sebelum dipanggil."
    season = plain(waiting.left(reader, SEASON).sentence)
    assert season.endswith("pergi sebelum dipanggil, separuh di antaranya dalam 20 menit.")
    first, *_, everyone = section.table.rows
    assert (first["name"], first["left"], first["share"]) == (
        "Surat keterangan domisili",
        22,
        Fraction(22, 198),
    )
    assert everyone["name"] == "Semua layanan"


def test_nobody_who_left_is_no_chart_and_a_plain_sentence(reader: Reader) -> None:
    section = waiting.left(reader, Filters(OCTOBER.start, OCTOBER.end, service="legalisasi"))
    assert section.figure is None
    assert section.sentence == "Tidak ada yang pergi dari 66 pengunjung."


def test_openings_are_those_of_the_chosen_office(reader: Reader) -> None:
    everywhere = answered.openings(reader, SEASON)
    assert "Gedung baru Alalak Utara" in [words for _, words in everywhere]
    here = Filters(SEASON.start, SEASON.end, office="63.71.04.1008")
    assert [words for _, words in answered.openings(reader, here)] == ["Gedung baru Antasan Kecil Timur"]


@pytest.mark.parametrize("question", waiting.PAGE.sections.values(), ids=lambda question: question.id)
def test_without_cases_every_answer_is_empty(reader: Reader, question: Any) -> None:
    found: Section = question.answer(reader, NEVER)
    assert found is EMPTY or question.id == "hari-dan-jam"
