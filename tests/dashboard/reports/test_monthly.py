"""The monthly report: page one for who reads no further, and behind it the numbers of the pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from dashboard import compare, findings
from dashboard import format as fmt
from dashboard.answers import complaints, completion, offices, promises, satisfaction
from dashboard.filters import Filters
from dashboard.keynumbers import key_numbers
from dashboard.reader import Reader
from dashboard.reports import monthly
from dashboard.reports.docx import to_docx
from dashboard.reports.model import Blank, Chart, Grid, Heading, Part, Points, Report, Text
from dashboard.reports.monthly import chapters, facts, summary, words
from dashboard.reports.pdf import to_pdf
from dashboard.reports.term import Term, parse_term
from dashboard.reports.xlsx import to_xlsx
from dashboard.rights import EVERYTHING, MATRIX, Right, scope_of
from dashboard.roles import Role
from dashboard.section import Section, shown
from dashboard.store import Store
from tests.dashboard import published
from tests.dashboard.pages import opening_office
from tests.dashboard.pages.opening_office import KECAMATAN, OPENED
from tests.sharing import built_once

OCTOBER, SEPTEMBER = parse_term("2026-10"), parse_term("2026-09")
CHAPTERS = (
    *("Ringkasan", "Perkembangan", "Janji pelayanan", "Waktu tunggu", "Kepuasan masyarakat", "Pengaduan"),
    *("Kanal daring (eLOK)", "Mutu data", "Definisi"),
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """One office with everything, from 31 August to 6 November 2026."""
    store = Store(built_once(tmp_path_factory, "kantor", published.publish)[1], "staff")
    found = store.reader(EVERYTHING)
    assert found is not None
    yield found
    store.close()


@pytest.fixture(scope="module")
def opening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Four offices, one of which got better from 1 September 2025 on; no survey, no complaints, no eLOK."""
    store = Store(built_once(tmp_path_factory, "gedung", opening_office.publish)[1], "staff")
    yield store
    store.close()


def everything(store: Store) -> Reader:
    found = store.reader(EVERYTHING)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def october(reader: Reader) -> Report:
    return monthly.build(reader, OCTOBER)


def heads(report: Report) -> tuple[str, ...]:
    return tuple(part.words for part in report.parts if isinstance(part, Heading) and part.level == 1)


def page_one(report: Report) -> list[Part]:
    at = [i for i, part in enumerate(report.parts) if isinstance(part, Heading) and part.level == 1]
    return list(report.parts[: at[1]])


def told(parts: list[Part]) -> str:
    """Sentences and points."""
    lines = [part.words for part in parts if isinstance(part, Text)]
    lines += [item for part in parts if isinstance(part, Points) for item in part.items]
    return "\n".join(lines).replace(fmt.NBSP, " ")


def grid(report: Report, caption: str) -> list[list[str]]:
    (found,) = [part.table for part in report.parts if isinstance(part, Grid) and part.caption == caption]
    return [[shown(column, row).replace(fmt.NBSP, " ") for column in found.columns] for row in found.rows]


def figures(report: Report) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in grid(report, "Angka pokok")}


def test_it_has_a_chapter_per_question_and_none_for_a_comparison_of_one_office(october: Report) -> None:
    assert heads(october) == CHAPTERS
    assert october.file.startswith("laporan-kinerja_2026-10_")
    assert october.title == "Laporan Bulanan Kinerja Pelayanan"


def test_the_key_figures_are_those_of_the_page(reader: Reader, october: Report) -> None:
    chosen = Filters(date(2026, 10, 1), date(2026, 10, 31))
    pair = compare.pair_before(chosen, reader.data.first_day, reader.data.last_day)
    page = {number.slug: number for number in key_numbers(reader, chosen, pair)}
    found = figures(october)
    assert found["Waktu tunggu (P90)"][0] == f"{page['waktu-tunggu'].value} {page['waktu-tunggu'].unit}"
    assert found["Janji ditepati"][0] == f"{page['standar'].value} %"
    assert found["Permohonan"][0] == page["volume"].value
    assert found["Kepuasan (IKM)"][0] == fmt.NO_DATA
    assert f"{found['Pengaduan ditutup tepat waktu'][0]} ditutup tepat waktu" in [
        line.replace(fmt.NBSP, " ") for line in page["pengaduan"].below
    ]
    assert page["volume"].below[0].replace(fmt.NBSP, " ") == f"eLOK {found['Lewat eLOK'][0]}"
    assert {row[3] for row in found.values()} <= {"biasa", "belum cukup"}
    assert all(not number.changed for number in page.values())


def test_the_index_is_told_with_its_letter_and_what_chance_leaves_open(reader: Reader) -> None:
    report = monthly.build(reader, SEPTEMBER)
    assert figures(report)["Kepuasan (IKM)"][:2] == ["97,22 (A)", "30"]
    chosen = Filters(SEPTEMBER.start, SEPTEMBER.end)
    assert satisfaction.index(reader, chosen).sentence in told(list(report.parts))


def test_what_waits_for_a_decision_is_what_the_page_finds(reader: Reader, october: Report) -> None:
    chosen = Filters(date(2026, 10, 1), date(2026, 10, 31))
    first = told(page_one(october))
    for rule in (findings.broken_promise, findings.complaints, findings.poor_elements):
        for found in rule(reader, chosen):
            assert found.words.replace(fmt.NBSP, " ") in first
    assert "permohonan yang lewat batas waktu" not in first, "complaints only are late: that is told"
    assert "keadaan menurut data terakhir, Jumat, 6 November 2026" in first
    assert [part.label for part in page_one(october) if isinstance(part, Blank)] == ["Keputusan"]


def test_its_sentences_are_those_of_the_pages(reader: Reader, october: Report) -> None:
    chosen = Filters(date(2026, 10, 1), date(2026, 10, 31))
    said = told(list(october.parts))
    for answer in (
        *(promises.by_service, complaints.over_time, complaints.by_category, complaints.closed),
        *(complaints.answered, completion.by_channel),
    ):
        assert answer(reader, chosen).sentence.replace(fmt.NBSP, " ") in said


def test_every_answer_that_is_asked_for_is_told(opening: Store) -> None:
    """Each costs a question to the warehouse."""
    read = set()

    class Read(dict[str, Section]):
        def __getitem__(self, name: str) -> Section:
            read.add(name)
            return super().__getitem__(name)

    found = facts.month(everything(opening), parse_term("2025-09"), None)
    noted = replace(found, sections=Read(found.sections))
    assert chapters.parts(noted)
    assert summary.parts(noted)
    assert read == set(found.sections)


def test_beside_each_other_are_the_numbers_of_both_answers(reader: Reader, october: Report) -> None:
    chosen = Filters(date(2026, 10, 1), date(2026, 10, 31))
    *rows, whole = grid(october, "Pengaduan dan janjinya menurut kategori")
    came = {row["name"]: row for row in complaints.by_category(reader, chosen).table.rows}
    closed = {row["name"]: row for row in complaints.closed(reader, chosen).table.rows}
    for row in rows:
        assert row[1] == fmt.number(came[row[0]]["value"]) if row[0] in came else row[1] == "0"
        assert row[6] == fmt.number(closed[row[0]]["judged"] if row[0] in closed else 0)
    assert int(whole[1]) == sum(int(row[1]) for row in rows)
    assert int(whole[6]) == sum(int(row[6]) for row in rows)


def test_the_trend_has_the_numbers_of_each_month_by_itself(reader: Reader, october: Report) -> None:
    rows = {row[0]: row for row in grid(october, "Ukuran pokok menurut periode")}
    for term in (SEPTEMBER, OCTOBER):
        row = rows[term.words]
        (found,) = reader.values("on_time", filters=Filters(term.start, term.end))
        assert row[2] == fmt.percent(found["value"]).replace(fmt.NBSP, " ")
        (found,) = reader.values("volume", filters=Filters(term.start, term.end))
        assert row[3] == fmt.number(found["value"])
    assert rows["Oktober 2026"][5] == "–", "nobody answered: that is no zero"


def test_a_change_is_told_with_both_values_and_how_good_it_is(opening: Store) -> None:
    """Alalak Utara from September 2025 on: a shorter wait, more requests. A year earlier nothing is known."""
    report = monthly.build(everything(opening), parse_term("2025-09"), OPENED)
    first = told(page_one(report))
    assert "Waktu tunggu (P90) 8 menit: turun 34 menit dari Agustus 2025 (42 menit), membaik." in first
    assert "dari Agustus 2025" in next(line for line in first.splitlines() if line.startswith("Permohonan"))
    assert "membaik" not in next(line for line in first.splitlines() if line.startswith("Permohonan"))
    assert "Belum cukup data untuk menilai perubahannya: " in first
    assert len(figures(report)["Permohonan"]) == 4, "one period to compare with"


def test_what_did_not_change_is_called_usual(opening: Store) -> None:
    first = told(page_one(monthly.build(everything(opening), parse_term("2025-09"), KECAMATAN)))
    assert "Hanya naik-turun biasa: waktu tunggu (P90)" in first
    assert "membaik" not in first
    assert "memburuk" not in first


def test_offices_are_laid_side_by_side_with_the_words_of_their_page(opening: Store) -> None:
    reader = everything(opening)
    report = monthly.build(reader, parse_term("2025-09"))
    assert heads(report)[-3] == "Menurut kantor"
    chosen = Filters(date(2025, 9, 1), date(2025, 9, 30))
    waits = offices.waits(reader, chosen).sentence.replace(fmt.NBSP, " ")
    assert f"Waktu tunggu: {words.inside(waits)}" in told(list(report.parts))
    rows = grid(report, "Waktu tunggu, janji, dan kepuasan menurut kantor")
    table = offices.table(reader, chosen).table.rows
    assert [row[0] for row in rows] == [row["name"] for row in table]
    assert [row[2] for row in rows] == [fmt.number(row["visits"]) for row in table]


def test_a_month_that_goes_on_says_so_and_is_compared_with_as_many_days(reader: Reader) -> None:
    report = monthly.build(reader, parse_term("2026-11"))
    first = told(page_one(report))
    assert "Periode ini belum selesai dalam data: data sampai 6 November 2026" in first
    (head,) = [part for part in report.parts if isinstance(part, Grid) and part.caption == "Angka pokok"]
    named = [column.head for column in head.table.columns]
    assert (named[1], named[3]) == ("1–6 November 2026", "26–31 Oktober 2026")
    assert grid(report, "Ukuran pokok menurut periode")[-1][0] == "November 2026 (belum selesai)"


def test_of_three_it_tells_the_figures_and_that_they_say_little(reader: Reader) -> None:
    """Three answers of July; the counter was not open yet."""
    report = monthly.build(reader, Term(date(2026, 7, 6), date(2026, 7, 8)))
    assert (report.n, report.title) == (3, "Laporan Kinerja Pelayanan")
    first = told(page_one(report))
    assert words.FEW in first
    assert "berubah nyata" not in first
    assert figures(report)["Kepuasan (IKM)"][1] == "3"
    assert figures(report)["Permohonan"][:2] == [fmt.NO_DATA, "0"]
    assert to_pdf(report).startswith(b"%PDF")


def test_of_none_it_says_that_there_is_nothing(reader: Reader) -> None:
    report = monthly.build(reader, parse_term("2020-T1"))
    assert report.n == 0
    assert words.NOTHING in told(page_one(report))
    assert {row[0] for row in figures(report).values()} == {fmt.NO_DATA}
    assert not [part for part in report.parts if isinstance(part, Chart)]
    assert len(PdfReader(BytesIO(to_pdf(report))).pages) < 8
    assert to_docx(report).startswith(b"PK")


@pytest.mark.parametrize("code", ["2026", "2026-S2", "2026-T3", "2026-09-10..2026-10-09", "2024..2026"])
def test_any_period_makes_one(reader: Reader, code: str) -> None:
    report = monthly.build(reader, parse_term(code))
    assert report.n > 0
    assert to_pdf(report).startswith(b"%PDF")


def test_a_year_has_one_year_before(opening: Store) -> None:
    """The period before and the year before are the same then."""
    chosen = Filters(date(2025, 1, 1), date(2025, 12, 31))
    first, last = date(2023, 1, 1), date(2026, 1, 31)
    assert len(facts._pairs(chosen, first, last)) == 1
    assert len(facts._pairs(Filters(date(2025, 9, 1), date(2025, 9, 30)), first, last)) == 2


def test_page_one_is_one_page_and_the_whole_is_no_book(october: Report) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(to_pdf(october))).pages]
    assert len(pages) <= 10
    assert "Yang perlu diputuskan" in pages[0]
    assert "Keputusan:" in pages[0]
    assert pages[1].split("\n")[2 if "Laporan" in pages[1].split("\n")[0] else 0].startswith(
        "Perkembangan"
    ) or ("Perkembangan" in pages[1][:200])
    assert "Daftar Isi" not in "".join(pages)
    assert all("Data contoh · bukan data kantor" in page.replace("\u00a0", " ") for page in pages)


def test_its_workbook_has_a_sheet_per_table_with_numbers(october: Report) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(to_xlsx(october)))
    assert book.sheet_names == [
        *("Ringkasan", "Perkembangan", "Janji", "Layanan", "Pengaduan", "Penyelesaian"),
        *("Kelengkapan", "Sumber", "Baris", "Definisi", "Keterangan"),
    ]
    rows = book.get_sheet_by_name("Ringkasan").to_python()
    head, *lines = rows[3:]
    assert head[:5] == ["Ukuran", "Satuan", "Yang dihitung", "Oktober 2026", "n"]
    of = {line[0]: line for line in lines}
    assert of["Lewat eLOK"][1:5] == ["%", "permohonan", 19.8, 111.0]
    assert of["Permohonan"][3:5] == [111.0, 111.0]
    assert of["Kepuasan (IKM)"][3:5] == [fmt.NO_DATA, 0.0]
    months = book.get_sheet_by_name("Perkembangan").to_python()
    assert months[-1][0] == "Oktober 2026"
    assert all(isinstance(value, float) for value in months[-1][1:9])


def test_its_document_has_headings_and_no_cover(october: Report) -> None:
    made = docx.Document(BytesIO(to_docx(october)))
    assert made.paragraphs[0].style.name == "Title"
    chapter = [part for part in made.paragraphs if part.style.name == "Heading 1"]
    assert [part.text for part in chapter] == list(CHAPTERS)
    broken = [part.text for part in chapter if part.paragraph_format.page_break_before]
    assert broken == ["Perkembangan"]


def test_a_lurah_gets_the_own_office_and_nothing_of_how_the_data_came_in(opening: Store) -> None:
    own = opening.reader(scope_of(Role.LURAH, OPENED))
    assert own is not None
    report = monthly.build(own, parse_term("2025-09"))
    assert report.office == "Kelurahan Alalak Utara"
    assert figures(report) == figures(monthly.build(everything(opening), parse_term("2025-09"), OPENED))
    captions = [part.caption for part in report.parts if isinstance(part, Grid)]
    assert "Kelengkapan data periode ini" in captions
    assert "Keadaan sumber data" not in captions
    assert monthly.build(own, parse_term("2025-09"), KECAMATAN).n == 0


def test_who_takes_figures_takes_what_else_a_report_shows() -> None:
    """What a chapter shows only to some stands on the right to see it: that must be the right to have it."""
    for role in MATRIX[Right.FIGURES]:
        scope = scope_of(role, None)
        if scope.takes(Right.FIGURES) and scope.sees(Right.DATA):
            assert scope.takes(Right.DATA), role


def test_the_same_report_makes_the_same_bytes(reader: Reader, october: Report) -> None:
    assert to_xlsx(october) == to_xlsx(monthly.build(reader, OCTOBER))
