"""A small Dash app with a guard of its own, sound or with one hole: what a prober must be able to find."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, dcc, html
from flask import Flask, Response, abort, redirect, request

from tests.security.prober.canary import Canaries
from tests.security.prober.visitor import STRANGER, Visitor

FIGURE = 73_291
HIDDEN = {STRANGER: Canaries(numbers=frozenset({FIGURE}))}
HOLES = ("a callback without role", "arguments known by id", "figures in a layout", "//staf passes the guard")
_KEY = {"kunci": "rahasia"}


def small(hole: str | None = None) -> Any:
    """A public page, and one of the staff for whoever has the cookie."""
    server = Flask("kecil", static_folder=None)
    server.config["MAX_CONTENT_LENGTH"] = 100_000
    server.config["TRUSTED_HOSTS"] = ["localhost"]
    server.url_map.merge_slashes = False

    @server.before_request
    def admit() -> Any:
        if request.routing_exception is not None:
            raise request.routing_exception
        if request.method == "POST":
            return _callback_admitted(hole)
        if request.method not in ("GET", "HEAD") or not _known(request.path, hole):
            abort(404)
        return redirect("/", 303) if _closed(request.path, hole) and not _signed_in() else None

    @server.after_request
    def private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        return Response("", getattr(error, "code", None) or 400)

    app = Dash("kecil", server=server, add_log_handler=False, suppress_callback_exceptions=True)
    told = [html.P(str(FIGURE))] if hole == HOLES[2] else []
    app.layout = html.Div([dcc.Location(id="url"), html.Div(id="content"), html.Div(id="rincian"), *told])

    @app.callback(Output("content", "children"), Input("url", "pathname"), Input("url", "search"))
    def content(pathname: object, search: object) -> Any:
        page = str(pathname).strip("/")
        if page == "staf/angka":
            return html.P(f"{FIGURE} kunjungan")
        return html.A("Angka", href="/staf/angka") if _signed_in() else html.P("Selamat datang")

    @app.callback(Output("rincian", "children"), Input("content", "children"))
    def details(shown: object) -> Any:
        return html.P(f"{FIGURE} kunjungan")

    return server


def visitors(door: Any) -> list[Visitor]:
    return [Visitor(STRANGER, door), Visitor("camat", door, dict(_KEY))]


def _signed_in() -> bool:
    return request.cookies.get("kunci") == _KEY["kunci"]


def _known(path: str, hole: str | None) -> bool:
    public = ("/", "/_dash-layout", "/_dash-dependencies")
    if hole == HOLES[3]:
        path = "/" + path.strip("/")
    return path in public or path == "/staf/angka" or path.startswith("/_dash-component-suites/dash/")


def _closed(path: object, hole: str | None) -> bool:
    """With the hole it looks at how the address begins, and Dash does not care how many slashes that are."""
    text = str(path)
    return text.startswith("/staf") if hole == HOLES[3] else text.strip("/") == "staf/angka"


def _callback_admitted(hole: str | None) -> None:
    if request.path != "/_dash-update-component" or request.mimetype != "application/json" or request.args:
        abort(400)
    if "Origin" in request.headers or "Sec-Fetch-Site" in request.headers:
        abort(403)
    body = request.get_json()
    if body["output"] == "rincian.children":
        if hole != HOLES[0] and not _signed_in():
            abort(401)
    elif body["output"] != "content.children" or len(body["inputs"]) != 2 or body.get("state"):
        abort(400)
    elif not _signed_in() and _closed(_asked_for(body["inputs"], hole), hole):
        abort(401)


def _asked_for(inputs: Any, hole: str | None) -> object:
    if hole == HOLES[1]:
        return next((one["value"] for one in inputs if one.get("property") == "pathname"), "/")
    return inputs[0]["value"]
