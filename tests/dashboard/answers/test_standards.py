"""Promises in words, with their dates, and who is named as keeping them least."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard import format as fmt
from dashboard.answers import standards
from dashboard.filters import Filters
from dashboard.reference import Standard

START, END = date(2025, 6, 1), date(2025, 8, 31)


def promise(value: int, unit: str, sejak: date, sampai: date | None = None, note: str = "") -> Standard:
    return Standard("domisili", value, unit, f"SK {sejak.year}", note, sejak, sampai)


OLD = promise(30, "menit", date(2023, 1, 1), date(2025, 6, 30), "contoh")
NEW = promise(15, "menit", date(2025, 7, 1), note="contoh")


@pytest.mark.parametrize(
    ("promises", "words"),
    [
        ([], None),
        ([promise(3, "hari_kerja", date(2023, 1, 1))], "3 hari kerja"),
        ([promise(14, "hari_kalender", START, END)], "14 hari kalender"),
        ([OLD, NEW], "30 menit sampai 30 Juni 2025; 15 menit sejak 1 Juli 2025"),
        ([OLD], "30 menit sampai 30 Juni 2025"),
        ([NEW], "15 menit sejak 1 Juli 2025"),
        ([promise(1200, "jam_kerja", date(2023, 1, 1))], "1.200 jam kerja"),
    ],
)
def test_a_promise_that_changed_is_told_with_both_days(promises: list[Standard], words: str | None) -> None:
    assert standards.dated(promises, START, END) == words


def test_decrees_and_remarks_are_said_once() -> None:
    told = standards.told([OLD, NEW], Filters(START, END), date(2026, 1, 1))
    assert told["decree"] == "SK 2023; SK 2025"
    assert told["remark"] == "contoh"
    assert standards.doubts([told, told, {"remark": None}]) == " Tentang janji: contoh."
    assert standards.doubts([{"remark": None}]) == ""


def test_what_lies_behind_the_data_is_not_yet_in_force() -> None:
    told = standards.told([OLD], Filters(START, END), date(2025, 6, 20))
    assert told["promise"] == "30 menit"


def test_a_name_stands_beside_its_promise_if_there_is_one() -> None:
    assert standards.beside({"promise": "10 menit"}) == "janji 10 menit"
    assert standards.beside({"promise": None}) is None


def row(name: str, met: int, late: int, promised: str | None = None) -> dict[str, Any]:
    value = Fraction(met, met + late) if met + late else None
    return {"name": name, "value": value, "judged": met + late, "broken": late, "promise": promised}


@pytest.mark.parametrize(
    ("rows", "named", "sentence"),
    [
        (
            [row("A", 30, 10, "3 hari kerja"), row("B", 39, 1)],
            "A",
            "A paling rendah: 75,0 % tepat janji, 10 dari 40 terlambat; janjinya 3 hari kerja.",
        ),
        (
            [row("A", 0, 29), row("B", 30, 10), row("C", 40, 0)],
            "B",
            "B paling rendah: 75,0 % tepat janji, 10 dari 40 terlambat. "
            "Yang lebih rendah kurang dari 30 kasus.",
        ),
        ([row("A", 10, 10)], None, "Belum cukup data untuk menjawab; perlu sedikitnya 30 kasus."),
        ([row("A", 30, 0), row("B", 50, 0)], None, "Semua yang dapat dinilai tepat janji."),
        (
            [row("A", 30, 0), row("B", 50, 0), row("C", 1, 1)],
            None,
            "Semua yang cukup kasusnya tepat janji; yang terlambat kurang dari 30 kasus.",
        ),
        (
            [row("A", 15, 15), row("B", 40, 40), row("C", 40, 0)],
            None,
            "A dan B sama-sama terendah: 50,0 % tepat janji.",
        ),
        ([row(name, 15, 15) for name in "ABCD"], None, "Beberapa sama-sama terendah: 50,0 % tepat janji."),
        ([row("A", 20, 20)], None, "A: 50,0 % tepat janji, 20 dari 40 terlambat."),
        ([row("A", 0, 0)], None, "Belum cukup data untuk menjawab; perlu sedikitnya 30 kasus."),
    ],
)
def test_only_one_that_is_lowest_on_enough_cases_is_named_alone(
    rows: list[dict[str, Any]], named: str | None, sentence: str
) -> None:
    assert standards.weakest(rows).replace(fmt.NBSP, " ") == sentence
    low = standards.least(rows)
    assert (low and low["name"]) == named


def test_what_could_not_be_judged_stands_last_and_has_no_bar() -> None:
    rows = standards.lowest_first([row("Z", 0, 0), row("B", 40, 0), row("A", 30, 10), row("C", 30, 10)])
    assert [each["name"] for each in rows] == ["A", "C", "B", "Z"]
    figure = standards.kept_bars([{**each, "n": 40} for each in rows], strong=None)
    assert figure is not None
    assert len(figure["data"][0]["x"]) == 3
    assert standards.kept_bars([{**row("Z", 0, 0), "n": 1}], strong=None) is None


def test_a_bar_of_few_cases_says_so_beside_the_promise() -> None:
    rows = [{**row("A", 29, 0), "n": 90}, {**row("B", 30, 0, "5 hari kerja"), "n": 90}]
    rows.append({**row("C", 9, 1, "5 hari kerja"), "n": 10})
    figure = standards.kept_bars(rows, strong=None, about=standards.beside)
    assert figure is not None
    names = [note["text"].replace(fmt.NBSP, " ") for note in figure["layout"]["annotations"]]
    assert names == ["A · kasus sedikit", "B · janji 5 hari kerja", "C · janji 5 hari kerja · kasus sedikit"]


def test_what_is_not_yet_due_is_said_and_not_judged() -> None:
    judged = {"value": Fraction(3, 4), "met": 3, "judged": 4, "pending": 2}
    assert standards.overall(judged, "tepat janji").replace(fmt.NBSP, " ") == (
        "75,0 % tepat janji: 3 dari 4 yang dapat dinilai. 2 belum jatuh tempo."
    )
    young = {"value": None, "met": 0, "judged": 0, "pending": 2}
    assert standards.overall(young, "tepat janji") == "Belum ada yang dapat dinilai: 2 belum jatuh tempo."
