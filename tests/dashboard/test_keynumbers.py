"""How a number and what it did are said: words first, the tone only repeats them."""

from fractions import Fraction
from typing import Any
from urllib.parse import unquote

import pytest

from dashboard import compare, lead
from dashboard.change import Change, Verdict
from dashboard.compare import Compared
from dashboard.keynumbers import Tone, Trend, moved


def compared(before: int, after: int, verdict: Verdict) -> Compared:
    change = Change(Fraction(before, 100), Fraction(after, 100), 4.0 if after > before else -4.0, verdict)
    return Compared({"value": Fraction(before, 100)}, {"value": Fraction(after, 100)}, change)


def value(row: dict[str, Any]) -> Any:
    return row["value"]


@pytest.mark.parametrize(
    ("before", "after", "verdict", "rising", "words", "tone"),
    [
        (80, 92, Verdict.CHANGED, Tone.GOOD, "▲ 12,0 poin · berubah nyata", Tone.GOOD),
        (92, 80, Verdict.CHANGED, Tone.GOOD, "▼ 12,0 poin · berubah nyata", Tone.BAD),
        (92, 80, Verdict.CHANGED, Tone.BAD, "▼ 12,0 poin · berubah nyata", Tone.GOOD),
        (80, 92, Verdict.CHANGED, Tone.FLAT, "▲ 12,0 poin · berubah nyata", Tone.FLAT),
        (92, 80, Verdict.SAME, Tone.GOOD, "● tidak berubah nyata", Tone.FLAT),
        (92, 10, Verdict.UNKNOWN, Tone.GOOD, "● belum cukup data", Tone.FLAT),
    ],
)
def test_only_a_real_change_has_an_arrow_and_a_tone(
    before: int, after: int, verdict: Verdict, rising: Tone, words: str, tone: Tone
) -> None:
    chip = moved(compared(before, after, verdict), value, compare.points_apart, rising=rising)
    assert (chip.words, chip.tone) == (words, tone)


def path(*values: float | None) -> str:
    drawing = unquote(lead.picture(Trend(values, "")))
    return drawing[drawing.index(' d="') + 4 : drawing.rindex('"/>')]


def test_the_trend_is_a_line_from_edge_to_edge_that_breaks_where_nothing_is_known() -> None:
    assert path(1, 3) == "M4.0 32.0L156.0 4.0"
    assert path(1, None, 3, 2) == "M4.0 32.0M105.3 4.0L156.0 18.0"
    assert path(5, 5) == "M4.0 18.0L156.0 18.0"
