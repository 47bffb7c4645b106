"""Bars in groups: what they say, where they stand, and that they are drawn without scripts too."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from dashboard import svg
from dashboard.canvas import QUIET, SHARE, WATER
from dashboard.pairs import Group, Half, pairs

GROUPS = [
    Group(
        "Kartu <keluarga> & lainnya, yang namanya lebih panjang dari satu baris",
        [Half("eLOK", 1, 40, True), Half("Loket", 0.5, 30, False)],
    ),
    Group("Domisili", [Half("eLOK", 0.25, 30, True), Half("Loket", 0, 90, False)]),
]


def test_each_bar_says_its_group_its_name_its_value_and_n() -> None:
    (trace,) = pairs(GROUPS, SHARE, top=100)["data"]
    assert trace["x"] == [100, 50, 25, 0]
    assert trace["customdata"][3] == "Domisili · Loket<br>0,0\u00a0%<br>n = 90"
    assert trace["text"][2] == "eLOK <b>25,0\u00a0%</b>"
    assert trace["marker"]["color"] == [WATER, QUIET] * 2


def test_names_are_escaped_and_stand_over_their_bars() -> None:
    figure = pairs(GROUPS, SHARE, top=100)
    first, second = figure["layout"]["annotations"]
    assert first["text"].startswith("Kartu &lt;keluarga&gt; &amp; lainnya")
    places = figure["data"][0]["y"]
    assert first["y"] < places[0] < places[1] < second["y"] < places[2] < places[3]
    assert places[3] < figure["layout"]["height"] == figure["layout"]["yaxis"]["range"][0]
    assert all(below - above >= 20 for above, below in pairwise(places))


@pytest.mark.parametrize("width", [358, 720])
def test_it_is_drawn_without_scripts_inside_its_frame(width: int) -> None:
    figure = pairs(GROUPS, SHARE, top=100)
    root = ElementTree.fromstring(svg.draw(figure, width=width))
    boxes = [element for element in root.iter() if element.tag.endswith("rect")]
    assert [float(box.attrib["width"]) > 0 for box in boxes] == [True, True, True, False]
    margin = figure["layout"]["margin"]["r"]
    assert all(float(box.attrib["x"]) + float(box.attrib["width"]) <= width - margin for box in boxes)
    assert "eLOK 25,0\u00a0%" in "".join(root.itertext())
