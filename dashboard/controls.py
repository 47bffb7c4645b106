"""The forms that narrow a page: plain GET forms that work without scripts."""

from collections.abc import Sequence
from datetime import date

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import aria, data
from dashboard.filters import (
    CUSTOM,
    DEFAULT,
    DIMENSIONS,
    EVERY,
    PERIOD,
    PRESETS,
    Dimension,
    Filters,
    Month,
    described,
)
from dashboard.reader import Reader


def _pick(label: str, control: Component, class_name: str = "field") -> Component:
    return html.Label([html.Span(label), control], className=class_name)


def _select(word: str, options: Sequence[tuple[str, str]], value: str) -> Component:
    chosen: Component = dbc.Select(
        name=word, value=value, options=[{"value": code, "label": label} for code, label in options]
    )
    return chosen


def filter_bar(allowed: Sequence[Dimension], filters: Filters, reader: Reader, *, action: str) -> Component:
    """A plain GET form: it works without scripts. On a phone it is one line that opens."""
    fields: list[Component] = []
    if PERIOD in allowed:
        fields += _period_fields(filters)
    for dimension in DIMENSIONS:
        if dimension in allowed:
            fields += _choice(dimension, filters, reader)
    words = described(filters, reader.name)
    if filters.preset:
        words[0] = (PERIOD.label, PRESETS[filters.preset].label)
    pills = [html.Span([f"{label}: ", html.B(value)], className="pick") for label, value in words]
    return html.Form(
        html.Details(
            [
                html.Summary([*pills, html.Span("Ubah saringan", className="change")]),
                html.Div(
                    [*fields, html.Button("Terapkan", type="submit", className="go")], className="fields"
                ),
            ],
            className="sheet",
        ),
        method="get",
        action=action,
        className="filters",
        **aria(label="Saringan"),
        **data(usual=DEFAULT),
    )


def _period_fields(filters: Filters) -> list[Component]:
    options = [*((word, preset.label) for word, preset in PRESETS.items()), (CUSTOM, "Pilih tanggal")]
    start, end = ("", "") if filters.preset else (filters.start.isoformat(), filters.end.isoformat())
    return [
        _pick(PERIOD.label, _select(PERIOD.word, options, filters.preset or CUSTOM)),
        _pick("Dari", dbc.Input(type="date", name="dari", value=start), "field date"),
        _pick("Sampai", dbc.Input(type="date", name="sampai", value=end), "field date"),
    ]


def _choice(dimension: Dimension, filters: Filters, reader: Reader) -> list[Component]:
    """Where there is nothing to choose between, there is no control."""
    choices = list(reader.choices(dimension.key))
    if len(choices) < 2:
        return []
    value = getattr(filters, dimension.key) or EVERY
    return [_pick(dimension.label, _select(dimension.word, [(EVERY, dimension.everything), *choices], value))]


def month_bar(months: Sequence[tuple[date, date]], choice: Month, *, action: str) -> Component:
    options = [(f"{start:%Y-%m}", fmt.month(start)) for start, _ in reversed(months)]
    return html.Form(
        [
            _pick("Angka untuk bulan", _select("bulan", options, f"{choice.start:%Y-%m}")),
            html.Button("Tampilkan", type="submit", className="go"),
        ],
        method="get",
        action=action or "/",
        className="filters fields months",
        **aria(label="Pilihan bulan"),
    )
