"""What holds for every staff page, whatever it asks."""

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest

from dashboard import components, pages, text
from dashboard.completeness import Completeness, Grade
from dashboard.content import find_pages
from dashboard.filters import OFFICE, SERVICE, Filters
from dashboard.markup import to_html
from dashboard.page import Page, fitted
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING, Right
from dashboard.section import EMPTY, Section, bare
from dashboard.store import Store
from tests.dashboard import published

PAGES = find_pages(pages)
PERIODS = [page for page in PAGES if page.filters]
SERVICES = [page for page in PAGES if SERVICE in page.filters]
SECTIONS = [pytest.param(page, key, id=f"{page.slug}-{key}") for page in PAGES for key in page.sections]
SEASON = Filters(published.FIRST, published.LAST)
ENGLISH = re.compile(
    r"\b(the|and|of|for|with|loading|download|table|share|filter|home|no data|total|week|month|day)\b",
    re.IGNORECASE,
)


def drawn(page: Page, reader: Reader, query: dict[str, str]) -> str:
    return to_html(page.render(reader, *page.parse(query, reader)))


def words_of(html: str) -> str:
    """What a person reads or hears: text and labels."""
    said = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', html)
    return " ".join([*said, re.sub(r"<[^>]+>", " ", html)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_page_has_one_heading_and_a_question_per_card(page: Page, reader: Reader) -> None:
    html = drawn(page, reader, {})
    assert html.count("<h1") == 1
    assert [question.title for question in page.sections.values()] == re.findall(r"<h2>([^<]+)</h2>", html)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_nobody_reads_english(page: Page, reader: Reader) -> None:
    assert not ENGLISH.search(words_of(drawn(page, reader, {})))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_tables_have_a_caption_and_scopes_and_charts_a_name(page: Page, reader: Reader) -> None:
    html = drawn(page, reader, {})
    chosen, _ = page.parse({}, reader)
    answered = [question.answer(reader, chosen) for question in page.sections.values()]
    filled = [section for section in answered if section.figure or section.table.rows]
    assert html.count("<table") == html.count("<caption") == len(filled) >= len(answered) // 2
    assert "<th>" not in html
    assert len(re.findall(r'role="group"[^>]* aria-label="Grafik\. \S', html)) == html.count('class="figure"')
    assert len(re.findall(r'<svg [^>]*role="img" aria-label="\S', html)) == html.count("<svg")


def file_of(slug: str, section: str, reader: Reader, chosen: Filters) -> str:
    page = next(page for page in PAGES if page.slug == slug)
    return page.told(section, reader, chosen)[0].file.removesuffix(f"_{reader.data.version}")


def test_a_file_is_named_after_what_it_answers(reader: Reader) -> None:
    """The hours of a week are of whole months; who answered is not known by service."""
    chosen = Filters(date(2026, 9, 5), date(2026, 10, 20), service="legalisasi")
    assert file_of("waktu-tunggu", "hari-dan-jam", reader, chosen) == (
        "waktu-tunggu-hari-dan-jam_2026-09_legalisasi"
    )
    assert file_of("waktu-tunggu", "per-layanan", reader, chosen) == (
        "waktu-tunggu-per-layanan_2026-09-05_2026-10-20_legalisasi"
    )
    data = reader.data
    assert file_of("standar", "lewat-batas", reader, replace(chosen, service=None)) == (
        f"standar-lewat-batas_{data.first_day}_{data.last_day}"
    )
    assert file_of("kepuasan", "responden", reader, replace(SEASON, service="legalisasi")) == (
        f"kepuasan-responden_{SEASON.start}_{SEASON.end}"
    )


def test_what_was_never_promised_is_not_called_unrecorded(address: str) -> None:
    """Without a standard nothing falls due, whatever was recorded."""
    store = Store(address, "staff")
    reader: Any = store.reader(EVERYTHING)
    kept = reader._reference
    kk = tuple(standard for standard in kept.standards if standard.service == "kk")
    page, question = next((page, page.sections["janji"]) for page in PAGES if page.slug == "standar")
    reader._reference = replace(kept, standards=())
    assert page.why(question, reader, SEASON) == (
        "Belum ada janji yang ditetapkan untuk layanan kantor ini, jadi tidak ada yang dapat dinilai."
    )
    reader._reference = replace(kept, standards=kk)
    other = replace(SEASON, service="domisili")
    assert page.why(question, reader, other).startswith("Belum ada janji yang ditetapkan untuk Surat ket")
    assert page.why(question, reader, replace(SEASON, service="kk")).startswith("Tidak ada urusan")
    reader._reference = replace(kept, complaint_standards=())
    complaints = next(page for page in PAGES if page.slug == "pengaduan")
    assert "janji yang ditetapkan untuk pengaduan" in complaints.why(
        complaints.sections["tanggapan"], reader, SEASON
    )
    assert complaints.why(complaints.sections["per-kanal"], reader, SEASON).startswith("Tidak ada pengaduan")
    store.close()


@pytest.mark.parametrize("page", PERIODS, ids=lambda page: page.slug)
def test_a_page_without_data_says_so_and_why(page: Page, reader: Reader) -> None:
    html = drawn(page, reader, {"dari": "2015-01-01", "sampai": "2015-01-31"})
    assert "<svg" not in html
    assert html.count("Tidak ada data.") == len(page.sections)
    assert "Data tersedia untuk" in html


@pytest.mark.parametrize("page", SERVICES, ids=lambda page: page.slug)
def test_a_narrow_filter_without_cases_is_named(page: Page, reader: Reader) -> None:
    html = drawn(page, reader, {"periode": "bulan-lalu", "layanan": "surat-tanah"})
    assert "Oktober 2026 untuk Layanan Registrasi surat tanah" in html


@pytest.mark.parametrize(("page", "key"), SECTIONS)
def test_the_csv_holds_the_table_its_n_and_its_definition(page: Page, key: str, reader: Reader) -> None:
    question = page.sections[key]
    section: Section = question.answer(reader, SEASON)
    rows = list(
        csv.reader(StringIO(page.csv(key, reader, SEASON).lstrip("\ufeff"), newline=""), delimiter=";")
    )
    about = {row[0]: row[1] for row in rows[: rows.index([])]}
    assert rows[0][0] == text.SAMPLE
    assert about["Pertanyaan"] == question.title
    assert about["Jawaban"] == section.sentence
    assert about["n"].startswith(f"{section.n:,}".replace(",", "."))
    followed = " PermenPANRB 14/2017; 9 unsur, bobot tiap unsur 1/9." if question.metric == "ikm" else ""
    assert about["Definisi"] == question.meaning(reader).definition + followed
    assert about["Versi data"] == reader.data.version
    body = rows[rows.index([]) + 2 :]
    assert body == [[bare(column, row) for column in section.table.columns] for row in section.table.rows]


@pytest.mark.parametrize(("page", "key"), SECTIONS)
def test_the_numbers_of_the_sentence_stand_in_the_table(page: Page, key: str, reader: Reader) -> None:
    section: Section = page.sections[key].answer(reader, SEASON)
    shown = {components.shown(column, row) for column in section.table.columns for row in section.table.rows}
    shares = re.findall(r"\d+,\d\u00a0%", section.sentence)
    durations = re.findall(r"(?:dalam|lebih dari) ((?:\d+\u00a0jam )?\d+\u00a0menit)", section.sentence)
    if key not in ("peta",):
        assert set(shares) <= shown
    assert set(durations) <= shown


def test_a_section_needs_an_address_of_its_own() -> None:
    page = Page("coba", "Coba", 1, right=Right.FIGURES)

    @page.section("Satu?", metric="volume", counted="permohonan")
    def by_day(reader: Reader, filters: Filters) -> Section:
        return EMPTY

    assert list(page.sections) == ["by-day"]
    with pytest.raises(ValueError, match="by-day"):
        page.section("Dua?", metric="volume", counted="permohonan")(by_day)


def test_a_page_without_a_right_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="right"):
        Page("terbuka", "Terbuka", 1)  # type: ignore[call-arg]


def test_a_card_that_lost_its_neighbour_fills_the_row() -> None:
    assert fitted([7, 5, 12, 5, 7]) == [7, 5, 12, 5, 7]
    assert fitted([7, 7, 5]) == [12, 7, 5]
    assert fitted([7, 7]) == [12, 12]
    assert fitted([6, 6, 6]) == [6, 6, 12]
    assert fitted([]) == []


@pytest.mark.parametrize("page", PERIODS, ids=lambda page: page.slug)
def test_links_keep_the_filters(page: Page, reader: Reader) -> None:
    office = {"kantor": "63.71.04"} if OFFICE in page.filters else {}
    html = drawn(page, reader, {"periode": "bulan-lalu", **office})
    assert f"/staf/unduh/{page.slug}/" in html
    narrowed = "&amp;kantor=63.71.04" if office else ""
    assert f'href="/staf/{page.slug}?periode=bulan-lalu{narrowed}#' in html


def test_the_frame_names_the_page_the_person_and_the_sample(reader: Reader) -> None:
    tree = components.shell(
        PAGES, PAGES[0], "Budi <b>", "Camat", reader.data, components.nothing_yet(), office="Kec."
    )
    html = to_html(tree)
    assert html.count('aria-current="page"') == 1
    assert "Budi &lt;b&gt;" in html
    assert text.SAMPLE in html
    assert html.index("Lewati ke isi") < html.index("<nav")
    assert '<main class="main" id="isi"' in html or 'id="isi" className' not in html


def test_what_is_late_is_said_beside_the_figure_and_not_by_a_dot_alone() -> None:
    found = Completeness(Grade.LATE, "Terlambat: «antrean» terakhir 20 November 2026", Fraction(4, 1000))
    beside = to_html(components.status(found))
    assert "Terlambat: «antrean» terakhir 20 November 2026 · 0,4\u00a0% baris ditolak" in beside
    assert "dot terlambat" in beside


def test_a_figure_is_known_up_to_the_source_that_was_heard_of_least_recently(reader: Reader) -> None:
    """A fresh queue does not make the counter's book of last week complete."""
    requests, visits = (next(s for s in reader.data.sources if s.fact == f) for f in ("request", "visit"))
    earlier = replace(requests, source="elok", data_time=requests.data_time - timedelta(days=3))
    data = replace(reader.data, sources=(requests, earlier, visits))
    assert data.until({"request"}) == earlier.data_time
    assert data.until({"visit"}) == visits.data_time
    assert data.until({"complaint"}) == data.data_time


def test_a_period_of_one_choice_needs_no_control(reader: Reader) -> None:
    html = drawn(PAGES[0], reader, {})
    assert 'name="kantor"' in html
    assert date.fromisoformat("2026-11-06") == reader.data.last_day
