"""The provider keeps to the standard: asked with plain HTTP, its tokens read by a library it does not use."""

from __future__ import annotations

import base64
import hashlib
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from tests.oidc.running import Person, Running, provider, sign_in

BACK = "http://127.0.0.1:8050/staf/masuk/sso/kembali"
SITI = Person("siti", "kuda laut minum teh", "siti@contoh.go.id", groups=["pantau-camat"])
BUDI = Person("budi", "ikan hiu naik delman", "budi@contoh.go.id", email_verified=False)
VERIFIER = "sebuah-rahasia-panjang-yang-hanya-diketahui-oleh-peminta"
STATE, NONCE = "keadaan-1", "sekali-2"


def half_hash(text: str) -> str:
    """The left half of its digest, as an ID token names the access token that comes with it."""
    return _base64(hashlib.sha256(text.encode()).digest()[:16])


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with provider(redirect_uri=BACK, people=[SITI, BUDI]) as started:
        yield started


def discovered(running: Running) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(running.discovery, timeout=20).json()
    return found


def asking(running: Running, **more: str) -> str:
    """Where a client sends somebody who wants to come in. An empty value leaves a parameter out."""
    query = {
        "response_type": "code",
        "client_id": running.client_id,
        "redirect_uri": BACK,
        "scope": "openid profile email",
        "state": STATE,
        "nonce": NONCE,
        "code_challenge": _base64(hashlib.sha256(VERIFIER.encode()).digest()),
        "code_challenge_method": "S256",
        **more,
    }
    given = {name: value for name, value in query.items() if value}
    return f"{discovered(running)['authorization_endpoint']}?{urlencode(given)}"


def told_by(back: str) -> dict[str, str]:
    """What the way back to the client says."""
    assert back.startswith(f"{BACK}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def code_for(running: Running, person: Person, **more: str) -> str:
    return told_by(sign_in(running, asking(running, **more), person.name, person.password))["code"]


def exchanged(
    running: Running, code: str, *, verifier: str = VERIFIER, secret: str = ""
) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": verifier,
    }
    client = (running.client_id, secret or running.client_secret)
    return requests.post(discovered(running)["token_endpoint"], data=form, auth=client, timeout=20)


def tokens_of(running: Running, person: Person, **more: str) -> dict[str, str]:
    answer = exchanged(running, code_for(running, person, **more))
    assert answer.status_code == 200, answer.text
    tokens: dict[str, str] = answer.json()
    return tokens


def keys(running: Running) -> KeySet:
    return KeySet.import_key_set(requests.get(discovered(running)["jwks_uri"], timeout=20).json())


def claims_of(running: Running, tokens: dict[str, str]) -> dict[str, Any]:
    return jwt.decode(tokens["id_token"], keys(running), algorithms=["RS256"]).claims


def userinfo(running: Running, tokens: dict[str, str]) -> dict[str, Any]:
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = requests.get(discovered(running)["userinfo_endpoint"], headers=bearer, timeout=20)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def personal(person: Person) -> dict[str, Any]:
    return {
        "sub": person.sub,
        "email": person.email,
        "email_verified": person.email_verified,
        "preferred_username": person.name,
        "groups": list(person.groups),
    }


def test_it_says_of_itself_what_it_can(running: Running) -> None:
    found = discovered(running)
    assert found["issuer"] == running.issuer
    for place in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert found[place].startswith(f"{running.issuer}/")
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["response_types_supported"] == ["code"]
    assert "RS256" in found["id_token_signing_alg_values_supported"]
    assert {"client_secret_basic", "client_secret_post"} <= set(
        found["token_endpoint_auth_methods_supported"]
    )
    assert {"openid", "profile", "email", "groups"} == set(found["scopes_supported"])
    assert set(personal(SITI)) <= set(found["claims_supported"])


def test_its_keys_are_for_signing_and_keep_their_secret(running: Running) -> None:
    published = requests.get(discovered(running)["jwks_uri"], timeout=20).json()["keys"]
    assert [(key["kty"], key["alg"], key["use"]) for key in published] == [("RSA", "RS256", "sig")]
    assert set(published[0]) == {"kty", "alg", "use", "kid", "n", "e"}


def test_who_signs_in_is_led_back_with_the_state_and_the_issuer(running: Running) -> None:
    back = told_by(sign_in(running, asking(running), SITI.name, SITI.password))
    assert set(back) == {"code", "state", "iss"}
    assert (back["state"], back["iss"]) == (STATE, running.issuer)


@pytest.mark.parametrize("person", [SITI, BUDI], ids=lambda person: person.name)
def test_the_token_is_signed_and_says_who_for_whom_and_until_when(running: Running, person: Person) -> None:
    tokens = tokens_of(running, person)
    read = jwt.decode(tokens["id_token"], keys(running), algorithms=["RS256"])
    now = time.time()
    assert read.header["alg"] == "RS256"
    assert (read.claims["iss"], read.claims["aud"]) == (running.issuer, running.client_id)
    assert read.claims["nonce"] == NONCE
    assert now - 60 < read.claims["auth_time"] <= read.claims["iat"] <= now + 1 < read.claims["exp"]
    assert read.claims["at_hash"] == half_hash(tokens["access_token"])
    assert {name: read.claims.get(name) for name in personal(person)} == personal(person)
    assert userinfo(running, tokens) == personal(person)


def test_a_token_that_was_changed_is_told_apart(running: Running) -> None:
    head, _, sign = tokens_of(running, BUDI)["id_token"].split(".")
    _, body, _ = tokens_of(running, SITI)["id_token"].split(".")
    with pytest.raises(BadSignatureError):
        jwt.decode(f"{head}.{body}.{sign}", keys(running), algorithms=["RS256"])


def test_each_way_in_has_its_own_nonce(running: Running) -> None:
    assert claims_of(running, tokens_of(running, SITI, nonce="lain"))["nonce"] == "lain"
    assert "nonce" not in claims_of(running, tokens_of(running, SITI, nonce=""))


def test_only_what_a_scope_covers_is_told(running: Running) -> None:
    claims = claims_of(running, tokens_of(running, SITI, scope="openid"))
    assert set(claims) & set(personal(SITI)) == {"sub", "groups"}


def test_a_wrong_verifier_is_refused(running: Running) -> None:
    answer = exchanged(running, code_for(running, SITI), verifier=VERIFIER[::-1])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_is_good_once(running: Running) -> None:
    code = code_for(running, SITI)
    assert exchanged(running, code).status_code == 200
    again = exchanged(running, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_client_with_another_secret_is_refused(running: Running) -> None:
    answer = exchanged(running, code_for(running, SITI), secret="bukan rahasianya")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"scope": "openid admin"}, "invalid_scope"),
    ],
    ids=["no challenge", "plain challenge", "unknown scope"],
)
def test_what_it_does_not_do_it_tells_the_client(running: Running, more: dict[str, str], error: str) -> None:
    back = told_by(sign_in(running, asking(running, **more), SITI.name, SITI.password))
    assert (back["error"], back["state"]) == (error, STATE)
    assert "code" not in back


def test_nobody_is_led_to_an_address_that_is_not_the_clients(running: Running) -> None:
    with pytest.raises(AssertionError, match="siti is not led back: 400"):
        sign_in(running, asking(running, redirect_uri=f"{BACK}/lain"), SITI.name, SITI.password)


def test_a_wrong_password_leads_nowhere_and_says_so(running: Running) -> None:
    with pytest.raises(AssertionError, match="siti is not led back: 200"):
        sign_in(running, asking(running), SITI.name, BUDI.password)


def test_what_is_left_out_of_the_token_is_in_userinfo_and_a_person_stays_who_they_are() -> None:
    renamed = Person("siti", SITI.password, SITI.email, subject="orang-lain")
    with provider(redirect_uri=BACK, people=[BUDI, renamed], in_token=False) as other:
        tokens = tokens_of(other, BUDI)
        claims = claims_of(other, tokens)
        assert set(claims) & set(personal(BUDI)) == {"sub"}
        assert (claims["sub"], claims["iss"], claims["nonce"]) == (BUDI.sub, other.issuer, NONCE)
        assert userinfo(other, tokens) == personal(BUDI)
        assert claims_of(other, tokens_of(other, renamed))["sub"] == "orang-lain"
    with pytest.raises(requests.ConnectionError):
        requests.get(other.discovery, timeout=20)


def test_one_that_does_not_come_up_says_why() -> None:
    with (
        pytest.raises(RuntimeError, match=r"IntegrityError: UNIQUE .*username"),
        provider(redirect_uri=BACK, people=[SITI, SITI]),
    ):
        pass


def test_the_tests_themselves_do_not_import_django(running: Running) -> None:
    assert [name for name in sys.modules if name.partition(".")[0] in ("django", "oauth2_provider")] == []
