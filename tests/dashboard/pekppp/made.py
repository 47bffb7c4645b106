"""Instruments for tests: the one that is shipped, and small ones of any weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from dashboard.pekppp.instrument import (
    Aspect,
    Averaged,
    Below,
    Certainty,
    Indicator,
    Instrument,
    Question,
    Respondents,
    Stated,
    Within,
)
from dashboard.pekppp.instrument_file import load

SHIPPED = Path(__file__).resolve().parents[3] / "data" / "reference" / "pekppp"
STATED = Stated("uji", Certainty.GUESS)


@cache
def six() -> Instrument:
    return next(each for each in load(SHIPPED) if each.name == "enam-aspek")


def small(aspects: Sequence[tuple[int, Sequence[int]]], within: Within = Within.WEIGHTED) -> Instrument:
    """Weight of each aspect and of its indicators; IPP = 0.75 F-02 + 0.25 F-03 with one question."""
    numbers = [str(place) for place in range(1, len(aspects) + 1)]
    rows = [
        (aspect, weight) for aspect, (_, inside) in zip(numbers, aspects, strict=True) for weight in inside
    ]
    indicators = [
        Indicator(number, str(number), aspect, Fraction(weight), "x", ("x",) * 6, (), Certainty.GUESS)
        for number, (aspect, weight) in enumerate(rows, start=1)
    ]
    return replace(
        six(),
        name="kecil",
        first=date(2020, 1, 1),
        within=within,
        aspects=tuple(
            Aspect(number, number, Fraction(weight), Certainty.GUESS)
            for number, (weight, _) in zip(numbers, aspects, strict=True)
        ),
        indicators=tuple(indicators),
        questions=(Question(1, "1", "x"),),
        facilities=(),
        f03=Respondents(Averaged.ASPECTS, 1, Below.NOT_YET, STATED),
    )
