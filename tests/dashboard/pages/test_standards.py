"""What the page says of promises that are known by hand.

Kartu keluarga (3 hari kerja) is always done in two hours; the visits for domisili (15 menit) and legalisasi
(30 menit) never are, and one for legalisasi was forgotten.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard.answers import backlog
from dashboard.filters import Filters
from dashboard.pages import standards
from dashboard.reader import Reader
from dashboard.section import EMPTY, shown
from tests.dashboard import published

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
SEASON = Filters(published.FIRST, published.LAST)
NEVER = Filters(date(2020, 1, 1), date(2020, 1, 31))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_promise_of_the_period_is_that_of_its_days(reader: Reader) -> None:
    section = standards.over_time(reader, OCTOBER)
    *days, whole = section.table.rows
    assert plain(section.sentence) == "31,4 % tepat janji: 111 dari 353 yang dapat dinilai."
    for key in ("met", "missed", "overdue", "broken", "judged", "n"):
        assert sum(day[key] for day in days) == whole[key]
    assert (whole["met"], whole["broken"], section.n) == (111, 11 * 22, 353)
    saturday = next(day for day in days if day["label"] == "3 Oktober 2026")
    assert (saturday["value"], saturday["met"]) == (None, 0)


def test_each_service_stands_beside_its_promise_and_its_decree(reader: Reader) -> None:
    section = standards.by_service(reader, OCTOBER)
    assert [(row["name"], row["promise"]) for row in section.table.rows] == [
        ("Legalisasi", "30 menit"),
        ("Surat keterangan domisili", "15 menit"),
        ("Kartu keluarga", "3 hari kerja"),
    ]
    assert "Contoh SK Camat 060/07/2025" in section.table.rows[1]["decree"]
    assert section.note is not None
    assert "Tentang janji: contoh, belum dikonfirmasi kantor." in section.note
    assert section.figure is not None
    words = [plain(note["text"]) for note in section.figure["layout"]["annotations"]]
    assert "Kartu keluarga · janji 3 hari kerja" in words


def test_a_promise_that_changed_inside_the_period_is_told_with_its_days(reader: Reader) -> None:
    """domisili: 30 minutes, from 1 July 2025 on 15."""
    year = Filters(date(2025, 1, 1), published.LAST, service="domisili")
    (row,) = standards.by_service(reader, year).table.rows
    assert row["promise"] == "30 menit sampai 30 Juni 2025; 15 menit sejak 1 Juli 2025"
    assert row["decree"] == "Contoh SK Camat 060/01/2023; Contoh SK Camat 060/07/2025"


def test_service_and_office_are_named_together(reader: Reader) -> None:
    section = standards.by_both(reader, OCTOBER)
    assert section.sentence.startswith(
        "Legalisasi di Kecamatan Banjarmasin Utara dan Surat keterangan domisili di"
    )
    assert sum(row["n"] for row in section.table.rows) == section.n == 353
    assert section.figure is not None
    assert section.figure["data"][0]["customdata"][0].startswith(
        "Legalisasi · Kecamatan Banjarmasin Utara<br>"
    )


def test_one_office_alone_is_said_as_such(reader: Reader) -> None:
    section = standards.by_office(reader, OCTOBER)
    assert (
        plain(section.sentence) == "Kecamatan Banjarmasin Utara: 31,4 % tepat janji, 242 dari 353 terlambat."
    )


def test_what_is_late_now_is_listed_whatever_the_period(reader: Reader) -> None:
    """The forgotten visitor came on 1 September at 09.30 and was promised 30 minutes."""
    section = standards.late(reader, OCTOBER)
    (row,) = section.table.rows
    assert [plain(shown(column, row)) for column in section.table.columns] == [
        "1",
        "lupa",
        "66 hari 3 jam",
        "Legalisasi",
        "Kecamatan Banjarmasin Utara",
        "1 Sep 2026, 09.30",
        "1 Sep 2026, 10.00",
    ]
    whole = reader.values("on_time", filters=SEASON)
    assert whole[0]["overdue"] == len(section.table.rows)
    assert section.n == whole[0]["n"]
    assert section.period is not None
    assert section.period.words == "Seluruh data, 1 Juli – 6 November 2026"


def test_nothing_late_is_good_news_and_no_lack_of_data(reader: Reader) -> None:
    section = standards.late(reader, replace(SEASON, service="kk"))
    assert section.sentence == "Tidak ada urusan yang lewat batas waktu."
    assert (section.table.rows, section.figure) == ([], None)
    assert section.n


def test_the_list_holds_no_person(reader: Reader) -> None:
    heads = [column.head for column in standards.late(reader, SEASON).table.columns]
    assert heads == [
        *("Ke-", "Nomor", "Terlambat", "Layanan", "Kantor"),
        *("Diajukan", "Batas waktu"),
    ]


def test_what_is_open_is_carried_over_days_on_which_nothing_moved(reader: Reader) -> None:
    rows = [
        {"n": 7, "value": 3, "opening": 2, "received": 5, "closed": 4, "label": "Jumat"},
        {"n": 0, "label": "Sabtu"},
        {"n": 5, "value": 1, "opening": 3, "received": 2, "closed": 4, "label": "Senin"},
    ]
    carried = backlog.carried([{"n": 0, "label": "Kamis"}, *rows], 2)
    assert [(row["label"], row["opening"], row["value"], row["n"]) for row in carried] == [
        ("Kamis", 2, 2, 2),
        ("Jumat", 2, 3, 7),
        ("Sabtu", 3, 3, 3),
        ("Senin", 3, 1, 5),
    ]


def test_each_step_begins_with_what_the_one_before_left(reader: Reader) -> None:
    section = backlog.over_time(reader, SEASON)
    *weeks, whole = section.table.rows
    assert [week["opening"] for week in weeks[1:]] == [week["value"] for week in weeks[:-1]]
    assert (weeks[0]["opening"], weeks[-1]["value"]) == (whole["opening"], whole["value"])
    assert section.sentence == "Tidak ada yang belum selesai pada akhir periode: 251 masuk, 251 ditutup."


def test_what_was_open_before_the_data_begin_is_not_called_none(reader: Reader) -> None:
    row = {"value": 9, "opening": 0, "received": 20, "closed": 11}
    words = "9 belum selesai pada akhir periode: 20 masuk, 11 ditutup."
    assert backlog.remaining(row, begun=True) == words
    assert backlog.remaining(row) == words.replace(":", ", dari 0 pada awalnya:")
    first = backlog.over_time(reader, replace(SEASON, start=reader.data.first_day))
    assert first.note is not None
    assert first.note.endswith(backlog.UNKNOWN)


def test_nothing_is_said_of_what_will_be_open_one_day(reader: Reader) -> None:
    later = Filters(date(2027, 1, 1), date(2027, 1, 31))
    assert backlog.over_time(reader, later) is backlog.by_service(reader, later) is EMPTY


@pytest.mark.parametrize(
    ("open_now", "sentence"),
    [
        ((0, 0), "Tidak ada yang belum selesai pada akhir periode."),
        ((20, 9), "29 belum selesai pada akhir periode."),
        ((20, 20), "40 belum selesai pada akhir periode."),
        ((20, 10), "A paling banyak: 20 dari 30 yang belum selesai (66,7 %)."),
    ],
)
def test_a_pile_is_named_when_there_is_one(open_now: tuple[int, int], sentence: str) -> None:
    total = sum(open_now)
    rows: list[dict[str, Any]] = [
        {"name": name, "value": value, "share": Fraction(value, total) if total else None}
        for name, value in zip("AB", open_now, strict=True)
    ]
    assert plain(backlog.highest(rows, total)) == sentence


def test_times_stand_beside_the_promise_by_the_calendar_and_in_working_hours(reader: Reader) -> None:
    """Everything is brought at nine and done at eleven: the same on both clocks, within a bin."""
    section = standards.PAGE.sections["lama-penyelesaian"].answer(reader, OCTOBER)
    first, every = section.table.rows
    assert (first["name"], first["promise"], every["name"]) == (
        "Kartu keluarga",
        "3 hari kerja",
        "Semua layanan",
    )
    for key in ("p50_seconds", "p90_seconds", "p50_worked", "p90_worked"):
        assert abs(first[key] - 7200) < 7200 / 16
    assert [column.head for column in section.table.columns] == [
        *("Layanan", "Janji", "Median, kalender", "P90, kalender"),
        *("Median, jam kerja", "P90, jam kerja", "n"),
    ]


def test_few_cases_make_no_sentence(reader: Reader) -> None:
    few = Filters(date(2026, 10, 5), date(2026, 10, 5))
    assert (
        "perlu sedikitnya 30 kasus"
        in standards.PAGE.sections["lama-penyelesaian"].answer(reader, few).sentence
    )


@pytest.mark.parametrize("question", standards.PAGE.sections.values(), ids=lambda question: question.id)
def test_without_cases_every_answer_is_empty(reader: Reader, question: Any) -> None:
    assert question.answer(reader, NEVER) is EMPTY or question.id == "hari-dan-jam"
