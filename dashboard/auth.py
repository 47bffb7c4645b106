"""Sign in, stay known, sign out. Who someone is comes from the office store at every request.

Nothing that a person types is logged: a password is easily typed in the wrong field.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

import structlog
from flask import Flask, abort, g, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dashboard import plain
from dashboard.doorway import SLOWED, STALE, Counted, Doorway, same
from dashboard.guard import Route
from dashboard.office import accounts, identities, passwords, sessions, throttle, totp
from dashboard.office.accounts import Account
from dashboard.office.audit import Kind
from dashboard.roles import Role

WRONG = "Nama akun atau kata sandi tidak cocok."
WRONG_CODE = "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi."
ROUTES = {
    "masuk": Route(frozenset({"GET", "HEAD", "POST"}), signed_in=False),
    "masuk/kode": Route(frozenset({"POST"}), signed_in=False),
    "keluar": Route(frozenset({"GET", "HEAD", "POST"})),
}
BETWEEN = timedelta(minutes=5)
"""How long after the password the code may come."""
_LONGEST_TARGET = 2000


class Way(StrEnum):
    PASSWORD = "password"  # nosec B105
    PROVIDER = "provider"


@dataclass(frozen=True)
class Known:
    """Someone who may sign in, and what that rests on: the hash of the password, or the bound person."""

    account: Account
    way: Way
    kept: str


log = structlog.get_logger()


@dataclass(frozen=True)
class Auth(Doorway):
    pages: frozenset[str]
    """Paths inside the app that one may be sent to after login."""
    require_totp: frozenset[Role]
    provider: str | None
    """What accounts of the other way in are called."""

    def register(self, server: Flask) -> None:
        server.add_url_rule("/masuk", "masuk", self._login, methods=["GET", "POST"])
        server.add_url_rule("/masuk/kode", "masuk/kode", self._code, methods=["POST"])
        server.add_url_rule("/keluar", "keluar", self._logout, methods=["GET", "POST"])

    def account(self) -> Account | None:
        """Who sends this request."""
        if "account" not in g:
            g.account = self._find()
        found: Account | None = g.account
        return found

    def login_address(self) -> str:
        if request.path not in self.pages:
            # What was mistyped may be a link that sets a password: it is not carried into another address.
            return f"{self.prefix}masuk"
        target = request.full_path.removesuffix("?").removeprefix("/")
        return f"{self.prefix}masuk?{urlencode({'next': self.prefix + target})}"

    def _find(self) -> Account | None:
        token = self.session
        if not token:
            return None
        now = self.clock()
        with self.office.reading() as connection:
            found = sessions.account_name(connection, token, now=now)
            account = accounts.find(connection, found[0]) if found else None
        if found and found[1]:
            with self.office.writing() as connection:
                sessions.touch(connection, token, now=now)
        if account is not None and account.role in self.require_totp and not account.factor:
            return replace(account, enrols=True)
        return account

    def _login(self) -> Response:
        form = self.form
        if request.method != "POST":
            return self.login_page(form, target=request.args.get("next", ""))
        target = request.form.get("next", "")
        if not self.sent_by(form, "login"):
            return self.login_page(form, target=target, message=STALE, status=400)
        name = accounts.normal(request.form.get("name", ""))
        counted = self.guesses(name)
        if seconds := self.slowed(counted):
            log.warning("login_slowed", seconds=seconds)
            message = SLOWED.format(seconds=seconds)
            return self.login_page(form, target=target, message=message, status=429, wait=seconds)
        known = self._proved(name, request.form.get("password", ""))
        if known is None:
            with self.office.writing() as connection:
                self.note(connection, Kind.LOGIN_FAILED)
            log.warning("login_failed")
            return self.login_page(form, target=target, message=WRONG, status=401)
        return self.proved(known, counted, target)

    def proved(
        self, known: Known, counted: Counted, target: str, *, proved_at: datetime | None = None
    ) -> Response:
        """Who it is stands: the next step, or in. `proved_at`: when that was shown to a provider."""
        if not known.account.factor:
            return self._enter(known, counted, target, proved_at=proved_at)
        with self.office.writing() as connection:
            throttle.uncount(connection, counted, now=self.clock())
        form = self.form
        return self._code_page(form, self._first_step(form, known), target=target)

    def known(self, connection: Connection, name: str, way: Way) -> Known | None:
        """As it is kept now."""
        find = accounts.kept_hash if way is Way.PASSWORD else identities.kept
        found = find(connection, name, now=self.clock())
        return Known(found[0], way, found[1]) if found else None

    def _proved(self, name: str, password: str) -> Known | None:
        with self.office.reading() as connection:
            found = self.known(connection, name, Way.PASSWORD)
        # The same work for a name that nobody has.
        kept = found.kept if found else passwords.NOBODY
        right = passwords.matches(password[: passwords.LONGEST + 1], kept)
        if found is None or not right:
            return None
        if passwords.outdated(found.kept):
            return self._rehashed(found, password)
        return found

    def _rehashed(self, found: Known, password: str) -> Known | None:
        with self.office.writing() as connection:
            if self.known(connection, found.account.name, found.way) != found:
                return None
            accounts.rehash(connection, found.account, password)
            return self.known(connection, found.account.name, found.way)

    def _code(self) -> Response:
        """The second step. It is no session yet, and belongs to the browser, the password and the minutes
        of the first one."""
        form, target, first = self.form, request.form.get("next", ""), request.form.get("first", "")
        known = self._of_first_step(form, first) if self.sent_by(form, "code") else None
        if known is None:
            return self.login_page(form, target=target, message=STALE, status=400)
        counted = self.guesses(known.account.name)
        if seconds := self.slowed(counted):
            log.warning("login_slowed", seconds=seconds)
            message = SLOWED.format(seconds=seconds)
            return self._code_page(form, first, target=target, message=message, status=429, wait=seconds)
        with self.office.writing() as connection:
            code = request.form.get("code", "")[:16]
            right = totp.use(connection, known.account.id, code, key=self.secret, now=self.clock())
            if not right:
                self.note(connection, Kind.LOGIN_FAILED, known.account, step="code")
        if not right:
            log.warning("code_failed", account=known.account.id)
            return self._code_page(form, first, target=target, message=WRONG_CODE, status=401)
        return self._enter(known, counted, target, proved_at=self.clock())

    def _first_step(self, form: str, known: Known) -> str:
        until = int((self.clock() + BETWEEN).timestamp())
        return f"{known.account.name}:{known.way}:{until}:{self._first_signed(form, known, until)}"

    def _first_signed(self, form: str, known: Known, until: int) -> str:
        return self.signed("first", f"{form}\n{known.account.id}\n{known.way}\n{known.kept}\n{until}")

    def _of_first_step(self, form: str, first: str) -> Known | None:
        name, way, until, signature = (*first.split(":", 3), "", "", "", "")[:4]
        if way not in set(Way) or not (until.isascii() and until.isdigit() and len(until) < 12):
            return None
        with self.office.reading() as connection:
            known = self.known(connection, name, Way(way))
        if known is None or not same(signature, self._first_signed(form, known, int(until))):
            return None
        return known if self.clock() <= datetime.fromtimestamp(int(until), UTC) else None

    def _enter(
        self, known: Known, counted: Counted, target: str, *, proved_at: datetime | None = None
    ) -> Response:
        with self.office.writing() as connection:
            token = self._start(connection, known, counted, proved_at)
        if token is None:
            return self.login_page(self.form, target=target, message=WRONG, status=401)
        return self.welcome(redirect(self.own_page(target), 303), token)

    def _start(
        self, connection: Connection, known: Known, counted: Counted, proved_at: datetime | None
    ) -> str | None:
        # Disabled, or given another password or factor, while this one was compared?
        if self.known(connection, known.account.name, known.way) != known:
            return None
        throttle.forgive(connection, counted, now=self.clock())
        # A session that the browser brought along ends here: nobody can plant one and wait for a login.
        sessions.end(connection, self.session)
        way = {} if known.way is Way.PASSWORD else {"way": known.way.value}
        self.note(connection, Kind.LOGIN, known.account, **way)
        log.info("login_succeeded", account=known.account.id, way=known.way.value)
        return sessions.start(connection, known.account.id, now=self.clock(), proved_at=proved_at)

    def _logout(self) -> Response:
        account = self.account()
        assert account is not None, "the guard lets only signed-in people in"
        token = self.sign("logout")
        if request.method != "POST":
            where = {"action": f"{self.prefix}keluar", "home": self.prefix}
            page = plain.logout(**where, token=token, name=account.name, styles=self.styles)
            return Response(page, mimetype="text/html")
        if not same(request.form.get("token", ""), token):
            abort(403)
        with self.office.writing() as connection:
            sessions.end(connection, self.session)
            self.note(connection, Kind.LOGOUT, account)
        log.info("logout", account=account.id)
        return self.farewell(redirect(f"{self.prefix}masuk", 303))

    def login_page(
        self, form: str, *, target: str, message: str = "", status: int = 200, wait: int = 0
    ) -> Response:
        page = plain.login(
            action=f"{self.prefix}masuk",
            token=self.signed("login", form),
            target=self.own_page(target),
            message=message,
            styles=self.styles,
            other=self._other(self.own_page(target)),
        )
        return self.page(page, form, status=status, wait=wait)

    def _other(self, target: str) -> tuple[str, str] | None:
        if self.provider is None:
            return None
        return f"{self.prefix}masuk/sso?{urlencode({'next': target})}", self.provider

    def _code_page(
        self, form: str, first: str, *, target: str, message: str = "", status: int = 200, wait: int = 0
    ) -> Response:
        page = plain.code(
            action=f"{self.prefix}masuk/kode",
            token=self.signed("code", form),
            first=first,
            target=self.own_page(target),
            message=message,
            styles=self.styles,
        )
        return self.page(page, form, status=status, wait=wait)

    def own_page(self, target: str) -> str:
        """The target if it is one of the own pages, else the first page: never another site."""
        path, _, query = target.partition("?")
        inside = path.removeprefix(self.prefix.rstrip("/"))
        own = path.startswith(self.prefix) and inside in self.pages
        safe = len(target) <= _LONGEST_TARGET and query.isascii() and query.isprintable()
        return target if own and safe else self.prefix
