"""What the page says of a survey that is known by hand: see survey_office.py."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import pytest

from dashboard.answers import care, respondents, satisfaction, scores, trend, unsur
from dashboard.errors import NotYoursError
from dashboard.filters import Filters
from dashboard.pages.satisfaction import PAGE
from dashboard.reader import NoSuchBreakdown, Reader
from dashboard.rights import EVERYTHING, scope_of
from dashboard.roles import Role
from dashboard.section import EMPTY, Section, shown
from dashboard.store import Store
from tests.dashboard.pages.survey_office import DISTRICT, VILLAGE

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
HERE = Filters(OCTOBER.start, OCTOBER.end, office=DISTRICT)
NEVER = Filters(date(2020, 1, 1), date(2020, 1, 31))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def cells(section: Section) -> list[list[str]]:
    return [[plain(shown(c, row)) for c in section.table.columns] for row in section.table.rows]


def test_the_index_names_its_weight_and_warns_where_another_gives_another_letter(survey: Reader) -> None:
    section = satisfaction.index(survey, OCTOBER)
    assert section.n == 70
    assert section.badge == "A"
    assert section.sentence == (
        "Indeks 88,67, mutu A (sangat baik), dari 70 responden. "
        "Hati-hati: mutunya B dengan bobot 0,11, jadi sebut bobotnya."
    )
    assert cells(section) == [
        ["0,111", "88,67", "A", "sangat baik", "ya"],
        ["1/9", "88,76", "A", "sangat baik", "tidak"],
        ["0,11", "87,87", "B", "baik", "tidak"],
    ]


def test_the_index_is_the_metric_s_whatever_is_chosen(survey: Reader) -> None:
    for chosen in (OCTOBER, HERE, Filters(OCTOBER.start, OCTOBER.end, service="domisili")):
        (row,) = survey.values("ikm", filters=chosen)
        first = satisfaction.index(survey, chosen).table.rows[0]
        assert (first["value"], first["letter"]) == (row["index"], row["mutu"])


def graded(*letters: str) -> list[dict[str, Any]]:
    weights = ("0,111", "1/9", "0,11")
    return [
        {"weight": weight, "value": Fraction(88), "letter": letter, "meaning": "baik"}
        for weight, letter in zip(weights, letters, strict=True)
    ]


def test_a_letter_that_does_not_hang_on_the_weight_needs_no_warning() -> None:
    assert satisfaction.graded(graded("B", "B", "B"), 30) == "Indeks 88,00, mutu B (baik), dari 30 responden."
    few = satisfaction.graded(graded("B", "A", "B"), 29)
    assert few.endswith("Kurang dari 30 jawaban: belum cukup untuk disimpulkan.")


def test_an_unsur_that_nobody_answered_leaves_no_index(survey: Reader) -> None:
    section = satisfaction.index(survey, Filters(OCTOBER.start, OCTOBER.end, office=VILLAGE))
    assert section.sentence == "Belum ada indeks: ada unsur yang tidak dijawab siapa pun."
    assert (section.n, list(section.table.rows)) == (10, [])


def test_the_interval_is_of_complete_answers_and_names_the_other_letter(survey: Reader) -> None:
    section = satisfaction.certainty(survey, OCTOBER)
    assert section.sentence == "Kemungkinan besar antara 87,31 dan 93,99: mutu A, bisa B."
    assert cells(section) == [
        ["Indeks, semua jawaban", "88,67", "A", "70"],
        ["Indeks, jawaban lengkap", "90,65", "A", "60"],
        ["Batas bawah", "87,31", "B", "60"],
        ["Batas atas", "93,99", "A", "60"],
    ]
    assert section.note is not None
    assert "mengisi semua unsur yang dihitung" in section.note


def test_without_spread_or_enough_answers_no_interval_is_told(survey: Reader) -> None:
    alike = satisfaction.certainty(survey, Filters(OCTOBER.start, OCTOBER.end, office=DISTRICT, service="kk"))
    assert alike.sentence.startswith("Semua jawaban lengkap berjumlah nilai sama")
    assert alike.figure is None
    few = satisfaction.certainty(survey, Filters(OCTOBER.start, OCTOBER.end, service="domisili"))
    assert few.sentence.startswith("Belum cukup data")


def test_each_unsur_has_its_nrr_its_conversion_and_its_letter(survey: Reader) -> None:
    section = scores.by_element(survey, OCTOBER)
    found = {row[0]: row[1:] for row in cells(section)}
    assert found["Waktu penyelesaian"] == ["3,29", "82,14", "B", "70"]
    assert found["Sarana dan prasarana"] == ["3,67", "91,67", "A", "60"]
    assert found["Persyaratan"] == ["3,57", "89,29", "A", "70"]
    assert len(found) == 9
    assert section.table.rows[0]["unsur"] == "waktu"
    assert section.sentence.startswith("Terendah: Waktu penyelesaian (82,14); ")
    assert "Tertinggi: Sarana dan prasarana (91,67); " in section.sentence


def test_the_first_page_counts_who_answered_each_unsur(survey: Reader) -> None:
    """Ten left sarana out: n is theirs who answered, not of all who answered something."""
    section = unsur.by_element(survey, OCTOBER)
    assert {row["name"]: row["n"] for row in section.table.rows} == {
        row["name"]: row["n"] for row in scores.by_element(survey, OCTOBER).table.rows
    }
    assert section.figure is not None
    (sarana,) = [words for words in section.figure["data"][0]["customdata"] if words.startswith("Sarana")]
    assert sarana.endswith("n = 60")


def test_the_three_lowest_and_the_three_highest_are_named() -> None:
    rows = [{"name": f"U{i}", "value": i, "converted": Decimal(i), "n": 30} for i in range(1, 10)]
    assert scores.extremes(rows) == "Terendah: U1 (1,00); U2; U3. Tertinggi: U9 (9,00); U8; U7."
    assert scores.extremes([{**row, "n": 29} for row in rows]).startswith("Belum cukup data")


def test_the_scores_of_each_unsur_add_up_to_all_who_answered_it(survey: Reader) -> None:
    section = scores.spread(survey, OCTOBER)
    for row in section.table.rows:
        assert sum(row[f"share_{score}"] for score in range(1, 5)) == 1
        assert row["share_below"] == row["share_1"] + row["share_2"]
    slow = section.table.rows[0]
    assert [slow[f"share_{score}"] * 70 for score in range(1, 5)] == [0, 20, 10, 40]
    assert plain(section.sentence) == "Nilai 1 atau 2 paling banyak pada Waktu penyelesaian: 28,6 % jawaban."


def test_scores_are_counted_per_unsur(survey: Reader) -> None:
    given = survey.scores(filters=OCTOBER)
    assert given["waktu"] == {1: 0, 2: 20, 3: 10, 4: 40}
    assert given["sarana"] == {1: 0, 2: 0, 3: 20, 4: 40}
    assert len(given) == 9
    assert survey.scores(filters=NEVER) == {}


def test_a_short_period_is_shown_in_its_year_and_says_so(reader: Reader) -> None:
    """The survey of published.py: one answer a day, July to September 2026."""
    section = trend.over_time(reader, Filters(date(2026, 9, 1), date(2026, 9, 30)))
    assert section.period is not None
    assert section.period.words == "Juli – September 2026"
    assert section.note is not None
    assert "Arah baru terlihat dalam setahun" in section.note
    assert [(row["label"], row["n"]) for row in section.table.rows] == [
        ("Juli 2026", 31),
        ("Agustus 2026", 31),
        ("September 2026", 30),
    ]
    assert section.n == 92


def test_a_long_period_is_told_by_triwulan_and_never_adds_indices_up(reader: Reader) -> None:
    chosen = Filters(date(2026, 1, 1), date(2027, 3, 31))
    shown_, line = trend.trend_steps(chosen, date(2025, 1, 1), date(2027, 12, 31))
    assert shown_ is chosen
    assert [(step.label, step.tick) for step in line.steps][2:4] == [
        ("Triwulan III 2026", "TW III<br>2026"),
        ("Triwulan IV 2026", "TW IV<br>2026"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "first", "kind"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), date(2025, 4, 1), "bulan"),
        (date(2025, 4, 1), date(2026, 3, 31), date(2025, 4, 1), "bulan"),
        (date(2025, 3, 31), date(2026, 3, 31), date(2025, 3, 31), "triwulan"),
    ],
)
def test_a_year_is_shown_at_least(start: date, end: date, first: date, kind: str) -> None:
    shown_, line = trend.trend_steps(Filters(start, end), date(2024, 1, 1), date(2026, 12, 31))
    assert (shown_.start, shown_.end, line.noun) == (first, end, kind)


def test_a_step_is_called_better_or_worse_only_beyond_chance(reader: Reader) -> None:
    section = trend.over_time(reader, Filters(date(2026, 7, 1), date(2026, 9, 30)))
    assert section.sentence.startswith("September 2026: ")
    assert "masih dalam batas kebetulan" in section.sentence


def test_few_answers_get_no_index_and_the_rows_add_up(survey: Reader) -> None:
    offices = satisfaction.by_office(survey, OCTOBER)
    assert [(row["name"], row["value"] is None, row["n"]) for row in offices.table.rows] == [
        ("Kecamatan Banjarmasin Utara", False, 60),
        ("Kelurahan Alalak Utara", True, 10),
        ("Semua", False, 70),
    ]
    assert cells(offices)[1][1:3] == ["belum cukup data", "belum cukup data"]
    services = satisfaction.by_service(survey, OCTOBER)
    *rows, whole = services.table.rows
    assert sum(row["n"] for row in rows) == whole["n"] == services.n == 70
    assert services.sentence == "Kartu keluarga, 95,46 (A)."


def ranked(name: str, value: int, low: int, high: int) -> dict[str, Any]:
    return {
        "name": name,
        "value": Fraction(value),
        "letter": "B",
        "low": Fraction(low),
        "high": Fraction(high),
    }


def test_a_difference_that_may_be_chance_is_called_so() -> None:
    apart = satisfaction.apart([ranked("A", 80, 79, 81), ranked("B", 85, 82, 88)])
    assert apart == "Terendah: A, 80,00 (B); tertinggi: B, 85,00 (B)."
    few = {**ranked("C", 0, 0, 0), "value": None, "letter": None}
    assert satisfaction.apart([ranked("A", 80, 79, 81), ranked("B", 85, 82, 88), few]) == (
        "Terendah di antara yang dijawab 30 orang atau lebih: A, 80,00 (B); tertinggi: B, 85,00 (B)."
    )
    near = satisfaction.apart([ranked("A", 80, 79, 83), ranked("B", 85, 82, 88)])
    assert near == f"{apart} Selangnya bertumpang tindih: bedanya bisa kebetulan."


def test_who_is_needed_comes_from_who_was_served(survey: Reader) -> None:
    """Krejcie and Morgan: 148 of 240, 80 of 100, 181 of 340. What comes over the counter counts once."""
    section = respondents.enough(survey, OCTOBER)
    assert cells(section) == [
        ["Kecamatan Banjarmasin Utara", "200", "40", "240", "148", "60", "belum cukup"],
        ["Kelurahan Alalak Utara", "100", "0", "100", "80", "10", "belum cukup"],
        ["Semua", "300", "40", "340", "181", "70", "belum cukup"],
    ]
    assert section.sentence == (
        "Belum cukup: 70 responden; diperlukan 181 dari 340 penerima layanan. "
        "Bila dihitung sendiri, semua kantor belum cukup."
    )
    alone = respondents.enough(survey, HERE)
    assert len(alone.table.rows) == 1
    assert alone.sentence == "Belum cukup: 60 responden; diperlukan 148 dari 240 penerima layanan."


def unit(name: str, n: int, verdict: str) -> dict[str, Any]:
    return {"name": name, "n": n, "verdict": verdict, "needed": 10, "served": 10}


def test_enough_for_all_may_be_too_few_for_one() -> None:
    whole, good, bad = unit("Semua", 50, "cukup"), unit("A", 20, "cukup"), unit("B", 3, "belum cukup")
    assert respondents.adequate(whole, [good, bad]).endswith("Bila dihitung sendiri, belum cukup: B.")
    assert respondents.adequate(whole, [good, *[bad] * 4]).endswith("hanya cukup: A.")
    assert respondents.adequate(whole, [*[good] * 4, *[bad] * 4]).endswith("banyak kantor belum cukup.")
    assert respondents.adequate(whole, [good, good]).endswith("penerima layanan.")


def test_the_traits_of_those_who_answered_add_up(survey: Reader) -> None:
    section = respondents.traits(survey, OCTOBER)
    for _, rows in groupby(section.table.rows, key=lambda row: row["trait"]):
        mine = list(rows)
        assert sum(row["n"] for row in mine) == section.n == 70
        assert sum(row["share"] for row in mine) == 1
    assert [row[:3] for row in cells(section)][:3] == [
        ["Jenis kelamin", "Laki-laki", "20"],
        ["Jenis kelamin", "Perempuan", "40"],
        ["Jenis kelamin", "tidak diisi", "10"],
    ]
    schools = [row["group"] for row in section.table.rows if row["trait"] == "Pendidikan"]
    assert schools == ["SD", "SMA", "tidak diisi"]
    assert [row[-1] for row in cells(section)][:3] == ["belum cukup data", "99,90", "belum cukup data"]


def test_nothing_is_said_of_the_traits_of_a_few(survey: Reader) -> None:
    section = respondents.traits(survey, Filters(OCTOBER.start, OCTOBER.end, office=VILLAGE))
    assert section.n == 10
    assert section.sentence.startswith("Belum cukup data")


def test_a_filter_that_traits_cannot_follow_is_dropped_and_said(survey: Reader) -> None:
    chosen = Filters(OCTOBER.start, OCTOBER.end, office=DISTRICT, service="kk")
    section = respondents.traits(survey, chosen)
    assert section.n == 60
    assert section.unheard == ("Layanan",)
    assert section.note is not None
    assert "tidak mengikuti saringan Layanan" in section.note
    about, _ = PAGE.told("responden", survey, chosen)
    assert [label for label, _ in about.narrowed] == ["Periode", "Kantor"]
    assert "Layanan" in dict(PAGE.told("indeks", survey, chosen)[0].narrowed)


def test_respondents_stand_beside_those_who_were_served(survey: Reader) -> None:
    """Served: 150 + 100 with kk, 50 + 40 with domisili; answered: 50 and 20."""
    section = respondents.like_the_served(survey, OCTOBER)
    assert cells(section) == [
        ["Kartu keluarga", "dilayani", "250", "73,5 %"],
        ["Kartu keluarga", "menjawab", "50", "71,4 %"],
        ["Surat keterangan domisili", "dilayani", "90", "26,5 %"],
        ["Surat keterangan domisili", "menjawab", "20", "28,6 %"],
    ]
    assert section.n == 70
    assert section.sentence.startswith("Tidak ada layanan yang jelas kurang terwakili.")


def test_a_service_that_hardly_answers_is_named() -> None:
    both = respondents.beside({"a": 900, "b": 100}, {"a": 60, "b": 60}, {"a": "A", "b": "B"})
    assert plain(respondents.skewed(both)) == (
        "Kurang terwakili: A, 90,0 % dari yang dilayani, 50,0 % dari yang menjawab."
    )
    few = respondents.beside({"a": 900}, {"a": 29}, {"a": "A"})
    assert respondents.skewed(few).startswith("Belum cukup data")


def test_a_lurah_reads_the_own_office_only(surveyed: Store) -> None:
    own = surveyed.reader(scope_of(Role.LURAH, VILLAGE))
    assert own is not None
    assert [row["name"] for row in respondents.enough(own, OCTOBER).table.rows] == ["Kelurahan Alalak Utara"]
    assert satisfaction.by_office(own, OCTOBER).n == 10
    assert surveyed.reader(EVERYTHING) is not None


@pytest.mark.parametrize("question", PAGE.sections.values(), ids=lambda question: question.id)
def test_without_answers_every_section_is_empty(survey: Reader, question: Any) -> None:
    assert question.answer(survey, NEVER) is EMPTY


def test_flags_are_told_and_nothing_is_left_out(survey: Reader) -> None:
    """40 gave nine fours, two on some of the 22 days: 40 alike, 18 twice the same. Ten left sarana out."""
    section = care.flagged(survey, OCTOBER)
    assert cells(section) == [
        ["Semua", "88,67", "A", "0", "0,0 %", "70"],
        ["Lengkap saja", "90,65", "A", "10", "14,3 %", "60"],
        ["Tanpa nilai sama", "73,08", "C", "40", "57,1 %", "30"],
        ["Tanpa kembar", "84,70", "B", "18", "25,7 %", "52"],
        ["Tanpa yang bertanda", "72,15", "C", "50", "71,4 %", "20"],
    ]
    assert plain(section.sentence) == (
        "Dari 70 jawaban: 10 tidak lengkap (14,3 %), 40 bernilai sama di semua unsur (57,1 %), dan 18 kembar "
        "(25,7 %). Yang tersisa terlalu sedikit untuk sebuah indeks pembanding."
    )
    assert section.note is not None
    assert section.note.endswith(
        "1 jawaban ditolak saat dimuat, sepanjang data di semua kantor, karena nilainya di luar 1 sampai 4; "
        "jawaban yang ditolak tidak dihitung."
    )
    assert care.flagged(survey, NEVER) is EMPTY


def flags(*values: tuple[str, int, str | None, str | None]) -> list[dict[str, Any]]:
    """Of 100 answers: the name of the row, how many are left, the index and its letter."""
    words = {care.ALL: "", care.LAST: "", "Lengkap saja": "tidak lengkap", "Tanpa kembar": "kembar"}
    return [
        {
            "name": name,
            "words": words[name],
            "n": n,
            "out": 100 - n,
            "share": Fraction(100 - n, 100),
            "value": None if value is None else Fraction(value),
            "letter": letter,
        }
        for name, n, value, letter in values
    ]


def test_what_the_flags_mean_for_the_letter_is_said() -> None:
    whole = (care.ALL, 100, "88.67", "A")
    assert care.said(flags(whole, ("Tanpa kembar", 100, "88.67", "A"))) == (
        "Dari 100 jawaban tidak ada yang bertanda."
    )
    few = flags(whole, ("Tanpa kembar", 90, "88.40", "A"), (care.LAST, 90, "88.40", "A"))
    assert plain(care.said(few)) == (
        "Dari 100 jawaban: 10 kembar (10,0 %). Indeks 88,67 (A); tanpa yang bertanda 88,40 (A), mutunya sama."
    )
    other = flags(whole, ("Tanpa kembar", 90, "88.20", "B"))
    assert plain(care.said(other)) == (
        "Dari 100 jawaban: 10 kembar (10,0 %). Hati-hati: indeks 88,67 (A), tetapi tanpa kembar 88,20 (B)."
    )
    gone = flags((care.ALL, 100, None, None), ("Lengkap saja", 0, None, None))
    assert plain(care.said(gone)) == "Dari 100 jawaban: 100 tidak lengkap (100,0 %)."


def test_single_answers_are_for_files_alone(surveyed: Store) -> None:
    """Whoever may only look gets no line of the matrix; the interval, which is made of them, all the same."""
    looking, taking = (surveyed.reader(scope_of(role, None)) for role in (Role.EVALUATOR, Role.PENYUSUN))
    assert looking is not None
    assert taking is not None
    assert sum(row["n"] for row in taking.numbers("ikm", ("pattern",), filters=OCTOBER)) == 70
    with pytest.raises(NotYoursError):
        looking.numbers("ikm", ("pattern",), filters=OCTOBER)
    for reader in (looking, taking):
        assert reader.singles(filters=OCTOBER)
        with pytest.raises((NotYoursError, NoSuchBreakdown)):
            reader.values("ikm", ("pattern",), filters=OCTOBER)
    with pytest.raises(NoSuchBreakdown):
        taking.numbers("ikm", ("pattern", "service"), filters=OCTOBER)
