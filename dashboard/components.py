"""What every page is made of: shells, filter bars, cards, empty and late states. No numbers of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard import text
from dashboard.completeness import Completeness
from dashboard.reader import DataState
from dashboard.section import Column, Kind, Section, Table, shown

CONFIG: Any = {
    "locale": "id",
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "scrollZoom": False,
    "modeBarButtonsToRemove": [
        "select2d",
        "lasso2d",
        "zoom2d",
        "pan2d",
        "autoScale2d",
        "zoomIn2d",
        "zoomOut2d",
    ],
    "toImageButtonOptions": {"format": "svg", "filename": "pantau"},
}
NUMERIC = set(Kind) - {Kind.TEXT}


@dataclass(frozen=True)
class Card:
    """Everything that one question shows."""

    id: str
    graph: str
    title: str
    width: int
    section: Section
    counted: str
    why: str
    completeness: Completeness
    files: Mapping[str, str]
    """Ending → address; empty where the reader may not have them."""
    file: str
    """Name of each, without its ending."""
    link: str
    definition: str
    notes: Sequence[str] = field(default_factory=tuple)


class Listed(Protocol):
    """A page as the navigation knows it."""

    slug: str
    title: str
    base: str


def aria(**words: str) -> dict[str, Any]:
    return {f"aria-{name}": value for name, value in words.items()}


def data(**words: str) -> dict[str, Any]:
    """What scripts need to know."""
    return {f"data-{name}": value for name, value in words.items()}


def card(view: Card) -> Component:
    body = _empty(view) if view.section.n == 0 else _answered(view)
    return html.Section(
        [html.H2(view.title), *body],
        id=view.id,
        className=f"card w{view.width}",
        **aria(label=view.title),
    )


def _answered(view: Card) -> list[Component]:
    section = view.section
    parts: list[Component] = [_said_first(section)]
    if section.figure is not None:
        parts.append(figure(section.figure, graph=view.graph, label=section.sentence))
    elif section.table.rows:
        parts.append(table(section.table, caption=view.title))
    parts.append(_foot(view))
    return parts


def _said_first(section: Section) -> Component:
    sentence = html.P(section.sentence, className="answer")
    if section.badge is None:
        return sentence
    badge = html.Span(section.badge, className="badge", **aria(hidden="true"), **data(grade=section.badge))
    return html.Div([badge, sentence], className="grade")


def _empty(view: Card) -> list[Component]:
    return [
        html.P("Tidak ada data.", className="answer"),
        html.P(view.why, className="empty"),
        html.Div(status(view.completeness), className="foot"),
        _definition(view),
    ]


def figure(spec: dict[str, Any], *, graph: str, label: str) -> Component:
    """A named group: role="img" would hide the buttons that plotly puts inside."""
    layout = spec["layout"]
    named = {**spec, "layout": {**layout, "meta": {**layout.get("meta", {}), "label": label}}}
    return html.Div(
        dcc.Graph(
            id=graph, figure=named, config=CONFIG, responsive=True, style={"height": f"{layout['height']}px"}
        ),
        className="figure",
        role="group",
        **aria(label=f"Grafik. {label}"),
    )


def table(rows: Table, *, caption: str) -> Component:
    """Scrolls inside itself, so it can be reached by keyboard.

    Its cells are markup that a script lays in, and no components: Dash looks at every component whenever one
    changes, so that a few thousand cells kept a browser busy for a minute.
    """
    return html.Div(
        className="scroll",
        role="region",
        tabIndex="0",
        **aria(label=f"Tabel: {caption}"),
        **data(rows=rows_of(rows, caption)),
    )


def rows_of(rows: Table, caption: str) -> str:
    """The table as HTML; everything that is said is escaped."""
    heads = "".join(_cell("th", column.head, _look(column), ' scope="col"') for column in rows.columns)
    lines = []
    for row in rows.rows:
        first, *rest = rows.columns
        cells = [_cell("th", shown(first, row), "whole" if first.whole else None, ' scope="row"')]
        cells += [_cell("td", shown(column, row), _look(column)) for column in rest]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<table><caption class="unseen">{escape(caption)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _cell(tag: str, words: str, look: str | None, scope: str = "") -> str:
    styled = f' class="{look}"' if look else ""
    return f"<{tag}{styled}{scope}>{escape(words)}</{tag}>"


def _look(column: Column) -> str | None:
    if column.kind in NUMERIC:
        return "r"
    return "whole" if column.whole else None


def _foot(view: Card) -> Component:
    n = view.section.n
    counted = f"n = {fmt.number(n)} {view.counted}" if n is not None else "n tidak ditampilkan"
    about: list[Component] = [html.Span(view.section.period.words)] if view.section.period else []
    about += [html.Span(counted, className="num"), status(view.completeness)]
    behind: list[Component] = []
    if view.section.figure is not None:
        behind.append(html.Details([html.Summary("Tabel"), table(view.section.table, caption=view.title)]))
    act = [
        *(_download(view, ending, href) for ending, href in view.files.items()),
        html.A("Tautan", href=view.link, className="copy"),
    ]
    return html.Div(
        [
            html.Div(about, className="foot"),
            *behind,
            _definition(view),
            html.Span(act, className="act"),
        ],
        className="behind",
    )


def _download(view: Card, ending: str, href: str) -> Component:
    """Heard among the links of a page, it says of which question."""
    words = f"Unduh {ending.upper()}"
    return html.A(words, href=href, download=f"{view.file}.{ending}", **aria(label=f"{words}: {view.title}"))


def _definition(view: Card) -> Component:
    words = [view.definition, *view.notes]
    return html.Details([html.Summary(text.HOW_TO_READ), *(html.P(word) for word in words)])


def status(found: Completeness) -> Component:
    """A dot and the sentence; the dot only repeats it."""
    return html.Span([html.Span(className=f"dot {found.grade.value}"), found.words], className="status")


def lateness(data: DataState) -> list[str]:
    """A sentence for each source that should have delivered by now."""
    found = []
    for source in data.sources:
        if source.late:
            until = fmt.moment(source.data_time)
            found.append(
                f"Sumber «{source.source}» terlambat. Data terakhir: {until}; angka sesudahnya belum lengkap."
            )
    return found


def notices(sentences: Sequence[str]) -> list[Component]:
    if not sentences:
        return []
    return [html.Div([html.P(sentence) for sentence in sentences], className="notice", role="status")]


def sample_banner(data: DataState | None) -> list[Component]:
    return [html.P(text.SAMPLE, className="sample")] if data is not None and data.sample else []


def heading(words: str) -> Component:
    """Takes the focus when the page changes; the browser's title follows it."""
    return html.H1(words, id="judul", tabIndex="-1")


def nothing_yet(why: str = text.NO_PUBLISHED) -> Component:
    return html.Div(
        [heading("Belum ada data"), html.P(why, className="lead")],
        className="void",
    )


def staff_page(  # noqa: PLR0913 (a page names its parts)
    *,
    title: str,
    subtitle: str,
    bar: Component | None,
    notices: Sequence[str],
    cards: Sequence[Component],
    lead: str | None = None,
    hero: Component | None = None,
) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    heading(title),
                    html.P(subtitle, className="small"),
                    *([html.P(lead, className="lead")] if lead else []),
                ],
                className="head",
            ),
            *([bar] if bar else []),
            *_said(notices),
            *([hero] if hero else []),
            html.Div(list(cards), className="grid"),
        ]
    )


_said = notices


def public_page(
    *,
    hero: Component | None,
    bar: Component,
    notices: Sequence[str],
    cards: Sequence[Component],
    closing: Component | None,
) -> Component:
    parts = [hero, bar, *_said(notices), html.Div(list(cards), className="grid"), closing]
    return html.Div([part for part in parts if part is not None])


def _brand(first: str, second: str) -> Component:
    return html.Div(
        [
            html.Span(className="mark", **aria(hidden="true")),
            html.Span([first, html.Br(), html.Small(second)]),
        ],
        className="brand",
    )


def _skip() -> Component:
    return html.A("Lewati ke isi", href="#isi", className="skip")


def shell(  # noqa: PLR0913 (a frame names its parts)
    pages: Sequence[Listed],
    current: Listed | None,
    user_name: str,
    role_label: str,
    data: DataState | None,
    body: Component,
    *,
    office: str = "",
    account: Component | None = None,
) -> Component:
    """The frame of staff pages. `account` is what the app puts beside the name, such as a form to leave."""
    who = [html.Span([html.B(user_name), html.Br(), html.Small(role_label)]), *([account] if account else [])]
    return html.Div(
        [
            _skip(),
            html.Div(className="band", **aria(hidden="true")),
            html.Div(
                [
                    html.Header(
                        [
                            _brand(text.APP, office),
                            _menu(pages, current),
                            html.Div(who, className="who"),
                        ],
                        className="rail",
                    ),
                    html.Main([*sample_banner(data), body], id="isi", className="main", tabIndex="-1"),
                ],
                className="shell",
            ),
        ]
    )


def _menu(pages: Sequence[Listed], current: Listed | None) -> Component:
    """On a phone one line that names the page and opens; on a wide screen the list itself."""
    if not pages:
        return html.Nav(className="nav", **aria(label="Halaman"))
    words: list[Component | str] = [] if current is None else [": ", html.B(current.title)]
    links = html.Div([_link(page, current) for page in pages], className="pages")
    opened = html.Details([html.Summary(html.Span(["Halaman", *words])), links], className="menu")
    return html.Nav(opened, className="nav", **aria(label="Halaman"))


def _link(page: Listed, current: Listed | None) -> Component:
    here = aria(current="page") if current is not None and page.slug == current.slug else {}
    return html.A(page.title, href=f"{page.base}/{page.slug}", **here)


def public_shell(
    data: DataState | None, body: Component, *, office: str = "", links: Sequence[Component] = ()
) -> Component:
    return html.Div(
        [
            _skip(),
            html.Div(className="band", **aria(hidden="true")),
            html.Div(
                [
                    html.Header(
                        [
                            _brand(office or text.APP, "Halaman keterbukaan pelayanan"),
                            html.Nav(list(links), className="small elsewhere", **aria(label="Halaman"))
                            if links
                            else html.Span(),
                        ],
                        className="top",
                    ),
                    html.Main([*sample_banner(data), body], id="isi", tabIndex="-1"),
                    _public_foot(data),
                ],
                className="pub",
            ),
        ]
    )


def _public_foot(data: DataState | None) -> Component:
    words = "Pantau: angka pelayanan kantor ini, dihitung dari catatan antrean, permohonan, dan survei."
    until = f" Data sampai {fmt.moment(data.data_time)}." if data is not None else ""
    return html.Footer(html.P(words + until, className="small"))
