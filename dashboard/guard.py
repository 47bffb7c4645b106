"""Deny by default, on every request of both apps.

A route answers only if it is declared, a callback only in exactly its declared shape. Dash checks neither ids
nor properties nor values of what a browser sends, so the body that Dash sees is written here, from the
declaration; of what was sent only the values are taken, by position, each of the declared type and length.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash import Dash
from flask import Flask, Response, abort, redirect, request
from werkzeug.exceptions import HTTPException

from dashboard import web
from dashboard.errors import NotYoursError, UnguardedError
from dashboard.roles import Role

if TYPE_CHECKING:
    from dashboard.office.accounts import Account

LARGEST_BODY = 256 * 1024
CALLBACK_ROUTE = "/_dash-update-component"
_PROGRAMS = (CALLBACK_ROUTE, "/api/")
_READ = frozenset({"GET", "HEAD"})
_WRITE = frozenset({"POST"})


@dataclass(frozen=True)
class Route:
    """How an endpoint may be used. No method: it exists because Dash brings it, and is never answered."""

    methods: frozenset[str]
    signed_in: bool = True
    page: bool = False
    """Answers with the index page, only at the declared paths; else 404."""
    roles: frozenset[Role] | None = None
    """Who may use it, where that is not looked up behind it."""
    secret: bool = False
    """Its address is a secret: no other page is told where a reader came from."""
    largest: int = LARGEST_BODY
    """Bytes of a body; a longer one is refused before it is read."""


CLOSED = Route(frozenset())
OPEN = Route(_READ, signed_in=False)


@dataclass(frozen=True)
class Argument:
    component: str
    prop: str
    longest: int
    """Characters."""


ADDRESS = (Argument("url", "pathname", 200), Argument("url", "search", 2000))


@dataclass(frozen=True)
class Callback:
    """A callback with one output, as declared; `roles` None lets everyone call it."""

    component: str
    prop: str
    inputs: tuple[Argument, ...]
    roles: frozenset[Role] | None

    @property
    def output(self) -> str:
        return f"{self.component}.{self.prop}"


@dataclass(frozen=True)
class Policy:
    routes: Mapping[str, Route]
    callbacks: Mapping[str, Callback]
    pages: frozenset[str]
    """Paths inside the app at which there is a page."""
    internal: bool
    https: bool


def dash_routes(*, signed_in: bool) -> dict[str, Route]:
    """What every Dash app brings, by endpoint."""
    return {
        "/": Route(_READ, signed_in, page=True),
        "/<path:path>": Route(_READ, signed_in, page=True),
        "/_dash-layout": Route(_READ, signed_in),
        "/_dash-dependencies": Route(_READ, signed_in),
        CALLBACK_ROUTE: Route(_WRITE, signed_in),
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": Route(_READ, signed_in),
        "_dash_assets.static": OPEN,
        "/_reload-hash": CLOSED,
        "/_favicon.ico": CLOSED,
    }


def protect(
    server: Flask, policy: Policy, *, who: Callable[[], Account | None], login: Callable[[], str]
) -> None:
    """Must be called before Dash gets the server, so that nothing runs before it."""
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.url_map.merge_slashes = False

    @server.before_request
    def admit() -> Any:
        if request.routing_exception is not None:
            raise request.routing_exception
        route = policy.routes.get(request.endpoint or "", CLOSED)
        _check_method(route, https=policy.https)
        account = who() if route.signed_in else None
        if route.signed_in and account is None:
            return redirect(login(), 303) if route.page else abort(401)
        request.max_content_length = route.largest
        if route.page and request.path not in policy.pages:
            abort(404)
        if route.roles is not None and (account is None or account.role not in route.roles):
            abort(403)
        if request.endpoint == CALLBACK_ROUTE:
            _rebuild(policy.callbacks, account)
        return None

    @server.after_request
    def harden(response: Response) -> Response:
        _headers(response, policy, server.config.get("SCRIPT_HASHES", ()))
        return response


def check(app: Dash, policy: Policy) -> None:
    """Refuses an app that has anything without declared rights."""
    routes = {rule.endpoint for rule in app.server.url_map.iter_rules()}
    if unknown := routes - set(policy.routes):
        raise UnguardedError(f"alamat tanpa hak yang dinyatakan: {', '.join(sorted(unknown))}")
    if differs := set(app.callback_map) ^ set(policy.callbacks):
        raise UnguardedError(f"callback tanpa hak yang dinyatakan: {', '.join(sorted(differs))}")
    for output, callback in policy.callbacks.items():
        found = app.callback_map[output]
        declared = [{"id": a.component, "property": a.prop} for a in callback.inputs]
        if found["inputs"] != declared or found["state"] or found.get("background"):
            raise UnguardedError(f"callback {output} lain bentuknya dari yang dinyatakan")


def _check_method(route: Route, *, https: bool) -> None:
    if not route.methods:
        abort(404)
    if request.method not in route.methods:
        abort(405)
    if request.method == "POST" and not _own_origin(https=https, secret=route.secret):
        abort(403)


def _own_origin(*, https: bool, secret: bool) -> bool:
    """A browser says where a request comes from; a client that is no browser has no one's cookie to abuse."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if secret and origin == "null":
        # So says a page that tells nobody where it is; then it must say the other thing.
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    scheme = "https" if https else request.scheme
    return origin is None or origin == f"{scheme}://{request.host}"


def _rebuild(callbacks: Mapping[str, Callback], account: Account | None) -> None:
    if request.mimetype != "application/json":
        abort(415)
    if request.query_string:
        abort(400)
    body = _object(request.get_data())
    output = body.get("output")
    callback = callbacks.get(output) if isinstance(output, str) else None
    if callback is None:
        abort(404 if isinstance(output, str) else 400)
    if callback.roles is not None and (account is None or account.role not in callback.roles):
        abort(403)
    target = {"id": callback.component, "property": callback.prop}
    if body.get("outputs") != target or body.get("state", []) != []:
        abort(400)
    rebuilt = {
        "output": callback.output,
        "outputs": target,
        "inputs": _inputs(callback, body.get("inputs")),
        "state": [],
        "changedPropIds": [],
    }
    # What Flask hands to whoever asks for the JSON of this request; Dash asks next.
    request._cached_json = (rebuilt, rebuilt)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(body, dict):
        abort(400)
    return body


def _inputs(callback: Callback, sent: object) -> list[dict[str, Any]]:
    if not isinstance(sent, list) or len(sent) != len(callback.inputs):
        abort(400)
    return [_input(argument, value) for argument, value in zip(callback.inputs, sent, strict=True)]


def _input(argument: Argument, sent: object) -> dict[str, Any]:
    named = {"id": argument.component, "property": argument.prop}
    if not isinstance(sent, dict) or {k: sent.get(k) for k in named} != named:
        abort(400)
    value = sent.get("value")
    if not _text(value, longest=argument.longest):
        abort(400)
    return {**named, "value": value}


def _text(value: object, *, longest: int) -> bool:
    """Printable: no control characters, and no lone surrogate, which would break the answer."""
    return isinstance(value, str) and len(value) <= longest and value.isprintable()


def _headers(response: Response, policy: Policy, hashes: tuple[str, ...]) -> None:
    scripts = " ".join(("'self'", *hashes))
    # Plotly and the components write style attributes: without 'unsafe-inline' for styles they break.
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not "no-referrer": with it browsers send "Origin: null" with our own forms.
    secret = policy.routes.get(request.endpoint or "", CLOSED).secret
    response.headers["Referrer-Policy"] = "no-referrer" if secret else "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if policy.https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in response.headers:
        private = policy.internal or request.method == "POST"
        response.headers["Cache-Control"] = "no-store" if private else "no-cache"


def answer_errors(server: Flask, page: Callable[[int], str]) -> None:
    """Every refusal as JSON to a program and as a page to a person; what went wrong inside is not shown."""

    def answer(status: int) -> Response:
        if request.path.startswith(_PROGRAMS):
            return Response(json.dumps({"error": status}), status, mimetype="application/json")
        return Response(page(status), status, mimetype="text/html")

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return answer(error.code)

    @server.errorhandler(NotYoursError)
    def not_yours(error: NotYoursError) -> Response:
        """A page let something through and the reader did not: refused, and told so that it is mended."""
        web.note_failure(error)
        return answer(403)

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        web.note_failure(error)
        return answer(500)
