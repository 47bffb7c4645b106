"""Which page an address means, what it shows, and its files: what both apps do alike."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

from dash import html
from dash.development.base_component import Component
from flask import Response

from dashboard.components import heading
from dashboard.markup import to_html
from dashboard.section import About, Table, to_csv
from dashboard.sheet import to_xlsx

_MOST_FIELDS = 50


@dataclass(frozen=True)
class View:
    """What is at an address, for one person: as a tree for Dash, and for the first paint."""

    title: str
    tree: Component
    status: int = 200

    @cached_property
    def html(self) -> str:
        return to_html(self.tree)


def find_pages(package: ModuleType) -> tuple[Any, ...]:
    """The PAGE of each module of a package, in their order."""
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    pages = (module.PAGE for module in modules if hasattr(module, "PAGE"))
    return tuple(sorted(pages, key=lambda page: page.order))


def page_paths(pages: Sequence[Any]) -> frozenset[str]:
    """Paths inside an app at which there is a page; the first page also stands at "/"."""
    return frozenset({"/", *(f"/{page.slug}" for page in pages)})


def query(search: str) -> dict[str, str]:
    """The first value of each name; an address with absurdly many is read as one with none."""
    try:
        pairs = parse_qsl(search.removeprefix("?"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return dict(reversed(pairs))


def message(title: str, *sentences: str) -> Component:
    """A page that only says something."""
    return html.Div(
        [heading(title), *(html.P(sentence) for sentence in sentences)],
        className="message",
    )


FILES = "/unduh/<slug>/<section>.<any(csv, xlsx):ending>"
_FORMS: Mapping[str, tuple[str, Callable[[About, Table], str | bytes]]] = {
    "csv": ("text/csv", lambda about, table: to_csv(about.lines, table)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}


def file(about: About, table: Table, ending: str) -> Response:
    """What a page tells of a section, as one of FILES."""
    mimetype, make = _FORMS[ending]
    return attached(make(about, table), mimetype, f"{about.file}.{ending}")


def attached(made: str | bytes, mimetype: str, name: str) -> Response:
    """`name` has only letters that every header takes."""
    response = Response(made, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def not_found(home: str) -> View:
    tree = html.Div(
        [message("Halaman tidak ditemukan", "Alamat ini tidak ada."), html.A("Ke halaman depan", href=home)]
    )
    return View("Halaman tidak ditemukan", tree, 404)
