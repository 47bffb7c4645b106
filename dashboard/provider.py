"""The provider, over the network: where it sends people, and who came back. Authlib checks its answers.

OpenID Connect Core 1.0 (3.1), Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError

from dashboard.oidc import Oidc, safe

ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
"""Of signatures that only the provider can make: with a secret that we have too, or none, others could."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_PATIENCE_S = 10
_FRESH_S = 3600
_AGAIN_S = 10
_TROUBLES = (AuthlibBaseError, JoseError, requests.RequestException, RuntimeError, ValueError, LookupError)
_ODD = (AttributeError, TypeError)
"""What is read of an answer in another shape than was agreed."""


class AwayError(Exception):
    """Nothing came of asking the provider; the message is for the log."""


class RefusedError(Exception):
    """What came does not prove who somebody is; the message is for the log."""


@dataclass(frozen=True)
class Identity:
    """`subject` is never given to another person by this issuer; all other claims may change."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]


class _Session(OAuth2Session):  # type: ignore[misc]
    def request(self, method: str, url: str, **more: Any) -> Any:
        # Where we are sent on to is not what was configured.
        answer = super().request(method, url, **{**more, "allow_redirects": False})
        if answer.is_redirect:
            raise requests.TooManyRedirects
        return answer


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = _Session


class Provider:
    """Safe to carry over a fork and to share among threads: nothing is asked before somebody comes."""

    def __init__(self, oidc: Oidc, back: str) -> None:
        """`back`: where people are led back to, as it is registered with the provider."""
        self._oidc = oidc
        self._back = back
        self._known: tuple[float, _Client] | None = None
        self._away: tuple[float, str] | None = None

    def trouble(self) -> str | None:
        """Why nobody could be sent there."""
        try:
            self._client()
        except AwayError as away:
            return str(away)
        return None

    def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is sent. Raises AwayError."""
        client = self._client()
        asked = {"state": state, "nonce": nonce, "code_verifier": verifier}
        return str(client.create_authorization_url(self._back, **asked)["url"])

    def identity(self, answer: Mapping[str, str], *, nonce: str, verifier: str) -> Identity:
        """Who came back with this answer. Raises AwayError and RefusedError."""
        client = self._client()
        self._check_sender(client, answer)
        try:
            token = client.fetch_access_token(
                self._back, code=answer["code"], code_verifier=verifier, grant_type="authorization_code"
            )
            claims = client.parse_id_token(token, nonce=nonce)
            if claims is None:
                raise RefusedError("no id_token")
            return self._identity(client, token, dict(claims))
        except requests.RequestException as error:
            raise AwayError(_named(error)) from error
        except (*_TROUBLES, *_ODD) as error:
            raise RefusedError(_named(error)) from error

    def _identity(self, client: _Client, token: Any, claims: dict[str, Any]) -> Identity:
        wanted = {self._oidc.claim, *([self._oidc.groups_claim] if self._oidc.groups else [])}
        if not wanted <= claims.keys() and "userinfo_endpoint" in client.server_metadata:
            more = dict(client.userinfo(token=token))
            # OpenID Connect Core 5.3.2: else they may be about somebody else.
            if more.get("sub") != claims["sub"]:
                raise RefusedError("userinfo is of another subject")
            claims = {**more, **claims}
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
            raise RefusedError("no usable subject")
        return Identity(self._oidc.issuer, subject, claims)

    def _check_sender(self, client: _Client, answer: Mapping[str, str]) -> None:
        metadata = client.server_metadata
        said = answer.get("iss")
        if said is None and not metadata.get("authorization_response_iss_parameter_supported"):
            return
        if said != metadata["issuer"]:
            raise RefusedError("answer of another issuer")

    def _client(self) -> _Client:
        """What the provider says of itself is asked anew every hour. While it is away it is not asked for
        each who comes: every thread would soon wait for it."""
        now = time.monotonic()
        if self._known is not None and now - self._known[0] < _FRESH_S:
            return self._known[1]
        if self._away is not None and now - self._away[0] < _AGAIN_S:
            raise AwayError(self._away[1])
        try:
            client = self._asked()
        except AwayError as away:
            self._away = time.monotonic(), str(away)
            raise
        self._known = now, client
        return client

    def _asked(self) -> _Client:
        client = _Client(
            None,
            client_id=self._oidc.client_id,
            client_secret=self._oidc.client_secret,
            server_metadata_url=f"{self._oidc.issuer}/.well-known/openid-configuration",
            client_kwargs={"default_timeout": _PATIENCE_S, "code_challenge_method": "S256"},
        )
        try:
            metadata = client.load_server_metadata()
            if wrong := self._wrong(metadata):
                raise AwayError(wrong)
            metadata["id_token_signing_alg_values_supported"] = _signatures(metadata)
        except (*_TROUBLES, *_ODD) as error:
            raise AwayError(_named(error)) from error
        client.client_kwargs["scope"] = self._scope(metadata)
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        post = "client_secret_post" in ways and "client_secret_basic" not in ways
        client.client_kwargs["token_endpoint_auth_method"] = (
            "client_secret_post" if post else "client_secret_basic"
        )
        return client

    def _wrong(self, metadata: Mapping[str, Any]) -> str | None:
        if str(metadata.get("issuer", "")).rstrip("/") != self._oidc.issuer:
            return "issuer in its own description is another one"
        addresses = [metadata.get(name, "") for name in _ENDPOINTS]
        addresses += [metadata["userinfo_endpoint"]] if "userinfo_endpoint" in metadata else []
        if not all(safe(address, beside=self._oidc.issuer) for address in addresses):
            return "an endpoint is missing or not https"
        if "S256" not in metadata.get("code_challenge_methods_supported", ["S256"]):
            return "PKCE with S256 is not supported"
        return None if _signatures(metadata) else "no signature that is accepted here"

    def _scope(self, metadata: Mapping[str, Any]) -> str:
        offered = metadata.get("scopes_supported", [])
        groups = self._oidc.groups_claim if self._oidc.groups and self._oidc.groups_claim in offered else ""
        return " ".join(filter(None, ("openid email profile", groups)))


def _signatures(metadata: Mapping[str, Any]) -> list[str]:
    named = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
    return [name for name in ALGORITHMS if name in named]


def _named(error: Exception) -> str:
    """The kind of it: what it says may quote a code or a claim."""
    code = getattr(error, "error", "")
    return f"{type(error).__name__} {code}".strip() if isinstance(code, str) else type(error).__name__
