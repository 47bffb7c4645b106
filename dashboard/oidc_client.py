"""A client of the provider by Authlib, held short: it waits so long, reads so much, goes nowhere else."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import requests
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session

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
_USED = (
    *_ENDPOINTS, "issuer", "userinfo_endpoint", "scopes_supported", "code_challenge_methods_supported",
    "id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported",
    "authorization_response_iss_parameter_supported",
)  # fmt: skip
_PATIENCE_S = 10
_SILENCE_S = (3, 5)
"""To be reached, and between two pieces of an answer."""
_LARGEST = 1_000_000


class AwayError(Exception):
    """Nothing came of asking the provider; the message is for the log."""


class _Session(OAuth2Session):  # type: ignore[misc]
    """Waits so long and reads so much, whatever comes, and goes nowhere else."""

    def request(self, method: str, url: str, **more: Any) -> Any:
        until = time.monotonic() + _PATIENCE_S
        mine = {"allow_redirects": False, "stream": True, "timeout": _SILENCE_S}
        headers = {**(more.get("headers") or {}), "Accept-Encoding": "identity"}
        with super().request(method, url, **{**more, **mine, "headers": headers}) as answer:
            # Where we are sent on to is not what was configured.
            if answer.is_redirect:
                raise requests.TooManyRedirects
            answer._content = _read(answer.raw, until)
            return answer


def _read(raw: Any, until: float) -> bytes:
    found = bytearray()
    while piece := raw.read1(65_536, decode_content=False):
        found += piece
        if len(found) > _LARGEST or time.monotonic() > until:
            raise requests.ReadTimeout
    return bytes(found)


class Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = _Session


def asked(oidc: Oidc) -> Client:
    """A client of the provider as it describes itself. Raises AwayError and what an odd answer causes."""
    client = Client(
        None,
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
        client_kwargs={"code_challenge_method": "S256"},
    )
    told = client.load_server_metadata()
    # Only what is used here: what else it says would be taken for settings of our own.
    metadata = {name: told[name] for name in _USED if told.get(name) is not None}
    if wrong := _wrong(oidc, metadata):
        raise AwayError(wrong)
    metadata["id_token_signing_alg_values_supported"] = _signatures(metadata)
    client.server_metadata = {**metadata, "_loaded_at": time.time()}
    client.client_kwargs["scope"] = _scope(oidc, metadata)
    ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    post = "client_secret_post" in ways and "client_secret_basic" not in ways
    client.client_kwargs["token_endpoint_auth_method"] = (
        "client_secret_post" if post else "client_secret_basic"
    )
    return client


def _wrong(oidc: Oidc, metadata: Mapping[str, Any]) -> str | None:
    if str(metadata.get("issuer", "")).rstrip("/") != oidc.issuer:
        return "issuer in its own description is another one"
    addresses = [metadata.get(name, "") for name in _ENDPOINTS]
    addresses += [metadata["userinfo_endpoint"]] if "userinfo_endpoint" in metadata else []
    if not all(safe(address, beside=oidc.issuer) for address in addresses):
        return "an endpoint is missing or not https"
    if "S256" not in metadata.get("code_challenge_methods_supported", ["S256"]):
        return "PKCE with S256 is not supported"
    return None if _signatures(metadata) else "no signature that is accepted here"


def _scope(oidc: Oidc, metadata: Mapping[str, Any]) -> str:
    offered = metadata.get("scopes_supported", [])
    groups = oidc.groups_claim if oidc.groups and oidc.groups_claim in offered else ""
    return " ".join(filter(None, ("openid email profile", groups)))


def _signatures(metadata: Mapping[str, Any]) -> list[str]:
    named = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
    return [name for name in ALGORITHMS if name in named]
