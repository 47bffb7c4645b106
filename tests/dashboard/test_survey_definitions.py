"""An office that changes its survey on 15 October 2026: what each figure follows, and that it says so.

From then on eight unsur count, one eighth each, and an A begins at 85; see survey_office.py for the answers.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import inspect

from dashboard import compare, days
from dashboard.answers import in_force, satisfaction, scores, trend, unsur
from dashboard.compare import Pair
from dashboard.filters import Filters
from dashboard.pages.satisfaction import PAGE
from dashboard.reader import Reader
from dashboard.reports.model import Grid
from dashboard.reports.skm import build
from dashboard.reports.term import Term
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from etl.office import reference_of
from etl.publication import made_by
from etl.settings import Settings, load_settings
from etl.warehouse.engine import reading
from tests.dashboard.pages.survey_office import UNSUR, VILLAGE, publish

SINCE = date(2026, 10, 15)
CHANGED = f"""
[[skm.definition]]
since = {SINCE}
unsur = {[name for name in UNSUR if name != "sarana"]}
bands = {{ C = "65.00", B = "76.61", A = 85 }}
source = "Keputusan Camat 7/2026"
"""
BEFORE = Filters(date(2026, 10, 1), date(2026, 10, 14))
AFTER = Filters(SINCE, date(2026, 10, 28))
OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
WORDS = (
    "Keputusan Camat 7/2026; 8 unsur (tanpa Sarana dan prasarana), bobot tiap unsur 0,125; "
    "mutu C mulai 65,00, mutu B mulai 76,61, mutu A mulai 85,00"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("berganti")
    publish(folder, skm=CHANGED)
    return folder


@pytest.fixture(scope="module")
def reader(folder: Path) -> Iterator[Reader]:
    store = Store(str(folder / "warehouse"), "staff")
    reader = store.reader(EVERYTHING)
    assert reader is not None
    yield reader
    store.close()


def test_a_period_before_the_change_follows_the_law(reader: Reader) -> None:
    [row] = reader.values("ikm", filters=BEFORE)
    assert row["weight"] == "0.111"
    assert row["nrr_sarana"] is not None
    assert satisfaction.index(reader, BEFORE).note == in_force.ROUNDED


def test_a_period_that_ends_after_it_follows_the_new_one_wholly_and_says_so(reader: Reader) -> None:
    """By hand: waktu (160 + 40 + 30) / 70, seven others 250 / 70; their sum times 25 / 8 is 88,39."""
    [row] = reader.values("ikm", filters=OCTOBER)
    assert (row["index"], row["mutu"], row["weight"]) == (Fraction("88.39"), "A", "0.125")
    assert row["nrr_sarana"] is None
    section = satisfaction.index(reader, OCTOBER)
    assert section.note == (
        "Definisi survei itu berlaku sejak 15 Oktober 2026. "
        "Dalam periode ini definisi survei berganti (15 Oktober 2026): seluruh periode dihitung menurut "
        "definisi yang berlaku pada hari terakhirnya."
    )
    assert len(section.table.rows) == 1
    assert len(unsur.elements(reader, OCTOBER)) == len(scores.by_element(reader, OCTOBER).table.rows) == 8


def test_who_left_out_what_no_longer_counts_gives_an_index(reader: Reader) -> None:
    """Ten of the kelurahan gave threes and no score for sarana."""
    village = Filters(OCTOBER.start, OCTOBER.end, office=VILLAGE)
    [row] = reader.values("ikm", filters=village)
    assert (row["index"], row["mutu"]) == (75, "C")


def test_each_row_of_a_time_follows_the_definition_of_its_own_last_day(reader: Reader) -> None:
    days = reader.values("ikm", ("day",), filters=OCTOBER)
    assert {row["weight"] for row in days if row["day"] < SINCE} == {"0.111"}
    assert {row["weight"] for row in days if row["day"] >= SINCE} == {"0.125"}
    weeks = {row["week"]: row["weight"] for row in reader.values("ikm", ("week",), filters=OCTOBER)}
    assert weeks[date(2026, 10, 5)] == "0.111"
    assert weeks[date(2026, 10, 12)] == "0.125", "its Sunday is the 18th"
    note = trend.over_time(reader, OCTOBER).note
    assert note is not None
    assert "Definisi survei berganti (15 Oktober 2026)" in note


def test_periods_of_two_definitions_are_not_compared(reader: Reader) -> None:
    assert not compare.index(reader, Pair(BEFORE, AFTER)).change.changed


def test_the_file_of_a_section_says_which_one_it_follows(reader: Reader) -> None:
    for chosen, words in ((BEFORE, "PermenPANRB 14/2017; 9 unsur, bobot tiap unsur 0,111"), (OCTOBER, WORDS)):
        about, _ = PAGE.told("per-layanan", reader, chosen)
        assert about.definition.endswith(f" {words}.")


def test_the_report_says_it_in_its_parts_and_on_its_sheet(reader: Reader) -> None:
    report = build(reader, Term(OCTOBER.start, OCTOBER.end))
    told = [part.words for part in report.parts if hasattr(part, "words")]
    assert any(words.startswith(f"Definisi yang dipakai: {WORDS}.") for words in told)
    rows = report.sheets[0].rows
    assert rows[3][1].value == Fraction(1, 8)
    assert rows[14][9].value == Fraction("88.39")
    assert '<85.00,"B","A"' in str(rows[14][10].formula)
    (bands,) = [p for p in report.parts if isinstance(p, Grid) and p.caption.startswith("Arti nilai menurut")]
    assert bands.caption == "Arti nilai menurut Keputusan Camat 7/2026"
    assert [(row["letter"], row["converted"]) for row in bands.table.rows] == [
        ("D", "25,00 – 64,99"),
        ("C", "65,00 – 76,60"),
        ("B", "76,61 – 84,99"),
        ("A", "85,00 – 100,00"),
    ]


def test_another_definition_is_another_publication(folder: Path) -> None:
    def made(text: str) -> tuple[Settings, str]:
        other = folder / "lain.toml"
        other.write_text(text, encoding="utf-8")
        settings = load_settings({"PANTAU_CONFIG": str(other)})
        return settings, made_by(settings, reference_of(settings))

    whole = (folder / "office.toml").read_text(encoding="utf-8")
    settings, made_with = made(whole)
    assert [each.since for each in settings.surveys] == [SINCE]
    assert (
        len({made_with, made(whole.replace("A = 85", "A = 86"))[1], made(whole.replace(CHANGED, ""))[1]}) == 3
    )


def test_single_answers_are_in_no_public_store(folder: Path) -> None:
    held = {}
    for audience in ("staff", "public"):
        with reading(str(folder / "warehouse"), audience) as version:
            assert version is not None
            with version.connect() as connection:
                held[audience] = set(inspect(connection).get_table_names())
    assert "ikm_pattern" in held["staff"]
    assert not [name for name in held["public"] if name.startswith("ikm")]


def test_the_interval_follows_the_weights_where_the_scores_are_kept(reader: Reader) -> None:
    """By office; by service and kelurahan the scores themselves are not kept, and that is said."""
    section = satisfaction.certainty(reader, OCTOBER)
    assert section.table.rows[1]["value"] == Fraction("88.39"), "all seventy answered the eight that count"
    assert section.table.rows[1]["n"] == 70
    assert not section.sentence.startswith("Belum cukup")
    narrowed = Filters(OCTOBER.start, OCTOBER.end, service="kk")
    assert satisfaction.certainty(reader, narrowed).sentence == satisfaction.UNFOLLOWED
    offices, services = satisfaction.by_office(reader, OCTOBER), satisfaction.by_service(reader, OCTOBER)
    assert offices.table.rows[0]["low"] is not None
    assert services.table.rows[0]["low"] is None
    assert services.note is not None
    assert services.note.endswith(satisfaction.UNFOLLOWED)


def test_days_are_compared_by_the_weights_of_their_definition(reader: Reader) -> None:
    """Whoever left out sarana is heard by the new one; by service the scores themselves are not kept."""
    village = Filters(OCTOBER.start, OCTOBER.end, office=VILLAGE)
    found = days.scores(reader, village)[days.ALL]
    assert {(day.n, day.total) for day in found.values()} == {(1, 75)}
    assert days.scores(reader, Filters(AFTER.start, AFTER.end, service="kk")) == {}
    before = days.scores(reader, Filters(BEFORE.start, BEFORE.end, office=VILLAGE))
    assert before == {}, "by the law each of them lacks an unsur"
