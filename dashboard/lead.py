"""How the first block of a page looks: sentences to act on, then key numbers with a small trend."""

from collections.abc import Sequence
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard import filters as narrowing
from dashboard.components import aria
from dashboard.filters import Filters
from dashboard.findings import Finding
from dashboard.keynumbers import Number, Trend
from dashboard.page import Page, with_query

TODO = "Yang berubah dan yang perlu dikerjakan"
WIDE, HIGH, EDGE = 160, 36, 4
"""The trend in pixels, and what its line keeps from the border."""


def block(found: Sequence[Finding], beside: str) -> Component:
    """`beside` says what the period is compared with, and whether anything changed."""
    lines = [html.Li(_sentence(finding)) for finding in found]
    parts = [html.H2(TODO, id="perlu"), html.P(beside, className="small")]
    return html.Section(
        [*parts, *([html.Ul(lines)] if lines else [])], className="say", **aria(labelledby="perlu")
    )


def _sentence(finding: Finding) -> list[Component | str]:
    head, colon, rest = finding.words.partition(": ")
    words: list[Component | str] = [html.B(f"{head}:"), f" {rest}"] if colon else [head]
    if finding.slug is None or finding.filters is None:
        return words
    return [*words, " ", html.A(finding.page, href=href(finding.slug, finding.filters))]


def href(slug: str, filters: Filters) -> str:
    """The page that shows why, narrowed alike."""
    return with_query(f"{Page.base}/{slug}", narrowing.query(filters))


def numbers(found: Sequence[Number], filters: Filters) -> Component:
    return html.Section(
        [_number(number, filters) for number in found], className="kpis", **aria(label="Angka kunci")
    )


def _number(number: Number, filters: Filters) -> Component:
    parts: list[Component] = [
        html.H3(html.A(number.title, href=href(number.slug, filters))),
        html.P(_value(number), className="v num"),
        html.P(number.chip.words, className=f"chip {number.chip.tone.value}"),
    ]
    if number.trend is not None:
        parts.append(html.Img(src=picture(number.trend), alt=number.trend.words, width=WIDE, height=HIGH))
    parts += [html.P(words, className="small num") for words in number.below]
    return html.Div(parts, className="kpi")


def _value(number: Number) -> list[Component | str]:
    return [f"{number.value} ", html.Small(number.unit)] if number.unit else [number.value]


def picture(trend: Trend) -> str:
    """A line as an address of its own: it needs no script, and its colour follows the reader's scheme."""
    style = "path{stroke:#0f7d86;fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}"
    dark = "@media(prefers-color-scheme:dark){path{stroke:#4fb0b9}}"
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}"><style>{style}{dark}</style>'
        f'<path d="{_path(trend.values)}"/></svg>'
    )
    return f"data:image/svg+xml,{quote(drawing)}"


def _path(values: Sequence[float | None]) -> str:
    """From the lowest to the highest value; a gap where there is none."""
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    step = (WIDE - 2 * EDGE) / max(len(values) - 1, 1)
    scale = (HIGH - 2 * EDGE) / (high - low) if high > low else 0.0
    parts, pen = [], "M"
    for i, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        y = HIGH - EDGE - (value - low) * scale if scale else HIGH / 2
        parts.append(f"{pen}{EDGE + i * step:.1f} {y:.1f}")
        pen = "L"
    return "".join(parts)
