"""A provider of accounts that does what no provider should, one fault at a time.

It answers what our server asks for by itself, over a socket. What people see of one is not here: a test
plays the browser, takes what our server sent it off with and brings a code back.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "pantau-uji", "rahasia & panjang: uji/coba%2B"


def rsa(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid}, private=True)


@dataclass
class Crooked:
    """What it says; a test changes one thing."""

    port: int
    key: RSAKey = field(default_factory=lambda: rsa("satu"))
    published: list[RSAKey] = field(default_factory=list)
    """Keys at its jwks_uri; empty: the one that it signs with."""
    forge: Callable[[dict[str, Any]], str] | None = None
    """Makes a token of claims, if the key does not sign it."""
    claims: dict[str, Any] = field(default_factory=dict)
    """Over those that are right; None leaves one out."""
    person: dict[str, Any] = field(default_factory=dict)
    """What its userinfo says."""
    metadata: dict[str, Any] = field(default_factory=dict)
    nulls: bool = False
    """What is None is said so, and not left out."""
    token: dict[str, Any] | None = None
    """The whole answer to a code, if not the right one."""
    status: int = 200
    slow: float = 0
    """Seconds over which an answer drips."""
    asked: list[str] = field(default_factory=list)
    """Paths that our server has asked for."""
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    """Codes that were not used yet, with what their request said."""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/penyedia"

    def grant(self, authorization_url: str) -> dict[str, str]:
        """Somebody signs in there: what is in the address that leads back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorization_url).query).items()}
        code = secrets.token_urlsafe(16)
        self.grants[code] = asked
        return {"code": code, "state": asked["state"]}

    def described(self) -> dict[str, Any]:
        described = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/masuk",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **self.metadata,
        }
        return {name: value for name, value in described.items() if self.nulls or value is not None}

    def exchanged(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        if self.token is not None:
            return self.status, self.token
        asked = self.grants.pop(form.get("code", ""), None)
        if asked is None or not _knows_secret(form, authorization) or not _fits(asked, form):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "orang-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        told = {name: value for name, value in claims.items() if value is not None}
        right = {"alg": "RS256", "kid": self.key.kid}
        signed = self.forge(told) if self.forge else jwt.encode(right, told, self.key)
        return self.status, {"access_token": "kunci-masuk", "token_type": "Bearer", "id_token": signed}

    def keys(self) -> dict[str, Any]:
        shown: dict[str, Any] = KeySet(self.published or [self.key]).as_dict(private=False)
        return shown


def settings(provider: Crooked) -> dict[str, str]:
    """The environ of a site that knows it."""
    return {
        "PANTAU_OIDC_ISSUER": provider.issuer,
        "PANTAU_OIDC_CLIENT_ID": CLIENT,
        "PANTAU_OIDC_CLIENT_SECRET": SECRET,
        "PANTAU_OIDC_NAME": "akun Pemko",
    }


def forged(algorithm: str, secret: bytes = b"") -> Callable[[dict[str, Any]], str]:
    """By hand: a library refuses such keys. Without a secret the signature is empty."""

    def forge(claims: dict[str, Any]) -> str:
        parts = [_packed(json.dumps(part).encode()) for part in ({"alg": algorithm, "kid": "satu"}, claims)]
        signed = ".".join(parts)
        return f"{signed}.{_packed(hmac.digest(secret, signed.encode(), 'sha256')) if secret else ''}"

    return forge


def _packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _knows_secret(form: Mapping[str, str], authorization: str) -> bool:
    if not authorization:
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
    return b64decode(authorization.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"


def _fits(asked: Mapping[str, str], form: Mapping[str, str]) -> bool:
    digest = sha256(form.get("code_verifier", "").encode()).digest()
    challenge = _packed(digest)
    same = asked.get("code_challenge") == challenge and asked.get("code_challenge_method") == "S256"
    return same and asked.get("redirect_uri") == form.get("redirect_uri")


@contextmanager
def crooked() -> Iterator[Crooked]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.says = Crooked(server.server_port)  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.says  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        says = self._says()
        if says.slow:
            self._drip(says.slow)
        elif self.path.endswith("/.well-known/openid-configuration"):
            self._send(says.status, says.described())
        elif self.path.endswith("/jwks"):
            self._send(200, says.keys())
        else:
            known = self.headers.get("Authorization") == "Bearer kunci-masuk"
            self._send(200 if known else 401, {"sub": "orang-1", **says.person} if known else {})

    def do_POST(self) -> None:
        says = self._says()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        answer = says.exchanged(form, self.headers.get("Authorization", ""))
        self._drip(says.slow) if says.slow else self._send(*answer)

    def _drip(self, seconds: float) -> None:
        """A body that never ends, a byte at a time."""
        self.send_response(200)
        self.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.wfile.write(b" ")
            time.sleep(0.05)

    def _says(self) -> Crooked:
        says: Crooked = self.server.says  # type: ignore[attr-defined]
        says.asked.append(self.path)
        return says

    def _send(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", "/lain")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""
