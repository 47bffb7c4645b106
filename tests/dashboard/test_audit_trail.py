"""What leaves an entry in the audit log, as the apps and the commands write it; and `check --audit`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.demo import demo_accounts
from dashboard.office import accounts, sessions, tickets
from dashboard.office.audit import AuditLog, Entry, Kind, Origin, entries, newest
from dashboard.office.store import OfficeStore
from dashboard.server import create_staff_server
from dashboard.settings import load_settings
from tests.dashboard.site import KEY, LURAH_OFFICE, PASSWORD, Browser, environ, office_of, token_in

TYPED = "rahasia-yang-diketik-7"


def log_of(office: OfficeStore) -> list[Entry]:
    """The oldest first."""
    with office.reading() as connection:
        assert AuditLog(KEY.encode()).verify(connection).problem is None
        return entries(connection, first=0, most=999)[::-1]


def told_of_people(office: OfficeStore) -> list[Entry]:
    return [entry for entry in log_of(office) if entry.kind is not Kind.SETTINGS]


def command(folder: Path, *words: str, typed: str | None = None) -> Any:
    return CliRunner().invoke(app, list(words), env=environ(folder), input=typed)


def test_logins_and_logouts_leave_entries_and_nothing_that_was_typed(
    fresh: tuple[Browser, dict[str, str]],
) -> None:
    browser, variables = fresh
    browser.login(TYPED, TYPED)
    browser.login("camat", TYPED)
    browser.login("lurah", environ_base={"REMOTE_ADDR": "10.1.2.3"})
    browser.post("/staf/keluar", data={"token": token_in(browser.get("/staf/keluar").text)})
    found = told_of_people(office_of(variables))
    assert [(entry.kind, entry.account, entry.office) for entry in found] == [
        (Kind.LOGIN_FAILED, None, None),
        (Kind.LOGIN_FAILED, None, None),
        (Kind.LOGIN, "lurah", LURAH_OFFICE),
        (Kind.LOGOUT, "lurah", LURAH_OFFICE),
    ]
    assert [entry.origin for entry in found] == [*[Origin.UNKNOWN] * 2, Origin.PRIVATE, Origin.UNKNOWN]
    assert "10.1.2.3" not in repr(found)
    assert TYPED not in repr(found)


def test_a_file_leaves_an_entry_with_codes_and_rows_and_a_refused_one_none(
    made: tuple[Any, dict[str, str]], browser: Browser
) -> None:
    office = office_of(made[1])
    browser.login("camat")
    before = len(log_of(office))
    asked = f"periode=semua&kantor={LURAH_OFFICE}&layanan={TYPED}"
    assert browser.get(f"/staf/unduh/waktu-tunggu/sebaran.csv?{asked}").status_code == 200
    browser.login("evaluator")
    assert browser.get("/staf/unduh/waktu-tunggu/sebaran.csv").status_code == 403
    export, login = log_of(office)[before:]
    assert (export.kind, export.account, export.role) == (Kind.EXPORT, "camat", "camat")
    assert export.what.pop("rows") > 0
    assert export.what == {
        "page": "waktu-tunggu",
        "section": "sebaran",
        "file": "csv",
        "start": "2026-09-01",
        "end": "2026-10-10",
        "office": LURAH_OFFICE,
    }
    assert login.kind is Kind.LOGIN


def test_what_the_command_line_does_to_accounts_leaves_entries(tmp_path: Path) -> None:
    word = f"{PASSWORD}\n"
    command(tmp_path, "user", "add", "budi", "--role", "penyusun", "--password-stdin", typed=word)
    command(tmp_path, "user", "password", "budi", "--password-stdin", typed=word)
    command(tmp_path, "user", "disable", "budi")
    command(tmp_path, "user", "disable", "budi", "--undo")
    command(tmp_path, "user", "disable", TYPED)
    found = log_of(office_of(environ(tmp_path)))
    assert [entry.what["change"] for entry in found] == ["added", "password", "closed", "opened"]
    assert all(entry.what["account"] == "budi" for entry in found)
    assert {(entry.kind, entry.origin, entry.account) for entry in found} == {
        (Kind.ACCOUNT, Origin.COMMAND, None)
    }
    kept = json.dumps([dict(entry.what) for entry in found])
    assert PASSWORD not in kept
    assert TYPED not in kept


def test_check_says_that_it_stands_and_takes_what_it_has_told(tmp_path: Path) -> None:
    assert "berkas yang tidak ada" in str(command(tmp_path, "check", "--audit").exception)
    assert list(tmp_path.iterdir()) == []
    office_of(environ(tmp_path))
    assert command(tmp_path, "check", "--audit").output == "Jejak audit masih kosong.\n"
    add(tmp_path, "satu")
    said = command(tmp_path, "check", "--audit")
    assert said.exit_code == 0
    assert said.output.startswith("Jejak audit utuh: 1 entri.")
    noted = said.output.split()[-1]
    add(tmp_path, "dua")
    assert command(tmp_path, "check", "--audit", "--seen", noted).exit_code == 0
    wrong = command(tmp_path, "check", "--audit", "--seen", "1:0000000000000000")
    assert "entri 1 bukan lagi" in str(wrong.exception)
    assert "bukan catatan" in str(command(tmp_path, "check", "--audit", "--seen", "x").exception)


def test_check_names_the_first_entry_that_does_not_stand(tmp_path: Path) -> None:
    for name in ("satu", "dua", "tiga"):
        add(tmp_path, name)
    office = office_of(environ(tmp_path))
    with office.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        connection.execute(text("UPDATE audit_entry SET account = 'x' WHERE number > 1"))
    said = command(tmp_path, "check", "--audit")
    assert said.exit_code != 0
    assert "Jejak audit tidak utuh: entri 2 tidak cocok" in str(said.exception)


def test_accounts_without_any_entry_are_no_sound_log(tmp_path: Path) -> None:
    add(tmp_path, "satu")
    office = office_of(environ(tmp_path))
    with office.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        connection.execute(text("DELETE FROM audit_entry"))
        connection.execute(text("DELETE FROM audit_head"))
    assert "kosong, padahal ada akun" in str(command(tmp_path, "check", "--audit").exception)


def add(folder: Path, name: str) -> None:
    words = ("user", "add", name, "--role", "camat", "--password-stdin")
    assert command(folder, *words, typed=f"{PASSWORD}\n").exit_code == 0


def test_a_start_tells_which_settings_are_new_and_none_of_their_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in ({}, {}, {"PANTAU_TRUSTED_HOSTS": "kantor.example", "PANTAU_HTTPS": "ya"}):
        create_staff_server(environ(tmp_path, **more)).close()
    found = log_of(office_of(environ(tmp_path)))
    assert [entry.what["changed"] for entry in found] == ["pertama kali", "trusted_hosts, https"]
    assert "kantor.example" not in repr(found)
    assert KEY not in repr(found)
    heads = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "audit_head" in line]
    assert [(head["entries"], head["seal"]) for head in heads] == [
        (1, found[0].seal[:16]),
        (1, found[0].seal[:16]),
        (2, found[1].seal[:16]),
    ]


def test_another_key_ends_every_session_and_link_and_the_same_one_none(tmp_path: Path) -> None:
    add(tmp_path, "camat")
    office, now = office_of(environ(tmp_path)), datetime.now(UTC)
    create_staff_server(environ(tmp_path)).close()
    with office.writing() as connection:
        camat = accounts.get(connection, "camat")
        token, link = sessions.start(connection, camat.id, now=now), tickets.issue(connection, camat, now=now)
    for key, stands in ((KEY, True), (KEY[::-1], False)):
        create_staff_server(environ(tmp_path, PANTAU_SECRET_KEY=key)).close()
        with office.reading() as connection:
            assert (sessions.account_name(connection, token, now=now) is not None) is stands
            assert (tickets.holder(connection, link, now=now) is not None) is stands
            last = newest(connection, Kind.SETTINGS)
    assert last is not None
    assert last.what["changed"] == "secret_key"


def test_a_command_with_another_key_or_none_changes_nothing(tmp_path: Path) -> None:
    add(tmp_path, "camat")
    office, saved = office_of(environ(tmp_path)), tmp_path / "copy.db"
    assert command(tmp_path, "backup", "--to", str(saved)).exit_code == 0
    before = log_of(office)
    without = {name: word for name, word in environ(tmp_path).items() if name != "PANTAU_SECRET_KEY"}
    commands = (["user", "disable", "camat"], ["restore", str(saved), "--force"])
    for variables, said in ((without, "belum diisi"), ({**without, "PANTAU_SECRET_KEY": KEY[::-1]}, "lain")):
        for words in commands:
            refused = CliRunner().invoke(app, words, env=variables)
            assert f"PANTAU_SECRET_KEY {said}" in str(refused.exception)
    checked = CliRunner().invoke(app, ["check", "--audit"], env=without)
    assert "PANTAU_SECRET_KEY belum diisi" in str(checked.exception)
    assert not (tmp_path / "office" / "secret-key").exists()
    assert log_of(office) == before
    with office.reading() as connection:
        assert accounts.get(connection, "camat").disabled_at is None


def test_accounts_to_try_it_with_are_told_too(tmp_path: Path) -> None:
    settings, office = load_settings(environ(tmp_path)), office_of(environ(tmp_path))
    for _ in range(2):
        shown = demo_accounts(settings, office, now=datetime.now(UTC))
    found = log_of(office)
    assert [entry.what["account"] for entry in found] == [name for name, _ in shown]
    assert {entry.what["change"] for entry in found} == {"added"}
