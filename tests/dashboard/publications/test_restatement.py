"""What a frozen period said against what is said today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dashboard.publications.frozen import Figure
from dashboard.publications.restatement import Restated, compare
from tests.dashboard.publications.made import FIGURES, FROZEN, HERE, ORIGIN, WHOLE, changed


def test_the_same_is_no_restatement() -> None:
    found = compare(FROZEN, FIGURES, ORIGIN)
    assert found.same
    assert found.agreeing == len(FIGURES)
    assert (found.definitions, found.options, found.code, found.read, found.gone) == ([], [], False, {}, {})


def test_one_changed_figure_is_named_and_no_other() -> None:
    now = changed(WHOLE, value=Fraction(8, 9), met=8, missed=1)
    found = compare(FROZEN, now, ORIGIN)
    assert found.restated == [Restated(WHOLE, FIGURES[WHOLE], now[WHOLE])]
    assert found.restated[0].fields == ("value", "met", "missed")
    assert found.agreeing == 1


def test_a_figure_that_came_and_one_that_went_are_restated() -> None:
    other = ("on_time", "office", "63.71.04.1001")
    now = {WHOLE: FIGURES[WHOLE], other: Figure(2, {"met": 2})}
    found = compare(FROZEN, now, ORIGIN)
    assert found.restated == [
        Restated(HERE, FIGURES[HERE], None),
        Restated(other, None, now[other]),
    ]
    assert found.restated[1].fields == ("met",)


def test_another_n_alone_is_a_restatement() -> None:
    now = {**FIGURES, WHOLE: replace(FIGURES[WHOLE], n=10)}
    [only] = compare(FROZEN, now, ORIGIN).restated
    assert (only.key, only.fields) == (WHOLE, ())


def test_what_may_explain_it_is_told() -> None:
    today = replace(
        ORIGIN,
        code="x" * 64,
        options={**ORIGIN.options, "weight": "0.111"},
        definitions={"on_time": "x" * 64, "new": "y" * 64},
        files={"loket": ("1" * 64, "3" * 64, "4" * 64), "skm": ("5" * 64,)},
    )
    found = compare(FROZEN, FIGURES, today)
    assert found.same
    assert (found.definitions, found.options, found.code) == (["new", "on_time"], ["weight"], True)
    assert (found.read, found.gone) == ({"loket": 2, "skm": 1}, {"loket": 1})


def test_rows_that_are_gone_explain_what_cannot_be_counted_any_more_and_only_that() -> None:
    same = replace(compare(FROZEN, FIGURES, ORIGIN), first_day=date(2026, 6, 1))
    assert same.purged is None
    gone = compare(FROZEN, {WHOLE: FIGURES[WHOLE]}, ORIGIN)
    assert gone.purged is None
    told = replace(gone, first_day=date(2026, 6, 1)).purged
    assert told is not None
    assert told.replace("\u00a0", " ").startswith("Baris data sekarang mulai 1 Juni 2026; ")


KEYS = st.sampled_from([(metric, by, code) for metric in "ab" for by in "xy" for code in "12"])
FIGURE = st.builds(Figure, st.integers(0, 2), st.dictionaries(st.sampled_from("pq"), st.integers(0, 2)))
FOUND = st.dictionaries(KEYS, FIGURE)


@given(FOUND, FOUND)
def test_each_figure_agrees_or_is_restated(before: dict[object, Figure], now: dict[object, Figure]) -> None:
    found = compare(replace(FROZEN, figures=before), now, ORIGIN)  # type: ignore[arg-type]
    named = {each.key for each in found.restated}
    assert found.agreeing + len(named) == len(before.keys() | now.keys())
    assert named == {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
