"""What both apps ask of Flask."""

from __future__ import annotations

import gzip
import json
import sys
import traceback
from collections.abc import Callable
from io import BytesIO

import structlog
from flask import Flask, Request, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.errors import StoreError
from dashboard.settings import Settings

STAFF = "/staf/"
"""Where the staff app stands."""

_PACKED = ("text/html", "text/csv", "application/json")

log = structlog.get_logger()


def log_to_stderr() -> None:
    """One JSON object a line; what a person reads stays on stdout."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        # Looked up at each line: whoever redirects stderr later gets the lines too.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


class InMemory(Request):
    """What somebody sends never lies on the disk before it was looked at."""

    def _get_file_stream(self, *_: object, **__: object) -> BytesIO:
        return BytesIO()


def flask(name: str, settings: Settings) -> Flask:
    server = Flask(name, static_folder=None)
    server.request_class = InMemory
    server.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    if settings.proxies:
        hops = settings.proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return server


def pack_answers(server: Flask) -> None:
    """gzip for what is made at each request. Not for staff: lengths could tell of a form's token."""

    @server.after_request
    def pack(response: Response) -> Response:
        fits = response.mimetype in _PACKED and "Content-Encoding" not in response.headers
        if fits and not response.direct_passthrough and len(response.get_data()) > 1024:
            response.headers["Vary"] = "Accept-Encoding"
            if request.accept_encodings.quality("gzip") > 0:
                response.set_data(gzip.compress(response.get_data(), compresslevel=5, mtime=0))
                response.headers["Content-Encoding"] = "gzip"
        return response


def add_health(server: Flask, *, ready: Callable[[], bool]) -> None:
    """`/healthz`: the process answers. `/readyz`: there is something to show."""

    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    def readyz() -> Response:
        published = ready()
        status = 200 if published else 503
        return Response(json.dumps({"siap": published}), status, mimetype="application/json")

    server.add_url_rule("/healthz", "healthz", healthz)
    server.add_url_rule("/readyz", "readyz", readyz)


def note_failure(error: Exception) -> None:
    """Where it happened; of what may quote what someone typed, not the message."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    says = {"says": str(error)} if isinstance(error, StoreError) else {}
    log.error("request_failed", error=type(error).__name__, **says, places=places)
