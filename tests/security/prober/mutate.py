"""Requests near the forged ones, changed by chance: their bodies, addresses, headers and cookies."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.security.prober.door import Ask
from tests.security.prober.forge import JUNK

_SPECIAL = tuple("/\\?&=#%;:@.~*'\"<>[]{}|^ \t\x00\x7f\u00e9\u202e") + (
    "%2f",
    "%00",
    "%0d%0a",
    "%ff",
    "..",
    "//",
)
_NAMES = (
    "Accept", "Accept-Encoding", "Authorization", "Cookie", "Content-Type", "Forwarded", "If-Modified-Since",
    "If-None-Match", "Origin", "Range", "Referer", "Sec-Fetch-Site", "User-Agent", "X-Forwarded-For",
    "X-Forwarded-Proto", "X-Requested-With", "Expect", "Via", "X",
)  # fmt: skip
_VALUES = (
    "", "x", "0", "-1", "gzip;q=x", "*/*;q=9", "bytes=5-1", "bytes=0-0,1-1", "W/\"x\"",
    "Thu, 99 Foo 1999 99:99:99",
    "=" * 99, "a" * 3000, "\u00ff", "pantau=; pantau=x", "__Host-pantau=x", "\"", "{}",
    "127.0.0.1, 127.0.0.1",
    "for=\"[::1]:x\"", "100-continue", "null", "http://localhost", "application/json;charset=\u00ff",
)  # fmt: skip


def mutated(chance: random.Random, known: Sequence[Ask]) -> Ask:
    asked = chance.choice(known)
    while len(asked.body) > 20_000:
        asked = chance.choice(known)
    for _ in range(chance.randint(1, 3)):
        asked = chance.choice(_CHANGES)(chance, asked)
    return asked


def _target(chance: random.Random, asked: Ask) -> Ask:
    at = chance.randrange(len(asked.target) + 1)
    left, right = asked.target[:at], asked.target[at:]
    written = chance.choice(
        [left + chance.choice(_SPECIAL) + right, left + right[1:], left + right[:1] + right]
    )
    # A request line always begins with something.
    return replace(asked, target=written if written[:1] in ("/", "%") else f"/{written}")


def _header(chance: random.Random, asked: Ask) -> Ask:
    return replace(asked, headers=(*asked.headers, (chance.choice(_NAMES), chance.choice(_VALUES))))


def _method(chance: random.Random, asked: Ask) -> Ask:
    return replace(asked, method=chance.choice(["GET", "POST", "HEAD", "PUT", "OPTIONS", "get"]))


def _bytes(chance: random.Random, asked: Ask) -> Ask:
    raw = bytearray(asked.body or b"{}")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(raw))
        match chance.randrange(3):
            case 0:
                raw[at] = chance.randrange(256)
            case 1:
                raw[at:at] = bytes([chance.randrange(256)])
            case _:
                del raw[at : at + chance.randint(1, 9)]
        raw = raw or bytearray(b"{")
    return replace(asked, body=bytes(raw))


def _tree(chance: random.Random, asked: Ask) -> Ask:
    """A part of the JSON dropped, doubled, nested, or of another kind."""
    try:
        tree = json.loads(asked.body)
    except (ValueError, RecursionError):
        return _bytes(chance, asked)
    holder: Any = {"all": tree}
    node: Any = holder
    while isinstance(node, dict | list) and node:
        key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        child = node[key]
        if not isinstance(child, dict | list) or not child or chance.random() < 0.3:
            node[key] = chance.choice([chance.choice(JUNK), [child], {"value": child}, [child, child]])
            break
        node = child
    return replace(asked, body=json.dumps(holder["all"]).encode())


_CHANGES: tuple[Callable[[random.Random, Ask], Ask], ...] = (_target, _header, _method, _bytes, _tree, _tree)
