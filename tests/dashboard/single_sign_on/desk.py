"""A browser, our site and a provider that is right but for what a test changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.office import accounts
from dashboard.office.audit import Kind, entries
from dashboard.office.schema import account
from dashboard.office.store import OfficeStore
from dashboard.roles import Role
from tests.dashboard.site import Browser, browser
from tests.oidc.crooked import Crooked

BASE = "http://127.0.0.1:8050"
GO, BACK, OWN = "/staf/masuk/sso", "/staf/masuk/sso/kembali", "/staf/akun-saya"
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
SITI = "siti@contoh.go.id"
GROUPS = "pemda/camat=camat; Lurah Sungai Miai=lurah:63.71.04.1002; tamu=evaluator; akun=admin"


@dataclass
class Desk:
    """A browser, our site and the provider."""

    provider: Crooked
    browser: Browser
    office: OfficeStore
    site: Any

    def go(self, target: str = "") -> str:
        answer = self.browser.get(f"{GO}?{urlencode({'next': target})}")
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def back(self, **answer: str) -> TestResponse:
        return self.browser.get(f"{BACK}?{urlencode(answer)}")

    def sign_in(self, target: str = "") -> TestResponse:
        return self.back(**self.provider.grant(self.go(target)))

    def prove(self) -> None:
        """Sign in once more, with the password of there."""
        self.provider.claims["auth_time"] = int(datetime.now(UTC).timestamp())
        found = re.search(r'href="([^"]*masuk/sso[^"]*)"', self.browser.get(OWN).text)
        there = unescape(found[1]) if found else GO
        self.back(**self.provider.grant(self.browser.get(there).headers["Location"]))

    def another_sign_in(self) -> TestResponse:
        other = self.another()
        return other.get(f"{BACK}?{urlencode(self.provider.grant(other.get(GO).headers['Location']))}")

    @property
    def inside(self) -> bool:
        return self.browser.get(OWN).status_code == 200

    def role(self, name: str = "siti") -> Role:
        with self.office.reading() as connection:
            return accounts.get(connection, name).role

    def noted(self, kind: Kind) -> list[dict[str, Any]]:
        with self.office.reading() as connection:
            return [dict(entry.what) for entry in entries(connection, kind=kind, first=0, most=50)]

    def another(self) -> Browser:
        return browser(self.site, base=BASE)


Open = Callable[..., Desk]


def refused(desk: Desk, answer: TestResponse, status: int = 401) -> None:
    assert (answer.status_code, desk.inside) == (status, False), answer.text


def bound(desk: Desk) -> list[str]:
    with desk.office.reading() as connection:
        query = select(account.c.sso_subject).where(account.c.sso_subject.is_not(None))
        return [str(subject) for subject in connection.scalars(query)]
