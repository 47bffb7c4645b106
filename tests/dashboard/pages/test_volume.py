"""What the page says of requests that are known by hand: five a working day, one of them by eLOK."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard.filters import Filters
from dashboard.pages import volume
from dashboard.reader import Reader
from dashboard.section import EMPTY
from tests.dashboard import published

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
SEASON = Filters(published.FIRST, published.LAST)
DAYS = len(list(published.working_days()))
ALL = 5 * DAYS + 1


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_weeks_add_up_to_the_whole_and_the_busiest_is_named(reader: Reader) -> None:
    section = volume.over_time(reader, SEASON)
    *weeks, whole = section.table.rows
    assert sum(row["n"] for row in weeks) == whole["value"] == section.n == ALL
    assert section.sentence == f"{ALL} permohonan; terbanyak pada minggu 5–11 Oktober 2026: 26."


def test_a_step_cut_by_the_period_is_in_the_table_and_not_drawn(reader: Reader) -> None:
    section = volume.over_time(reader, Filters(date(2026, 9, 3), date(2026, 11, 3)))
    assert section.figure is not None
    assert len(section.figure["data"][0]["x"]) == len(section.table.rows) - 1 - 2
    assert section.note == "Minggu yang terpotong batas periode hanya ada di tabel."


def test_channels_are_parts_of_one_whole(reader: Reader) -> None:
    section = volume.by_channel(reader, OCTOBER)
    assert sum((row["share"] for row in section.table.rows), Fraction()) == 1
    assert plain(section.sentence) == "Loket terbanyak: 89 dari 111 permohonan (80,2 %)."


def test_the_online_share_of_the_period_is_that_of_its_counts(reader: Reader) -> None:
    section = volume.over_time_online(reader, SEASON)
    *steps, whole = section.table.rows
    assert whole["value"] == Fraction(DAYS, ALL)
    assert sum(row["online"] for row in steps) == DAYS
    assert plain(section.sentence) == f"19,9 % lewat eLOK: {DAYS} dari {ALL} permohonan."


def test_the_map_holds_the_kelurahan_and_the_sentence_what_is_not_on_it(reader: Reader) -> None:
    section = volume.tile_map(reader, OCTOBER)
    assert plain(section.sentence) == "89 dari 111 permohonan (80,2 %) dari kelurahan di kecamatan ini."
    assert section.figure is not None
    words = [note["text"] for note in section.figure["layout"]["annotations"]]
    assert "Alalak<br>Utara<br><b>88</b>" in words
    assert "Sungai<br>Miai<br><b>–</b>" in words, "no row is no data, never 0"


def test_those_of_whom_it_is_not_known_are_in_the_ranking(reader: Reader) -> None:
    section = volume.ranked(reader, OCTOBER)
    assert [(row["name"], row["n"]) for row in section.table.rows] == [
        ("Alalak Utara", 88),
        ("Tidak diketahui", 22),
        ("Pangeran", 1),
    ]


def test_one_service_alone_is_said_as_such(reader: Reader) -> None:
    assert volume.by_service(reader, OCTOBER).sentence == "Semua 111 permohonan: Kartu keluarga."


def test_of_equal_weeks_none_is_called_the_busiest(reader: Reader) -> None:
    days = Filters(date(2026, 10, 8), date(2026, 10, 9))
    *each, whole = volume.over_time(reader, days).table.rows
    assert len({row["value"] for row in each}) == 1
    assert volume.over_time(reader, days).sentence == f"{whole['value']} permohonan."


def test_filters_reach_every_answer(reader: Reader) -> None:
    narrow = Filters(OCTOBER.start, OCTOBER.end, area="63.71.04.1007")
    counts = {question.answer(reader, narrow).n for question in volume.PAGE.sections.values()}
    assert counts == {1}


@pytest.mark.parametrize("question", volume.PAGE.sections.values(), ids=lambda question: question.id)
def test_without_cases_every_answer_is_empty(reader: Reader, question: Any) -> None:
    assert question.answer(reader, Filters(date(2020, 1, 1), date(2020, 1, 31))) is EMPTY


def test_an_office_without_kelurahan_on_a_map_and_without_an_online_channel(reader: Reader) -> None:
    """Another office keeps other tables: its page must stand all the same."""

    class Elsewhere:
        def __getattr__(self, name: str) -> Any:
            return getattr(reader, name)

        def tiles(self) -> list[Any]:
            return []

        def online(self, channel: str) -> bool:
            return False

    other: Any = Elsewhere()
    there = volume.tile_map(other, SEASON)
    assert (there.figure, there.n) == (None, ALL)
    assert there.sentence.startswith("Alalak Utara terbanyak")
    assert len(there.table.rows) == len(volume.tile_map(reader, SEASON).table.rows)
    nowhere = volume.over_time_online(other, SEASON)
    assert (nowhere.sentence, nowhere.n) == ("Kantor ini tidak punya kanal daring.", ALL)
