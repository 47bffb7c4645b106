"""What the provider says is believed only when all of it is right: one that is right but for one thing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard.oidc import load_oidc
from dashboard.oidc_client import AwayError
from dashboard.provider import Identity, Provider, RefusedError
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
    says.claims |= {"email": "siti@contoh.go.id", "email_verified": True}
    found = identity(says)
    assert (found.issuer, found.subject, found.claims["email"]) == (
        says.issuer,
        "orang-1",
        "siti@contoh.go.id",
    )


# What is wrong with a token: a name, what is changed.
FAULTS: dict[str, Callable[[Crooked], None]] = {
    "another audience": lambda p: p.claims.update(aud="lain"),
    "no audience": lambda p: p.claims.update(aud=[]),
    "an empty audience": lambda p: p.claims.update(aud=""),
    "another audience and we are meant": lambda p: p.claims.update(aud=["lain"], azp=CLIENT),
    "an audience in an audience": lambda p: p.claims.update(aud=[[CLIENT]]),
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


def test_a_key_that_was_replaced_under_its_name_is_fetched_again(says: Crooked) -> None:
    provider = asking(says)
    came(provider, says)
    says.key = rsa("satu")
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
    "a number for a list": {"code_challenge_methods_supported": 1},
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


def test_what_it_said_last_serves_until_it_answers_again(
    says: Crooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = asking(says)
    came(provider, says)
    says.status = 500
    now = time.monotonic()
    monkeypatch.setattr("dashboard.provider.time.monotonic", lambda: now + 3601)
    assert provider.address(state="s" * 64, **MADE)


def test_an_answer_that_never_ends_is_given_up_and_the_others_do_not_wait(
    says: Crooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.oidc_client._PATIENCE_S", 0.6)
    monkeypatch.setattr("dashboard.provider._QUEUE_S", 0.1)
    says.slow = 5
    provider = asking(says)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        said = sorted(threads.map(lambda _: (provider.trouble(), time.monotonic() - began), range(8)))
    assert [why for why, _ in said] == ["ReadTimeout"] * 2 + ["too many wait for it"] * 6
    assert max(took for why, took in said if why != "ReadTimeout") < 0.5
    assert max(took for _, took in said) < 2
    assert len(says.asked) == 2


def test_an_answer_is_read_so_far_and_no_further(says: Crooked) -> None:
    says.metadata["x"] = "x" * 1_000_001
    assert asking(says).trouble() == "ReadTimeout"


OURS = {
    "client_id": "lain", "client_secret": "lain", "verify": False, "proxies": {"http": "http://127.0.0.1:9"},
    "cert": "x", "scope": 7, "code_challenge_method": None, "response_type": "token", "session": 1,
    "update_token": "x", "default_timeout": -1, "trust_env": True, "jwks": {"keys": []},
    "token_endpoint_auth_methods_supported": None, "scopes_supported": None,
    "id_token_signing_alg_values_supported": None, "code_challenge_methods_supported": None,
}  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_what_it_says_of_itself_is_no_setting_of_ours(says: Crooked, name: str) -> None:
    provider = asking(says, PANTAU_OIDC_GROUPS="a=camat")
    plain = asking(says, PANTAU_OIDC_GROUPS="a=camat").address(state="s" * 64, **MADE)
    says.metadata[name], says.nulls = OURS[name], True
    assert provider.address(state="s" * 64, **MADE) == plain
    assert came(provider, says).subject == "orang-1"


def test_nobody_there_is_said_by_its_kind() -> None:
    with crooked() as gone:
        provider = asking(gone)
    assert provider.trouble() == "ConnectionError"


def test_where_it_sends_us_on_to_nobody_goes(says: Crooked) -> None:
    provider = asking(says)
    answer = says.grant(provider.address(state="s" * 64, **MADE))
    says.status = 307
    with pytest.raises(AwayError):
        provider.identity(answer, **MADE)
    assert says.asked[-1].endswith("/token")
    elsewhere = asking(says)
    assert elsewhere.trouble() == "TooManyRedirects"
    assert says.asked[-1].endswith("/openid-configuration")


def test_an_answer_of_another_issuer_is_refused(says: Crooked) -> None:
    """RFC 9207: one provider cannot be made to answer for another."""
    with pytest.raises(RefusedError):
        identity(says, iss="https://lain.example")


def test_an_error_is_told_by_its_code_and_nothing_else(says: Crooked) -> None:
    says.token = {"error": "kode RAHASIA\nsiti@contoh.go.id"}
    with pytest.raises(RefusedError) as refused:
        identity(says)
    assert str(refused.value) == "OAuthError ?"


def test_whoever_comes_may_be_asked_to_prove_it_once_more(says: Crooked) -> None:
    provider = asking(says)
    assert "max_age=43200" in provider.address(state="s" * 64, **MADE)
    again = provider.address(state="s" * 64, **MADE, again=True)
    assert "prompt=login" in again
    assert "max_age=0" in again


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


@pytest.mark.parametrize(
    ("token", "person", "found"),
    [
        ({"email_verified": True}, {"email": "b@contoh.go.id", "email_verified": False}, ("b", False)),
        ({"email": "a@contoh.go.id"}, {"email": "b@contoh.go.id", "email_verified": True}, ("b", True)),
        (
            {"email": "a@contoh.go.id", "email_verified": False},
            {"email": "b@contoh.go.id", "email_verified": True},
            ("a", False),
        ),
    ],
)
def test_an_address_and_whether_it_is_verified_are_told_by_one(
    says: Crooked, token: dict[str, Any], person: dict[str, Any], found: tuple[str, bool]
) -> None:
    says.claims, says.person = token, person
    claims = identity(says).claims
    assert (claims["email"][0], claims["email_verified"]) == found


def test_a_token_is_believed_before_userinfo(says: Crooked) -> None:
    says.claims, says.person = {"nip": "1"}, {"nip": "2", "groups": ["x"]}
    provider = asking(says, PANTAU_OIDC_GROUPS="a=camat", PANTAU_OIDC_CLAIM="nip")
    found = came(provider, says).claims
    assert (found["nip"], found["groups"]) == ("1", ["x"])
