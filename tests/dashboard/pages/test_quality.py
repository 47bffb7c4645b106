"""What the page says of a loading that is known by hand: see survey_office.py, and rows made for the rest."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dashboard.answers import ledger
from dashboard.filters import Filters
from dashboard.markup import to_html
from dashboard.page import Page
from dashboard.pages import quality
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, Section, shown

PAGE: Page = quality.PAGE


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def cells(section: Section) -> list[list[str]]:
    return [[plain(shown(c, row)) for c in section.table.columns] for row in section.table.rows]


@pytest.fixture
def all_data(survey: Reader) -> Filters:
    chosen, notices = PAGE.parse({"periode": "bulan-ini", "kantor": "63.71.04"}, survey)
    assert notices == []
    return chosen


def test_the_page_is_for_those_who_answer_for_the_data() -> None:
    assert PAGE.right is Right.DATA


def test_it_tells_of_all_data_whatever_the_address_says(survey: Reader, all_data: Filters) -> None:
    assert (all_data.start, all_data.end) == (survey.data.first_day, survey.data.last_day)
    html = to_html(PAGE.render(survey, all_data))
    assert 'class="filters"' not in html
    assert "?" not in PAGE.href(all_data)


def test_the_ledger_adds_up_in_every_row_and_in_the_sentence(survey: Reader, all_data: Filters) -> None:
    section = quality.ledger(survey, all_data)
    for row in section.table.rows:
        assert row["read"] == sum(row[part] for part in ledger.PARTS)
    assert cells(section) == [
        ["antrean", "1", "310", "310", "0", "0", "0", "0", "0", "0,0 %"],
        ["loket", "1", "70", "70", "0", "0", "0", "0", "0", "0,0 %"],
        ["skm", "1", "73", "70", "0", "0", "1", "1", "1", "1,4 %"],
        ["Semua", "3", "453", "450", "0", "0", "1", "1", "1", "0,2 %"],
    ]
    assert (
        section.sentence
        == "453 baris dari semua pembacaan = 450 baru + 1 berulang + 1 ditolak + 1 dikecualikan."
    )
    assert section.n == 453


def test_a_ledger_that_does_not_add_up_says_what_to_do() -> None:
    parts = dict.fromkeys(ledger.PARTS, 0)
    assert ledger.added_up({"read": 0, **parts}) == "Tidak ada baris yang dibaca."
    told = ledger.added_up({"read": 5, **parts, "new": 4})
    assert told.endswith("tidak cocok: jalankan python -m etl verify.")


def test_reasons_come_with_what_to_do(survey: Reader, all_data: Filters) -> None:
    section = quality.reasons(survey, all_data)
    assert cells(section) == [
        ["Angka di luar rentang", "1", "100,0 %", "Nilai survei hanya bilangan bulat 1–4."],
        ["Semua", "1", "100,0 %", "–"],
    ]
    assert (
        section.sentence
        == "1 kesalahan di baris yang masih ditolak. Paling sering: Angka di luar rentang (1)."
    )
    assert section.n == 453


def test_a_refused_row_has_its_place_and_its_command(survey: Reader, all_data: Filters) -> None:
    section = quality.places(survey, all_data)
    assert cells(section) == [
        [
            "skm",
            "persyaratan",
            "Angka di luar rentang",
            "1",
            "skm.csv, baris 73",
            "python -m etl rejects --source skm --reason di_luar_rentang",
        ]
    ]
    assert section.sentence == "Mulai dari «skm», kolom persyaratan: Angka di luar rentang, 1 baris."


def test_a_command_is_safe_to_copy_and_a_broken_row_has_no_column() -> None:
    row = {
        "source": "a; rm -rf ~",
        "column": "",
        "label": "Jumlah kolom",
        "rows": 2,
        "name": "x.csv",
        "line": 3,
        "reason": "jumlah_kolom",
    }
    place = quality._place(row)
    assert place["command"] == "python -m etl rejects --source 'a; rm -rf ~' --reason jumlah_kolom"
    assert place["column"] is None


def test_one_reason_in_many_places_is_one_row() -> None:
    found = [
        {"reason": "x", "label": "X", "hint": "h", "rows": 2},
        {"reason": "y", "label": "Y", "hint": "h", "rows": 3},
        {"reason": "x", "label": "X", "hint": "h", "rows": 5},
    ]
    assert [(row["label"], row["n"]) for row in ledger.by_reason(found)] == [("X", 7), ("Y", 3)]


def test_nothing_refused_is_said_and_is_no_hole(reader: Reader) -> None:
    """The office of published.py: everything is read."""
    chosen, _ = PAGE.parse({}, reader)
    for answer in (quality.reasons, quality.places):
        section = answer(reader, chosen)
        assert section.sentence == "Tidak ada baris yang masih ditolak."
        assert section.figure is None
        assert section.n
    html = to_html(PAGE.render(reader, chosen))
    assert html.count("Tidak ada baris yang masih ditolak.") == 2
    assert "Tidak ada data." not in html


def test_runs_are_told_in_words(survey: Reader, all_data: Filters) -> None:
    section = quality.runs(survey, all_data)
    assert section.n == 1
    assert cells(section)[0][2:] == [
        "ada berkas yang dimuat",
        "Volume turun: skm: 1 baris pada 30/10/2026, biasanya sekitar 4.",
    ]
    assert ": ada berkas yang dimuat, selesai dalam " in section.sentence


def test_a_run_that_was_refused_or_broke_off_says_so() -> None:
    begun = datetime(2026, 11, 24, 18, 54, tzinfo=UTC)
    row: dict[str, Any] = {
        "started_at": begun,
        "finished_at": None,
        "status": "refused",
        "findings": [
            {"label": "Volume turun", "message": "Jumlah turun."},
            {"label": "Sumber tidak terbaca", "message": "antrean: tidak ada berkas."},
        ],
    }
    told = quality._run(row)
    assert told["state"] == "tidak terbit, pemeriksaan gagal"
    assert told["seconds"] is None
    assert told["findings"] == "Volume turun: Jumlah turun. Sumber tidak terbaca: antrean: tidak ada berkas."
    assert quality._run({**row, "findings": []})["findings"] == "tidak ada"
    assert quality._run({**row, "finished_at": begun + timedelta(minutes=2)})["seconds"] == 120


def test_the_newest_files_are_told_with_their_own_sums(survey: Reader, all_data: Filters) -> None:
    section = quality.readings(survey, all_data)
    assert {row["name"]: (row["read"], row["rejected"]) for row in section.table.rows} == {
        "antrean.csv": (310, 0),
        "loket.csv": (70, 0),
        "skm.csv": (73, 1),
    }
    last = section.table.rows[0]
    assert section.sentence.startswith(f"{last['name']} (sumber «{last['source']}»): ")


class Nothing(Reader):
    """A version that was made of nothing."""

    def __init__(self, like: Reader) -> None:
        super().__init__(like._version, like._reference, like.scope)
        self.__dict__["data"] = replace(like.data, sources=())

    def ledger(self) -> list[dict[str, Any]]:
        return []

    runs = readings = rejects = corrections = header_changes = ledger

    def source_days(self, since: date) -> list[dict[str, Any]]:
        return []

    @property
    def kept(self) -> list[Any]:
        return []


@pytest.mark.parametrize("question", PAGE.sections.values(), ids=lambda question: question.id)
def test_without_any_loading_every_section_is_empty(survey: Reader, question: Any) -> None:
    nothing = Nothing(survey)
    chosen, _ = PAGE.parse({}, nothing)
    assert question.answer(nothing, chosen) is EMPTY
    assert "yang tercatat pada" in PAGE.why(question, nothing, chosen)


def test_a_file_says_what_no_metric_says(survey: Reader, all_data: Filters) -> None:
    about, table = PAGE.told("baris", survey, all_data)
    told = dict(about.lines)
    assert told["Definisi"].startswith("Setiap baris yang dibaca dihitung tepat satu kali")
    assert told["Dasar"] == "catatan pemuatan data (buku besar)"
    assert told["n"] == "453 baris dari semua pembacaan"
    assert len(table.rows) == 4
