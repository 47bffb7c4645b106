"""The provider, over the network: where it sends people, and who came back. Authlib checks its answers.

OpenID Connect Core 1.0 (3.1), Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from joserfc.errors import BadSignatureError, JoseError

from dashboard.oidc import Oidc
from dashboard.oidc_client import AwayError, Client, asked

_MAIL = ("email", "email_verified")
_MAX_AGE_S = 12 * 3600
"""So long a sign-in there may be ago, as a session here may last."""
_AT_ONCE = 2
"""Requests to the provider of one process: its other threads stay free for everybody else."""
_QUEUE_S = 1
_FRESH_S = 3600
_AGAIN_S = 10
_TROUBLES = (
    AuthlibBaseError, JoseError, OSError, RuntimeError, ValueError, LookupError, ArithmeticError,
    AttributeError, TypeError,
)  # fmt: skip
"""What comes of an answer in another shape than was agreed, too."""
_CODE = re.compile(r"[a-z_]{1,40}")


class RefusedError(Exception):
    """What came does not prove who somebody is; the message is for the log."""


@dataclass(frozen=True)
class Identity:
    """`subject` is never given to another person by this issuer; all other claims may change."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]


class Provider:
    """Safe to carry over a fork and to share among threads: nothing is asked before somebody comes."""

    def __init__(self, oidc: Oidc, back: str) -> None:
        """`back`: where people are led back to, as it is registered with the provider."""
        self._oidc = oidc
        self._back = back
        self._known: tuple[float, Client] | None = None
        self._away: tuple[float, str] | None = None
        self._turns = BoundedSemaphore(_AT_ONCE)

    def trouble(self) -> str | None:
        """Why nobody could be sent there."""
        try:
            with self._turn():
                self._client()
        except AwayError as away:
            return str(away)
        return None

    def address(self, *, state: str, nonce: str, verifier: str, again: bool = False) -> str:
        """Where a browser is sent; `again`: to prove once more who it is. Raises AwayError."""
        made = {"state": state, "nonce": nonce, "code_verifier": verifier}
        wanted = {"prompt": "login", "max_age": 0} if again else {"max_age": _MAX_AGE_S}
        with self._turn():
            return str(self._client().create_authorization_url(self._back, **made, **wanted)["url"])

    def identity(self, answer: Mapping[str, str], *, nonce: str, verifier: str) -> Identity:
        """Who came back with this answer. Raises AwayError and RefusedError."""
        with self._turn():
            client = self._client()
            self._check_sender(client, answer)
            try:
                token = client.fetch_access_token(
                    self._back, code=answer["code"], code_verifier=verifier, grant_type="authorization_code"
                )
                claims = _claims(client, token, nonce)
                return self._identity(client, token, claims)
            except requests.RequestException:
                raise
            except _TROUBLES as error:
                raise RefusedError(_named(error)) from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """A few at once, and nobody for some seconds after it did not answer. Raises AwayError."""
        if self._away is not None and time.monotonic() - self._away[0] < _AGAIN_S:
            raise AwayError(self._away[1])
        if not self._turns.acquire(timeout=_QUEUE_S):
            raise AwayError("too many wait for it")
        try:
            yield
        except (AwayError, *_TROUBLES) as error:
            said = str(error) if isinstance(error, AwayError) else _named(error)
            self._away = time.monotonic(), said
            raise AwayError(said) from error
        finally:
            self._turns.release()

    def _identity(self, client: Client, token: Any, claims: dict[str, Any]) -> Identity:
        if self._oidc.client_id not in _listed(claims["aud"]):
            raise RefusedError("for another client")
        wanted = {self._oidc.claim, *([self._oidc.groups_claim] if self._oidc.groups else [])}
        wanted |= set(_MAIL) if self._oidc.claim in _MAIL else set()
        if not wanted <= claims.keys() and "userinfo_endpoint" in client.server_metadata:
            claims = _with_userinfo(claims, dict(client.userinfo(token=token)))
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
            raise RefusedError("no usable subject")
        return Identity(self._oidc.issuer, subject, claims)

    def _check_sender(self, client: Client, answer: Mapping[str, str]) -> None:
        metadata = client.server_metadata
        said = answer.get("iss")
        if said is None and not metadata.get("authorization_response_iss_parameter_supported"):
            return
        if said != metadata["issuer"]:
            raise RefusedError("answer of another issuer")

    def _client(self) -> Client:
        """What the provider says of itself is asked anew every hour; until then the last serves."""
        now = time.monotonic()
        if self._known is not None and now - self._known[0] < _FRESH_S:
            return self._known[1]
        try:
            self._known = now, asked(self._oidc)
        except (AwayError, *_TROUBLES):
            if self._known is None:
                raise
            self._known = now - _FRESH_S + _AGAIN_S, self._known[1]
        return self._known[1]


def _claims(client: Client, token: Any, nonce: str) -> dict[str, Any]:
    try:
        found = client.parse_id_token(token, nonce=nonce)
    except BadSignatureError:
        # A key may have been replaced under the name of the one before.
        client.fetch_jwk_set(force=True)
        found = client.parse_id_token(token, nonce=nonce)
    if found is None:
        raise RefusedError("no id_token")
    return dict(found)


def _with_userinfo(claims: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The token's own first; an address and whether it is verified are told by one of the two."""
    # OpenID Connect Core 5.3.2: else they may be about somebody else.
    if more.get("sub") != claims["sub"]:
        raise RefusedError("userinfo is of another subject")
    if not set(_MAIL) <= claims.keys():
        claims = {name: value for name, value in claims.items() if name not in _MAIL}
    return {**more, **claims}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def said(code: Any) -> str:
    """A code of an error as the standards have them; what else stands there may quote anything."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "?"


def _named(error: Exception) -> str:
    code = getattr(error, "error", None)
    return f"{type(error).__name__} {said(code)}" if code is not None else type(error).__name__
