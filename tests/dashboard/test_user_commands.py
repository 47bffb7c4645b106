"""Accounts from the command line: links, last days, the second factor."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.office import accounts, tickets, totp
from tests.dashboard.site import environ, office_of

TYPED = "kuda laut minum teh\n"


class Told:
    def __init__(self, folder: Path) -> None:
        self.variables = environ(folder)

    def __call__(self, *words: str, **more: str) -> Any:
        return CliRunner().invoke(app, ["user", *words], env={**self.variables, **more}, input=TYPED)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def holder(told: Told, output: str) -> str | None:
    from datetime import UTC, datetime

    token = output.split("/staf/tautan/")[1].split()[0]
    with office_of(told.variables).reading() as connection:
        found = tickets.holder(connection, token, now=datetime.now(UTC))
        return found.name if found else None


def test_an_invitation_is_printed_and_the_newer_one_counts(told: Told) -> None:
    first = told("add", "budi", "--role", "camat", "--invite", "--until", "2099-12-31")
    assert first.exit_code == 0
    assert re.search(r"^http://127\.0\.0\.1:8050/staf/tautan/[\w-]{43}$", first.output, re.M)
    assert holder(told, first.output) == "budi"
    second = told("invite", "budi")
    assert (holder(told, first.output), holder(told, second.output)) == (None, "budi")
    listed = json.loads(told("list", "--json").output)[0]
    assert (listed["state"], listed["second_factor"]) == ("menunggu kata sandi", False)
    assert listed["expires_at"].startswith(("2099-12-31", "2100-01-01"))
    assert "pakai user invite" in str(told("reset", "budi").exception)


def test_a_reset_is_printed_for_who_has_a_password(told: Told) -> None:
    told("add", "camat", "--role", "camat", "--password-stdin")
    assert holder(told, told("reset", "camat").output) == "camat"
    assert "pakai user reset" in str(told("invite", "camat").exception)
    told("disable", "camat")
    assert "tidak aktif" in str(told("reset", "camat").exception)


def test_the_address_of_the_link_follows_the_settings_or_is_named(told: Told) -> None:
    told("add", "camat", "--role", "camat", "--password-stdin")
    network = {"PANTAU_TRUSTED_HOSTS": "pantau.example.go.id", "PANTAU_HTTPS": "ya"}
    assert "https://pantau.example.go.id/staf/tautan/" in told("reset", "camat", **network).output
    named = told("reset", "camat", "--address", "https://lain.example.go.id/apa")
    assert "https://lain.example.go.id/staf/tautan/" in named.output
    unknown = told("reset", "camat", **{**network, "PANTAU_TRUSTED_HOSTS": ".example.go.id"})
    assert "--address" in str(unknown.exception)
    assert "bukan alamat" in str(told("reset", "camat", "--address", "pantau").exception)


def test_a_lost_telephone_is_taken_off(told: Told) -> None:
    told("add", "camat", "--role", "camat", "--password-stdin")
    with office_of(told.variables).writing() as connection:
        totp.switch_on(connection, accounts.get(connection, "camat").id, "salt", 1)
    assert json.loads(told("list", "--json").output)[0]["second_factor"]
    assert told("factor-off", "camat").exit_code == 0
    assert not json.loads(told("list", "--json").output)[0]["second_factor"]


def test_a_last_day_that_is_past_is_refused(told: Told) -> None:
    answer = told("add", "camat", "--role", "camat", "--password-stdin", "--until", "2020-01-01")
    assert "sudah lewat" in str(answer.exception)


@pytest.mark.parametrize("day", ["9999-12-31", "2101-01-01", "1999-12-31", "0001-01-01"])
def test_a_last_day_that_no_calendar_reaches_is_refused(told: Told, day: str) -> None:
    answer = told("add", "camat", "--role", "camat", "--password-stdin", "--until", day)
    assert "paling lama sampai 2100" in str(answer.exception)


def test_somebody_of_the_provider_is_expected_and_no_longer(told: Told) -> None:
    told("add", "budi", "--role", "camat", "--invite")
    told("add", "siti", "--role", "camat", "--invite")
    said = told("sso", "budi", "Budi@contoh.go.id")
    assert said.output == (
        "Akun budi dihubungkan dengan budi@contoh.go.id; semua sesi dan tautannya berakhir.\n"
    )
    listed = {each["name"]: each for each in json.loads(told("list", "--json").output)}
    assert (listed["budi"]["sso"], listed["budi"]["state"]) == ("budi@contoh.go.id", "aktif")
    assert "sudah dihubungkan dengan akun “budi”" in str(told("sso", "siti", "budi@contoh.go.id").exception)
    for words in (("budi",), ("budi", " "), ("budi", "budi@contoh.go.id", "--off")):
        assert "sebut nama orang itu" in str(told("sso", *words).exception)
    told("sso", "budi", "--off")
    listed = {each["name"]: each for each in json.loads(told("list", "--json").output)}
    assert (listed["budi"]["sso"], listed["budi"]["state"]) == (None, "menunggu kata sandi")
