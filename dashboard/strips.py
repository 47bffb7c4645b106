"""The last weeks of each source as a row of marks; what they say stands in words beside and in a table."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.answers.arrival import State, Strip, legend
from dashboard.components import aria


def strips(found: Sequence[Strip]) -> Component:
    if not found:
        return html.Div()
    days = [day for day, state in found[0].days if state is not None]
    span = fmt.period(days[0], days[-1])
    rows = [
        html.Div([html.B(strip.kept.name.strip("«»")), _marks(strip)], className="strip") for strip in found
    ]
    words = [
        html.Li([html.Span(className=f"day {mark.mark}", **aria(hidden="true")), mark.word])
        for mark in legend(found)
    ]
    return html.Section(
        [
            html.H2("Hari demi hari", id="hari-demi-hari"),
            html.P(f"{span}, satu tanda per hari, minggu demi minggu.", className="small"),
            *rows,
            html.Ul(words, className="marks"),
        ],
        className="strips",
        **aria(labelledby="hari-demi-hari"),
    )


def _marks(strip: Strip) -> Component:
    """A picture with words, not 56 things to walk through."""
    weeks = [strip.days[i : i + 7] for i in range(0, len(strip.days), 7)]
    return html.Div(
        [html.Span([_mark(state) for _, state in week], className="week") for week in weeks],
        className="weeks",
        role="img",
        **aria(label=strip.words),
    )


def _mark(state: State | None) -> Component:
    return html.I(className="day" if state is None else f"day {state.mark}")
