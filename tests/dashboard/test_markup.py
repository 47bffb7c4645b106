from typing import Any
from xml.etree import ElementTree

import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from dashboard import components, figures
from dashboard.canvas import COUNT
from dashboard.figures import Bar
from dashboard.markup import to_html
from dashboard.section import Column, Table

PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)


@given(PRINTABLE, PRINTABLE)
def test_nothing_that_a_table_says_becomes_markup(words: str, title: str) -> None:
    """Its cells go to the browser as markup."""
    columns = (Column("name", title), Column("other", "n"))
    made = components.table(Table(columns, [{"name": words, "other": words}]), caption=title)
    (table,) = ElementTree.fromstring(to_html(made))
    assert [cell.text or "" for cell in table.iter() if cell.tag in ("td", "caption")] == [title, words]
    assert [cell.text or "" for cell in table.iter("th")] == [title, "n", words]
    assert {cell.tag for cell in table.iter()} == {*("table", "caption", "thead", "tbody", "tr", "th", "td")}


@given(PRINTABLE, PRINTABLE)
def test_nothing_that_is_said_becomes_markup(words: str, title: str) -> None:
    found = ElementTree.fromstring(to_html(html.P(words, title=title)))
    assert (found.text or "") == words
    assert found.attrib["title"] == title
    assert len(found) == 0


@pytest.mark.parametrize(
    ("component", "text"),
    [
        (html.Br(), "<br>"),
        (html.Div([None, "a", 1, html.B("b")], className="c"), '<div class="c">a1<b>b</b></div>'),
        (html.Th("n", scope="col", colSpan="2"), '<th colspan="2" scope="col">n</th>'),
        (html.Details("x", open=True), "<details open>x</details>"),
        (html.Details("x", open=False), "<details>x</details>"),
        (html.P("x", style={"height": "4px"}), '<p style="height:4px">x</p>'),
        (html.A("x", href="/?a=1&b=2"), '<a href="/?a=1&amp;b=2">x</a>'),
        (html.Div("x", id="isi", **{"aria-label": "Isi"}), '<div id="isi" aria-label="Isi">x</div>'),
        (dcc.Link("x", href="/staf/"), '<a href="/staf/">x</a>'),
        (None, ""),
    ],
)
def test_elements_are_written_as_dash_draws_them(component: Any, text: str) -> None:
    assert to_html(component) == text


def test_a_control_keeps_its_name_and_its_choice() -> None:
    options = [{"value": "semua", "label": "Semua"}, {"value": "kk", "label": "K & K"}]
    assert to_html(dbc.Select(name="layanan", value="kk", options=options)) == (
        '<select class="form-select" name="layanan"><option value="semua">Semua</option>'
        '<option value="kk" selected>K &amp; K</option></select>'
    )
    field = to_html(dbc.Input(type="date", name="dari", value="2026-01-01"))
    assert field == '<input class="form-control" value="2026-01-01" type="date" name="dari">'


def test_a_chart_becomes_two_drawings_of_the_same() -> None:
    graph = dcc.Graph(figure=figures.bars([Bar("Loket", 3, 3)], COUNT))
    text = to_html(graph)
    assert text.count("<svg") == 2
    assert text.count("Loket") == 2


@pytest.mark.parametrize("stranger", [dcc.Dropdown(), object(), dbc.Alert("x")])
def test_what_is_not_known_is_an_error_and_no_hole_in_the_page(stranger: Any) -> None:
    with pytest.raises(TypeError):
        to_html(html.Div([stranger]))
