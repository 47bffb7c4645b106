"""What the provider says is believed only when all of it is right: one that is right but for one thing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dashboard.oidc import load_oidc
from dashboard.provider import AwayError, Identity, Provider, RefusedError
from tests.oidc.crooked import CLIENT, SECRET, Crooked, crooked, forged, rsa, settings

MADE = {"nonce": "n" * 64, "verifier": "v" * 64}


@pytest.fixture
def says() -> Iterator[Crooked]:
    with crooked() as running:
        yield running


def asking(says: Crooked, **more: str) -> Provider:
    oidc = load_oidc({**settings(says), **more})
    assert oidc is not None
    return Provider(oidc, "https://pantau.example.go.id/staf/masuk/sso/kembali")


def identity(says: Crooked, **more: str) -> Identity:
    return came(asking(says), says, **more)


def came(provider: Provider, says: Crooked, **more: str) -> Identity:
    answer = says.grant(provider.address(state="s" * 64, **MADE))
    return provider.identity({**answer, **more}, **MADE)


def test_of_a_right_answer_issuer_subject_and_claims_are_known(says: Crooked) -> None:
    says.claims["email"] = "siti@contoh.go.id"
    found = identity(says)
    assert (found.issuer, found.subject, found.claims["email"]) == (
        says.issuer,
        "orang-1",
        "siti@contoh.go.id",
    )


# What is wrong with a token: a name, what is changed.
FAULTS: dict[str, Callable[[Crooked], None]] = {
    "another audience": lambda p: p.claims.update(aud="lain"),
    "two audiences and none is meant": lambda p: p.claims.update(aud=[CLIENT, "lain"]),
    "another is meant": lambda p: p.claims.update(azp="lain"),
    "another issuer": lambda p: p.claims.update(iss="https://lain.example"),
    "no issuer": lambda p: p.claims.update(iss=None),
    "another nonce": lambda p: p.claims.update(nonce="lain"),
    "no nonce": lambda p: p.claims.update(nonce=None),
    "too old": lambda p: p.claims.update(iat=int(time.time()) - 900, exp=int(time.time()) - 600),
    "no end": lambda p: p.claims.update(exp=None),
    "of tomorrow": lambda p: p.claims.update(nbf=int(time.time()) + 86_400),
    "no subject": lambda p: p.claims.update(sub=None),
    "an empty subject": lambda p: p.claims.update(sub=""),
    "a subject that is a number": lambda p: p.claims.update(sub=7),
    "a subject with a NUL": lambda p: p.claims.update(sub="orang\x001"),
    "a token for another access": lambda p: p.claims.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "another key": lambda p: p.published.append(rsa("satu")),
    "signed with our own secret": lambda p: _forged(p, "HS256", SECRET.encode()),
    "signed with the public key as a secret": lambda p: _forged(p, "HS256", p.key.as_pem(private=False)),
    "not signed": lambda p: _forged(p, "none"),
    "no token": lambda p: setattr(p, "token", {"access_token": "kunci-masuk", "token_type": "Bearer"}),
    "no object": lambda p: setattr(p, "token", ["salah"]),
    "a token that is none": lambda p: setattr(p, "token", {"access_token": "x", "id_token": "a.b.c"}),
    "an error": lambda p: setattr(p, "token", {"error": "server_error"}),
}


def _forged(provider: Crooked, algorithm: str, secret: bytes = b"") -> None:
    """As a provider would that offers this way to sign."""
    provider.forge = forged(algorithm, secret)
    provider.metadata["id_token_signing_alg_values_supported"] = ["RS256", "HS256", "none"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_with_one_fault_proves_nobody(says: Crooked, fault: str) -> None:
    says.claims["email"] = (
        "siti@contoh.go.id"  # So that nothing is asked of userinfo, which would notice too.
    )
    FAULTS[fault](says)
    with pytest.raises(RefusedError):
        identity(says)


def test_a_new_key_is_fetched_when_it_is_met(says: Crooked) -> None:
    provider = asking(says)
    came(provider, says)
    says.key = rsa("dua")
    assert came(provider, says).subject == "orang-1"


def test_another_verifier_is_refused_there(says: Crooked) -> None:
    provider = asking(says)
    answer = says.grant(provider.address(state="s" * 64, **MADE))
    with pytest.raises(RefusedError, match="invalid_grant"):
        provider.identity(answer, **{**MADE, "verifier": "w" * 64})


METADATA: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "http://127.0.0.1:1/penyedia"},
    "no issuer": {"issuer": None},
    "no endpoint": {"token_endpoint": None},
    "plain http": {"token_endpoint": "http://lain.example/token"},
    "no address": {"authorization_endpoint": "javascript:alert(1)"},
    "a password in an address": {"jwks_uri": "https://a:b@lain.example/jwks"},
    "userinfo by plain http": {"userinfo_endpoint": "http://lain.example/userinfo"},
    "no PKCE": {"code_challenge_methods_supported": ["plain"]},
    "only signatures with a secret": {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    "a number": {"issuer": 7},
    "a list": {"token_endpoint": ["http://127.0.0.1/token"]},
    "null": {"code_challenge_methods_supported": 1},
}


@pytest.mark.parametrize("wrong", METADATA)
def test_to_a_provider_that_describes_itself_wrongly_nobody_is_sent(says: Crooked, wrong: str) -> None:
    says.metadata.update(METADATA[wrong])
    provider = asking(says)
    with pytest.raises(AwayError):
        provider.address(state="s" * 64, **MADE)
    assert provider.trouble()


@pytest.mark.parametrize("status", [302, 404, 500])
def test_one_that_is_away_is_not_asked_for_each_who_comes(
    says: Crooked, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    says.status = status
    provider = asking(says)
    assert provider.trouble()
    asked = len(says.asked)
    says.status = 200
    assert provider.trouble()
    assert len(says.asked) == asked
    now = time.monotonic()
    monkeypatch.setattr("dashboard.provider.time.monotonic", lambda: now + 11)
    assert provider.trouble() is None


def test_nobody_there_is_said_by_its_kind() -> None:
    with crooked() as gone:
        provider = asking(gone)
    assert provider.trouble() == "ConnectionError"


def test_where_it_sends_us_on_to_nobody_goes(says: Crooked) -> None:
    provider = asking(says)
    answer = says.grant(provider.address(state="s" * 64, **MADE))
    says.token, says.status = {"access_token": "x"}, 307
    with pytest.raises(AwayError):
        provider.identity(answer, **MADE)
    assert says.asked[-1].endswith("/token")


def test_an_answer_of_another_issuer_is_refused(says: Crooked) -> None:
    """RFC 9207: one provider cannot be made to answer for another."""
    with pytest.raises(RefusedError):
        identity(says, iss="https://lain.example")


def test_where_the_issuer_is_promised_it_must_come(says: Crooked) -> None:
    says.metadata["authorization_response_iss_parameter_supported"] = True
    with pytest.raises(RefusedError):
        identity(says)
    assert identity(says, iss=says.issuer).subject == "orang-1"


def test_the_secret_goes_where_the_provider_takes_it(says: Crooked) -> None:
    says.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert identity(says).subject == "orang-1"


def test_groups_are_asked_for_where_they_are_offered(says: Crooked) -> None:
    says.metadata["scopes_supported"] = ["openid", "groups"]
    groups = asking(says, PANTAU_OIDC_GROUPS="a=camat").address(state="s" * 64, **MADE)
    assert "scope=openid+email+profile+groups" in groups
    assert "groups" not in asking(says).address(state="s" * 64, **MADE)


def test_what_is_not_in_the_token_comes_from_userinfo_of_the_same_person(says: Crooked) -> None:
    says.person = {"email": "siti@contoh.go.id"}
    assert identity(says).claims["email"] == "siti@contoh.go.id"
    says.person["sub"] = "orang-2"
    with pytest.raises(RefusedError, match="another subject"):
        identity(says)


def test_a_token_is_believed_before_userinfo(says: Crooked) -> None:
    says.claims, says.person = {"email": "a@contoh.go.id"}, {"email": "b@contoh.go.id", "groups": ["x"]}
    provider = asking(says, PANTAU_OIDC_GROUPS="a=camat")
    assert came(provider, says).claims["email"] == "a@contoh.go.id"
