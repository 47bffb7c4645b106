from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest

from dashboard.errors import SettingsError
from dashboard.office.private import kept, secret_key
from dashboard.settings import load_settings

STRONG = secrets.token_urlsafe(48)
WEAK = [
    "",
    "short",
    "x" * 31,
    "a" * 64,
    "ab" * 32,
    "0123456789" * 4,
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "0123456789abcdef" * 4,
    "changeme-changeme-changeme-changeme-1",
    "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
    "thisISaSCRET_1234 secret key of superset",
    "your-secret-key-goes-here-please-now-12",
    "password-password-1234567890-qwertyuiop",
    "kata-rahasia-kantor-kecamatan-2025-abc",
    "example-key-example-key-example-key-12345",
    "contoh-kunci-contoh-kunci-contoh-kunci-9",
    "zyxwvutsrqponmlkjihgfedcba9876543210zyxw",
    "1111111111111111222222222222222233333333",
    "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeee",
    "qwertyqwertyqwertyqwertyqwertyqwertyqwerty",
]


def test_defaults_stand_beside_the_configuration(tmp_path: Path) -> None:
    settings = load_settings({"PANTAU_CONFIG": str(tmp_path / "office.toml")})
    assert settings.warehouse == str(tmp_path / "warehouse")
    assert settings.office_url == f"sqlite:///{tmp_path}/office-store/office.db"
    assert (settings.host, settings.port, settings.https, settings.proxies) == ("127.0.0.1", 8050, False, 0)
    assert settings.trusted_hosts == ("127.0.0.1", "localhost", "[::1]")


@pytest.mark.parametrize("key", WEAK)
def test_a_weak_key_is_refused(key: str) -> None:
    with pytest.raises(SettingsError, match="PANTAU_SECRET_KEY") as refused:
        load_settings({"PANTAU_SECRET_KEY": key})
    assert not key or key not in str(refused.value)


@pytest.mark.parametrize(
    "key", [STRONG, secrets.token_hex(32), secrets.token_urlsafe(32)], ids=["strong", "hex", "urlsafe"]
)
def test_a_random_key_is_taken_and_not_shown(key: str) -> None:
    settings = load_settings({"PANTAU_SECRET_KEY": key})
    assert settings.secret_key == key.encode()
    assert key not in repr(settings)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80a"),
        ("PORT", "٣"),
        ("PANTAU_PROXIES", "-1"),
        ("PANTAU_HTTPS", "mungkin"),
        ("OFFICE_URL", "tidak ada"),
        ("OFFICE_URL", "mysql://x/y"),
        ("WAREHOUSE_URL", "postgresql://x/y"),
    ],
)
def test_a_wrong_value_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        load_settings({variable: value})


def test_open_to_the_network_needs_the_names_it_answers_to() -> None:
    with pytest.raises(SettingsError, match="PANTAU_TRUSTED_HOSTS"):
        load_settings({"PANTAU_HOST": "0.0.0.0"})
    settings = load_settings({"PANTAU_HOST": "0.0.0.0", "PANTAU_TRUSTED_HOSTS": "Pantau.example.go.id, b"})
    assert settings.trusted_hosts == ("pantau.example.go.id", "b")


def test_a_password_in_an_address_is_not_shown() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"OFFICE_URL": "mysql://u:p4ssw0rd@h/d"})
    assert "p4ssw0rd" not in str(refused.value)


def test_without_a_key_one_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = load_settings({"OFFICE_URL": f"sqlite:///{tmp_path}/o/office.db"})
    key, made = secret_key(settings)
    assert made is not None
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert secret_key(settings) == (key, None)
    assert load_settings({"PANTAU_SECRET_KEY": key.decode()}).secret_key == key


def test_no_key_is_made_where_others_can_reach(tmp_path: Path) -> None:
    office = {"OFFICE_URL": f"sqlite:///{tmp_path}/office.db"}
    network = {"PANTAU_HOST": "0.0.0.0", "PANTAU_TRUSTED_HOSTS": "a.example"}
    with pytest.raises(SettingsError, match="PANTAU_SECRET_KEY"):
        secret_key(load_settings({**office, **network}))
    with pytest.raises(SettingsError, match="PANTAU_SECRET_KEY"):
        secret_key(load_settings({"OFFICE_URL": "postgresql+psycopg://h/d"}))
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    path.write_text("x")
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        kept(path, lambda: "y")
