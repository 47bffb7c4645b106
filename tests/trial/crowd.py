"""People at a dashboard: each opens it, thinks, asks something else, over one connection, as browsers do."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from threading import Event
from urllib.parse import urlencode, urlsplit

PUBLIC, STAFF = "public", "staff"
_CALLBACK = "_dash-update-component"
_SHUT = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError, ConnectionRefusedError)


@dataclass(frozen=True)
class Answer:
    """`kind` is what was asked; `failed` says how it went wrong, if it did. Seconds of one clock."""

    kind: str
    began: float
    took: float
    failed: str = ""


@dataclass(frozen=True)
class Asked:
    kind: str
    path: str
    body: bytes | None = None


@dataclass
class Person:
    """`password` None: of the public. `pages` are slugs that may be opened, `searches` what may be asked."""

    base: str
    think: float
    chance: random.Random
    pages: tuple[str, ...]
    searches: tuple[dict[str, str], ...]
    name: str = ""
    password: str | None = None
    answers: list[Answer] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)
    _open: http.client.HTTPConnection | None = None

    @property
    def prefix(self) -> str:
        return "/" if self.password is None else "/staf/"

    @property
    def kind(self) -> str:
        return PUBLIC if self.password is None else STAFF

    def live(self, begin: float, stop: Event) -> None:
        """Comes after `begin` seconds and stays until `stop`."""
        if stop.wait(begin):
            return
        if self.password is not None:
            self._login()
        self._arrive()
        for asked in self._wishes():
            # Nobody thinks the same time twice; the mean is what counts. Nobody leaves without having asked.
            stop.wait(self.chance.expovariate(1 / self.think))
            self.ask(asked)
            if stop.is_set():
                break
        self._shut()

    def _shut(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def _login(self) -> None:
        page = self.ask(Asked("login", "/staf/masuk"))
        token = re.search(r'name="token" value="(\w+)"', page)
        form = {"name": self.name, "password": self.password, "token": token[1] if token else "", "next": ""}
        self.ask(Asked("login", "/staf/masuk", urlencode(form).encode()))

    def _arrive(self) -> None:
        """The page, and all that it loads from this host."""
        page = self.ask(Asked(f"{self.kind} page", self.prefix + self.pages[0]))
        for address in dict.fromkeys(re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css)[^"]*)"', page)):
            self.ask(Asked("file of the page", unescape(address)))

    def _wishes(self) -> Iterator[Asked]:
        while True:
            slug, search = self.chance.choice(self.pages), self.chance.choice(self.searches)
            yield Asked(
                f"{self.kind} callback",
                self.prefix + _CALLBACK,
                _callback(self.prefix + slug, f"?{urlencode(search)}"),
            )

    def ask(self, asked: Asked) -> str:
        """The text of the answer, which is noted; empty where there is none."""
        began = time.monotonic()
        text, failed = "", ""
        try:
            status, text = self._answered(asked)
            failed = "" if status in (200, 303) else f"status {status}"
        except (OSError, http.client.HTTPException) as lost:
            failed = type(lost).__name__
            self._shut()
        self.answers.append(Answer(asked.kind, began, time.monotonic() - began, failed))
        return text

    def _answered(self, asked: Asked) -> tuple[int, str]:
        """A connection that was used before and is shut by now is opened once more, as browsers do."""
        used = self._open is not None
        try:
            return self._sent(asked)
        except _SHUT:
            self._shut()
            if not used:
                raise
            return self._sent(asked)

    def _sent(self, asked: Asked) -> tuple[int, str]:
        if self._open is None:
            self._open = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=60)
        headers = {"Accept-Encoding": "identity", "Origin": self.base}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if asked.body is not None:
            json_body = asked.body.startswith(b"{")
            headers["Content-Type"] = "application/json" if json_body else "application/x-www-form-urlencoded"
        self._open.request("GET" if asked.body is None else "POST", asked.path, asked.body, headers)
        answer = self._open.getresponse()
        text = answer.read().decode(errors="replace")
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text


def _callback(pathname: str, search: str) -> bytes:
    """What Dash's renderer sends when the address changes."""
    body = {
        "output": "content.children",
        "outputs": {"id": "content", "property": "children"},
        "inputs": [
            {"id": "url", "property": "pathname", "value": pathname},
            {"id": "url", "property": "search", "value": search},
        ],
        "changedPropIds": ["url.search"],
    }
    return json.dumps(body).encode()
