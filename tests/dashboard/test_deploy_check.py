"""A deployment that lacks something is told what, and how to mend it; a good one passes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from dashboard.__main__ import app as commands
from dashboard.demo import demo_accounts
from dashboard.deploy_check import Deployment, Person, missing
from dashboard.deployment import _others_read
from dashboard.office import identities
from dashboard.office.schema import account
from dashboard.office.store import open_office
from dashboard.roles import Role
from dashboard.settings import load_settings
from dashboard.store import Rights, rights
from etl.warehouse.roles import setup_sql
from tests.dashboard.site import KEY, environ, office_of, people
from tests.dashboard.warehouse import publish
from tests.oidc.crooked import crooked
from tests.oidc.crooked import settings as oidc_settings
from tests.postgres import name_of
from tests.postgres import server as postgres

NOW = datetime(2026, 11, 29, 6, tzinfo=UTC)
GOOD = {
    "PANTAU_SECRET_KEY": KEY,
    "PANTAU_HTTPS": "ya",
    "PANTAU_PROXIES": "1",
    "PANTAU_TRUSTED_HOSTS": "pantau.banjarmasinkota.go.id",
}
STAFF = Rights("pantau_staff", writes=False, staff=True, public_reads_staff=False)


def person(role: Role = Role.ADMIN, **other: Any) -> Person:
    return replace(Person("siti", role, active=True, second_factor=True, demo=False), **other)


def deployment(without: str = "", **other: Any) -> Deployment:
    variables = {name: value for name, value in GOOD.items() if name != without}
    found = Deployment(
        settings=load_settings(variables),
        public=False,
        people=(person(), person(Role.CAMAT), person(Role.LURAH, second_factor=False)),
        readable=(),
        rights=STAFF,
        provider=None,
        dash=(4, 4, 1),
        newest=NOW - timedelta(hours=8),
        now=NOW,
    )
    return replace(found, **other)


def names(found: Deployment) -> list[str]:
    return [each.name for each in missing(found)]


def test_a_good_deployment_lacks_nothing() -> None:
    assert missing(deployment()) == []
    assert missing(deployment(rights=None, newest=None, dash=(5, 0, 0))) == []
    public = replace(STAFF, role="pantau_public", staff=False)
    assert missing(deployment("PANTAU_SECRET_KEY", public=True, people=(), rights=public)) == []


@pytest.mark.parametrize("without", [name for name in GOOD if name != "PANTAU_TRUSTED_HOSTS"])
def test_each_setting_that_is_missing_has_its_line(without: str) -> None:
    assert names(deployment(without)) == [without]


AT_HOME = {**GOOD, "PANTAU_TRUSTED_HOSTS": "localhost,127.0.0.1"}
LACKS: list[tuple[dict[str, Any], str]] = [
    ({"settings": load_settings(AT_HOME)}, "PANTAU_TRUSTED_HOSTS"),
    ({"settings": load_settings({**GOOD, "PANTAU_TRUSTED_HOSTS": ".go.id"})}, "PANTAU_TRUSTED_HOSTS"),
    ({"readable": (Path("/srv/office.db"),)}, "/srv/office.db"),
    ({"people": (person(Role.CAMAT),)}, "Akun admin"),
    ({"people": (person(active=False), person(Role.CAMAT))}, "Akun admin"),
    ({"people": (person(), person(Role.LURAH, name="budi", demo=True))}, "Akun budi"),
    ({"people": (person(), person(Role.CAMAT, name="budi", second_factor=False))}, "Akun budi"),
    ({"rights": replace(STAFF, writes=True)}, "WAREHOUSE_URL"),
    ({"rights": replace(STAFF, staff=False)}, "WAREHOUSE_URL"),
    ({"rights": STAFF, "public": True}, "WAREHOUSE_URL"),
    ({"rights": replace(STAFF, public_reads_staff=True)}, "Peran pantau_public"),
    ({"provider": "ConnectionError"}, "PANTAU_OIDC_ISSUER"),
    ({"dash": (4, 4, 0)}, "dash"),
    ({"newest": NOW + timedelta(days=1)}, "Jam mesin"),
]  # fmt: skip


@pytest.mark.parametrize(("other", "name"), LACKS, ids=[f"{i}-{name}" for i, (_, name) in enumerate(LACKS)])
def test_each_thing_that_is_missing_has_its_line(other: dict[str, Any], name: str) -> None:
    found = missing(deployment(**other))
    assert [each.name for each in found] == [name]
    assert len(str(found[0]).split(". ")) >= 2, "what is wrong, and how to mend it"


def told(variables: dict[str, str], *words: str) -> Any:
    return CliRunner().invoke(commands, ["check", "--deploy", *words], env=variables)


@pytest.fixture
def ready(tmp_path: Path) -> dict[str, str]:
    """As an office would have it: one account per role, second factors, nothing open to others."""
    publish(tmp_path)
    variables = environ(tmp_path, **GOOD)
    people(office_of(variables))
    with office_of(variables).writing() as connection:
        connection.execute(update(account).values(totp_salt="x"))
    (tmp_path / "warehouse").chmod(0o750)
    return variables


def test_the_command_passes_a_good_deployment_and_names_what_another_lacks(
    ready: dict[str, str], tmp_path: Path
) -> None:
    good = told(ready)
    assert good.exit_code == 0, good.output
    assert good.output.splitlines()[-1] == "Tidak ada yang kurang."
    (tmp_path / "office" / "office.db").chmod(0o644)
    (tmp_path / "warehouse").chmod(0o755)
    (tmp_path / "bukti").mkdir()
    (tmp_path / "bukti").chmod(0o755)
    bad = told({**ready, "PANTAU_HTTPS": "tidak"})
    assert bad.exit_code == 1
    starts = [line.split(": ")[0] for line in bad.output.splitlines()]
    paths = [str(tmp_path / name) for name in ("office/office.db", "bukti", "warehouse")]
    assert starts == ["PANTAU_HTTPS", *paths, "Catatan", "4 hal belum beres."]
    assert f"chmod 600 {paths[0]}" in bad.output


def test_a_provider_of_accounts_is_asked_and_counts_as_a_way_in(ready: dict[str, str]) -> None:
    with office_of(ready).writing() as connection:
        connection.execute(update(account).where(account.c.name == "admin").values(password_hash=None))
    assert "Akun admin: belum ada yang aktif" in told(ready).output
    with office_of(ready).writing() as connection:
        identities.expect(connection, "admin", "admin@contoh.go.id")
    with crooked() as provider:
        good = told({**ready, **oidc_settings(provider)})
        assert good.exit_code == 0, good.output
    away = told({**ready, **oidc_settings(provider)})
    assert "PANTAU_OIDC_ISSUER: penyedia akun tidak dapat dipakai (ConnectionError)" in away.output


def test_accounts_that_were_made_for_trying_are_named(ready: dict[str, str], tmp_path: Path) -> None:
    local = load_settings({**ready, "PANTAU_TRUSTED_HOSTS": ""})
    demo_accounts(local, open_office(local.office_url), now=NOW)
    kept = json.loads((tmp_path / "office" / "demo-passwords.json").read_text())
    lines = [line for line in told(ready).output.splitlines() if "kata sandi contoh" in line]
    # Those of the names that were there before have passwords of their own.
    assert {line.split(":")[0] for line in lines} == {"Akun walikota", "Akun lurah-alalak-utara"}
    assert not any(word in told(ready).output for word in kept.values())


def test_a_weak_key_is_told_without_it(ready: dict[str, str]) -> None:
    ended = told({**ready, "PANTAU_SECRET_KEY": "changeme" * 8})
    assert ended.exit_code != 0
    assert "mudah ditebak" in str(ended.exception)
    assert "changeme" not in str(ended.exception)


def test_a_group_may_share_and_others_may_not(tmp_path: Path) -> None:
    for mode, open_to_others in ((0o700, False), (0o750, False), (0o755, True), (0o701, True)):
        tmp_path.chmod(mode)
        assert _others_read(tmp_path) is open_to_others


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[str]:
    url = postgres().database()
    publish(tmp_path, warehouse=url)
    yield url
    postgres().drop(url)


def test_on_postgresql_the_role_of_the_process_is_looked_at(warehouse: str) -> None:
    for role in ("pantau_etl", "pantau_staff", "pantau_public"):
        made = f"CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL;"
        postgres().run(f"DO $$ BEGIN {made} END $$")
    lines = setup_sql(name_of(warehouse), "pantau_etl").splitlines()
    postgres().run(
        "\n".join(line for line in lines if not line.startswith("CREATE ROLE")), name_of(warehouse)
    )

    def of(role: str) -> Rights | None:
        return rights(warehouse.replace("postgres@", f"{role}@"))

    assert of("postgres") == Rights("postgres", writes=True, staff=True, public_reads_staff=False)
    assert of("pantau_staff") == STAFF
    assert of("pantau_public") == Rights("pantau_public", writes=False, staff=False, public_reads_staff=False)
    postgres().run("GRANT pantau_staff TO pantau_public", name_of(warehouse))
    try:
        assert of("pantau_staff") == replace(STAFF, public_reads_staff=True)
    finally:
        postgres().run("REVOKE pantau_staff FROM pantau_public", name_of(warehouse))
    postgres().run("GRANT USAGE ON SCHEMA pantau TO pantau_staff", name_of(warehouse))
    assert of("pantau_staff") == replace(STAFF, writes=True)
