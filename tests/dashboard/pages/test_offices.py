"""Offices side by side, and a new building, of facts that are known by hand: see opening_office.py."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard import compare, text
from dashboard import format as fmt
from dashboard.answers import offices, opening
from dashboard.answers.opening import Conclusion
from dashboard.days import Poles
from dashboard.filters import Filters
from dashboard.markup import to_html
from dashboard.pages import offices as page
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING, Right, Scope, scope_of
from dashboard.roles import Role
from dashboard.section import EMPTY, Section, shown
from dashboard.store import Store
from tests.build import within_a_bin
from tests.dashboard.pages import opening_office
from tests.dashboard.pages.opening_office import KECAMATAN, OPENED, OPENING, PLAIN, QUIET
from tests.sharing import built_once

AUTUMN = Filters(date(2025, 9, 1), date(2025, 10, 31))
SUMMER = Filters(date(2025, 7, 1), date(2025, 8, 31))
NEVER = Filters(date(2020, 1, 1), date(2020, 1, 31))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    address = built_once(tmp_path_factory, "gedung-baru", opening_office.publish)[1]
    found = Store(address, "staff")
    yield found
    found.close()


def bound(store: Store, scope: Scope) -> Reader:
    found = store.reader(scope)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def everyone(store: Store) -> Reader:
    return bound(store, EVERYTHING)


@pytest.fixture(scope="module")
def lurah(store: Store) -> Reader:
    return bound(store, scope_of(Role.LURAH, OPENED))


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def cells(section: Section) -> list[list[str]]:
    return [[plain(shown(column, row)) for column in section.table.columns] for row in section.table.rows]


def test_offices_stand_in_the_order_of_the_reference_table_with_all_at_the_end(everyone: Reader) -> None:
    section = offices.table(everyone, AUTUMN)
    names = [row["name"] for row in section.table.rows]
    assert names == [
        "Kecamatan Banjarmasin Utara",
        "Alalak Tengah",
        "Alalak Utara",
        "Kuin Utara",
        offices.ALL,
    ]
    assert section.n == 4
    assert section.table.rows[-1]["visits"] == sum(row["visits"] for row in section.table.rows[:-1])


def test_the_table_holds_what_each_metric_says_of_the_office(everyone: Reader) -> None:
    row = offices.table(everyone, AUTUMN).table.rows[2]
    here = Filters(AUTUMN.start, AUTUMN.end, office=OPENED)
    waiting, promise = (everyone.values(name, filters=here)[0] for name in ("waiting", "on_time"))
    assert (row["p90_seconds"], row["visits"]) == (waiting["p90_seconds"], waiting["n"])
    assert (row["kept"], row["judged"]) == (promise["value"], promise["judged"])
    assert row["requests"] == everyone.values("volume", filters=here)[0]["n"]
    assert (row["index"], row["answers"], row["complaints"]) == (None, None, None)


def test_what_is_missing_is_no_data_and_few_cases_are_marked(everyone: Reader) -> None:
    day = Filters(date(2025, 10, 1), date(2025, 10, 1))
    found = {row[0]: row for row in cells(offices.table(everyone, day))}
    assert found["Alalak Utara"][5:8] == [fmt.NO_DATA, "–", fmt.NO_DATA]
    assert found["Alalak Utara"][-1] == "waktu tunggu, janji, daring"
    assert found[offices.ALL][-1] == "–"


def test_only_the_office_that_differs_is_named_and_no_rank_is_given(everyone: Reader) -> None:
    section = offices.waits(everyone, AUTUMN)
    assert "Lebih singkat dari yang lain: Alalak Utara." in section.sentence
    assert "Lebih lama" not in section.sentence
    rows = section.table.rows
    assert [row.get("office") for row in rows] == [KECAMATAN, QUIET, OPENED, PLAIN, None]
    assert rows[2]["p90_seconds"] == within_a_bin(opening_office.SHORT * 60)


def test_alike_offices_are_said_to_be_alike(everyone: Reader) -> None:
    sentence = offices.waits(everyone, SUMMER).sentence
    assert plain(sentence) == (
        "Sembilan dari sepuluh dipanggil dalam 42 menit. Beda antar kantor tidak lebih dari naik-turun biasa."
    )


def test_a_handful_of_days_compares_nobody(everyone: Reader) -> None:
    week = Filters(date(2025, 9, 1), date(2025, 9, 5))
    assert offices.waits(everyone, week).sentence.endswith("datanya belum cukup.")
    day = Filters(date(2025, 10, 1), date(2025, 10, 1), office=QUIET)
    assert offices.waits(everyone, day).sentence == text.NOT_ENOUGH


def test_bars_of_few_cases_say_so(everyone: Reader) -> None:
    day = Filters(date(2025, 10, 1), date(2025, 10, 1))
    figure = offices.waits(everyone, day).figure
    assert figure is not None
    names = [plain(note["text"]) for note in figure["layout"]["annotations"]]
    assert [text.SMALL in name for name in names] == [False, True, True, True]


class Named:
    def name(self, kind: str, code: str) -> str:
        return f"Kelurahan {code}"


def test_the_names_in_a_sentence_are_few() -> None:
    reader: Any = Named()
    rows: list[dict[str, Any]] = [{}] * 6
    apart = Poles(list("abcd"), ["e"], 6)
    words = offices.compared(reader, apart, rows, "Semua.", ("Lebih lama", "Lebih singkat"))
    assert words == "Semua. Lebih lama dari yang lain: a, b, c, dan lainnya. Lebih singkat dari yang lain: e."


@pytest.mark.parametrize(
    ("judged", "rest"),
    [
        (2, ""),
        (3, " Selebihnya yang datanya cukup tidak berbeda satu sama lain lebih dari naik-turun biasa."),
        (4, " Selebihnya tidak berbeda satu sama lain lebih dari naik-turun biasa."),
    ],
)
def test_of_the_rest_it_is_said_that_they_are_alike(judged: int, rest: str) -> None:
    reader: Any = Named()
    words = offices.compared(reader, Poles(["a"], [], judged), [{}] * 4, "Semua.", ("Lebih lama", ""))
    assert words == f"Semua. Lebih lama dari yang lain: a.{rest}"


def test_a_building_is_judged_by_equal_windows_as_long_as_the_data_reach(everyone: Reader) -> None:
    (found,) = opening.openings(everyone)
    assert (found.office, found.day) == (OPENED, OPENING)
    assert found.length == 61
    assert found.pair.before.start == date(2025, 7, 2)
    assert found.pair.after.end == opening_office.LAST
    section = opening.effects(everyone, AUTUMN)
    assert section.note is not None
    assert "data hanya cukup untuk 61 hari" in section.note


def test_what_got_better_beyond_the_others_is_said(everyone: Reader) -> None:
    section = opening.effects(everyone, AUTUMN)
    found = {row[1]: row[2:] for row in cells(section)}
    waiting = found["Waktu tunggu, P90"]
    assert waiting[3:] == ["turun nyata", "tidak berubah nyata", "turun nyata, lebih dari di kelurahan lain"]
    assert waiting[2].startswith("▼")
    volume = found["Permohonan per hari buka"]
    assert volume[3] == "naik nyata"
    assert volume[5] == "naik nyata, lebih dari di kelurahan lain"
    assert "dari semua kelurahan" in volume[4]
    assert found["Kepuasan (IKM)"] == [
        fmt.NO_DATA,
        fmt.NO_DATA,
        "–",
        "belum cukup data",
        "tidak terlihat",
        "belum bisa dipastikan: belum cukup data",
    ]
    assert section.sentence.startswith("Alalak Utara: waktu tunggu turun nyata (")
    assert section.sentence.endswith("lebih dari di kelurahan lain.")


def test_requests_are_told_per_open_day_as_they_are_tested(everyone: Reader) -> None:
    """The sums of two windows with unlike many open days may move the other way."""
    (found,) = opening.openings(everyone)
    tested = compare.volume(everyone, found.pair).change
    volume = next(row for row in opening.effect(everyone, found) if row["measure"].startswith("Permohonan"))
    assert tested.before is not None
    assert tested.after is not None
    assert (volume["before"], volume["after"]) == (fmt.number(tested.before, 1), fmt.number(tested.after, 1))
    assert volume["apart"] == f"▲ {compare.parts_apart(tested.before, tested.after)}"


def test_a_lurah_sees_the_own_change_and_that_it_cannot_be_told_from_the_others(lurah: Reader) -> None:
    section = opening.effects(lurah, AUTUMN)
    assert {row["elsewhere"] for row in section.table.rows} == {None}
    assert section.sentence.endswith("; belum bisa dipastikan apakah karena gedung baru.")
    assert {row["name"] for row in offices.table(lurah, AUTUMN).table.rows} == {"Alalak Utara"}
    assert plain(offices.waits(lurah, AUTUMN).sentence) == "Sembilan dari sepuluh dipanggil dalam 8 menit."


def test_a_lurah_without_a_new_building_is_told_so(store: Store) -> None:
    section = opening.effects(bound(store, scope_of(Role.LURAH, QUIET)), AUTUMN)
    assert section.sentence == "Tidak ada gedung baru yang dibuka dalam masa data."
    assert cells(section) == [["Alalak Tengah", "–"]]
    assert section.n


def row(said: str, here: str, conclusion: Conclusion, after: str = "2") -> dict[str, Any]:
    changed = here not in ("tidak berubah nyata", "belum cukup data")
    shown = {"before": "1", "after": after, "apart": "▲ kurang dari 1"}
    return {"said": said, "here": here, **shown, "conclusion": conclusion, "changed": changed}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [
                row("waktu tunggu", "turun nyata", Conclusion.BEYOND),
                row("kepuasan", "naik nyata", Conclusion.SHARED),
            ],
            "waktu tunggu turun nyata (1 → 2), lebih dari di kelurahan lain.",
        ),
        (
            [row("waktu tunggu", "naik nyata", Conclusion.BEYOND, after="1")],
            "waktu tunggu naik nyata (▲ kurang dari 1), lebih dari di kelurahan lain.",
        ),
        (
            [row("kepuasan", "naik nyata", Conclusion.SHARED)],
            "kepuasan naik nyata (1 → 2); belum bisa dipastikan apakah karena gedung baru.",
        ),
        ([row("kepuasan", "tidak berubah nyata", Conclusion.SAME)], "tidak ada yang berubah nyata."),
        (
            [row("kepuasan", "belum cukup data", Conclusion.FEW)],
            "belum bisa dipastikan, data belum cukup.",
        ),
    ],
    ids=["sure", "little", "others too", "none", "few"],
)
def test_not_sure_yet_is_an_answer(everyone: Reader, rows: list[dict[str, Any]], words: str) -> None:
    (found,) = opening.openings(everyone)
    assert opening.told(found, rows) == f"Alalak Utara: {words}"


def test_the_parts_of_all_kelurahan_leave_the_kecamatan_out(everyone: Reader) -> None:
    (found,) = opening.openings(everyone)
    volume = next(row for row in opening.effect(everyone, found) if row["measure"].startswith("Permohonan"))
    before = Filters(found.pair.before.start, found.pair.before.end)
    counted = {row["office"]: row["n"] for row in everyone.values("volume", ("office",), filters=before)}
    part = Fraction(counted[OPENED], sum(n for office, n in counted.items() if office != KECAMATAN))
    assert f"bagian kantor ini {fmt.percent(part)} →" in volume["elsewhere"]


@pytest.mark.parametrize("question", page.PAGE.sections.values(), ids=lambda question: question.id)
def test_without_cases_every_answer_is_empty(everyone: Reader, question: Any) -> None:
    assert question.answer(everyone, NEVER) is EMPTY


def test_the_page_is_for_all_who_read_figures_and_reads_with_one_office(lurah: Reader) -> None:
    assert page.PAGE.right is Right.FIGURES
    html = to_html(page.PAGE.render(lurah, AUTUMN))
    assert "Alalak Tengah" not in html
    assert "Kuin Utara" not in html
    assert html.count("<table") == html.count("<caption")
