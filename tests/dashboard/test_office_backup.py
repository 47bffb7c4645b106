"""Accounts in one file and back, while the pages are served."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.errors import BackupError
from dashboard.office import accounts, identities, sessions
from dashboard.office.audit import AuditLog, Kind, Origin, entries
from dashboard.office.backup import Place, Restored, backup, restore
from dashboard.office.schema import account, audit_entry
from dashboard.office.store import OfficeStore, open_office
from dashboard.roles import Role

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LOG = AuditLog(b"n0t-4-r3al-k3y")


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'office-store' / 'office.db'}"


def at(folder: Path) -> Place:
    return Place(url(folder), folder / "bukti")


def add(office: OfficeStore, name: str) -> None:
    with office.writing() as connection:
        accounts.add(connection, name, role=Role.CAMAT, office=None, password="kuda laut minum teh", now=NOW)


def names(office: OfficeStore) -> list[str]:
    with office.reading() as connection:
        return sorted(account.name for account in accounts.everyone(connection))


def asked(folder: Path, *words: str) -> Any:
    return CliRunner().invoke(
        app, list(words), env={"OFFICE_URL": url(folder), "PANTAU_EVIDENCE": str(folder / "bukti")}
    )


@pytest.fixture
def office(tmp_path: Path) -> OfficeStore:
    made = open_office(url(tmp_path))
    add(made, "satu")
    return made


@pytest.fixture
def copy(tmp_path: Path, office: OfficeStore) -> Path:
    return backup(at(tmp_path), tmp_path / "copy.db", NOW).copy


def test_the_commands_save_and_bring_back(tmp_path: Path, office: OfficeStore) -> None:
    made = asked(tmp_path, "backup", "--to", str(tmp_path / "a.db"))
    assert (made.exit_code, "Dicadangkan" in made.output) == (0, True)
    add(office, "dua")
    refused = asked(tmp_path, "restore", str(tmp_path / "a.db"))
    assert "--force" in str(refused.exception)
    assert names(office) == ["dua", "satu"]
    done = asked(tmp_path, "restore", str(tmp_path / "a.db"), "--force")
    assert done.exit_code == 0
    assert "Isi sebelumnya dicadangkan" in done.output
    assert names(office) == ["satu"]
    (saved,) = (tmp_path / "office-store" / "backups").iterdir()
    assert asked(tmp_path, "restore", str(saved), "--force").exit_code == 0
    assert names(office) == ["dua", "satu"]


def test_accounts_that_a_restore_opens_again_are_named(tmp_path: Path, office: OfficeStore) -> None:
    """An account that was closed before the backup stays closed and is not spoken of."""
    for name in ("dua", "tiga"):
        add(office, name)
    with office.writing() as connection:
        accounts.set_disabled(connection, "tiga", NOW)
    made = backup(at(tmp_path), tmp_path / "copy.db", NOW).copy
    with office.writing() as connection:
        accounts.set_disabled(connection, "dua", NOW)
    told = asked(tmp_path, "restore", str(made), "--force").output
    assert "2 akun aktif" in told
    assert "sekarang aktif kembali: dua. Tutup lagi" in told
    assert "aktif kembali" not in asked(tmp_path, "restore", str(made), "--force").output


def test_a_folder_that_a_backup_makes_is_told(tmp_path: Path, office: OfficeStore) -> None:
    told = asked(tmp_path, "backup", "--to", str(tmp_path / "cadagan" / "a.db")).output
    assert f"Folder {tmp_path / 'cadagan'} belum ada dan baru saja dibuat." in told
    assert "baru saja" not in asked(tmp_path, "backup", "--to", str(tmp_path / "cadagan" / "b.db")).output


def test_a_folder_is_no_backup(tmp_path: Path, office: OfficeStore) -> None:
    with pytest.raises(BackupError, match="itu folder, bukan berkas"):
        restore(at(tmp_path), tmp_path, NOW, force=True, audit=LOG)


def test_an_empty_place_is_filled(tmp_path: Path, copy: Path) -> None:
    assert restore(at(tmp_path / "new"), copy, NOW, force=False, audit=LOG) == Restored(None, 1, [], [])
    assert names(open_office(url(tmp_path / "new"))) == ["satu"]


def test_a_session_that_was_ended_does_not_begin_again(tmp_path: Path, office: OfficeStore) -> None:
    with office.writing() as connection:
        token = sessions.start(connection, accounts.get(connection, "satu").id, now=NOW)
    made = backup(at(tmp_path), tmp_path / "copy.db", NOW).copy
    with office.writing() as connection:
        accounts.set_password(connection, "satu", "perahu di sungai martapura")
    restore(at(tmp_path), made, NOW, force=True, audit=LOG)
    with office.reading() as connection:
        assert sessions.account_name(connection, token, now=NOW) is None
    assert {path.name for path in (tmp_path / "office-store").iterdir()} <= {
        *("backups", "office.db", "office.db-shm", "office.db-wal")
    }


def test_only_the_owner_may_read_it(tmp_path: Path, office: OfficeStore) -> None:
    before = os.umask(0)
    try:
        made = backup(at(tmp_path), None, NOW).copy
        restore(at(tmp_path / "new"), made, NOW, force=False, audit=LOG)
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    for path in (tmp_path / "new" / "office-store").glob("office.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_dashboard_that_reads_and_writes_meanwhile_goes_on(tmp_path: Path, office: OfficeStore) -> None:
    with office.reading() as connection:
        assert len(accounts.everyone(connection)) == 1
        made = backup(at(tmp_path), None, NOW).copy
        add(office, "dua")
        restore(at(tmp_path), made, NOW + timedelta(seconds=1), force=True, audit=LOG)
        # What is read stays as it was until the transaction ends.
        assert len(accounts.everyone(connection)) == 1
    assert names(office) == ["satu"]
    add(office, "tiga")
    assert names(office) == ["satu", "tiga"]


def test_a_copy_of_a_large_store_is_done_while_others_write(tmp_path: Path, office: OfficeStore) -> None:
    begun, over = Event(), Event()
    given = {"role": "camat", "password_hash": "-" * 512, "created_at": NOW}
    with office.writing() as connection:
        connection.execute(insert(account), [{**given, "name": f"{n:06}"} for n in range(20_000)])

    def write() -> None:
        store, until = tmp_path / "office-store" / "office.db", time.monotonic() + 5
        with closing(sqlite3.connect(store, timeout=30)) as plain:
            # Without a wait for the disk there is a writing between any two looks.
            plain.execute("PRAGMA synchronous=OFF")
            while time.monotonic() < until and not over.is_set():
                plain.execute("UPDATE account SET office = random() WHERE name = '000007'")
                plain.commit()
                begun.set()

    writer = Thread(target=write)
    writer.start()
    assert begun.wait(30)
    made = backup(at(tmp_path), None, NOW).copy
    assert writer.is_alive(), "the copy was not done before the writer was"
    over.set()
    writer.join()
    with closing(sqlite3.connect(made)) as plain:
        assert plain.execute("SELECT count(*) FROM account").fetchone() == (20_001,)


def test_a_file_is_never_written_over(tmp_path: Path, copy: Path) -> None:
    before = copy.read_bytes()
    with pytest.raises(BackupError, match="tidak ditimpa"):
        backup(at(tmp_path), copy, NOW)
    assert copy.read_bytes() == before


def test_a_damaged_copy_changes_nothing(tmp_path: Path, office: OfficeStore, copy: Path) -> None:
    whole = copy.read_bytes()
    add(office, "dua")
    page = whole[4096:8192]
    for spoiled in (
        b"",
        b"no database" * 999,
        whole[:5000],
        whole[:4096] + b"\xff" * len(page) + whole[8192:],
    ):
        copy.write_bytes(spoiled)
        with pytest.raises(BackupError, match="Tidak ada yang diubah"):
            restore(at(tmp_path), copy, NOW, force=True, audit=LOG)
    with pytest.raises(BackupError, match="tidak ada; sebut"):
        restore(at(tmp_path), tmp_path / "nowhere.db", NOW, force=True, audit=LOG)
    assert names(office) == ["dua", "satu"]
    assert not (tmp_path / "office-store" / "backups").exists()


def test_a_newer_schema_is_refused(tmp_path: Path, office: OfficeStore, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as plain, plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BackupError, match=r"lebih baru .skema '9999'"):
        restore(at(tmp_path), copy, NOW, force=True, audit=LOG)
    assert names(office) == ["satu"]


def test_a_store_on_a_server_is_told_without_its_password() -> None:
    with pytest.raises(BackupError, match="pg_dump") as told:
        backup(Place("postgresql+psycopg://a:rahasia@server/db", Path()), None, NOW)
    assert "rahasia" not in str(told.value)


def test_nothing_to_save_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="Belum ada yang dicadangkan"):
        backup(at(tmp_path), None, NOW)
    assert not (tmp_path / "office-store").exists()


def log_of(office: OfficeStore) -> tuple[list[Kind], str | None]:
    with office.reading() as connection:
        kinds = [found.kind for found in entries(connection, first=0, most=99)]
        return kinds[::-1], LOG.verify(connection).problem


def tell(office: OfficeStore, kind: Kind) -> None:
    with office.writing() as connection:
        LOG.record(connection, kind, now=NOW, origin=Origin.SAME_MACHINE)


def test_the_audit_log_does_not_go_back_and_tells_of_the_restore(tmp_path: Path, office: OfficeStore) -> None:
    tell(office, Kind.LOGIN)
    made = backup(at(tmp_path), tmp_path / "copy.db", NOW).copy
    tell(office, Kind.EXPORT)
    restore(at(tmp_path), made, NOW, force=True, audit=LOG)
    assert log_of(office) == ([Kind.LOGIN, Kind.EXPORT, Kind.RESTORED], None)
    tell(office, Kind.LOGOUT)
    assert log_of(office) == ([Kind.LOGIN, Kind.EXPORT, Kind.RESTORED, Kind.LOGOUT], None)
    with pytest.raises(DBAPIError, match="audit entries stay"), office.writing() as connection:
        connection.execute(delete(audit_entry))


def test_on_a_new_machine_the_audit_log_of_the_backup_goes_on(tmp_path: Path, office: OfficeStore) -> None:
    tell(office, Kind.LOGIN)
    made = backup(at(tmp_path), tmp_path / "copy.db", NOW).copy
    restore(at(tmp_path / "new"), made, NOW, force=False, audit=LOG)
    assert log_of(open_office(url(tmp_path / "new"))) == ([Kind.LOGIN, Kind.RESTORED], None)


def test_a_restore_says_who_is_connected_to_a_provider_again(tmp_path: Path, office: OfficeStore) -> None:
    add(office, "dua")
    with office.writing() as connection:
        identities.expect(connection, "satu", "satu@contoh.go.id")
        identities.expect(connection, "dua", "dua@contoh.go.id")
    copy = backup(at(tmp_path), tmp_path / "copy.db", NOW).copy
    with office.writing() as connection:
        identities.expect(connection, "satu", None)
    done = restore(at(tmp_path), copy, NOW, force=True, audit=LOG)
    assert done.connected == ["satu"]
