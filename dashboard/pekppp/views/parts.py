"""Pieces that the views of PEKPPP share."""

from __future__ import annotations

from fractions import Fraction

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.pekppp.instrument import Certainty
from dashboard.pekppp.score import DECIMALS, Ipp, Sum

NOT_YET = "belum ada"


def value(exact: Fraction | None) -> str:
    return NOT_YET if exact is None else fmt.number(exact, DECIMALS)


def total(found: Sum) -> str:
    """The value, or between which two it still lies."""
    if found.value is not None:
        return fmt.number(found.value, DECIMALS)
    low, high = fmt.number(found.low, DECIMALS), fmt.number(found.high, DECIMALS)
    return f"{NOT_YET}; nanti antara {low} dan {high}"


def judged(found: Ipp) -> str:
    """«3,74 · B (Baik)»"""
    if found.value is None or found.category is None:
        return NOT_YET
    return f"{fmt.number(found.value, DECIMALS)} · {found.category.code} ({found.category.label})"


def doubt(certainty: Certainty) -> Component:
    look = "chip" if not certainty.doubtful else "chip bad"
    return html.Span(certainty.words, className=look)
