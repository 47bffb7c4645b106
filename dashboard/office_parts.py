"""Pieces that pages of the office store share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import aria
from dashboard.office_page import OfficePage


def card(title: str, *parts: Component) -> Component:
    return html.Section([html.H2(title), *parts], className="card")


def taken(slug: str, number: int, name: str, size: int) -> Component:
    """A kept file, to be taken along."""
    said = f"{name} ({fmt.number(max(size // 1024, 1))} KB)"
    return html.A(said, href=f"{OfficePage.base}/{slug}/berkas/{number}", download="")


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
    slug: str, values: Mapping[str, str], choices: Mapping[str, tuple[str, Sequence[tuple[str, str]]]]
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
        [*kept, *fields, button], method="get", action=f"{OfficePage.base}/{slug}", className="filters fields"
    )
