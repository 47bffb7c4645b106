"""What the ways in have in common: cookies, pages, and forms that only the browser that got them can send."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from ipaddress import IPv6Address, ip_network

from flask import request
from werkzeug.wrappers import Response

from dashboard.office import throttle
from dashboard.office.accounts import Account
from dashboard.office.audit import AuditLog, Kind, Transaction, client, origin_of
from dashboard.office.store import OfficeStore

SLOWED = "Terlalu banyak percobaan yang gagal. Coba lagi {seconds} detik lagi."
STALE = "Formulir sudah kedaluwarsa. Coba sekali lagi."

Counted = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Doorway:
    office: OfficeStore
    secret: bytes
    https: bool
    prefix: str
    """Where the app stands, with slashes at both ends."""
    styles: tuple[str, ...]
    clock: Callable[[], datetime]

    @cached_property
    def audit(self) -> AuditLog:
        return AuditLog(self.secret)

    def note(self, connection: Transaction, kind: Kind, by: Account | None = None, **what: str | int) -> None:
        """An entry in the audit log, in the transaction of what it tells of."""
        origin = origin_of(request.remote_addr)
        self.audit.record(connection, kind, now=self.clock(), origin=origin, by=by, what=what)

    @property
    def session(self) -> str:
        """What a signed-in browser is known by."""
        return request.cookies.get(self._cookie, "")

    def sign(self, purpose: str) -> str:
        """For a form or a word of this session, which no other session can make."""
        return self.signed(purpose, self.session)

    def signed(self, purpose: str, text: str) -> str:
        return hmac.new(self.secret, f"{purpose}\n{text}".encode(), "sha256").hexdigest()

    def guesses(self, name: str) -> Counted:
        """What a wrong password is counted for."""
        return throttle.keys(name, self.network, secret=self.secret)

    @property
    def network(self) -> str:
        """A household or office of IPv6 has a whole /64; one address of it is no limit."""
        found = client(request.remote_addr)
        if isinstance(found, IPv6Address):
            return str(ip_network((found, 64), strict=False))
        return str(found or "")

    def slowed(self, counted: Counted) -> int:
        """Seconds to wait; 0 lets one try go ahead, counted as failed."""
        with self.office.writing() as connection:
            return throttle.reserve(connection, counted, now=self.clock())

    @property
    def form(self) -> str:
        """Of a browser that is not signed in; it stays while the cookie of `page` does."""
        return request.cookies.get(self._form_cookie) or secrets.token_urlsafe(32)

    def sent_by(self, form: str, purpose: str) -> bool:
        return same(request.form.get("token", ""), self.signed(purpose, form))

    def page(self, text: str, form: str, *, status: int = 200, wait: int = 0) -> Response:
        """A page with a form of this browser."""
        response = Response(text, status, mimetype="text/html")
        self.set_cookie(response, self._form_cookie, form)
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response

    def welcome(self, response: Response, token: str) -> Response:
        self.set_cookie(response, self._cookie, token)
        self.drop_cookie(response, self._form_cookie)
        return response

    def farewell(self, response: Response) -> Response:
        self.drop_cookie(response, self._cookie)
        return response

    def set_cookie(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, path=self._path, secure=self.https, httponly=True, samesite="Lax")

    def drop_cookie(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path=self._path, secure=self.https, httponly=True, samesite="Lax")

    @property
    def _cookie(self) -> str:
        return self.cookie("pantau")

    @property
    def _form_cookie(self) -> str:
        return self.cookie("pantau-form")

    def cookie(self, name: str) -> str:
        """As it is called here."""
        return f"__Host-{name}" if self.https else name

    @property
    def _path(self) -> str:
        # A __Host- cookie is only kept with the path "/".
        return "/" if self.https else self.prefix


def same(sent: str, expected: str) -> bool:
    return hmac.compare_digest(sent.encode(errors="replace"), expected.encode())
