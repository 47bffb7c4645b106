"""Why the accounts cannot be read or written, in the office's words. No password stands in any of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from dashboard.errors import StoreError
from etl import os_errors

_BY_CODE = {
    sqlite3.SQLITE_BUSY: "sedang dipakai proses lain",
    sqlite3.SQLITE_CANTOPEN: "berkasnya tidak dapat dibuka",
    sqlite3.SQLITE_CORRUPT: "isinya rusak",
    sqlite3.SQLITE_FULL: "disk penuh",
    sqlite3.SQLITE_IOERR: "disknya gagal membaca atau menulis",
    sqlite3.SQLITE_LOCKED: "sedang dipakai proses lain",
    sqlite3.SQLITE_NOTADB: "isinya bukan basis data",
    sqlite3.SQLITE_READONLY: "hanya boleh dibaca",
}
_BY_STATE = {
    "25006": "servernya hanya boleh dibaca",
    "42501": "perannya tidak berhak",
    "53100": "disk server penuh",
    "55P03": "sedang dipakai proses lain",
}
# Before a session stands there is no state, only libpq's text.
_BY_TEXT = (
    ("password authentication failed", "peran atau sandinya ditolak"),
    ("no password supplied", "server minta sandi"),
    ("does not exist", "basis data atau perannya belum ada"),
    ("permission denied", "perannya tidak berhak"),
    ("resolve host", "nama servernya tidak dikenal"),
    ("translate host name", "nama servernya tidak dikenal"),
)
_AWAY = "servernya tidak menjawab"
_AWAY_CLASSES = ("08", "53", "57", "58", "XX")
_ADVICE = {
    "isinya rusak": "Sisihkan berkas itu, lalu pulihkan akun dengan: python -m dashboard restore BERKAS.",
    "sedang dipakai proses lain": "Coba lagi sebentar lagi.",
    "disk penuh": "Beri ruang, lalu coba lagi.",
    "disk server penuh": "Beri ruang, lalu coba lagi.",
    "isinya bukan basis data": "Betulkan OFFICE_URL bila berkasnya salah; bila berkas itu rusak, sisihkan, "
    "lalu pulihkan akun dengan: python -m dashboard restore BERKAS.",
    _AWAY: "Periksa apakah PostgreSQL hidup dan alamat di OFFICE_URL benar.",
}
_ELSE = {
    "sqlite": "Jalankan sebagai akun yang menjalankan dasbor; bila tempatnya salah, betulkan OFFICE_URL.",
    "postgresql": "Betulkan OFFICE_URL, atau hak perannya.",
}


@contextmanager
def told(address: URL) -> Iterator[None]:
    """What the machine or the server refuses is a StoreError; a fault of our own SQL stays what it is."""
    try:
        yield
    except CommandError as failed:
        # Alembic finds no such revision among ours.
        raise StoreError(
            f"Basis data akun {_named(address)} dibuat oleh Pantau yang lebih baru; perbarui Pantau."
        ) from failed
    except (OSError, DBAPIError) as failed:
        if (reason := why(failed)) is None:
            raise
        advice = _ADVICE.get(reason, _ELSE[address.get_backend_name()])
        raise StoreError(
            f"Basis data akun {_named(address)} tidak bisa dipakai ({reason}). {advice}"
        ) from failed


def why(failed: Exception) -> str | None:
    """A clause; None where the fault is not that of the machine."""
    if isinstance(failed, OSError):
        return os_errors.why(failed)
    cause = failed.orig if isinstance(failed, DBAPIError) else failed
    if isinstance(cause, sqlite3.Error):
        # The low byte is the kind; the rest says where in SQLite it happened.
        return _BY_CODE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    if state := getattr(cause, "sqlstate", None):
        return _BY_STATE.get(state, _AWAY if state[:2] in _AWAY_CLASSES else None)
    if not isinstance(failed, OperationalError):
        return None
    return next((reason for words, reason in _BY_TEXT if words in str(cause)), _AWAY)


def _named(address: URL) -> str:
    """The file, or the server and the database without role and password."""
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    place = f"{address.host}:{address.port}" if address.port else address.host
    return f"{place or 'setempat'}/{address.database}"
