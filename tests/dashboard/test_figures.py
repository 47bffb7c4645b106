"""Figures are told by what they draw: type, x, y, words. Never by their whole JSON."""

import json
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dashboard import canvas, figures, grids
from dashboard.canvas import COUNT, ELAPSED, MINUTES, SHARE
from dashboard.figures import Bar, Line
from dashboard.format import NBSP

Figure = dict[str, Any]
WEEKS = [
    {
        "start": date(2026, 10, 5) + timedelta(weeks=i),
        "tick": f"t{i}",
        "label": f"minggu {i}",
        "n": 40 + i,
        "p50_seconds": Fraction(600 + 60 * i) if i != 2 else None,
        "p90_seconds": Fraction(1800 + 60 * i) if i != 2 else None,
    }
    for i in range(5)
]
LINES = [Line("p90_seconds", "P90", canvas.AMBER), Line("p50_seconds", "Median")]
OPENING = frozenset({(1, 8), (1, 9), (5, 8), (5, 9), (5, 10)})


def words(figure: Figure) -> list[str]:
    return [note["text"].replace("\u00a0", " ") for note in figure["layout"]["annotations"]]


def test_lines_over_time_break_where_nothing_is_known() -> None:
    figure = figures.over_time(WEEKS, LINES, MINUTES)
    assert [trace["type"] for trace in figure["data"]] == ["scatter", "scatter"]
    assert figure["data"][1]["x"][0] == "2026-10-05"
    assert figure["data"][1]["y"] == [10.0, 11.0, None, 13.0, 14.0]
    assert figure["data"][0]["connectgaps"] is False
    assert figure["data"][0]["customdata"][2] == ""
    assert "n = 40" in figure["data"][0]["customdata"][0]


def test_lines_are_named_beside_their_ends_and_not_in_a_legend() -> None:
    figure = figures.over_time(WEEKS, LINES, MINUTES)
    assert figure["layout"]["showlegend"] is False
    assert words(figure) == ["P90<br><b>34 menit</b>", "Median<br><b>14 menit</b>"]


def test_names_of_lines_that_end_together_do_not_lie_on_each_other() -> None:
    rows = [{**row, "p90_seconds": row["p50_seconds"]} for row in WEEKS]
    first, second = figures.over_time(rows, LINES, MINUTES)["layout"]["annotations"]
    assert abs(first["yshift"] - second["yshift"]) >= 2 * canvas.LINE


def test_events_inside_the_period_are_drawn_and_named() -> None:
    events = [(date(2026, 10, 8), "Gedung baru A"), (date(2024, 1, 1), "Gedung lama")]
    figure = figures.over_time(WEEKS, LINES, MINUTES, events=events)
    assert [(rule["x0"], rule["x1"]) for rule in figure["layout"]["shapes"]] == [("2026-10-08", "2026-10-08")]
    assert words(figure)[0] == "Gedung baru A"


def test_a_long_silence_breaks_the_line_and_a_weekend_does_not() -> None:
    days = [date(2026, 10, 2), date(2026, 10, 5), date(2026, 10, 20)]
    rows = [{"start": day, "tick": "", "label": str(day), "n": 1, "v": 60} for day in days]
    figure = figures.over_time(rows, [Line("v", "Median")], MINUTES, gap=4)
    assert figure["data"][0]["y"] == [1.0, 1.0, None, 1.0]


def test_what_stands_beside_a_name_is_not_torn_from_its_point() -> None:
    """A hover says the name alone: it is the row's."""
    long = "Surat keterangan kematian · Kelurahan Surgi Mufti"
    figure = figures.bars([Bar("KK", 1, 40, about="janji 3 hari kerja"), Bar(long, 1, 30)], SHARE)
    first, second = (note["text"].replace(NBSP, " ") for note in figure["layout"]["annotations"])
    assert first == "KK · janji 3 hari kerja"
    assert second == "Surat keterangan kematian<br>· Kelurahan Surgi Mufti"
    assert [words.split("<br>")[0] for words in figure["data"][0]["customdata"]] == ["KK", long]
    changed = Bar("SKTM", 1, 40, about="janji 2 hari kerja sampai 31 Desember 2024; 1 hari kerja sejak 2025")
    (note,) = figures.bars([changed], SHARE)["layout"]["annotations"]
    assert note["text"].replace(NBSP, " ").startswith("SKTM<br>· janji 2 hari kerja sampai 31 Desember<br>")


def test_long_words_behind_bars_and_lines_have_the_room_they_need() -> None:
    short = figures.bars([Bar("KK", 60, 40)], ELAPSED)["layout"]["margin"]["r"]
    long = figures.bars([Bar("KK", 1_330_000, 40)], ELAPSED)["layout"]["margin"]["r"]
    assert short < 8 * len("15 hari 10 jam") < long
    named = [Line("n", "Belum selesai"), Line("n", "B")]
    for figure in (figures.over_time(WEEKS, named, COUNT), figures.stacked(WEEKS, named)):
        assert figure["layout"]["margin"]["r"] >= 8 * len("Belum selesai")


def test_bars_lie_under_their_names_and_say_their_value() -> None:
    figure = figures.bars([Bar("Kartu keluarga", 3900, 12, strong=True), Bar("Legalisasi", None, 0)], MINUTES)
    (trace,) = figure["data"]
    assert (trace["type"], trace["orientation"], trace["x"]) == ("bar", "h", [65.0, 0])
    assert [text.replace("\u00a0", " ") for text in trace["text"]] == [
        "<b>1 jam 5 menit</b>",
        "<b>tidak ada data</b>",
    ]
    assert trace["marker"]["color"] == [canvas.AMBER, canvas.WATER]
    assert words(figure) == ["Kartu keluarga", "Legalisasi"]


def test_a_long_name_takes_two_lines_and_room_for_them() -> None:
    long = "Surat keterangan belum menikah, janda atau duda"
    one, two = figures.bars([Bar("KK", 1, 1)], COUNT), figures.bars([Bar(long, 1, 1)], COUNT)
    assert words(two) == ["Surat keterangan belum menikah, janda atau<br>duda"]
    assert two["layout"]["height"] == one["layout"]["height"] + canvas.LINE


def test_parts_stand_on_each_other() -> None:
    rows = [{"tick": "a", "label": "Oktober", "n": 7, "loket": 5, "elok": 2}]
    figure = figures.stacked(rows, [Line("loket", "Loket"), Line("elok", "eLOK")])
    assert [(trace["type"], trace["x"], trace["y"]) for trace in figure["data"]] == [
        ("bar", [0], [5.0]),
        ("bar", [0], [2.0]),
    ]
    assert figure["layout"]["barmode"] == "stack"
    assert words(figure) == ["<b>Loket</b>", "<b>eLOK</b>"]


def test_a_histogram_marks_its_limit_between_two_bars() -> None:
    rows = [
        {"tick": "0–10", "label": "kurang dari 10 menit", "n": 9, "share": Fraction(9, 10), "over": False},
        {"tick": "10+", "label": "10 menit atau lebih", "n": 1, "share": Fraction(1, 10), "over": True},
    ]
    figure = figures.histogram(rows, limit=(0.5, "batas 10 menit"))
    assert figure["data"][0]["y"] == [90.0, 10.0]
    assert figure["layout"]["shapes"][0]["x0"] == 0.5
    assert words(figure) == ["batas 10 menit"]


def test_a_week_says_closed_where_it_is_closed_and_a_dash_where_nobody_came() -> None:
    rows = [{"weekday": 1, "hour": 8, "n": 50, "p90": 720}, {"weekday": 5, "hour": 10, "n": 3, "p90": 59}]
    figure = grids.week_grid(rows, "p90", MINUTES, opening=OPENING)
    (trace,) = figure["data"]
    assert trace["type"] == "heatmap"
    assert trace["z"] == [[12.0, None, None], [None, None, 0.98]]
    assert figure["layout"]["yaxis"]["ticktext"] == ["Sen", "Jum"]
    assert figure["layout"]["xaxis"]["ticktext"] == ["08", "09", "10"]
    assert words(figure) == ["12", "–", "tutup", "–", "–", "1"]
    assert "Senin pukul 08.00" in trace["customdata"][0][0]


def test_tiles_lie_where_the_kelurahan_lie() -> None:
    places = [("a", "Alalak Utara", 1, 2), ("b", "Kuin Utara", 2, 1)]
    figure = grids.tiles(places, {"a": {"value": 1840, "n": 1840}}, missing="0–9")
    assert figure["data"][0]["z"] == [[None, 1840.0], [None, None]]
    assert words(figure) == ["Alalak<br>Utara<br><b>1.840</b>", "Kuin<br>Utara<br><b>0–9</b>"]


def test_names_cannot_bring_markup_into_a_figure() -> None:
    figure = figures.bars([Bar('<a href="javascript:1">x</a>', 1, 1)], COUNT)
    assert "<a" not in json.dumps(figure)


def test_a_figure_is_a_plain_dict_of_an_indonesian_chart() -> None:
    figure = figures.over_time(WEEKS, LINES, MINUTES)
    assert json.loads(json.dumps(figure)) == figure
    assert figure["layout"]["separators"] == ",."
    assert len(json.dumps(figure)) < 6000, "no template travels with it"


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
def test_labels_are_moved_apart_and_only_up(heights: list[float]) -> None:
    placed = sorted(canvas.spread(heights, apart=30))
    assert all(b - a >= 30 - 1e-6 for a, b in zip(placed, placed[1:], strict=False))
    moved = zip(heights, canvas.spread(heights, apart=30), strict=True)
    assert all(there >= here - 1e-6 for here, there in moved)


@given(st.integers(1, 200), st.integers(1, 8))
def test_ticks_are_few_and_end_with_the_last(count: int, most: int) -> None:
    places = canvas.every(count, most)
    assert 1 <= len(places) <= most
    assert places[-1] == count - 1


def test_axes_count_in_round_steps() -> None:
    assert canvas.value_axis(MINUTES, 44)["ticktext"] == ["0", "10", "20", "30", "40"]
    assert canvas.value_axis(COUNT, 9082)["ticktext"][-1] == "10.000"
    assert canvas.value_axis(SHARE, 99, most=100)["range"] == [0, 100]
