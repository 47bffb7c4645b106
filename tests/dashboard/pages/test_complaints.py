"""What the page says of complaints that are known by hand: one a working day, and one that nobody closed.

Of five one asks for information and is closed after ten working days (promised: five), one is about costs and
first answered on the sixth working day (promised: three); the rest are answered and closed in time.
"""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard.answers import complaints as answers
from dashboard.answers import overdue
from dashboard.filters import AREA, SERVICE, Filters
from dashboard.pages import complaints
from dashboard.reader import Reader
from dashboard.section import EMPTY, shown
from tests.dashboard import published

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
SEASON = Filters(published.FIRST, published.LAST)
DAYS = len(list(published.working_days()))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_how_many_came_and_how_many_are_done(reader: Reader) -> None:
    section = complaints.over_time(reader, SEASON)
    *weeks, whole = section.table.rows
    assert section.n == whole["value"] == sum(week["value"] for week in weeks) == DAYS + 1
    assert plain(section.sentence) == "51 pengaduan; 46 sudah diselesaikan (90,2 %), 5 belum."
    assert section.figure is not None
    assert [trace["name"] for trace in section.figure["data"]] == ["Selesai", "Terbuka"]


def test_all_done_needs_no_share(reader: Reader) -> None:
    section = complaints.over_time(reader, Filters(date(2026, 9, 7), date(2026, 9, 11)))
    assert section.sentence == "5 pengaduan, semuanya sudah diselesaikan."


def test_a_week_without_complaints_is_none_and_not_unknown(reader: Reader) -> None:
    *days, _ = complaints.over_time(reader, OCTOBER).table.rows
    saturday = next(day for day in days if day["label"] == "3 Oktober 2026")
    assert (saturday["value"], saturday["open"], saturday["resolved_share"]) == (0, 0, None)


def test_categories_are_parts_of_one_whole(reader: Reader) -> None:
    section = complaints.by_category(reader, SEASON)
    assert sum((row["share"] for row in section.table.rows), Fraction()) == 1
    assert plain(section.sentence) == "Waktu pelayanan terbanyak: 30 dari 51 pengaduan (58,8 %)."


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((1, 0), "1 pengaduan, belum diselesaikan."),
        ((1, 1), "1 pengaduan, sudah diselesaikan."),
        ((4, 0), "4 pengaduan, semuanya belum diselesaikan."),
        ((4, 4), "4 pengaduan, semuanya sudah diselesaikan."),
        ((4, 1), "4 pengaduan; 1 sudah diselesaikan (25,0 %), 3 belum."),
    ],
)
def test_one_complaint_is_not_all_of_them(counts: tuple[int, int], sentence: str) -> None:
    value, resolved = counts
    share = Fraction(resolved, value)
    row = {"value": value, "resolved": resolved, "open": value - resolved, "resolved_share": share}
    assert plain(answers.resolved(row)) == sentence


def test_answers_are_judged_by_the_dated_standard_of_the_category(reader: Reader) -> None:
    section = complaints.answered(reader, OCTOBER)
    assert plain(section.sentence) == "77,3 % ditanggapi tepat waktu: 17 dari 22 yang dapat dinilai."
    assert {row["name"]: (row["promise"], row["met"], row["broken"]) for row in section.table.rows} == {
        "Biaya dan pungutan": ("3 hari kerja", 0, 5),
        "Informasi pelayanan": ("3 hari kerja", 5, 0),
        "Waktu pelayanan": ("3 hari kerja", 12, 0),
        "Semua kategori": ("–", 17, 5),
    }
    assert "Lewat batas, belum ditanggapi" in [column.head for column in section.table.columns]


def test_closing_has_a_standard_of_its_own(reader: Reader) -> None:
    section = complaints.closed(reader, SEASON)
    promised = {row["name"]: row["promise"] for row in section.table.rows}
    assert (promised["Informasi pelayanan"], promised["Waktu pelayanan"]) == ("5 hari kerja", "14 hari kerja")
    missed = {row["name"]: (row["missed"], row["overdue"]) for row in section.table.rows}
    assert missed["Sikap petugas"] == (0, 1), "the one that nobody closed"
    assert missed["Informasi pelayanan"] == (8, 1)


@pytest.mark.parametrize("answer", [complaints.answered, complaints.closed])
def test_what_the_regulation_leaves_open_is_said(reader: Reader, answer: Any) -> None:
    section = answer(reader, SEASON)
    assert "tidak menyebut hari kerja atau kalender dengan jelas" in section.note
    assert "tidak menyebut hari kerja" in section.table.rows[0]["remark"]


def test_what_is_late_now_names_the_promise_that_is_broken(reader: Reader) -> None:
    section = complaints.late(reader, OCTOBER)
    assert (
        plain(section.sentence) == "2 janji pengaduan lewat batas waktu; yang terlama sudah 45 hari 21 jam."
    )
    rows = [[plain(shown(column, row)) for column in section.table.columns] for row in section.table.rows]
    assert rows[0] == [
        *("1", "lupa", "45 hari 21 jam", "penyelesaian", "Sikap petugas", "Kecamatan Banjarmasin Utara"),
        *("1 Sep 2026, 09.30", "21 Sep 2026, 16.00"),
    ]
    assert [row[1] for row in rows] == ["lupa", "2026-10-26"]


def test_a_long_list_is_cut_and_says_so(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overdue, "LONGEST", 1)
    section = complaints.late(reader, OCTOBER)
    assert [(row["place"], row["id"]) for row in section.table.rows] == [(1, "lupa")]
    assert section.sentence.startswith("2 janji pengaduan lewat batas waktu; yang terlama sudah 45")
    assert section.note is not None
    assert section.note.endswith(" Ditampilkan 1 yang terlama.")


def test_a_channel_narrows_every_answer(reader: Reader) -> None:
    narrow = Filters(SEASON.start, SEASON.end, channel="elok")
    assert complaints.over_time(reader, narrow).n == DAYS // 2
    assert complaints.late(reader, narrow).sentence == "Tidak ada janji pengaduan yang lewat batas waktu."


def test_what_a_complaint_does_not_know_is_not_offered() -> None:
    """A complaint has no kelurahan of residence and no service."""
    assert not {AREA, SERVICE} & set(complaints.PAGE.filters)


@pytest.mark.parametrize("question", complaints.PAGE.sections.values(), ids=lambda question: question.id)
def test_without_cases_every_answer_is_empty(reader: Reader, question: Any) -> None:
    assert question.answer(reader, Filters(date(2020, 1, 1), date(2020, 1, 31))) is EMPTY
