"""The office store in one file, and its way back, while the pages are served: SQLite's online copy."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import delete
from sqlalchemy.engine import make_url

from dashboard.errors import AccountError, BackupError, StoreError
from dashboard.office.accounts import Account, everyone
from dashboard.office.audit import AuditLog, Kind, Origin
from dashboard.office.backup_files import beside, carry, told
from dashboard.office.schema import session, ticket
from dashboard.office.store import MIGRATIONS, OfficeStore, open_office
from dashboard.office.trouble import why

_SPOILED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_WAIT = 30.0
"""Seconds for another process that writes."""


@dataclass(frozen=True)
class Place:
    """Where an office store stands, and its files."""

    url: str
    files: Path


@dataclass(frozen=True)
class Made:
    """A copy, how many files lie beside it, and the names of those that were not whole any more."""

    copy: Path
    files: int = 0
    lost: Sequence[str] = ()


@dataclass(frozen=True)
class Restored:
    """`saved`: the backup of what was there. `opened`: accounts that had been closed since the backup.
    `connected`: those that somebody of the provider may sign in as again, or another than before. `lost`:
    files that are whole neither beside the copy nor in their place."""

    saved: Path | None
    active: int
    opened: list[str]
    connected: list[str]
    lost: Sequence[str] = ()


def backup(place: Place, to: Path | None, now: datetime) -> Made:
    """Copy the store to a new file, by default in `backups` beside it, and its files to a folder beside that.

    Raises BackupError.
    """
    store = _file(place.url)
    if not _there(store):
        raise BackupError(f"Belum ada yang dicadangkan: {store} tidak ada; buat akun lebih dulu.")
    copy = to or store.parent / "backups" / f"office-{now:%Y%m%dT%H%M%S%f}.db"
    if os.path.lexists(copy) or os.path.lexists(beside(copy)):
        raise BackupError(f"{copy} sudah ada dan tidak ditimpa; sebut nama lain dengan --to.")
    draft = copy.with_name(f".{copy.name}.{secrets.token_hex(8)}")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            _copied(store, draft)
            with draft.open("rb") as file:
                os.fsync(file.fileno())
            made = _with_files(draft, copy, place.files)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, sqlite3.Error, AccountError) as failed:
        if getattr(failed, "sqlite_errorcode", 0) & 0xFF in _SPOILED:
            raise BackupError(
                f"{store} tidak bisa disalin ({_why(failed)}); tidak ada cadangan. Betulkan OFFICE_URL bila "
                "berkasnya salah."
            ) from failed
        raise BackupError(
            f"{copy} tidak bisa ditulis ({_why(failed)}); tidak ada cadangan. Beri ruang atau hak tulis, "
            "atau sebut berkas lain dengan --to."
        ) from failed
    return made


def _with_files(draft: Path, copy: Path, files: Path) -> Made:
    """Those that the draft tells of lie there already: a row is committed after its file."""
    found, folder = told(draft), beside(draft)
    try:
        lost = carry(found, files, folder)
        if folder.is_dir():
            folder = folder.rename(beside(copy))
        # Whole or not there at all, and never over a file that has come meanwhile.
        os.link(draft, copy)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Made(copy, len(found) - len(lost), tuple(each.name for each in lost))


def restore(place: Place, copy: Path, now: datetime, *, force: bool, audit: AuditLog) -> Restored:
    """Put the content of a copy in the store's place, in one transaction; everyone has to log in again.

    The audit log does not go back: what was told since the backup stays, and the restore is told in it. Only
    where there is none yet does that of the backup go on.

    A dashboard that is running goes on with it. Raises BackupError: damaged, of a newer schema, no backup,
    or a store that holds something, unless `force`.
    """
    store = _file(place.url)
    _check(copy)
    saved = None
    if _there(store) and store.stat().st_size:
        if not force:
            raise BackupError(
                f"{store} sudah berisi. Tambahkan --force untuk menggantinya (isinya dicadangkan lebih dulu)."
            )
        saved = backup(place, None, now).copy
    try:
        # Before the rows that tell of them; nothing that lies there is taken away.
        lost = carry(told(copy), beside(copy), place.files)
        office = open_office(place.url)
        before = _accounts(office)
        with _prepared(copy, beside=store) as draft:
            _carry_log(store, draft)
            _tell(draft, audit, now)
            _copied(draft, store, alone=False)
        active = [account for account in _accounts(office) if account.disabled_at is None]
    except (OSError, sqlite3.Error, StoreError, AccountError) as failed:
        raise BackupError(
            f"{store} tidak bisa ditulis ({_why(failed)}); isinya tetap yang lama. Coba lagi nanti."
        ) from failed
    closed = {account.name for account in before if account.disabled_at is not None}
    expected = {account.name: account.sso for account in before}
    return Restored(
        saved,
        len(active),
        [account.name for account in active if account.name in closed],
        [
            account.name
            for account in active
            if account.sso and before and expected.get(account.name) != account.sso
        ],
        tuple(each.name for each in lost),
    )


def _accounts(office: OfficeStore) -> list[Account]:
    with office.reading() as connection:
        return everyone(connection)


@contextmanager
def _prepared(copy: Path, *, beside: Path) -> Iterator[Path]:
    """The copy in today's schema, without sessions and links: what has ended must not begin again."""
    draft = beside.with_name(f".{beside.name}.{secrets.token_hex(8)}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _copied(copy, draft)
        with open_office(f"sqlite:///{draft}").writing() as connection:
            for table in (session, ticket):
                connection.execute(delete(table))
        yield draft
    finally:
        for path in beside.parent.glob(f"{draft.name}*"):
            path.unlink()


def _carry_log(store: Path, draft: Path) -> None:
    """The store's own log in the place of that of the copy, which knows nothing of what came later."""
    with closing(sqlite3.connect(draft, isolation_level=None, timeout=_WAIT)) as made:
        made.execute("ATTACH ? AS today", (str(store),))
        made.execute("BEGIN IMMEDIATE")
        if made.execute("SELECT count(*) FROM today.audit_entry").fetchone()[0]:
            statements = [sql for (sql,) in made.execute(_SHAPE)]
            for statement in (*_EMPTY, *statements, *_FILL):
                made.execute(statement)
        made.execute("COMMIT")


_SHAPE = (
    "SELECT sql FROM today.sqlite_master WHERE tbl_name IN ('audit_entry', 'audit_head') "
    "AND sql IS NOT NULL ORDER BY type <> 'table'"
)
# Rows cannot be deleted from it, so the table goes.
_EMPTY = ("DROP TABLE main.audit_entry", "DROP TABLE main.audit_head")
_FILL = (
    "INSERT INTO main.audit_entry SELECT * FROM today.audit_entry",
    "INSERT INTO main.audit_head SELECT * FROM today.audit_head",
)


def _tell(draft: Path, audit: AuditLog, now: datetime) -> None:
    office = open_office(f"sqlite:///{draft}")
    active = sum(account.disabled_at is None for account in _accounts(office))
    with office.writing() as connection:
        audit.record(connection, Kind.RESTORED, now=now, origin=Origin.COMMAND, what={"active": active})


def _file(office_url: str) -> Path:
    url = make_url(office_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise BackupError(
            "OFFICE_URL bukan berkas SQLite. Cadangan basis data PostgreSQL dibuat dengan pg_dump "
            "dan dipulihkan dengan pg_restore."
        )
    return Path(url.database)


def _copied(source: Path, target: Path, *, alone: bool = True) -> None:
    """All of it as of one moment, whoever writes meanwhile: in pieces it would begin anew at each writing."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT)) as given,
        closing(sqlite3.connect(target, timeout=_WAIT)) as taken,
    ):
        given.backup(taken, pages=-1, sleep=0.01)
        if alone:
            # One file that needs no log beside it.
            taken.execute("PRAGMA journal_mode=DELETE")


def _check(copy: Path) -> None:
    """Whole, and of a schema that this code knows."""
    wrong = f"{copy} bukan cadangan akun Pantau yang utuh"
    if not _there(copy):
        raise BackupError(f"{copy} tidak ada; sebut berkas yang dibuat python -m dashboard backup.")
    try:
        address = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as given:
            found = [row[0] for row in given.execute("PRAGMA integrity_check(1)")]
            revisions = [row[0] for row in given.execute("SELECT version_num FROM alembic_version")]
            given.execute("SELECT name, role, office FROM account LIMIT 1")
    except sqlite3.Error as failed:
        raise BackupError(
            f"{wrong} ({_why(failed)}). Tidak ada yang diubah; pakai cadangan lain."
        ) from failed
    if found != ["ok"] or len(revisions) != 1:
        raise BackupError(f"{wrong}. Tidak ada yang diubah; pakai cadangan lain.")
    if revisions[0] not in _known():
        raise BackupError(
            f"{copy} dibuat oleh Pantau yang lebih baru (skema {str(revisions[0])[:20]!r}); "
            "perbarui Pantau, lalu pulihkan."
        )


def _known() -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _there(path: Path) -> bool:
    """A file that this account may read; of another SQLite says only that it does not open."""
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return False
    except OSError as failed:
        raise BackupError(
            f"{path} tidak bisa dibaca ({why(failed)}); sebut berkas yang benar, dan jalankan sebagai akun "
            "yang menjalankan dasbor."
        ) from failed
    return True


def _why(failed: BaseException) -> str:
    cause = failed.__cause__ if isinstance(failed, StoreError | AccountError) else failed
    return (isinstance(cause, Exception) and why(cause)) or "basis datanya tidak dapat dipakai"
