"""Sign in, stay known, sign out. Who someone is comes from the office store at every request.

Nothing that a person types is logged: a password is easily typed in the wrong field.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlencode

import structlog
from flask import Flask, abort, g, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dashboard import plain
from dashboard.guard import Route
from dashboard.office import accounts, passwords, sessions, throttle
from dashboard.office.accounts import Account
from dashboard.office.store import OfficeStore

WRONG = "Nama akun atau kata sandi tidak cocok."
SLOWED = "Terlalu banyak percobaan yang gagal. Coba lagi {seconds} detik lagi."
STALE = "Formulir sudah kedaluwarsa. Coba sekali lagi."
ROUTES = {
    "masuk": Route(frozenset({"GET", "HEAD", "POST"}), signed_in=False),
    "keluar": Route(frozenset({"GET", "HEAD", "POST"})),
}
_LONGEST_TARGET = 2000

Counted = tuple[tuple[str, str], ...]

log = structlog.get_logger()


@dataclass(frozen=True)
class Auth:
    office: OfficeStore
    secret: bytes
    https: bool
    prefix: str
    """Where the app stands, with slashes at both ends."""
    pages: frozenset[str]
    """Paths inside the app that one may be sent to after login."""
    styles: tuple[str, ...]
    clock: Callable[[], datetime]

    def register(self, server: Flask) -> None:
        server.add_url_rule("/masuk", "masuk", self._login, methods=["GET", "POST"])
        server.add_url_rule("/keluar", "keluar", self._logout, methods=["GET", "POST"])

    def account(self) -> Account | None:
        """Who sends this request."""
        if "account" not in g:
            g.account = self._find()
        found: Account | None = g.account
        return found

    def login_address(self) -> str:
        target = request.full_path.removesuffix("?").removeprefix("/")
        return f"{self.prefix}masuk?{urlencode({'next': self.prefix + target})}"

    def logout_token(self) -> str:
        return self._sign("logout", request.cookies.get(self._cookie, ""))

    def _find(self) -> Account | None:
        token = request.cookies.get(self._cookie, "")
        if not token:
            return None
        now = self.clock()
        with self.office.reading() as connection:
            found = sessions.account_name(connection, token, now=now)
            account = accounts.find(connection, found[0]) if found else None
        if found and found[1]:
            with self.office.writing() as connection:
                sessions.touch(connection, token, now=now)
        return account

    def _login(self) -> Response:
        form = request.cookies.get(self._form_cookie) or secrets.token_urlsafe(32)
        if request.method != "POST":
            return self._login_page(form, target=request.args.get("next", ""))
        target = request.form.get("next", "")
        if not _same(request.form.get("token", ""), self._sign("login", form)):
            return self._login_page(form, target=target, message=STALE, status=400)
        name = accounts.normal(request.form.get("name", ""))
        counted = throttle.keys(name, _network(request.remote_addr), secret=self.secret)
        with self.office.writing() as connection:
            seconds = throttle.reserve(connection, counted, now=self.clock())
        if seconds:
            log.warning("login_slowed", seconds=seconds)
            message = SLOWED.format(seconds=seconds)
            response = self._login_page(form, target=target, message=message, status=429)
            response.headers["Retry-After"] = str(seconds)
            return response
        token = self._sign_in(name, request.form.get("password", ""), counted)
        if token is None:
            log.warning("login_failed")
            return self._login_page(form, target=target, message=WRONG, status=401)
        return self._welcome(token, target)

    def _sign_in(self, name: str, password: str, counted: Counted) -> str | None:
        with self.office.reading() as connection:
            found = accounts.kept_hash(connection, name)
        # The same work for a name that nobody has.
        right = passwords.matches(password[: passwords.LONGEST + 1], found[1] if found else passwords.NOBODY)
        if found is None or not right:
            return None
        with self.office.writing() as connection:
            return self._start(connection, found, password, counted)

    def _start(
        self, connection: Connection, found: tuple[Account, str], password: str, counted: Counted
    ) -> str | None:
        # Disabled, or given another password, while this one was compared?
        if accounts.kept_hash(connection, found[0].name) != found:
            return None
        throttle.forgive(connection, counted)
        if passwords.outdated(found[1]):
            accounts.rehash(connection, found[0], password)
        # A session that the browser brought along ends here: nobody can plant one and wait for a login.
        sessions.end(connection, request.cookies.get(self._cookie, ""))
        log.info("login_succeeded", account=found[0].id)
        return sessions.start(connection, found[0].id, now=self.clock())

    def _welcome(self, token: str, target: str) -> Response:
        response = redirect(self._own_page(target), 303)
        self._set_cookie(response, self._cookie, token)
        self._drop_cookie(response, self._form_cookie)
        return response

    def _logout(self) -> Response:
        account = self.account()
        assert account is not None, "the guard lets only signed-in people in"
        token = self.logout_token()
        if request.method != "POST":
            where = {"action": f"{self.prefix}keluar", "home": self.prefix}
            page = plain.logout(**where, token=token, name=account.name, styles=self.styles)
            return Response(page, mimetype="text/html")
        if not _same(request.form.get("token", ""), token):
            abort(403)
        with self.office.writing() as connection:
            sessions.end(connection, request.cookies.get(self._cookie, ""))
        log.info("logout", account=account.id)
        response = redirect(f"{self.prefix}masuk", 303)
        self._drop_cookie(response, self._cookie)
        return response

    def _login_page(self, form: str, *, target: str, message: str = "", status: int = 200) -> Response:
        page = plain.login(
            action=f"{self.prefix}masuk",
            token=self._sign("login", form),
            target=self._own_page(target),
            message=message,
            styles=self.styles,
        )
        response = Response(page, status, mimetype="text/html")
        self._set_cookie(response, self._form_cookie, form)
        return response

    def _own_page(self, target: str) -> str:
        """The target if it is one of the own pages, else the first page: never another site."""
        path, _, query = target.partition("?")
        inside = path.removeprefix(self.prefix.rstrip("/"))
        own = path.startswith(self.prefix) and inside in self.pages
        safe = len(target) <= _LONGEST_TARGET and query.isascii() and query.isprintable()
        return target if own and safe else self.prefix

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.new(self.secret, f"{purpose}\n{text}".encode(), "sha256").hexdigest()

    def _set_cookie(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, path=self._path, secure=self.https, httponly=True, samesite="Lax")

    def _drop_cookie(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path=self._path, secure=self.https, httponly=True, samesite="Lax")

    @property
    def _cookie(self) -> str:
        return "__Host-pantau" if self.https else "pantau"

    @property
    def _form_cookie(self) -> str:
        return "__Host-pantau-form" if self.https else "pantau-form"

    @property
    def _path(self) -> str:
        # A __Host- cookie is only kept with the path "/".
        return "/" if self.https else self.prefix


def _same(sent: str, expected: str) -> bool:
    return hmac.compare_digest(sent.encode(errors="replace"), expected.encode())


def _network(address: str | None) -> str:
    """A household or office of IPv6 has a whole /64; one address of it is no limit."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return ""
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
