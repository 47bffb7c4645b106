from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app as commands
from dashboard.demo import ACCOUNTS
from dashboard.roles import Role
from dashboard.server import create_public_server, create_staff_server
from tests.dashboard.site import KEY, Browser, environ, office_of, people
from tests.dashboard.site import browser as open_browser
from tests.dashboard.warehouse import HERE, load, publish

ROOT = Path(__file__).resolve().parents[2]
TARGETS = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line.strip())


def test_both_apps_answer_under_one_server(browser: Browser) -> None:
    assert browser.get("/").status_code == 200
    assert browser.get("/staf").headers["Location"] == "/staf/"
    assert "Masuk ke Pantau" in browser.get("/staf/", follow_redirects=True).text
    assert browser.get("/healthz").text == "ok\n"
    assert browser.get("/staf/healthz").text == "ok\n"


def test_ready_only_when_something_is_published(
    browser: Browser, fresh: tuple[Browser, dict[str, str]]
) -> None:
    assert (browser.get("/readyz").status_code, browser.get("/staf/readyz").status_code) == (200, 200)
    empty, _ = fresh
    assert (empty.get("/readyz").status_code, empty.get("/staf/readyz").status_code) == (503, 503)


def test_before_the_first_publication_pages_say_so(fresh: tuple[Browser, dict[str, str]]) -> None:
    browser, _ = fresh
    browser.login("camat")
    for path in ("/", "/staf/", "/staf/volume"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "Belum ada data: jalankan python -m etl run" in answer.text


def test_a_publication_is_seen_without_a_restart(fresh: tuple[Browser, dict[str, str]]) -> None:
    browser, variables = fresh
    assert browser.get("/readyz").status_code == 503
    publish(Path(variables["WAREHOUSE_URL"]).parent)
    assert browser.get("/readyz").status_code == 200


def test_a_public_page_follows_the_published_version(fresh: tuple[Browser, dict[str, str]]) -> None:
    browser, variables = fresh
    folder = Path(variables["WAREHOUSE_URL"]).parent
    publish(folder)
    first = browser.get("/").text
    assert browser.get("/").text == first
    with (folder / "antrean.csv").open("a", encoding="utf-8") as visits:
        visits.write(f"baru;{HERE};2026-10-11 09:00;2026-10-11 09:30;2026-10-11 10:00\n")
    load(folder)
    deadline = time.monotonic() + 20
    while browser.get("/").text == first:
        assert time.monotonic() < deadline, "the new version is not shown"
        time.sleep(0.2)


@pytest.mark.parametrize(
    "path", ["/tidak-ada", "/Volume", "/volume", "/index.html", "/staf/tidak-ada", "/staf/volume/"]
)
def test_an_unknown_path_is_a_real_404(browser: Browser, path: str) -> None:
    browser.login("camat")
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.text


def test_the_first_answer_holds_the_whole_content(browser: Browser) -> None:
    browser.login("camat")
    page = browser.get("/staf/waktu-tunggu").text
    plain = page.split('<div id="first-paint">')[1].split('<div id="app-root">')[0]
    assert "<h1" in plain
    assert "<svg" in plain
    assert "<table" in plain
    assert "<title>Waktu tunggu · Pantau</title>" in page
    drawn = browser.call("/staf/", "/staf/waktu-tunggu").json
    answers = re.findall(r'class="answer">([^<]+)<', plain)
    assert answers
    assert all(json.dumps(answer)[1:-1] in json.dumps(drawn) for answer in answers)


def test_an_admin_begins_at_the_accounts_and_opens_no_figures(browser: Browser) -> None:
    browser.login("admin")
    page = browser.get("/staf/")
    assert page.status_code == 200
    assert 'href="/staf/akun" aria-current="page"' in page.text
    for path in ("/staf/volume", "/staf/waktu-tunggu"):
        refused = browser.get(path)
        assert refused.status_code == 403
        assert "tidak berhak" in refused.text
        assert "<svg" not in refused.text
        assert "tidak berhak" in browser.call("/staf/", path).text
    assert browser.get("/staf/unduh/volume/per-layanan.csv").status_code == 403


FILES = [
    ("csv", "text/csv", b"\xef\xbb\xbf"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
]


@pytest.mark.parametrize(("ending", "kind", "start"), FILES)
def test_a_table_comes_as_a_file_named_after_its_period_and_version(
    browser: Browser, ending: str, kind: str, start: bytes
) -> None:
    browser.login("camat")
    asked = "dari=2026-09-01&sampai=2026-09-20&kanal=loket"
    answer = browser.get(f"/staf/unduh/volume/per-layanan.{ending}?{asked}")
    assert answer.status_code == 200
    assert answer.mimetype == kind
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(start)
    said = answer.headers["Content-Disposition"]
    name = rf"volume-per-layanan_2026-09-01_2026-09-20_loket_(\w[\w.-]+)\.{ending}"
    version = re.fullmatch(f'attachment; filename="{name}"', said)
    assert version
    assert browser.get(f"/staf/unduh/volume/per-layanan.csv?{asked}").text.count(f";{version[1]}\r\n") == 1
    for path in ("volume/tidak-ada", "tidak-ada/per-layanan", "volume/%2e%2e%2fper-layanan"):
        assert browser.get(f"/staf/unduh/{path}.{ending}").status_code == 404


@pytest.mark.parametrize(("ending", "kind", "start"), FILES)
def test_a_public_table_comes_as_a_file(browser: Browser, ending: str, kind: str, start: bytes) -> None:
    answer = browser.get(f"/unduh/beranda/kapan-datang.{ending}?bulan=2026-09")
    assert answer.status_code == 200
    assert answer.mimetype == kind
    said = answer.headers["Content-Disposition"]
    assert said.startswith('attachment; filename="beranda-kapan-datang_2026-09_')
    assert answer.data.startswith(start)
    for path in ("beranda/tidak-ada", "tidak-ada/kapan-datang", "/kapan-datang"):
        assert browser.get(f"/unduh/{path}.{ending}").status_code == 404


def test_there_is_no_other_kind_of_file(browser: Browser) -> None:
    browser.login("camat")
    for ending in ("xls", "XLSX", "xlsx.csv/x", "pdf", "csv%00"):
        assert browser.get(f"/staf/unduh/volume/per-layanan.{ending}").status_code == 404
        assert browser.get(f"/unduh/beranda/kapan-datang.{ending}").status_code == 404


def test_the_links_to_files_say_of_what_and_are_named_like_the_files(browser: Browser) -> None:
    browser.login("camat")
    for address in ("/", "/staf/volume?periode=bulan-lalu&kanal=loket"):
        tags = re.findall(r'<a [^>]*download="[^>]*>[^<]*</a>', browser.get(address).text)
        assert tags
        for tag in tags:
            read = dict(re.findall(r'([\w-]+)="([^"]*)"', unescape(tag)))
            words = tag.removesuffix("</a>").rpartition(">")[2]
            assert words in ("Unduh CSV", "Unduh XLSX")
            assert re.fullmatch(rf"{words}: .+\?", read["aria-label"])
            answer = browser.get(read["href"])
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{read["download"]}"'


def test_without_data_there_is_no_file(fresh: tuple[Browser, dict[str, str]]) -> None:
    browser, _ = fresh
    browser.login("camat")
    for ending in ("csv", "xlsx"):
        assert browser.get(f"/unduh/beranda/kapan-datang.{ending}").status_code == 404
        assert browser.get(f"/staf/unduh/volume/per-layanan.{ending}").status_code == 404


def test_scripts_and_styles_are_packed_and_kept_for_ever(browser: Browser) -> None:
    page = browser.get("/").text
    addresses = re.findall(r'(?:src|href)="(/(?:assets|_dash-component-suites)/[^"]+)"', page)
    assert any("first_paint.js?v=" in address for address in addresses)
    assert any("dash_renderer" in address for address in addresses)
    for address in addresses:
        plain = browser.get(address)
        packed = browser.get(address, headers={"Accept-Encoding": "gzip"})
        assert (plain.status_code, packed.status_code) == (200, 200), address
        assert "immutable" in plain.headers["Cache-Control"]
        if packed.headers.get("Content-Encoding") == "gzip":
            assert gzip.decompress(packed.data) == plain.data
        again = browser.get(address, headers={"If-None-Match": plain.headers["ETag"]})
        assert again.status_code == 304


def test_public_answers_are_packed_for_the_way_and_staff_answers_are_not(browser: Browser) -> None:
    browser.login("camat")
    wants = {"Accept-Encoding": "gzip"}
    packed = browser.get("/", headers=wants)
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.data).decode().count('id="first-paint"') == 1
    assert "Content-Encoding" not in browser.get("/").headers
    assert gzip.decompress(browser.call("/", "/", headers=wants).data).startswith(b"{")
    assert "Content-Encoding" not in browser.get("/staf/", headers=wants).headers
    assert "Content-Encoding" not in browser.call("/staf/", "/staf/", headers=wants).headers


def test_an_old_address_of_a_style_is_asked_for_again(browser: Browser) -> None:
    assert browser.get("/assets/00_first_paint.css?v=old").headers["Cache-Control"] == "no-cache"
    for path in ("/assets/tidak-ada.css", "/assets/../pyproject.toml", "/assets/%2e%2e/pyproject.toml"):
        assert browser.get(path).status_code == 404
    for path in ("dash/dash.py", "os/path.py", "dash/../flask/app.py", "tidak-ada/x.js"):
        assert browser.get(f"/_dash-component-suites/{path}").status_code == 404


def test_the_public_server_needs_no_key_and_opens_no_accounts(tmp_path: Path) -> None:
    variables = environ(tmp_path)
    del variables["PANTAU_SECRET_KEY"]
    browser = open_browser(create_public_server(variables))
    assert browser.get("/").status_code == 200
    assert browser.get("/staf/").status_code == 404
    assert not (tmp_path / "office").exists()


def test_the_staff_server_alone_keeps_its_addresses(tmp_path: Path) -> None:
    variables = environ(tmp_path)
    people(office_of(variables))
    browser = open_browser(create_staff_server(variables))
    assert browser.get("/").headers["Location"] == "/staf/"
    assert browser.login("camat").status_code == 303
    assert browser.get("/staf/").status_code == 200
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/_dash-layout").status_code == 404


@pytest.mark.parametrize("name", sorted(TARGETS.keys() - {"worker"}))
def test_a_procfile_target_starts_and_answers(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", *shlex.split(TARGETS[name])]
    with serving(command, tmp_path, PANTAU_SECRET_KEY=KEY) as (port, _):
        path = "/staf/healthz" if name == "staff" else "/healthz"
        assert fetched(port, path) == (200, "ok\n")


def test_serve_prints_addresses_and_the_same_demo_passwords_twice(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dashboard", "serve", "--demo"]
    shown = []
    for _ in range(2):
        with serving(command, tmp_path) as (port, process):
            lines = [process.stdout.readline() for _ in range(4 + len(ACCOUNTS))]
            assert f"http://127.0.0.1:{port}/\n" in lines[0]
            assert f"http://127.0.0.1:{port}/staf/\n" in lines[1]
            assert fetched(port, "/staf/masuk")[0] == 200
            shown.append([line.split() for line in lines[3 : 3 + len(ACCOUNTS)]])
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
    assert shown[0] == shown[1]
    assert [name for name, _ in shown[0]] == [name for name, _, _ in ACCOUNTS]
    assert {role for _, role, _ in ACCOUNTS} == set(Role)
    assert (tmp_path / "office" / "demo-passwords.json").stat().st_mode & 0o077 == 0


def test_demo_accounts_are_not_made_on_a_server(tmp_path: Path) -> None:
    network = {"PANTAU_HOST": "0.0.0.0", "PANTAU_TRUSTED_HOSTS": "a.example"}
    answer = CliRunner().invoke(commands, ["serve", "--demo"], env=environ(tmp_path, **network))
    assert answer.exit_code != 0
    assert "--demo" in str(answer.exception)


def test_accounts_are_kept_by_commands(tmp_path: Path) -> None:
    def told(*words: str, typed: str = "") -> Any:
        return CliRunner().invoke(commands, ["user", *words], env=environ(tmp_path), input=typed)

    twice = "kuda laut minum teh\nkuda laut minum teh\n"
    assert told("add", "camat", "--role", "camat", typed=twice).exit_code == 0
    added = told(
        "add", "lurah", "--role", "lurah", "--office", "63.71.04.1002", "--password-stdin", typed=twice
    )
    assert added.exit_code == 0
    assert "kuda laut" not in added.output
    assert told("disable", "lurah").exit_code == 0
    listed = json.loads(told("list", "--json").output)
    assert [(row["name"], row["role"], row["disabled_at"] is None) for row in listed] == [
        ("camat", "camat", True),
        ("lurah", "lurah", False),
    ]
    assert told("disable", "lurah", "--undo").exit_code == 0
    assert "aktif" in told("list").output
    assert told("password", "camat", "--password-stdin", typed="perahu di sungai\n").exit_code == 0
    refused = told("add", "camat", "--role", "camat", "--password-stdin", typed=twice)
    assert "sudah ada" in str(refused.exception)


def test_a_problem_is_one_line_and_an_exit_code(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dashboard", "user", "list"]
    variables = {**os.environ, **environ(tmp_path), "PORT": "abc"}
    ended = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == "PORT: “abc” bukan bilangan bulat 1–65535\n"


def test_what_is_loaded_before_the_workers_are_forked_starts_no_threads_of_duckdb() -> None:
    """Else each worker ends with SIGABRT, and the server only after its time-out."""
    ask = "import sys, dashboard.serving; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], cwd=ROOT, check=False).returncode == 0


def test_a_port_in_use_is_one_line_and_an_exit_code(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "dashboard", "serve"],
            cwd=ROOT,
            env={**os.environ, **environ(tmp_path), "PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"PORT: 127.0.0.1:{port} sudah dipakai")


@contextmanager
def serving(command: list[str], folder: Path, **more: str) -> Iterator[tuple[int, Any]]:
    """The command's process and port, once the port answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, **environ(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1", **more}
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


def wait_for(port: int, process: Any) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


def fetched(port: int, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.status, answer.read().decode()
