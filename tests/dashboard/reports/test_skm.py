"""Laporan SKM: every number is the page's, and of few, none or many it says what can be said."""

from datetime import date

import pytest

from dashboard import format as fmt
from dashboard.answers import respondents, satisfaction, scores
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.reports import skm
from dashboard.reports.model import Blank, Chart, Grid, Heading, Report, Text
from dashboard.reports.pdf import to_pdf
from dashboard.reports.term import Term, parse_term
from dashboard.rights import scope_of
from dashboard.roles import Role
from dashboard.section import shown
from dashboard.store import Store
from tests.dashboard.pages.survey_office import DISTRICT, VILLAGE
from tests.dashboard.reports.test_pdf import text_of

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
THREE = Term(date(2026, 10, 28), date(2026, 10, 29))
NEVER = parse_term("2020-T1")
CHAPTERS = (
    *("Ringkasan", "Bab I Pendahuluan", "Bab II Pengumpulan Data", "Bab III Hasil Pengolahan Data"),
    *("Bab IV Analisis Hasil", "Bab V Penutup", "Lampiran 1 Kuesioner", "Lampiran 2 Hasil Pengolahan Data"),
    *("Lampiran 3 Definisi dan Cara Hitung", "Lampiran 4 Dokumentasi Pelaksanaan"),
    "Lampiran 5 Tindak Lanjut Hasil SKM Periode Sebelumnya",
)


def chapters(report: Report) -> tuple[str, ...]:
    return tuple(part.words for part in report.parts if isinstance(part, Heading) and part.level == 1)


def grid(report: Report, caption: str) -> list[list[str]]:
    (found,) = [part.table for part in report.parts if isinstance(part, Grid) and part.caption == caption]
    return [[shown(column, row).replace(fmt.NBSP, " ") for column in found.columns] for row in found.rows]


def sentences(report: Report) -> list[str]:
    return [part.words for part in report.parts if isinstance(part, Text)]


@pytest.fixture(scope="module")
def october(survey: Reader) -> Report:
    return skm.build(survey, parse_term("2026-10"))


def test_its_chapters_are_those_of_the_form(october: Report) -> None:
    assert chapters(october) == CHAPTERS
    assert october.file.startswith("laporan-skm_2026-10_")


def test_its_sentences_are_those_of_the_page(survey: Reader, october: Report) -> None:
    told = sentences(october)
    for answer in (
        *(satisfaction.index, satisfaction.certainty, satisfaction.by_service, satisfaction.by_office),
        *(scores.by_element, scores.spread, respondents.enough),
    ):
        assert answer(survey, OCTOBER).sentence in told


def test_its_tables_hold_the_numbers_of_the_page(survey: Reader, october: Report) -> None:
    *elements, whole = grid(october, "Nilai unsur dan Indeks Kepuasan Masyarakat")
    assert elements[2] == ["3", "Waktu penyelesaian", "70", "3,29", "0,365", "82,14", "B"]
    assert elements[8] == ["9", "Sarana dan prasarana", "60", "3,67", "0,407", "91,67", "A"]
    assert whole == ["", "IKM unit pelayanan", "70", "", "3,547", "88,67", "A"]
    page = scores.by_element(survey, OCTOBER).table.rows
    assert {(row[1], row[5], row[6]) for row in elements} == {
        (row["name"], fmt.number(row["converted"], 2), row["letter"]) for row in page
    }
    assert grid(october, "Indeks menurut ketiga bobot yang dipakai resmi")[2][:3] == ["0,11", "87,87", "B"]


def test_each_trait_adds_up_to_all_respondents(october: Report) -> None:
    rows = grid(october, "Karakteristik responden")
    traits = {row[0] for row in rows}
    assert traits == {"Jenis kelamin", "Umur", "Pendidikan", "Pekerjaan", "Jenis layanan"}
    for trait in traits:
        assert sum(int(row[2]) for row in rows if row[0] == trait) == october.n == 70


def test_the_sample_is_judged_in_the_words_of_the_form(october: Report) -> None:
    rows = grid(october, "Kecukupan jumlah responden menurut Krejcie dan Morgan")
    assert rows[-1] == ["Semua", "340", "181", "70", "Belum sesuai"]


def test_what_the_office_writes_itself_is_marked(october: Report) -> None:
    labels = " ".join(part.label for part in october.parts if isinstance(part, Blank))
    for word in ("Keadaan khusus", "Pelaksana", "FKP", "Saran", "Foto"):
        assert word in labels
    plan = grid(october, "Rencana tindak lanjut hasil SKM")
    assert [row[1] for row in plan] == [
        "Waktu penyelesaian",
        "Persyaratan",
        "Sistem, mekanisme, dan prosedur",
    ]
    assert all(row[2:] == [""] * 6 for row in plan)


def test_its_text_in_the_file_has_the_same_numbers(october: Report) -> None:
    text = " ".join(text_of(to_pdf(october)).split())
    for words in ("88,67", "82,14 B", "340 181 70 Belum sesuai", "Kemungkinan besar antara 87,31 dan 93,99"):
        assert words in text


def test_of_three_it_tells_the_figures_and_that_they_say_little(survey: Reader) -> None:
    report = skm.build(survey, THREE, DISTRICT)
    assert (report.n, chapters(report)) == (3, CHAPTERS)
    told = " ".join(sentences(report))
    assert "Kurang dari 30 jawaban: belum cukup untuk disimpulkan." in told
    captions = [part.caption for part in report.parts if isinstance(part, Grid)]
    assert "Tiga unsur dengan nilai terendah" not in captions
    assert len(text_of(to_pdf(report))) > 5000


def test_of_none_it_is_a_form_to_fill_in(survey: Reader) -> None:
    report = skm.build(survey, NEVER)
    assert (report.n, chapters(report)) == (0, CHAPTERS)
    assert not [part for part in report.parts if isinstance(part, Chart)]
    assert "Pada Triwulan I Tahun 2020 tidak ada jawaban survei" in " ".join(sentences(report))
    assert "Tidak ada jawaban survei pada periode ini" in " ".join(text_of(to_pdf(report)).split())


def test_of_five_thousand_it_is_as_long_as_of_few(crowd: Reader) -> None:
    report = skm.build(crowd, parse_term("2026"))
    assert report.n == 5000
    assert "dari 5.000 responden" in " ".join(text_of(to_pdf(report)).split())
    assert grid(report, "Banyaknya jawaban menurut nilai")[8][-3] == "4.286"


def test_the_trend_is_told_by_periods_of_the_same_kind(crowd: Reader) -> None:
    report = skm.build(crowd, parse_term("2026-T3"))
    rows = grid(report, "IKM menurut periode")
    assert [row[0] for row in rows] == [f"Triwulan {roman} Tahun 2026" for roman in ("I", "II", "III")]
    for row, code in zip(rows, ("2026-T1", "2026-T2", "2026-T3"), strict=True):
        term = parse_term(code)
        (found,) = crowd.values("ikm", filters=Filters(term.start, term.end))
        assert row[1:] == [fmt.number(found["index"], 2), found["mutu"], fmt.number(found["n"])]


def test_an_unfinished_period_is_called_so(survey: Reader) -> None:
    (told,) = [each for each in sentences(skm.build(survey, parse_term("2026"))) if "belum selesai" in each]
    assert "periode berakhir 31 Desember 2026" in told


def test_a_lurah_gets_the_own_office_and_no_other(surveyed: Store) -> None:
    own = surveyed.reader(scope_of(Role.LURAH, VILLAGE))
    assert own is not None
    report = skm.build(own, parse_term("2026-10"))
    assert (report.n, report.office) == (10, "Kelurahan Alalak Utara")
    assert skm.build(own, parse_term("2026-10"), DISTRICT).n == 0
