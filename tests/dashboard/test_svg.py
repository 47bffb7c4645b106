from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard import figures, grids, scales, svg
from dashboard.canvas import COUNT, MINUTES, SHARE
from dashboard.figures import Bar
from etl.skm import permen
from tests.dashboard.test_figures import LINES, OPENING, WEEKS
from tests.dashboard.test_parts import FIGURE
from tests.dashboard.test_scales import HIGH, LOW, MONTHS, NONE

NS = "{http://www.w3.org/2000/svg}"
HOURS = [{"weekday": 1, "hour": 8, "n": 50, "p90": 720}]
HALVES = [{"weekday": 1, "half_hour": 17, "n": 50, "mean": Fraction(25, 2)}]
SPANS = [{"tick": "0–5", "label": "kurang dari 5 menit", "n": 9, "share": 1, "over": False}]
FIGURES = {
    "over_time": figures.over_time(WEEKS, LINES, MINUTES, events=[(WEEKS[1]["start"], "Gedung baru")]),
    "bars": figures.bars([Bar("Kartu keluarga & <KK>", 3900, 12)], MINUTES),
    "stacked": figures.stacked([{"tick": "Okt", "label": "Oktober", "n": 5, "p90_seconds": 5}], LINES[:1]),
    "histogram": figures.histogram(SPANS, limit=(0.5, "batas")),
    "week_grid": grids.week_grid(HOURS, "p90", MINUTES, opening=OPENING),
    "half_hours": grids.half_hours(HALVES, "mean", opening=OPENING),
    "scale": scales.scale([HIGH, LOW, NONE], permen()),
    "trend": scales.trend(MONTHS, permen()),
    "parts": FIGURE,
    "tiles": grids.tiles([("a", "Alalak Utara", 1, 1)], {"a": {"value": 18, "n": 18}}),
    "share": figures.bars([Bar("Loket", 1, 12)], SHARE, top=100),
}


def drawn(figure: dict[str, Any], width: int) -> ElementTree.Element:
    return ElementTree.fromstring(svg.draw(figure, width=width))


@pytest.mark.parametrize("width", [358, 720])
@pytest.mark.parametrize("name", FIGURES)
def test_every_shape_is_well_formed_and_inside_its_frame(name: str, width: int) -> None:
    root = drawn(FIGURES[name], width)
    _, _, wide, high = (float(part) for part in root.attrib["viewBox"].split())
    assert wide == width
    for text in root.iter(f"{NS}tspan"):
        assert 0 <= float(text.attrib["x"]) <= wide
        assert 0 <= float(text.attrib["y"]) <= high
    for box in root.iter(f"{NS}rect"):
        assert float(box.attrib["x"]) >= 0
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= wide + 0.1
        assert float(box.attrib["height"]) >= 0


@pytest.mark.parametrize(("width", "least"), [(358, 308), (720, 540)])
@pytest.mark.parametrize("name", FIGURES)
def test_text_stays_at_twelve_pixels_when_the_drawing_shrinks(name: str, width: int, least: int) -> None:
    sizes = [float(text.attrib["font-size"]) for text in drawn(FIGURES[name], width).iter(f"{NS}text")]
    assert sizes
    assert min(sizes) * least / width >= 11.99


def test_a_drawing_has_a_role_and_the_label_it_is_given() -> None:
    figure = FIGURES["bars"]
    layout = {**figure["layout"], "meta": {"label": 'Paling lama "KK" <1 jam>'}}
    root = drawn({**figure, "layout": layout}, 358)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'Paling lama "KK" <1 jam>'


def test_words_are_those_of_the_figure_and_nothing_of_its_markup() -> None:
    words = [
        "".join(text.itertext()).replace("\u00a0", " ")
        for text in drawn(FIGURES["bars"], 358).iter(f"{NS}text")
    ]
    assert words == ["1 jam 5 menit", "Kartu keluarga & <KK>"]


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    runs = [line.attrib["points"].split() for line in drawn(FIGURES["over_time"], 720).iter(f"{NS}polyline")]
    assert [len(run) for run in runs] == [2, 2, 2, 2]


def test_one_point_alone_is_still_seen() -> None:
    root = drawn(figures.over_time(WEEKS[:1], LINES, MINUTES), 358)
    assert len(list(root.iter(f"{NS}circle"))) == 2


def test_bars_are_as_long_as_their_values() -> None:
    root = drawn(figures.bars([Bar("a", 100, 1), Bar("b", 50, 1)], COUNT), 720)
    long, short = (float(box.attrib["width"]) for box in root.iter(f"{NS}rect"))
    assert long == pytest.approx(2 * short, abs=0.1)


def test_colours_follow_the_theme_and_have_a_light_one_to_fall_back_on() -> None:
    assert "var(--sungai-2,#0f7d86)" in svg.draw(FIGURES["bars"], width=358)


def test_dots_are_not_joined_and_parts_lie_side_by_side() -> None:
    dots = drawn(FIGURES["scale"], 720)
    assert len(list(dots.iter(f"{NS}circle"))) == 2
    assert len(list(dots.iter(f"{NS}polyline"))) == 1, "the interval alone"
    boxes = [box.attrib for box in drawn(FIGURES["parts"], 720).iter(f"{NS}rect")]
    first = [box for box in boxes if box["y"] == boxes[0]["y"]]
    starts = [float(box["x"]) for box in first]
    ends = [float(box["x"]) + float(box["width"]) for box in first]
    assert all(
        start - end == pytest.approx(1, abs=0.11) for start, end in zip(starts[1:], ends, strict=False)
    )
