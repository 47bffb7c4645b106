"""One request and its answer, as bytes on the wire: over WSGI in this process, or over HTTP."""

from __future__ import annotations

import gzip
import io
import traceback
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

Headers = tuple[tuple[str, str], ...]
_NO_PREFIX = ("content-type", "content-length")


@dataclass(frozen=True)
class Ask:
    method: str
    target: str
    """As it stands in the request line, query included."""
    headers: Headers = ()
    body: bytes = b""

    def also(self, *headers: tuple[str, str]) -> Ask:
        """The same with more headers, which take the place of those of their name."""
        named = {name.lower() for name, _ in headers}
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in named)
        return Ask(self.method, self.target, (*kept, *headers), self.body)

    def __str__(self) -> str:
        shown = self.body[:160].decode(errors="replace")
        return " ".join(
            filter(None, [self.method, self.target, *(f"[{k}: {v}]" for k, v in self.headers), shown])
        )


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes
    """Unpacked."""

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def kind(self) -> str:
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")


Door = Callable[[Ask], Answer]


def over_wsgi(app: Any, *, host: str = "localhost") -> Door:
    """What the app lets out as an exception is a 500 with its traceback."""

    def ask(asked: Ask) -> Answer:
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[..., None]:
            told[:] = [int(status.split()[0]), tuple(headers)]
            return lambda data: None

        try:
            sent = app(_environ(asked, host), start)
            body = b"".join(sent)
            getattr(sent, "close", lambda: None)()
        except Exception:  # noqa: BLE001 (whatever gets out is what is looked for)
            return Answer(500, (), traceback.format_exc().encode())
        return Answer(told[0], told[1], _unpacked(told[1], body))

    return ask


def _environ(asked: Ask, host: str) -> dict[str, Any]:
    path, _, query = asked.target.partition("?")
    if not path.startswith("/"):
        path = urlsplit(path).path or "/"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path.partition("#")[0]).decode("latin-1"),
        "QUERY_STRING": query.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "CONTENT_LENGTH": str(len(asked.body)),
        "HTTP_HOST": host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(asked.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in asked.headers:
        key = name.upper().replace("-", "_")
        environ[key if name.lower() in _NO_PREFIX else f"HTTP_{key}"] = value
    return environ


class _Raw(HTTPConnection):
    """Sends a request line as it is given, whatever stands in it."""

    def _validate_path(self, url: str) -> None:
        pass

    def _encode_request(self, request: str) -> bytes:
        return request.encode("utf-8")


def over_http(host: str, port: int) -> Door:
    """A connection that is closed without an answer counts as status 0."""

    def ask(asked: Ask) -> Answer:
        connection = _Raw(host, port, timeout=60)
        try:
            named = {name.lower() for name, _ in asked.headers}
            connection.putrequest(
                asked.method, asked.target, skip_host="host" in named, skip_accept_encoding=True
            )
            for name, value in asked.headers:
                connection.putheader(name, value.encode("latin-1", errors="replace"))
            if "content-length" not in named:
                connection.putheader("Content-Length", str(len(asked.body)))
            connection.endheaders(asked.body)
            given = connection.getresponse()
            headers = tuple(given.getheaders())
            return Answer(given.status, headers, _unpacked(headers, given.read()))
        except (HTTPException, ConnectionError):
            return Answer(0, (), b"")
        finally:
            connection.close()

    return ask


def _unpacked(headers: Headers, body: bytes) -> bytes:
    packed = any(name.lower() == "content-encoding" and value == "gzip" for name, value in headers)
    try:
        return gzip.decompress(body) if packed and body else body
    except (OSError, EOFError, zlib.error):
        return body
