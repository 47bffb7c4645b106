"""What a PostgreSQL server can refuse, as a sentence that says what to do. No password stands in any."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from etl.errors import ConfigProblem

NO_TABLE = ("42P01", "3F000")
"""No such table, no such schema."""

LOCKED = "55P03"

_CONFIGURE = "Jalankan SQL dari `python -m etl roles` sebagai pengelola basis data."
_BY_STATE = {
    "42501": f"peran {{user}} tidak berhak atas yang diminta. {_CONFIGURE}",
    "25006": "server ini hanya boleh dibaca (cadangan?). Sambungkan ke server utamanya.",
    "53100": "disk server penuh. Yang terbit tetap utuh; beri ruang, lalu jalankan lagi.",
    "53200": "server kehabisan memori. Kecilkan work_mem atau tambah memori, lalu jalankan lagi.",
    "53300": "server menolak karena terlalu banyak sambungan. Naikkan max_connections atau kurangi proses.",
    "57014": "server menghentikan permintaan yang terlalu lama.",
    "57P01": "server dihentikan di tengah jalan. Yang terbit tetap utuh; jalankan lagi setelah server hidup.",
    "57P03": "server sedang menyala atau berhenti. Tunggu sebentar, lalu jalankan lagi.",
}
_BY_CLASS = {
    "08": "sambungan ke server terputus. Yang terbit tetap utuh; jalankan lagi setelah server hidup.",
    "58": "server gagal membaca atau menulis berkasnya. Periksa log server dan disknya.",
    "XX": "server menemukan data yang rusak. Periksa log server; bila perlu pulihkan dari cadangan.",
}
# Before a session stands there is no state, only libpq's text.
_BY_TEXT = (
    ("password authentication failed", "peran {user} atau sandinya ditolak. Betulkan WAREHOUSE_URL."),
    ("no password supplied", "server minta sandi peran {user}. Tulis sandinya di WAREHOUSE_URL."),
    ("no pg_hba.conf entry", "server tidak menerima peran {user} dari mesin ini. Betulkan pg_hba.conf."),
    ("does not exist", "basis data {database} atau peran {user} belum ada. " + _CONFIGURE),
    (
        "permission denied for database",
        f"peran {{user}} tidak boleh masuk basis data {{database}}. {_CONFIGURE}",
    ),
    ("too many clients", _BY_STATE["53300"]),
    ("too many connections", _BY_STATE["53300"]),
    ("starting up", _BY_STATE["57P03"]),
    ("shutting down", _BY_STATE["57P03"]),
    ("failed to resolve host", "nama server {host} tidak dikenal. Betulkan WAREHOUSE_URL."),
    ("translate host name", "nama server {host} tidak dikenal. Betulkan WAREHOUSE_URL."),
    ("No space left", _BY_STATE["53100"]),
    ("server closed the connection", _BY_CLASS["08"]),
    ("connection is lost", _BY_CLASS["08"]),
    ("connection is closed", _BY_CLASS["08"]),
)
_NO_ANSWER = "server tidak menjawab. Periksa apakah PostgreSQL hidup dan alamat di WAREHOUSE_URL benar."


def state_of(error: DBAPIError) -> str:
    """The server's five-letter code, or nothing where no session stood."""
    return getattr(error.orig, "sqlstate", None) or ""


@contextmanager
def failed(address: URL, but: tuple[str, ...] = ()) -> Iterator[None]:
    """What the server refuses is a ConfigProblem; a fault of our own SQL, and what `but` names, stays."""
    try:
        yield
    except DBAPIError as error:
        state = state_of(error)
        why = None if state in but else _why(state, str(error.orig))
        if why is None:
            raise
        where = {"user": address.username or "", "database": address.database, "host": address.host or ""}
        raise ConfigProblem(f"Gudang data {named(address)}: {why.format(**where)}") from error


def named(address: URL) -> str:
    """The server and the database, without role and password."""
    place = f"{address.host}:{address.port}" if address.port else address.host
    return f"{place or 'setempat'}/{address.database}"


def _why(state: str, text: str) -> str | None:
    if state:
        return _BY_STATE.get(state, _BY_CLASS.get(state[:2]))
    return next((why for words, why in _BY_TEXT if words in text), _NO_ANSWER)
