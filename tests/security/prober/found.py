"""What the apps behind a door have, as a visitor finds it: apps, addresses, files, values, callbacks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from tests.security.prober.callback import Callback
from tests.security.prober.door import Answer, Ask
from tests.security.prober.forge import JSON
from tests.security.prober.markup import dash_prefix, forms, leads, links, parsed
from tests.security.prober.visitor import Visitor

MOST_PAGES = 400
_MOST_OF_A_KIND = 3
"""Addresses that differ in values of the same query keys only."""


@dataclass
class Found:
    apps: set[str] = field(default_factory=set)
    addresses: dict[str, str] = field(default_factory=dict)
    """With query as found → media type."""
    callbacks: dict[tuple[str, str], Callback] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Values of query keys, of forms and links."""

    @property
    def paths(self) -> set[str]:
        return {urlsplit(address).path for address in self.addresses}

    def pages(self) -> list[str]:
        """Paths that answer with HTML."""
        kinds = {urlsplit(address).path: kind for address, kind in self.addresses.items()}
        return sorted(path for path, kind in kinds.items() if kind == "text/html")

    def files(self) -> list[str]:
        """Addresses of what is neither a page nor a style or script, one per path."""
        own = ("text/html", "text/css", "application/javascript", "text/javascript", "image/svg+xml")
        one = {urlsplit(a).path: a for a, kind in sorted(self.addresses.items()) if kind not in own}
        return sorted(one.values())

    def also(self, other: Found) -> Found:
        both = Found(self.apps | other.apps, {**other.addresses, **self.addresses})
        both.callbacks = {**other.callbacks, **self.callbacks}
        for key in {*self.offered, *other.offered}:
            both.offered[key] = self.offered.get(key, set()) | other.offered.get(key, set())
        return both


def explore(visitor: Visitor, doors: tuple[str, ...]) -> Found:
    """Follow everything from the doors, as long as it is on this host."""
    crawl = _Crawl(visitor)
    for door in doors:
        crawl.follow(door)
    crawl.go_on()
    for app in sorted(crawl.found.apps):
        for name in ("_dash-layout", "_dash-dependencies"):
            crawl.note_app(app, name)
    crawl.call()
    crawl.go_on()
    return crawl.found


class _Crawl:
    def __init__(self, visitor: Visitor) -> None:
        self.found = Found()
        self._visitor = visitor
        self._waiting: list[str] = []
        self._kinds: dict[Any, int] = defaultdict(int)
        self._seen: set[str] = set()

    def follow(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        asked = parse_qsl(parts.query, keep_blank_values=True)
        for key, value in asked:
            self.found.offered[key].add(value)
        kind = (parts.path, tuple(sorted({key for key, _ in asked})))
        if target in self._seen or self._kinds[kind] >= _MOST_OF_A_KIND or len(self._seen) >= MOST_PAGES:
            return
        self._kinds[kind] += 1
        self._seen.add(target)
        self._waiting.append(target)

    def go_on(self) -> None:
        while self._waiting:
            at = self._waiting.pop(0)
            answer = self._visitor.get(at)
            if 300 <= answer.status < 400:
                if urlsplit(answer.header("Location")).netloc:
                    # What leads to another host is a place of this one.
                    self.found.addresses[at] = answer.kind
                self.follow(urljoin(at, answer.header("Location")))
            elif answer.status == 200:
                self._note(at, answer)

    def _note(self, at: str, answer: Answer) -> None:
        self.found.addresses[at] = answer.kind
        if answer.kind != "text/html":
            return
        prefix = dash_prefix(answer.text)
        if prefix is not None:
            self.found.apps.add(prefix)
        for link in links(answer.text):
            self.follow(urljoin(at, link))
        for form in forms(answer.text):
            for name, values in form.options.items():
                self.found.offered[name] |= set(values)

    def note_app(self, app: str, name: str) -> None:
        answer = self._visitor.get(app + name)
        if answer.status != 200:
            return
        self.found.addresses[app + name] = answer.kind
        tree = parsed(answer.text)
        for link in leads(tree):
            self.follow(urljoin(app, link))
        if name == "_dash-dependencies" and isinstance(tree, list):
            for one in tree:
                sides = [tuple((i["id"], i["property"]) for i in one[side]) for side in ("inputs", "state")]
                callback = Callback(app, one["output"], *sides)
                self.found.callbacks[app, callback.output] = callback

    def call(self) -> None:
        """Each callback with each page, for what its answers lead to."""
        for callback in list(self.found.callbacks.values()):
            for path in self.found.pages():
                asked = Ask("POST", callback.url, (JSON,), callback.sent(path))
                answer = self._visitor.ask(asked)
                for link in leads(parsed(answer.text)):
                    self.follow(urljoin(path, link))
