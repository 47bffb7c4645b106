"""The way in by a provider's account: there, and back. Nothing of it is kept but a cookie of ten minutes.

What must not be guessed is made of that cookie with our key: the state that the answer has to bring along,
the nonce in the token and the verifier of the code. So an answer fits one browser, once begun, and no other.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import structlog
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from dashboard import admission, plain
from dashboard.admission import NotAdmittedError
from dashboard.auth import Auth, Known, Way
from dashboard.doorway import SLOWED, Counted, same
from dashboard.errors import AccountError
from dashboard.guard import Route
from dashboard.office import accounts, identities, throttle
from dashboard.office.accounts import Account
from dashboard.office.audit import Kind, Transaction, change
from dashboard.oidc import Oidc
from dashboard.oidc_client import AwayError
from dashboard.provider import Identity, Provider, RefusedError, said

GO = "masuk/sso"
BACK = "masuk/sso/kembali"
"""Inside the staff app; with the address of the site before it, it is what the provider registers."""
_OPEN = Route(frozenset({"GET"}), signed_in=False)
ROUTES = {GO: _OPEN, BACK: _OPEN}
BETWEEN = timedelta(minutes=10)
AWAY = "Penyedia {name} tidak menjawab. Coba lagi sebentar lagi, atau masuk dengan kata sandi."
REFUSED = (
    "Jawaban penyedia {name} tidak dapat dipastikan. Coba sekali lagi; bila berulang, beri tahu admin akun."
)
LEFT = "Masuk dengan {name} dibatalkan."
NOT_EXPECTED = (
    "{name} Anda belum terdaftar di Pantau, atau akunnya sudah ditutup. "
    "Mintalah kepada admin akun kantor Anda."
)
LATE = "Waktu masuk habis, atau masuknya dimulai di peramban lain. Coba sekali lagi."
AGAIN = "lagi"
"""In the address: whoever comes is to prove there once more who it is."""
_LONGEST = 4096
_LONGEST_TARGET = 2000

log = structlog.get_logger()


@dataclass(frozen=True)
class SingleSignOn:
    door: Auth
    oidc: Oidc
    provider: Provider
    site: str
    """Where the provider leads people back to; a cookie of another name of this server would not be there."""

    def register(self, server: Flask) -> None:
        server.add_url_rule(f"/{GO}", GO, self._go, methods=["GET"])
        server.add_url_rule(f"/{BACK}", BACK, self._back, methods=["GET"])

    def _go(self) -> Response:
        target = self.door.own_page(request.args.get("next", ""))
        if request.host != urlsplit(self.site).netloc:
            return redirect(f"{self.site}{GO}?{urlencode({**request.args, 'next': target})}", 303)
        until = int((self.door.clock() + BETWEEN).timestamp())
        begun = f"{secrets.token_urlsafe(32)}.{until}.{quote(target, safe='')[:_LONGEST_TARGET]}"
        try:
            where = self.provider.address(**self._made(begun), again=AGAIN in request.args)
        except AwayError as away:
            log.error("provider_away", why=str(away))
            return self._login(AWAY, 503, target)
        answer = redirect(where, 303)
        self.door.set_cookie(answer, self._cookie, begun)
        return answer

    def _back(self) -> Response:
        begun = request.cookies.get(self._cookie, "")
        target = unquote(begun.split(".", 2)[-1])
        if not self._fits(begun, request.args.get("state", "")):
            # What is under way goes on: whoever opens this address for others ends nothing.
            return self._login(LATE, 400, target)
        answer = self._answered(begun, target, request.args.to_dict())
        self.door.drop_cookie(answer, self._cookie)
        return answer

    def _answered(self, begun: str, target: str, answer: Mapping[str, str]) -> Response:
        if "error" in answer:
            log.warning("provider_said_no", error=said(answer["error"]))
            return self._login(LEFT if answer["error"] == "access_denied" else REFUSED, 401, target)
        if not 0 < len(answer.get("code", "")) <= _LONGEST:
            return self._login(LATE, 400, target)
        counted = throttle.provider_keys(self.door.network, secret=self.door.secret)
        if seconds := self.door.slowed(counted):
            return self._login(SLOWED.format(seconds=seconds), 429, target, wait=seconds)
        try:
            made = self._made(begun)
            found = self.provider.identity(answer, nonce=made["nonce"], verifier=made["verifier"])
        except AwayError as away:
            self._uncount(counted)
            log.error("provider_away", why=str(away))
            return self._login(AWAY, 503, target)
        except RefusedError as refused:
            self._note_failure(str(refused))
            return self._login(REFUSED, 401, target)
        return self._admitted(found, counted, target)

    def _admitted(self, found: Identity, counted: Counted, target: str) -> Response:
        try:
            with self.door.office.writing() as connection:
                known = self._known(connection, found)
        except (NotAdmittedError, AccountError) as refused:
            self._uncount(counted)
            self._note_failure("no role")
            why = str(refused).rstrip(".")
            return self._told(f"{why[:1].upper()}{why[1:]}. Minta bantuan admin akun kantor Anda.")
        if known is None:
            self._uncount(counted)
            self._note_failure("not expected")
            return self._told(NOT_EXPECTED.format(name=self.oidc.name[:1].upper() + self.oidc.name[1:]))
        return self.door.proved(known, counted, target, proved_at=_signed_in_at(found.claims))

    def _known(self, connection: Transaction, found: Identity) -> Known | None:
        now, name = self.door.clock(), admission.claimed(self.oidc, found.claims)
        admitted = identities.admit(connection, found.issuer, found.subject, name, now=now)
        if admitted is None:
            return None
        account, bound = admitted
        if bound:
            self.door.note(connection, Kind.ACCOUNT, account, **change("sso_bound", account))
        account = self._in_post(connection, account, found)
        return self.door.known(connection, account.name, Way.PROVIDER)

    def _in_post(self, connection: Transaction, before: Account, found: Identity) -> Account:
        """Where groups say what somebody is, they say it at every sign-in."""
        post = admission.post(self.oidc, found.claims)
        if post is None or post == (before.role, before.office):
            return before
        accounts.set_role(connection, before.name, *post)
        # A guest needs a last day, and one admin stays: whatever a group says.
        account = accounts.set_expiry(connection, before.name, before.expires_at)
        accounts.require_an_admin(connection)
        self.door.note(connection, Kind.ACCOUNT, account, **change("role_by_group", account))
        return account

    def _fits(self, begun: str, state: str) -> bool:
        until = (*begun.split(".", 2), "", "")[1]
        # Of a cookie that is not ours the state cannot be ours either.
        if not same(state, self._made(begun)["state"]) or not until.isdigit():
            return False
        return self.door.clock() <= datetime.fromtimestamp(int(until), UTC)

    def _made(self, begun: str) -> dict[str, str]:
        return {name: self.door.signed(f"sso {name}", begun) for name in ("state", "nonce", "verifier")}

    def _uncount(self, counted: Counted) -> None:
        """A person whom the provider stands by is no guess, and may share the address with a whole office."""
        with self.door.office.writing() as connection:
            throttle.uncount(connection, counted, now=self.door.clock())

    def _note_failure(self, why: str) -> None:
        with self.door.office.writing() as connection:
            self.door.note(connection, Kind.LOGIN_FAILED, way=Way.PROVIDER.value)
        log.warning("login_failed", way=Way.PROVIDER.value, why=why)

    def _login(self, message: str, status: int, target: str, *, wait: int = 0) -> Response:
        told = message.format(name=self.oidc.name)
        return self.door.login_page(self.door.form, target=target, message=told, status=status, wait=wait)

    def _told(self, sentence: str) -> Response:
        page = plain.told(
            "Belum boleh masuk", sentence, self.door.styles, way=(f"{self.door.prefix}masuk", "Kembali")
        )
        return self.door.page(page, self.door.form, status=403)

    @property
    def _cookie(self) -> str:
        return self.door.cookie("pantau-sso")


def _signed_in_at(claims: Mapping[str, Any]) -> datetime | None:
    """When the person proved there who it is; None if that is not said."""
    at = claims.get("auth_time")
    if not isinstance(at, int) or not 0 < at < 2**32:
        return None
    return datetime.fromtimestamp(at, UTC)
