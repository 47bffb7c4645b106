import csv
import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from dashboard.filters import Month
from dashboard.markup import to_html
from dashboard.public_pages import home
from dashboard.public_reader import PublicReader
from dashboard.section import Kind

OCTOBER = Month(date(2026, 10, 1), date(2026, 10, 31))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def hour(weekday: int, at: int, p50: int, p90: int) -> dict[str, Any]:
    return {"weekday": weekday, "hour": at, "p50_seconds": Fraction(p50), "p90_seconds": Fraction(p90)}


def test_the_best_time_is_the_shortest_and_then_the_surest() -> None:
    rows = [hour(1, 9, 600, 900), hour(2, 8, 300, 900), hour(3, 8, 300, 700)]
    assert home.best_time(rows) == "Paling singkat Rabu pukul 08.00."
    assert home.best_time([]) == "Pelayanan kantor kami, dalam angka."


def test_hours_are_told_from_the_last_whole_months(public: PublicReader) -> None:
    section = home.when(public, OCTOBER)
    assert section.sentence.startswith("Paling singkat")
    assert section.n is None, "how many come by hour is not told"
    assert section.period is not None
    assert section.period.words.endswith("Oktober 2026")


def test_a_fresh_queue_is_told_and_an_old_one_is_not(public: PublicReader) -> None:
    class Queue:
        """A reader whose counters have just reported."""

        def __getattr__(self, name: str) -> Any:
            return getattr(public, name)

        def now(self) -> dict[str, Any]:
            return {"waiting": 14, "p50_seconds": 600, "at": at}

    at = public.data.data_time
    fresh = to_html(home.now_or_usual(Queue(), at + timedelta(minutes=59)))  # type: ignore[arg-type]
    assert "14 orang" in fresh
    for clock in (at + timedelta(minutes=61), at - timedelta(minutes=1)):
        stale = to_html(home.now_or_usual(Queue(), clock))  # type: ignore[arg-type]
        assert "Biasanya menunggu" in stale
        assert "14 orang" not in stale


def test_promises_are_judged_per_service_and_say_what_was_promised(public: PublicReader) -> None:
    section = home.promises(public, OCTOBER)
    promised = {row["name"]: row["promise"] for row in section.table.rows}
    assert promised["Legalisasi"] == "30 menit"
    assert promised["Kartu keluarga"] == "3 hari kerja"
    assert "urusan selesai tepat janji" in section.sentence


@pytest.mark.parametrize(
    ("whole", "rows", "sentence"),
    [
        ({"value": None}, [], "Terlalu sedikit urusan untuk dinilai pada bulan ini."),
        ({"value": Fraction(999, 1000)}, [], "99,9 % urusan selesai tepat janji."),
        (
            {"value": Fraction(9, 10)},
            [{"name": "A", "value": Fraction(8, 10)}, {"name": "B", "value": Fraction(95, 100)}],
            "90,0 % urusan selesai tepat janji. Paling rendah: A, 80,0 %.",
        ),
        (
            {"value": Fraction(9, 10)},
            [{"name": name, "value": Fraction(8 + (name == "C"), 10)} for name in "ABC"],
            "90,0 % urusan selesai tepat janji. Paling rendah: A dan B, 80,0 %.",
        ),
        (
            {"value": Fraction(1)},
            [{"name": name, "value": Fraction(1)} for name in "AB"],
            "100,0 % urusan selesai tepat janji.",
        ),
    ],
)
def test_the_promise_in_words(whole: dict[str, Any], rows: list[dict[str, Any]], sentence: str) -> None:
    rows = [{**row, "part": Fraction(1, 20)} for row in rows]
    assert plain(home.kept(whole, rows)) == sentence


def test_satisfaction_is_of_the_last_survey_that_had_ended(public: PublicReader) -> None:
    section = home.satisfaction(public, OCTOBER)
    assert section.period is not None
    assert section.period.words == "Triwulan III 2026"
    assert section.n == 92
    # 8 unsur of 4 and one of 3: 35/9 · 25 = 97,222…
    assert (
        section.sentence
        == "Indeks 97,22, mutu A (sangat baik). Terbaik: 8 unsur. Terendah: Sarana dan prasarana."
    )
    assert section.badge == "A"
    before = home.satisfaction(public, Month(date(2026, 8, 1), date(2026, 8, 31)))
    assert before.n == 0


def test_a_survey_that_too_few_answered_gives_way_to_the_one_before(public: PublicReader) -> None:
    class Later:
        """A reader of a quarter more, of which nothing may be told."""

        def __getattr__(self, name: str) -> Any:
            return getattr(public, name)

        def periods(self, metric: str, by: tuple[str, ...]) -> list[tuple[str, date, date]]:
            return [*public.periods(metric, by), ("triwulan", date(2026, 10, 1), date(2026, 12, 31))]

        def values(self, metric: str, by: tuple[str, ...], start: date, finish: date) -> list[dict[str, Any]]:
            found = public.values(metric, by, start, finish)
            return [{"n": None, "hidden": True}] if start == date(2026, 10, 1) else found

    december = Month(date(2026, 12, 1), date(2026, 12, 31))
    section = home.satisfaction(Later(), december)  # type: ignore[arg-type]
    assert section.period is not None
    assert (section.period.words, section.n) == ("Triwulan III 2026", 92)


def test_of_equal_unsur_none_is_best_or_worst() -> None:
    row = {"index": Fraction(100), "mutu": "A"}
    parts = [{"name": name, "value": Fraction(4)} for name in "AB"]
    assert home.graded(row, parts) == "Indeks 100,00, mutu A (sangat baik)."


@pytest.mark.parametrize(
    ("kind", "start", "words"),
    [
        ("triwulan", date(2026, 10, 1), "Triwulan IV 2026"),
        ("semester", date(2026, 7, 1), "Semester II 2026"),
        ("year", date(2026, 1, 1), "Tahun 2026"),
    ],
)
def test_survey_periods_are_named(kind: str, start: date, words: str) -> None:
    assert home.survey_period(kind, start) == words


def test_volume_is_rounded_and_few_are_hidden(public: PublicReader) -> None:
    section = home.requests(public, OCTOBER)
    assert section.sentence == "Sekitar 110 permohonan, sekitar 20 di antaranya lewat eLOK."
    values = {row["name"]: row["value"] for row in section.table.rows}
    assert values["Alalak Utara"] == 90
    assert values["Pangeran"] is None, "one person is not shown"
    assert values["Sungai Miai"] is None, "and nobody is not told apart from one"
    assert section.figure is not None
    assert "Pangeran<br><b>0–9</b>" in [note["text"] for note in section.figure["layout"]["annotations"]]


def test_definitions_and_thresholds_are_printed(public: PublicReader) -> None:
    text = to_html(home.meaning(public, OCTOBER))
    for name in ("waiting", "on_time", "ikm", "volume"):
        assert public.metric(name).label in text
    assert "kelipatan 5" in text
    assert "di bawah 10" in text


def test_offices_are_told_from_best_to_worst_with_waits_and_satisfaction(public: PublicReader) -> None:
    section = home.offices(public, OCTOBER)
    first, *others = section.table.rows
    assert first["name"] == "Kecamatan Banjarmasin Utara"
    assert (first["value"], first["n"]) == (Fraction(31, 100), section.n)
    assert first["p50_seconds"] % 60 == 0
    assert first["index"] == Fraction("97.22")
    assert all(row["value"] is None and row["hidden"] for row in others), "of none is told like of a few"
    assert "Triwulan III 2026" in str(section.note)


def test_of_kelurahan_nothing_is_told_before_a_year_is_whole(public: PublicReader) -> None:
    section = home.areas(public, OCTOBER)
    assert section.sentence == "Belum ada tahun yang lengkap. Angka per kelurahan terbit sekali setahun."
    assert not section.table.rows


def test_the_whole_page_is_there_before_any_script(public: PublicReader) -> None:
    choice, notices = home.PAGE.parse({}, public)
    text = to_html(home.PAGE.render(public, choice, notices))
    assert text.count("<h1") == 1
    drawn = [one.answer(public, OCTOBER) for one in home.PAGE.sections.values()]
    assert text.count("<svg") == 2 * sum(section.figure is not None for section in drawn)
    form = re.findall(r"<form[^>]*>", text)
    assert len(form) == 1
    assert 'method="get"' in form[0]
    assert 'action="/"' in form[0]
    assert "unduh/beranda/janji.csv" in text


def test_only_whole_published_months_can_be_chosen(public: PublicReader) -> None:
    months = home.PAGE.months(public)
    assert months[-1] == (OCTOBER.start, OCTOBER.end)
    assert home.PAGE.parse({"bulan": "2026-11"}, public)[0] == OCTOBER


def test_a_csv_of_a_survey_names_the_period_of_the_survey(public: PublicReader) -> None:
    text = home.PAGE.csv("kepuasan", public, OCTOBER)
    assert "Bulan;Triwulan III 2026" in text
    assert "Data contoh" in text.splitlines()[0]


@pytest.mark.parametrize("key", home.PAGE.sections)
def test_the_workbook_of_a_question_holds_what_its_csv_holds(public: PublicReader, key: str) -> None:
    told = home.PAGE.csv(key, public, OCTOBER).removeprefix("\ufeff")
    lines = list(csv.reader(StringIO(told, newline=""), delimiter=";"))
    made = CalamineWorkbook.from_filelike(BytesIO(home.PAGE.xlsx(key, public, OCTOBER)))
    table, about = (made.get_sheet_by_name(name).to_python() for name in ("Tabel", "Keterangan"))
    assert about == lines[: lines.index([])]
    columns = home.PAGE.sections[key].answer(public, OCTOBER).table.columns
    _, *rows = (line[: len(columns)] for line in table[6:])
    assert len(rows) == len(lines) - lines.index([]) - 2
    for row, line in zip(rows, lines[lines.index([]) + 2 :], strict=True):
        for column, cell, words in zip(columns, row, line, strict=True):
            if isinstance(cell, float):
                exact = Fraction(words.replace(",", "."))
                assert cell == float(exact / 100 if column.kind is Kind.SHARE else exact)
            else:
                assert cell == words


def test_clock_is_the_offices(public: PublicReader) -> None:
    assert isinstance(public.data.data_time, datetime)
    assert public.data.data_time.tzname() == "WITA"


def test_an_office_without_kelurahan_on_a_map_has_the_table(public: PublicReader) -> None:
    class Elsewhere:
        def __getattr__(self, name: str) -> Any:
            return getattr(public, name)

        def tiles(self) -> list[Any]:
            return []

    section = home.requests(Elsewhere(), OCTOBER)  # type: ignore[arg-type]
    assert section.figure is None
    assert section.table.rows
    assert "ubin" not in str(section.note)
