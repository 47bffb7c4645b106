"""Two doors: what a process of its own holds, and where the staff app listens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from dashboard.errors import SettingsError, StoreError
from dashboard.rights import EVERYTHING
from dashboard.server import create_public_server, create_server, create_staff_server
from dashboard.store import Store
from etl.warehouse.roles import setup_sql
from tests.dashboard.site import KEY, environ
from tests.dashboard.warehouse import publish
from tests.postgres import name_of
from tests.postgres import server as postgres
from tests.sharing import built_once

ROOT = Path(__file__).resolve().parents[2]
NETWORK = {"PANTAU_HOST": "0.0.0.0", "PANTAU_TRUSTED_HOSTS": "pantau.example"}
OF_STAFF = ("dashboard.staff", "dashboard.pages", "dashboard.auth", "dashboard.office", "argon2", "alembic")
LOOK = """
import json, os, sys
from werkzeug.test import Client
from dashboard.server import create_public_server
site = create_public_server()
site.warm()
answer = Client(site).get("/", base_url="http://localhost")
links = [f"/proc/self/fd/{n}" for n in os.listdir("/proc/self/fd")]
held = [os.readlink(link) for link in links if os.path.islink(link)]
print(json.dumps({"status": answer.status_code, "modules": sorted(sys.modules), "files": held}))
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, _ = built_once(tmp_path_factory, "situs", publish)
    return folder


def test_the_process_of_the_public_page_holds_nothing_of_the_staff(published: Path, tmp_path: Path) -> None:
    variables = environ(tmp_path, WAREHOUSE_URL=str(published / "warehouse"))
    asked = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(asked.stdout)
    assert told["status"] == 200
    assert [name for name in told["modules"] if name.startswith(OF_STAFF)] == []
    opened = {Path(file).name for file in told["files"] if file.endswith((".duckdb", ".db"))}
    assert opened == {"public.duckdb"}
    assert not (tmp_path / "office").exists()


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[str]:
    """A warehouse on a server, with its roles."""
    url = postgres().database()
    for role in ("pantau_etl", "pantau_staff", "pantau_public"):
        postgres().run(
            f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    sql = setup_sql(name_of(url), "pantau_etl")
    postgres().run(
        "\n".join(line for line in sql.splitlines() if not line.startswith("CREATE ROLE")), name_of(url)
    )
    publish(tmp_path, warehouse=as_role(url, "pantau_etl"))
    yield url
    postgres().drop(url)


def as_role(url: str, role: str) -> str:
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def test_the_role_of_the_public_page_is_refused_what_is_of_the_staff(warehouse: str) -> None:
    for role, audience, allowed in (
        ("pantau_public", "public", True),
        ("pantau_public", "staff", False),
        ("pantau_staff", "staff", True),
    ):
        store = Store(as_role(warehouse, role), audience)
        if allowed:
            assert (store.public_reader() if audience == "public" else store.reader(EVERYTHING)) is not None
        else:
            with pytest.raises(StoreError, match="tidak berhak"):
                store.reader(EVERYTHING)
        store.close()


@pytest.mark.parametrize("create", [create_server, create_staff_server])
def test_on_plain_http_the_staff_app_is_not_open_to_a_network(create: object, tmp_path: Path) -> None:
    assert callable(create)
    with pytest.raises(SettingsError, match="tanpa https"):
        create(environ(tmp_path, **NETWORK))
    create(environ(tmp_path, **NETWORK, PANTAU_HTTPS="ya")).close()
    create(environ(tmp_path, PANTAU_HOST="127.8.8.8")).close()


def test_the_public_page_is_open_to_any_network(tmp_path: Path) -> None:
    site = create_public_server(environ(tmp_path, **NETWORK))
    site.check_listening(["0.0.0.0"])
    site.close()


@pytest.mark.parametrize(
    ("more", "bind"), [(NETWORK, []), ({}, ["--bind", "0.0.0.0:0"])], ids=["settings", "command line"]
)
def test_gunicorn_does_not_open_it_either_and_says_why(
    more: dict[str, str], bind: list[str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "python:dashboard.gunicorn", *bind]
    ended = subprocess.run(
        [*command, "dashboard.server:create_staff_server()"],
        cwd=ROOT,
        env={**os.environ, **environ(tmp_path, PANTAU_SECRET_KEY=KEY, **more)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 1
    assert "alamat 0.0.0.0 terbuka ke jaringan tanpa https" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_each_door_is_a_process_of_its_own_in_the_procfile() -> None:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert "create_public_server()" in lines["public"]
    assert "create_staff_server()" in lines["staff"]
