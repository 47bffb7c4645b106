"""The public app. It opens only the store of figures that are already disclosed, and knows no accounts."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import partial
from typing import Any

from dash import Input, Output, html
from dash.development.base_component import Component
from flask import Response, abort, request

from dashboard import components, data_routes, guard, plain, public_pages, survey_form, web
from dashboard.content import FILES, View, file, find_pages, not_found, page_paths, query
from dashboard.guard import ADDRESS, OPEN, Callback, Policy
from dashboard.index import App
from dashboard.settings import Settings
from dashboard.static import Files
from dashboard.store import Store
from dashboard.survey_form import Brake, SurveyForm

PREFIX = "/"
_MOST_DRAWN = 200
CONTENT = Callback("content", "children", ADDRESS, roles=None)


def create_public(settings: Settings, store: Store, files: Files) -> App:
    pages = find_pages(public_pages)
    policy = Policy(
        routes={
            **guard.dash_routes(signed_in=False),
            **data_routes.ROUTES,
            **(survey_form.ROUTES if settings.survey_inbox else {}),
            "unduh": OPEN,
            "healthz": OPEN,
            "readyz": OPEN,
        },
        callbacks={CONTENT.output: CONTENT},
        pages=page_paths(pages),
        internal=False,
        https=settings.https,
    )
    server = web.flask("pantau_public", settings)
    web.pack_answers(server)
    styles = files.stylesheets(PREFIX)
    guard.protect(server, policy, who=lambda: None, login=lambda: PREFIX)
    guard.answer_errors(server, lambda status: plain.error(status, home=PREFIX, login=None, styles=styles))
    public = _Public(pages, store, time.time)
    web.add_health(server, ready=lambda: store.public_reader() is not None)
    server.add_url_rule(FILES, "unduh", public.file)
    data_routes.DataRoutes(store.public_reader).register(server)
    if settings.survey_inbox is not None:
        today = partial(_today, store)
        SurveyForm(settings.survey_inbox, tuple(styles), today, Brake(time.monotonic)).register(server)
    app = App("pantau_public", server, prefix=PREFIX, files=files, first_paint=public.first_paint)

    @app.callback(Output("content", "children"), Input("url", "pathname"), Input("url", "search"))
    def content(pathname: str, search: str) -> Component:
        return public.view(pathname, search).tree

    app.warm_up()
    guard.check(app, policy)
    return app


def _today(store: Store) -> date | None:
    """On the office's clock, which the published data bring along."""
    reader = store.public_reader()
    return None if reader is None else datetime.now(reader.data.data_time.tzinfo).date()


class _Public:
    """Everyone gets the same answers and there are few of them: each is drawn once."""

    def __init__(self, pages: tuple[Any, ...], store: Store, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._drawn: dict[Hashable, View] = {}
        self._by_path = {f"/{page.slug}": page for page in pages}
        self._store = store

    def first_paint(self) -> View:
        return self.view(request.path, request.query_string.decode(errors="replace"))

    def view(self, path: str, search: str) -> View:
        page = self._by_path.get(path)
        if page is None:
            return not_found(PREFIX)
        reader = self._store.public_reader()
        if reader is None:
            return View(page.title, components.public_shell(None, components.nothing_yet()))
        choice, notices = page.parse(query(search), reader)
        # What is late, or too old for "now", depends on the clock: a page is drawn again each minute.
        key = (reader.data.version, page.slug, choice, tuple(notices), int(self._clock() // 60))
        view = self._drawn.get(key)
        if view is None:
            body = page.render(reader, choice, notices)
            shell = components.public_shell(reader.data, body, office=reader.place, links=self._links(page))
            view = View(page.title, shell)
            if len(self._drawn) >= _MOST_DRAWN:
                self._drawn.clear()
            self._drawn[key] = view
        return view

    def _links(self, here: Any) -> list[Component]:
        """To the other pages."""
        return [html.A(page.title, href=path) for path, page in self._by_path.items() if page is not here]

    def file(self, slug: str, section: str, ending: str) -> Response:
        page = self._by_path.get("/" if slug == "beranda" else f"/{slug}")
        reader = self._store.public_reader()
        if page is None or reader is None or section not in page.sections:
            abort(404)
        choice, _ = page.parse(request.args.to_dict(), reader)
        if choice is None:
            abort(404)
        about, table = page.told(section, reader, choice)
        return file(about, table, ending)
