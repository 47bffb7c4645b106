"""Settings of the provider of accounts."""

from __future__ import annotations

import pytest

from dashboard.errors import SettingsError
from dashboard.oidc import load_oidc, safe
from dashboard.roles import Role
from dashboard.settings import load_settings

GOOD = {
    "PANTAU_OIDC_ISSUER": "https://sso.contoh.go.id/realms/pemda/",
    "PANTAU_OIDC_CLIENT_ID": "pantau",
    "PANTAU_OIDC_CLIENT_SECRET": "rahasia sekali",
}


def test_without_an_issuer_there_is_none() -> None:
    assert load_oidc({}) is None
    assert load_oidc({"PANTAU_OIDC_ISSUER": "", "PANTAU_OIDC_GROUPS": ""}) is None


def test_what_is_not_said_has_a_default_and_the_secret_is_not_shown() -> None:
    found = load_oidc(GOOD)
    assert found is not None
    assert (found.issuer, found.name, found.claim, found.groups_claim, found.groups) == (
        "https://sso.contoh.go.id/realms/pemda",
        "akun kantor",
        "email",
        "groups",
        {},
    )
    assert "rahasia sekali" not in repr(found)


def test_groups_name_roles_and_an_office_for_a_lurah() -> None:
    text = "pantau/camat=camat; CN=Lurah,OU=x = lurah:63.71.04.1002 ;"
    found = load_oidc({**GOOD, "PANTAU_OIDC_GROUPS": text})
    assert found is not None
    assert found.groups == {
        "pantau/camat": (Role.CAMAT, None),
        "CN=Lurah,OU=x": (Role.LURAH, "63.71.04.1002"),
    }


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("PANTAU_OIDC_ISSUER", "", "PANTAU_OIDC_ISSUER belum diisi"),
        ("PANTAU_OIDC_CLIENT_SECRET", "", "PANTAU_OIDC_CLIENT_SECRET belum diisi"),
        ("PANTAU_OIDC_ISSUER", "http://sso.contoh.go.id", "bukan alamat https"),
        ("PANTAU_OIDC_ISSUER", "sso.contoh.go.id", "bukan alamat https"),
        ("PANTAU_OIDC_ISSUER", "https://sso.contoh.go.id/?x=1", "bukan alamat https"),
        ("PANTAU_OIDC_ISSUER", "https://a:b@sso.contoh.go.id", "bukan alamat https"),
        ("PANTAU_OIDC_GROUPS", "camat", "tidak dapat dibaca"),
        ("PANTAU_OIDC_GROUPS", "=camat", "tidak dapat dibaca"),
        ("PANTAU_OIDC_GROUPS", "a=camat;a=admin", "tidak dapat dibaca"),
        ("PANTAU_OIDC_GROUPS", "a=kepala", "“kepala” bukan peran"),
        ("PANTAU_OIDC_GROUPS", "a=lurah", "kode kantor wajib untuk lurah"),
        ("PANTAU_OIDC_GROUPS", "a=camat:63.71.04.1002", "kode kantor wajib untuk lurah"),
        ("PANTAU_OIDC_GROUP", "a=camat", "PANTAU_OIDC_GROUP tidak dikenal"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_variable(name: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match="PANTAU_OIDC_") as refused:
        load_oidc({**GOOD, name: text})
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("address", "beside", "good"),
    [
        ("https://sso.contoh.go.id/token", None, True),
        ("http://127.0.0.1:9400/token", None, True),
        ("http://localhost/token", "http://127.0.0.1:9400", True),
        ("http://127.0.0.1:9400/token", "https://sso.contoh.go.id", False),
        ("http://10.0.0.1/token", None, False),
        ("http://127.0.0.1.contoh.go.id/", None, False),
        ("https:///token", None, False),
        ("https://a@b/token", None, False),
        ("https://b/token#x", None, False),
        ("ftp://b/token", None, False),
        ("", None, False),
    ],
)
def test_secrets_go_by_https_or_stay_on_this_machine(address: str, beside: str | None, good: bool) -> None:
    assert safe(address, beside=beside) is good


def test_people_are_led_back_to_one_whole_name() -> None:
    hosts = {"PANTAU_HTTPS": "ya", "PANTAU_TRUSTED_HOSTS": ".contoh.go.id"}
    with pytest.raises(SettingsError, match="PANTAU_TRUSTED_HOSTS"):
        load_settings({**GOOD, **hosts})
    assert load_settings(hosts).oidc is None
