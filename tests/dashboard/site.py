"""Both apps as a browser meets them, on a store of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import Client, TestResponse, encode_multipart

from dashboard.office import accounts, passwords
from dashboard.office.schema import account, metadata
from dashboard.office.store import OfficeStore, open_office
from dashboard.roles import Role
from dashboard.server import create_server
from tests.postgres import name_of, server

KEY = "n0t-4-r3al-k3y/Qw8zXv5TjLpYbRmUdEaHsGfC"
PASSWORD = "kuda laut minum teh"
LURAH_OFFICE = "63.71.04.1002"
OWN = "/staf/akun-saya"
CALLBACK = "_dash-update-component"
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


STORES = ("sqlite", "postgresql")
"""On which accounts may be kept."""


@pytest.fixture(scope="module", params=STORES)
def on_both(request: pytest.FixtureRequest) -> str:
    """A test module that imports it as `kept_in` runs on both."""
    name: str = request.param
    return name


@contextmanager
def office_url(kept_in: str, folder: Path) -> Iterator[str]:
    """The address of an office store without accounts."""
    if kept_in == "sqlite":
        yield f"sqlite:///{folder / 'office' / 'office.db'}"
        return
    url = server().database(_template())
    yield url
    server().drop(url)


@cache
def _template() -> str:
    url = server().database()
    open_office(url)
    return name_of(url)


def environ(folder: Path, **more: str) -> dict[str, str]:
    return {
        "WAREHOUSE_URL": str(folder / "warehouse"),
        "OFFICE_URL": f"sqlite:///{folder / 'office' / 'office.db'}",
        "PANTAU_SECRET_KEY": KEY,
        "PANTAU_EVIDENCE": str(folder / "bukti"),
        **more,
    }


@dataclass
class Browser:
    """Keeps cookies, as a browser does."""

    client: Client
    base: str = "http://localhost"

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, base_url=self.base, **more)

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.client.post(path, base_url=self.base, **more)

    def login(self, name: str, password: str = PASSWORD, *, target: str = "", **more: Any) -> TestResponse:
        token = token_in(self.get("/staf/masuk").text)
        form = {"name": name, "password": password, "token": token, "next": target}
        return self.post("/staf/masuk", data=form, **more)

    def form(self, page: str, action: str) -> dict[str, str]:
        """What the form of an action holds before anybody types, on a page of the office store."""
        found = self._form(page, action)
        tags = [dict(_ATTRIBUTE.findall(tag)) for tag in re.findall(r"<input ([^>]*)>", found[1])]
        named = [tag for tag in tags if "name" in tag and tag.get("type") != "file"]
        typed = {tag["name"]: unescape(tag.get("value", "")) for tag in named}
        for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', found[1]):
            chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
            typed[name] = unescape(chosen[1]) if chosen else ""
        return typed

    def _form(self, page: str, action: str) -> re.Match[str]:
        found = re.search(rf'<form[^>]* action="{re.escape(action)}"[^>]*>(.*?)</form>', self.get(page).text)
        assert found, f"{page} has a form for {action}"
        return found

    def act(self, page: str, action: str, **typed: str) -> TestResponse:
        """Fill in the form of an action and send it."""
        if "multipart/form-data" in self._form(page, action)[0]:
            return self.bring(page, action, ("", b""), **typed)
        return self.post(action, data={**self.form(page, action), **typed})

    def bring(self, page: str, action: str, brought: tuple[str, bytes], **typed: str) -> TestResponse:
        """The same with a file, by its name and content; an empty name: nobody chose one."""
        name, content = brought
        sent = {**self.form(page, action), **typed, "berkas": FileStorage(BytesIO(content), name)}
        boundary, body = encode_multipart(sent)
        return self.post(action, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def told(self, answer: TestResponse) -> str:
        """The sentence that an answer leads back with."""
        assert answer.status_code == 303
        found = re.search(r'class="notice"[^>]*><p>([^<]*)</p>', self.get(answer.headers["Location"]).text)
        assert found, "the page says something"
        return unescape(found[1])

    def call(self, app: str, pathname: object, search: object = "", **more: Any) -> TestResponse:
        return self.post(app + CALLBACK, json=body(pathname, search), **more)


def browser(site: Any, *, base: str = "http://localhost") -> Browser:
    return Browser(Client(site), base)


def token_in(page: str) -> str:
    found = re.search(r'name="token"[^>]* value="(\w+)"|value="(\w+)"[^>]* name="token"', page)
    assert found, "the page has a form with a token"
    return found[1] or found[2]


def body(pathname: object, search: object = "") -> dict[str, Any]:
    """What Dash's renderer sends for the one callback of each app."""
    return {
        "output": "content.children",
        "outputs": {"id": "content", "property": "children"},
        "inputs": [
            {"id": "url", "property": "pathname", "value": pathname},
            {"id": "url", "property": "search", "value": search},
        ],
        "changedPropIds": ["url.pathname", "url.search"],
        "parsedChangedPropsIds": ["url.pathname", "url.search"],
    }


def office_of(variables: dict[str, str]) -> OfficeStore:
    return open_office(variables["OFFICE_URL"])


def people(office: OfficeStore) -> None:
    """One account per role, named like the role."""
    now = datetime.now(UTC)
    with office.writing() as connection:
        for role in Role:
            code = LURAH_OFFICE if role is Role.LURAH else None
            name = role.value.replace("_", "-")
            ends = now + timedelta(days=30) if role is Role.EVALUATOR else None
            accounts.add(connection, name, role=role, office=code, password=None, now=now, expires_at=ends)
        connection.execute(update(account).values(password_hash=_hashed()))


@cache
def _hashed() -> str:
    """Once: it is slow on purpose, and every new store would wait for it once a role."""
    return passwords.hashed(PASSWORD)


def make(folder: Path, **more: str) -> tuple[Any, dict[str, str]]:
    variables = environ(folder, **more)
    people(office_of(variables))
    return create_server(variables), variables


def kept(office: OfficeStore) -> str:
    """Every value in the store."""
    with office.reading() as connection:
        return "\n".join(
            str(value)
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        )


def offered(browser: Browser) -> str:
    """The secret that a telephone reads from the page."""
    found = re.search(r'class="key"><code>([A-Z2-7 ]+)</code>', browser.get(OWN).text)
    assert found, "the page offers a secret"
    return found[1].replace(" ", "")


def enrol(browser: Browser, password: str = PASSWORD) -> tuple[str, str]:
    """Switch the second factor on: its secret, and what the page says."""
    shared = offered(browser)
    answer = browser.act(OWN, f"{OWN}/nyalakan", kode=pyotp.TOTP(shared).now(), lama=password)
    return shared, browser.told(answer)
