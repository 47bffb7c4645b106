"""Bars of 100 %: their parts lie side by side and fill them."""

from fractions import Fraction
from typing import Any

from dashboard.canvas import SCORES
from dashboard.parts import Part, parts

OF = [Part(f"p{i}", f"{i} Nilai", f"n{i}") for i in range(1, 5)]
ASIDE = Part("below", "Di bawah", "di bawah:")


def row(name: str, n: int, *shares: int) -> dict[str, Any]:
    found = {f"p{i}": Fraction(share, 100) for i, share in enumerate(shares, start=1)}
    return {"name": name, "n": n, "below": found["p1"] + found["p2"], **found}


ROWS = [row("Waktu <cepat>", 50, 2, 8, 40, 50), row("Biaya", 60, 0, 0, 0, 100)]
FIGURE = parts(ROWS, OF, aside=ASIDE)


def test_each_part_begins_where_the_one_before_it_ends() -> None:
    told = [trace for trace in FIGURE["data"] if "hovertemplate" in trace]
    ends: dict[float, float] = {}
    for trace in told:
        for place, base, wide in zip(trace["y"], trace["base"], trace["x"], strict=True):
            assert base == ends.get(place, 0)
            ends[place] = base + wide
    assert list(ends.values()) == [100, 100]


def test_a_part_of_nobody_is_not_drawn_and_each_has_its_colour() -> None:
    told = [trace for trace in FIGURE["data"] if "hovertemplate" in trace]
    assert [len(trace["x"]) for trace in told] == [1, 1, 1, 2]
    assert [trace["marker"]["color"][0] for trace in told] == list(SCORES)
    assert told[2]["customdata"] == ["Waktu &lt;cepat&gt;<br>3 Nilai 40,0\u00a0%<br>n = 50"]


def test_the_first_bar_names_the_parts_and_is_no_figure() -> None:
    key = [trace for trace in FIGURE["data"] if trace.get("hoverinfo") == "skip"]
    assert [trace["x"] for trace in key] == [[25.0]] * 4
    words = [note["text"] for note in FIGURE["layout"]["annotations"]]
    assert [word for word in words if word.startswith("n")] == ["n1", "n2", "n3", "n4"]


def test_a_narrow_part_is_told_by_the_share_beside_the_name() -> None:
    words = [note["text"] for note in FIGURE["layout"]["annotations"]]
    assert "di bawah: <b>10,0\u00a0%</b>" in words
    assert "40,0\u00a0%" in words
    assert "8,0\u00a0%" not in words
