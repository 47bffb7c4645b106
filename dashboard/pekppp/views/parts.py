"""Pieces that the views of PEKPPP share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import aria
from dashboard.office_page import OfficePage
from dashboard.pekppp.instrument import Certainty
from dashboard.pekppp.looked_at import SLUG
from dashboard.pekppp.score import DECIMALS, Ipp, Sum

NOT_YET = "belum ada"


def card(title: str, *parts: Component) -> Component:
    return html.Section([html.H2(title), *parts], className="card")


def facts(rows: Sequence[tuple[str, Component | str]]) -> Component:
    return html.Dl(
        [part for term, value in rows for part in (html.Dt(term), html.Dd(value))], className="facts"
    )


def listed(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Component | str]]) -> Component:
    """A table with components in its cells; the first of a row names it."""
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in heads]))
    lines = [
        html.Tr([html.Th(first, scope="row"), *(html.Td(cell) for cell in rest)]) for first, *rest in rows
    ]
    return html.Div(
        html.Table([html.Caption(caption, className="unseen"), head, html.Tbody(lines)]),
        className="scroll",
        role="region",
        tabIndex="0",
        **aria(label=f"Tabel: {caption}"),
    )


def narrowed(
    values: Mapping[str, str], choices: Mapping[str, tuple[str, Sequence[tuple[str, str]]]]
) -> Component:
    """A form that leads to another address of the page. `choices`: word → label, value and words of each."""
    fields = [
        html.Label(
            [
                html.Span(label),
                dbc.Select(
                    name=word,
                    value=values.get(word, ""),
                    options=[{"value": value, "label": words} for value, words in options],
                ),
            ],
            className="field",
        )
        for word, (label, options) in choices.items()
    ]
    kept = [
        dbc.Input(type="hidden", name=word, value=value)
        for word, value in values.items()
        if word not in choices
    ]
    button = html.Button("Tampilkan", type="submit", className="go")
    return html.Form(
        [*kept, *fields, button], method="get", action=f"{OfficePage.base}/{SLUG}", className="filters fields"
    )


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
