"""Requests as an attacker writes them: each is named after its trick."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from tests.security.prober.callback import Callback
from tests.security.prober.door import Ask
from tests.security.prober.spellings import AUTHORITY, JOBS, METHODS, addresses, values

EVIL = "evil.example"
JSON = ("Content-Type", "application/json")

_LARGE = {
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "deep object": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "big": b'{"x": "' + b"a" * 300_000 + b'"}',
    "very big": b'{"x": "' + b"a" * 5_000_000 + b'"}',
}


@dataclass(frozen=True)
class Forgery:
    trick: str
    ask: Ask
    foreign: bool = False
    """As another site would have a browser send it: it must not be answered."""
    host: bool = False
    """Names another host in a header: no answer may lead there."""


HEADERS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("method override", (("X-HTTP-Method-Override", "GET"), ("X-HTTP-Method", "GET"))),
    ("rewritten address", (("X-Original-URL", "/"), ("X-Rewrite-URL", "/"), ("X-Forwarded-Prefix", "/x"))),
    ("script name", (("X-Script-Name", "/staf"), ("X-Forwarded-Path", "/"), ("X-Accel-Redirect", "/"))),
    ("local client", (("X-Forwarded-For", "127.0.0.1"), ("X-Real-IP", "127.0.0.1"))),
    ("named user", (("X-Remote-User", "camat"), ("Remote-User", "camat"), ("X-Forwarded-User", "admin"))),
    ("basic", (("Authorization", "Basic Y2FtYXQ6Y2FtYXQ="),)),
    ("bearer", (("Authorization", "Bearer x"),)),
    ("no authorization", (("Authorization", "Basic %%%"),)),
    ("cookies", (("Cookie", "role=admin; user=camat; session=eyJyb2xlIjoiYWRtaW4ifQ.x.y; pantau=1"),)),
    ("referer", (("Referer", "http://localhost/"), ("X-Requested-With", "XMLHttpRequest"))),
    ("websocket", (("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "eA=="),
                   ("Sec-WebSocket-Version", "13"))),
    ("range", (("Range", "bytes=0-10"), ("If-Range", "x"))),
    ("accept", (("Accept", "text/event-stream"), ("Accept-Language", "x" * 2000))),
)  # fmt: skip
HOSTS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("Host", EVIL),),
    (("Host", f"localhost@{EVIL}"),),
    (("Host", f"localhost:80.{EVIL}"),),
    (("Host", ""),),
    (("X-Forwarded-Host", EVIL), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Server", EVIL)),
    (("Forwarded", f"host={EVIL};proto=https"), ("X-Host", EVIL)),
)
ORIGINS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("Origin", f"http://{EVIL}"),),
    (("Origin", "null"),),
    (("Origin", f"http://localhost.{EVIL}"),),
    (("Origin", ""),),
    (("Sec-Fetch-Site", "cross-site"),),
    (("Sec-Fetch-Site", "same-site"),),
    (("Sec-Fetch-Site", "cross-site"), ("Origin", "http://localhost")),
)
KINDS = (
    "", "text/plain", "text/plain;application/json", "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json; charset=utf-16", "application/json;charset=utf-7", "application/csp-report",
    "text/json",
    "application/vnd.api+json", "*/*", "application/json, text/plain", "x" * 3000,
)  # fmt: skip
SIMPLE = (
    "",
    "text/plain",
    "text/plain;application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)
"""What a form of another site may send without asking first."""
JUNK: tuple[Any, ...] = (
    None, True, -1, 1e308, "", "\x00", "\ud800", [], {}, [[]], {"$type": "x"}, {"id": "url"}, ["/"],
    "a" * 5000,
    {"__proto__": {"x": 1}}, "..", "' OR 1=1 --", "%00",
)  # fmt: skip


def of_address(path: str) -> Iterator[Forgery]:
    """Everything but a body."""
    for written in dict.fromkeys(addresses(path)):
        yield Forgery(f"address {written[:60]!r}", Ask("GET", written))
    for method in METHODS:
        yield Forgery(f"method {method}", Ask(method, path))
    for name, headers in HEADERS:
        yield Forgery(name, Ask("GET", path, headers))
        yield Forgery(f"{name} by POST", Ask("POST", path, headers))
    for headers in HOSTS:
        yield Forgery(f"host {headers[0]}", Ask("GET", path, headers), host=True)


def of_query(address: str, offered: dict[str, set[str]]) -> Iterator[Forgery]:
    """An address with each value that anybody was offered, with lists of them, and with authority."""
    path, _, query = address.partition("?")
    yield Forgery("as found", Ask("GET", address))
    start = f"{query}&" if query else ""
    yield Forgery("authority", Ask("GET", f"{path}?{start}{urlencode(AUTHORITY)}"))
    for key, found in sorted(offered.items()):
        for value in sorted(found):
            yield Forgery(f"query {key}={value}", Ask("GET", f"{path}?{start}{urlencode({key: value})}"))
        for joined in ("*", "", "%", ",".join(sorted(found)), f"{min(found, default='')}' OR '1'='1", "\x00"):
            yield Forgery(f"query {key} joined", Ask("GET", f"{path}?{start}{urlencode({key: joined})}"))
        doubled = urlencode([(key, value) for value in sorted(found)])
        yield Forgery(f"query {key} doubled", Ask("GET", f"{path}?{start}{doubled}"))
        yield Forgery(f"query {key} as list", Ask("GET", f"{path}?{start}{doubled.replace('=', '[]=')}"))


def of_callback(
    callback: Callback, path: str, searches: Sequence[str], *, decoys: Sequence[str]
) -> Iterator[Forgery]:
    """The page at `path` by this callback. A decoy is a path that anybody may open."""

    def asked(body: Any, *headers: tuple[str, str], url: str = callback.url) -> Ask:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Ask("POST", url, (JSON, *headers), raw)

    for written in dict.fromkeys(values(path)):
        yield Forgery(f"pathname {written[:60]!r}", asked(callback.body(written)))
    for search in (*searches, f"?{urlencode(AUTHORITY)}", "?" + "a=1&" * 300):
        yield Forgery(f"search {search[:60]!r}", asked(callback.body(path, search)))
    for decoy in decoys:
        for trick, body in _bodies(callback, path, decoy):
            yield Forgery(f"{trick}, decoy {decoy}", asked(body))
    for trick, body in _strange(callback, path):
        yield Forgery(trick, asked(body))
    yield from _wrapped(asked(callback.body(path)))
    for written in dict.fromkeys(addresses(callback.url)):
        yield Forgery(f"callback at {written[:60]!r}", asked(callback.body(path), url=written))


def _wrapped(plain: Ask) -> Iterator[Forgery]:
    """The same body in other clothes."""
    for method in METHODS:
        yield Forgery(f"callback by {method}", replace(plain, method=method))
    for name, headers in HEADERS:
        yield Forgery(f"callback, {name}", plain.also(*headers))
    for headers in HOSTS:
        yield Forgery(f"callback, host {headers[0]}", plain.also(*headers), host=True)
    for headers in ORIGINS:
        yield Forgery(f"callback from {headers[0]}", plain.also(*headers), foreign=headers[0][1] != "")
    for kind in KINDS:
        yield Forgery(
            f"content type {kind[:40]!r}", plain.also(("Content-Type", kind)), foreign=kind in SIMPLE
        )
    for query in (*JOBS, urlencode(AUTHORITY)):
        yield Forgery(f"query of callback {query[:40]}", replace(plain, target=f"{plain.target}?{query}"))


def _bodies(callback: Callback, path: str, decoy: str) -> Iterator[tuple[str, Any]]:
    """The guard is shown the decoy, the function gets the path."""
    real, shown = callback.body(path), callback.body(decoy)
    wanted, harmless = real["inputs"], shown["inputs"]
    if not wanted:
        return
    names = [(item["id"], item["property"]) for item in wanted]
    for i, (component, prop) in enumerate(names):
        for j, item in enumerate(harmless):
            if i != j:
                changed = deepcopy(wanted)
                changed[j] = {"id": component, "property": prop, "value": item["value"] or decoy}
                yield f"argument {j} called {prop}", {**real, "inputs": changed}
                other = deepcopy(changed)
                other[i] = {**other[i], "id": "x", "property": "y"}
                yield f"argument {i} renamed, {j} called {prop}", {**real, "inputs": other}
        renamed = deepcopy(wanted)
        renamed[i] = {"id": component, "property": "value", "value": wanted[i]["value"]}
        yield f"argument {i} renamed", {**real, "inputs": renamed}
    yield "order turned", {**real, "inputs": wanted[::-1]}
    yield "decoy before", {**real, "inputs": [*harmless, *wanted]}
    yield "decoy after", {**real, "inputs": [*wanted, *harmless]}
    yield "first named twice", {**real, "inputs": [harmless[0], *wanted]}
    yield "all in state", {**real, "inputs": [], "state": wanted}
    yield "decoy in state", {**real, "state": harmless}
    yield "path in state", {**shown, "state": wanted}
    yield "first in inputs, rest in state", {**real, "inputs": wanted[:1], "state": wanted[1:]}
    yield "decoy in inputs, first in state", {**shown, "inputs": harmless[1:], "state": wanted[:1]}
    yield "as a group", {**real, "inputs": [wanted, harmless[-1]]}
    for key in ("inputs", "output", "outputs"):
        for first, last in ((shown, real), (real, shown)):
            twice = json.dumps({k: v for k, v in first.items() if k != key})[1:-1]
            pair = f'"{key}":{json.dumps(first[key])},"{key}":{json.dumps(last[key])}'
            yield f"{key} twice", f"{{{pair},{twice}}}".encode()
    raw = json.dumps(real)
    for first, last in ((decoy, path), (path, decoy)):
        spelled = f'"value": {json.dumps(first)}, "value": {json.dumps(last)}'
        yield "value twice", raw.replace(f'"value": {json.dumps(path)}', spelled, 1).encode()


def _strange(callback: Callback, path: str) -> Iterator[tuple[str, Any]]:
    real = callback.body(path)
    output, target = real["output"], real["outputs"]
    joined = f"..{output}...{output}.."
    for name in (
        f"{output}@x",
        f"{output}@{'0' * 64}",
        joined,
        f"..{output}..",
        output.upper(),
        f" {output}",
        f"{output}.",
    ):
        yield f"output {name[:40]}", {**real, "output": name}
        yield f"output {name[:40]}, outputs twice", {**real, "output": name, "outputs": [target, target]}
    yield "output of another", {**real, "output": "x.children"}
    yield "outputs of another", {**real, "outputs": {"id": "x", "property": "children"}}
    yield "changed nothing", {**real, "changedPropIds": [], "parsedChangedPropsIds": []}
    yield "changed much", {**real, "changedPropIds": ["x.y", None, 3], "triggered": [{"prop_id": "x"}]}
    for junk in JUNK:
        yield f"body {str(junk)[:20]}", junk
        for key in ("output", "outputs", "inputs", "state", "changedPropIds"):
            yield f"{key} {str(junk)[:20]}", {**real, key: junk}
        for i in range(len(real["inputs"])):
            changed = deepcopy(real["inputs"])
            changed[i]["value"] = junk
            yield f"value {i} {str(junk)[:20]}", {**real, "inputs": changed}
    for missing in real:
        yield f"without {missing}", {key: value for key, value in real.items() if key != missing}
    yield from _LARGE.items()
    yield (
        "deep value",
        json.dumps(real).replace('"value": ""', '"value": ' + "[" * 9000 + "]" * 9000, 1).encode(),
    )
    yield "many inputs", {**real, "inputs": real["inputs"] * 1000}
    yield "big number", json.dumps(real).replace('"value": ""', '"value": ' + "9" * 5000, 1).encode()
    yield "not JSON", b"\xff\xfe{"
    yield "nothing", b""
    yield "UTF-16", json.dumps(real).encode("utf-16")
    yield "UTF-8 with mark", b"\xef\xbb\xbf" + json.dumps(real).encode()
    yield "two bodies", json.dumps(real).encode() * 2
    yield "NaN", json.dumps(real).replace('"value": ""', '"value": NaN', 1).encode()
