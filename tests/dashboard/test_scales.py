"""Dots between the letters of the index: where they stand, and what is said where there is none."""

from datetime import date
from fractions import Fraction
from html import unescape
from typing import Any

from dashboard.canvas import AMBER, RIVER
from dashboard.scales import Dot, scale, trend
from etl.skm import permen

HIGH = Dot("Kartu <keluarga>", Fraction(9010, 100), 40, "A", low=Fraction(89), high=Fraction(91))
LOW = Dot("Sarana", Fraction(8560, 100), 44, "B", strong=True)
NONE = Dot("Nikah", None, 3, missing="belum cukup data")
MONTHS = [
    {
        "start": date(2026, month, 1),
        "tick": str(month),
        "label": f"Bulan {month}",
        "n": n,
        "value": value,
        "letter": letter,
    }
    for month, n, value, letter in [
        (7, 40, Fraction(87), "B"),
        (8, 0, None, None),
        (9, 50, Fraction(8932, 100), "A"),
    ]
]


def notes(figure: dict[str, Any]) -> list[str]:
    return [unescape(note["text"]) for note in figure["layout"]["annotations"]]


def test_a_dot_stands_at_its_value_and_says_its_name_value_and_n() -> None:
    figure = scale([HIGH, LOW], permen())
    dots = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert [(trace["x"], trace["marker"]["color"]) for trace in dots] == [([90.1], RIVER), ([85.6], AMBER)]
    assert unescape(dots[0]["customdata"][0]) == "Kartu <keluarga><br>90,10<br>n = 40"
    assert "<b>90,10</b> A" in notes(figure)


def test_an_interval_is_a_line_from_end_to_end_under_its_dot() -> None:
    (line,) = [trace for trace in scale([HIGH, LOW], permen())["data"] if trace["mode"] == "lines"]
    assert line["x"] == [89.0, 91.0]


def test_letters_stand_on_both_sides_of_the_edge_that_is_near() -> None:
    figure = scale([HIGH, LOW], permen())
    assert [words for words in notes(figure) if words.startswith("mutu")] == ["mutu B", "mutu A"]
    assert figure["layout"]["xaxis"]["ticktext"] == ["88,31"]
    assert {shape["x0"] for shape in figure["layout"]["shapes"]} == {88.31}
    far = scale([Dot("Jauh", Fraction(97), 40, "A")], permen())
    assert [words for words in notes(far) if words.startswith("mutu")] == ["mutu A"]
    assert far["layout"]["shapes"] == []


def test_the_scale_never_leaves_what_an_index_can_be() -> None:
    low, high = scale([Dot("a", Fraction(25), 9), Dot("b", Fraction(100), 9)], permen())["layout"]["xaxis"][
        "range"
    ]
    assert (low, high) == (24, 101)


def test_where_there_is_no_value_there_is_no_dot_but_the_reason() -> None:
    figure = scale([HIGH, NONE], permen())
    assert sum(len(trace["x"]) for trace in figure["data"] if trace["mode"] == "markers") == 1
    assert "belum cukup data" in notes(figure)


def test_a_trend_breaks_where_nothing_is_known_and_names_its_last_value() -> None:
    figure = trend(MONTHS, permen())
    (line,) = figure["data"]
    assert line["y"] == [87.0, None, 89.32]
    assert line["customdata"][1] == ""
    assert notes(figure) == ["<b>89,32</b> A"]
    assert figure["layout"]["yaxis"]["ticktext"] == ["B", "88,31", "A"]


def test_a_trend_of_one_step_stands_in_the_middle() -> None:
    assert trend(MONTHS[:1], permen())["layout"]["xaxis"]["range"] == ["2026-06-30", "2026-07-02"]
