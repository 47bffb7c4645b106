"""Our site and a provider that knows nothing of it, as two sides of the standard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from dashboard.office import accounts, identities
from dashboard.provider import Provider, RefusedError
from dashboard.roles import Role
from dashboard.server import create_server
from dashboard.settings import load_settings
from tests.dashboard.site import Browser, browser, environ, office_of
from tests.oidc.running import Person, Running, provider, sign_in

BACK = "http://127.0.0.1:8050/staf/masuk/sso/kembali"
PASSWORD = "perahu kecil di sungai"
SITI = Person("siti", PASSWORD, "siti@contoh.go.id", groups=["pemda/camat", "lain"])
BUDI = Person("budi", PASSWORD, "budi@contoh.go.id", email_verified=False, groups=["pemda/camat"])
WATI = Person("wati", PASSWORD, "wati@contoh.go.id")


@pytest.fixture(scope="module", params=[True, False], ids=["in the token", "in userinfo"])
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    with provider(redirect_uri=BACK, people=[SITI, BUDI, WATI], in_token=request.param) as found:
        yield found


def variables(running: Running, folder: Path) -> dict[str, str]:
    return environ(
        folder,
        PANTAU_OIDC_ISSUER=running.issuer,
        PANTAU_OIDC_CLIENT_ID=running.client_id,
        PANTAU_OIDC_CLIENT_SECRET=running.client_secret,
        PANTAU_OIDC_GROUPS="pemda/camat=camat",
    )


@pytest.fixture
def stranger(running: Running, tmp_path: Path) -> Iterator[Browser]:
    """At a site that expects all three, as operators."""
    told = variables(running, tmp_path)
    with office_of(told).writing() as connection:
        for person in (SITI, BUDI, WATI):
            now = datetime.now(UTC)
            accounts.add(connection, person.name, role=Role.OPERATOR, office=None, password=None, now=now)
            identities.expect(connection, person.name, person.email)
        # An admin with a password stays, whatever the groups say.
        accounts.add(connection, "admin", role=Role.ADMIN, office=None, password=PASSWORD, now=now)
    site = create_server(told)
    yield browser(site, base="http://127.0.0.1:8050")
    site.close()


def through(stranger: Browser, running: Running, person: Person) -> TestResponse:
    there = stranger.get("/staf/masuk/sso?next=/staf/akun-saya").headers["Location"]
    back = urlsplit(sign_in(running, there, person.name, person.password))
    return stranger.get(f"{back.path}?{back.query}")


def test_a_person_with_the_group_is_in_as_what_it_says(stranger: Browser, running: Running) -> None:
    answer = through(stranger, running, SITI)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staf/akun-saya")
    page = stranger.get("/staf/akun-saya").text
    assert "siti" in page
    assert "Camat" in page


@pytest.mark.parametrize("person", [BUDI, WATI], ids=["mail not verified", "no group"])
def test_who_may_not_come_stays_out(stranger: Browser, running: Running, person: Person) -> None:
    assert through(stranger, running, person).status_code == 403
    assert stranger.get("/staf/akun-saya").status_code == 303


def test_a_code_is_used_once(stranger: Browser, running: Running) -> None:
    there = stranger.get("/staf/masuk/sso").headers["Location"]
    back = urlsplit(sign_in(running, there, SITI.name, SITI.password))
    cookie = stranger.client.get_cookie("pantau-sso", domain="127.0.0.1", path="/staf/")
    assert cookie is not None
    assert stranger.get(f"{back.path}?{back.query}").status_code == 303
    stranger.client.set_cookie("pantau-sso", cookie.value, domain="127.0.0.1", path="/staf/")
    assert stranger.get(f"{back.path}?{back.query}").status_code == 401


def test_another_secret_gets_nothing(running: Running, tmp_path: Path) -> None:
    told = {**variables(running, tmp_path), "PANTAU_OIDC_CLIENT_SECRET": "bukan rahasianya"}
    made = {"nonce": "n" * 64, "verifier": "v" * 64}
    oidc = load_settings(told).oidc
    assert oidc is not None
    asking = Provider(oidc, BACK)
    back = sign_in(running, asking.address(state="s" * 64, **made), SITI.name, SITI.password)
    answer = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    with pytest.raises(RefusedError, match="invalid_client"):
        asking.identity(answer, **made)


def test_check_deploy_finds_it(running: Running, tmp_path: Path) -> None:
    oidc = load_settings(variables(running, tmp_path)).oidc
    assert oidc is not None
    assert Provider(oidc, BACK).trouble() is None
