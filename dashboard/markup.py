"""The tree that Dash draws, as static HTML: for the first paint, for readers without scripts, for tests."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dash.development.base_component import Component

from dashboard import svg

NAMES = {
    "className": "class",
    "class_name": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "encType": "enctype",
}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
DASH_ONLY = {"children", "id", "key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks"}
ROWS = "data-rows"
"""The attribute with a table as markup: see components.table."""
NARROW, WIDE = 358, 720


def to_html(component: Any) -> str:
    """Escaped throughout; a component that is not known here is an error, not a hole in the page."""
    if component is None:
        return ""
    if isinstance(component, str | int | float):
        return escape(str(component))
    if isinstance(component, Sequence):
        return "".join(to_html(child) for child in component)
    if not isinstance(component, Component):
        raise TypeError(f"{type(component).__name__} is no part of a page")
    plain: dict[str, Any] = component.to_plotly_json()  # type: ignore[no-untyped-call]  # Dash's own
    return _known(plain["namespace"], plain["type"], plain["props"])


def _known(namespace: str, kind: str, props: Mapping[str, Any]) -> str:
    match namespace, kind:
        case "dash_html_components", "Div" if ROWS in props:
            # What the script lays in stands there already.
            bare = {name: value for name, value in props.items() if name != ROWS}
            return _element("div", bare, props[ROWS])
        case "dash_html_components", _:
            return _element(kind.lower(), props, to_html(props.get("children")))
        case "dash_core_components", "Graph":
            return _figure(props["figure"])
        case "dash_core_components", "Link":
            return _element("a", {"href": props["href"]}, to_html(props.get("children")))
        case "dash_bootstrap_components", "Select":
            return _select(props)
        case "dash_bootstrap_components", "Input":
            return _element("input", {"className": "form-control", **props}, "")
        case _:
            raise TypeError(f"{namespace}.{kind} has no static form")


def _element(tag: str, props: Mapping[str, Any], inner: str) -> str:
    written = "".join(
        _attribute(name, value) for name, value in props.items() if name not in DASH_ONLY - {"id"}
    )
    opening = f"<{tag}{written}>"
    return opening if tag in VOID else f"{opening}{inner}</{tag}>"


def _attribute(name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    name = NAMES.get(name, name)
    if value is True:
        return f" {name}"
    if name == "style":
        value = ";".join(f"{key}:{part}" for key, part in value.items())
    return f' {name}="{escape(str(value), quote=True)}"'


def _select(props: Mapping[str, Any]) -> str:
    options = "".join(
        _element(
            "option",
            {"value": option["value"], "selected": option["value"] == props.get("value")},
            escape(str(option["label"])),
        )
        for option in props.get("options", ())
    )
    return _element("select", {"className": "form-select", "name": props.get("name")}, options)


def _figure(figure: Mapping[str, Any]) -> str:
    """Two drawings; the style sheet shows the one that fits."""
    narrow, wide = svg.draw(figure, width=NARROW), svg.draw(figure, width=WIDE)
    return f'<div class="still narrow">{narrow}</div><div class="still wide">{wide}</div>'
