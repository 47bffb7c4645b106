"""What a page of HTML or an answer of Dash leads to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_LEADS = ("href", "src", "action")


@dataclass
class Form:
    action: str
    values: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """The type of each field that can be filled."""
    options: dict[str, list[str]] = field(default_factory=dict)
    """What each list of choices offers."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.config: str = ""
        self._in_config = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in _LEADS if given.get(name)]
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        form = self.forms[-1] if self.forms else None
        name = given.get("name", "")
        if form and name and tag in ("input", "button"):
            form.values.setdefault(name, given.get("value", ""))
            form.kinds[name] = given.get("type", "text")
        if form and name and tag == "select":
            self._select = name
            form.options[name] = []
        if form and tag == "option" and self._select:
            form.options[self._select].append(given.get("value", ""))
        self._in_config = tag == "script" and given.get("id") == "_dash-config"

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._in_config:
            self.config, self._in_config = data, False


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    return reader


def forms(text: str) -> list[Form]:
    return _read(text).forms


def links(text: str) -> list[str]:
    return _read(text).links


def dash_prefix(text: str) -> str | None:
    """Where the Dash app of this page stands, as its own configuration says."""
    config = parsed(_read(text).config)
    return config.get("requests_pathname_prefix") if isinstance(config, dict) else None


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def leads(tree: Any) -> Iterator[str]:
    """The addresses in an answer of Dash."""
    for props in walk(tree):
        yield from (value for key, value in props.items() if key in _LEADS and isinstance(value, str))


def walk(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in it."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
